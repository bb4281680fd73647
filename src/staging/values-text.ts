/** What stands in a column of a row. */
export type Cell = string | number | null;

/**
 * Values as one text, each behind its length: no two lists of values become one text, and none has to be
 * escaped. `3:abc` is a text or a number, `-` is null. Begins with the `from`th value.
 */
export function valuesAsText(values: readonly Cell[], from = 0): string {
  let text = '';
  for (let index = from; index < values.length; index++) {
    const value = values[index] ?? null;
    if (value === null) text += '-';
    else {
      const written = typeof value === 'string' ? value : String(value);
      text += `${written.length}:${written}`;
    }
  }
  return text;
}

const MINUS = 45;
const COLON = 58;
const ZERO = 48;

/** Reads values one after the other out of a text that `valuesAsText` wrote. */
export class ValuesReader {
  readonly #text: string;
  /** Where the next value begins. */
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  next(): string | null {
    const text = this.#text;
    let at = this.at;
    let code = text.charCodeAt(at++);
    if (code === MINUS) {
      this.at = at;
      return null;
    }
    let length = 0;
    for (; code !== COLON; code = text.charCodeAt(at++)) length = length * 10 + code - ZERO;
    this.at = at + length;
    return text.slice(at, at + length);
  }
}
