import type { Store } from './store.js';

/**
 * Rows that come in millions come as one text each, an empty value where there is none, with this character
 * between the values: handed over value by value they take twice as long. No value holds it: a row with it is
 * a reject (PF-NUL), and XML knows none.
 */
export const VALUE_END = '\0';

/** The columns of a row as one text. */
export function oneText(...columns: readonly string[]): string {
  return `concat(${columns.join(', char(0), ')})`;
}

/**
 * The same with commas between the `cells` that come last, which is how most of them are written in the end,
 * and `VALUE_END` only where one of `wordy` holds a comma (the others never do): to change the one into the
 * other for every row takes longer.
 */
export function textWithCells(
  columns: readonly string[],
  cells: readonly string[],
  wordy: readonly string[],
): string {
  const withCommas = [...columns.map((column) => `${column}, char(0)`), cells.join(", ',', ")].join(', ');
  const hasComma = wordy.map((column) => `instr(${column}, ',')`).join(' OR ');
  return `iif(${hasComma}, ${oneText(...columns, ...cells)}, concat(${withCommas}))`;
}

/** The values of a text that has them with commas between, or with `VALUE_END` where one of them holds a comma. */
export function cellsOf(cells: string): readonly string[] {
  return cells.split(cells.includes(VALUE_END) ? VALUE_END : ',');
}

/** Where so many cells of such a text end: the place of the character behind them. */
export function endOfCells(cells: string, count: number): number {
  const separator = cells.includes(VALUE_END) ? VALUE_END : ',';
  let end = -1;
  for (let cell = 0; cell < count; cell += 1) end = cells.indexOf(separator, end + 1);
  return end;
}

/** The values of a row, taken off one after the other. */
export class Values {
  #row = '';
  #at = 0;

  /** Begins with another row. */
  of(row: string): this {
    this.#row = row;
    this.#at = 0;
    return this;
  }

  text(): string {
    const begin = this.#at;
    const end = this.#row.indexOf(VALUE_END, begin);
    this.#at = end === -1 ? this.#row.length : end + 1;
    return this.#row.slice(begin, end === -1 ? undefined : end);
  }

  textOrNull(): string | null {
    return this.text() || null;
  }

  /** A whole number from 0 on, read as it stands: every row begins with one. */
  whole(): number {
    let whole = 0;
    for (;;) {
      const digit = this.#row.charCodeAt(this.#at) - 48;
      this.#at += 1;
      if (!(digit >= 0)) return whole;
      whole = whole * 10 + digit;
    }
  }

  numberOrNull(): number | null {
    const text = this.text();
    return text === '' ? null : Number(text);
  }

  /** All that was not taken. */
  rest(): string {
    return this.#row.slice(this.#at);
  }
}

const NONE: readonly never[] = Object.freeze([]);

/** Tables that are read beside one that leads, each in the order of the record ids that its rows begin with. */
export class Alongside {
  readonly #store: Store;
  readonly #from: number;
  readonly #open: IterableIterator<string>[] = [];

  /** The statements take the record id that they begin with. */
  constructor(store: Store, from: number) {
    this.#store = store;
    this.#from = from;
  }

  /** Gives the rows of each record id as it comes by; they come in the order of those ids. */
  read<Row>(statement: string, rowOf: (values: Values) => Row): (recordId: number) => readonly Row[] {
    const rows = this.#store.prepare(statement).pluck().iterate(this.#from) as IterableIterator<string>;
    this.#open.push(rows);
    const values = new Values();
    let at = 0;
    const move = (): void => {
      const next = rows.next();
      at = next.done === true ? Number.POSITIVE_INFINITY : values.of(next.value).whole();
    };
    move();
    return (recordId) => {
      while (at < recordId) move();
      if (at !== recordId) return NONE;
      const group: Row[] = [];
      for (; at === recordId; move()) group.push(rowOf(values));
      return group;
    };
  }

  /** Lets go of what was not read to its end. */
  close(): void {
    for (const rows of this.#open) rows.return?.();
  }
}
