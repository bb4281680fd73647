import { prepared } from './prepared.js';
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

/** A number without the ".0" that SQLite gives to a whole one. */
export function wholeNumber(number: string): string {
  return `iif(${number} = CAST(${number} AS INTEGER), CAST(${number} AS INTEGER), ${number})`;
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

  isRead(): boolean {
    return this.#at >= this.#row.length;
  }

  /** All that was not taken. */
  rest(): string {
    return this.#row.slice(this.#at);
  }
}

/** Tables that are read beside one that leads, each in the order of the record ids that its rows begin with. */
export class Alongside {
  readonly #store: Store;
  readonly #range: object;
  readonly #readings: {
    readonly rows: IterableIterator<string>;
    readonly values: Values;
    readonly take: (recordId: number, values: Values) => void;
    at: number;
  }[] = [];

  /** `range` is what the statements are given: from where to where they go. */
  constructor(store: Store, range: object) {
    this.#store = store;
    this.#range = range;
  }

  read(statement: string, take: (recordId: number, values: Values) => void): void {
    const rows = prepared(this.#store, statement).pluck().iterate(this.#range) as IterableIterator<string>;
    this.#readings.push({ rows, values: new Values(), take, at: -1 });
  }

  /** Hands over the rows up to a record id, as far as they were not yet. */
  through(recordId: number): void {
    for (const reading of this.#readings) {
      const { rows, values, take } = reading;
      while (reading.at <= recordId) {
        if (reading.at !== -1) take(reading.at, values);
        const next = rows.next();
        reading.at = next.done === true ? Number.POSITIVE_INFINITY : values.of(next.value).whole();
      }
    }
  }

  /** Lets go of what was not read to its end. */
  close(): void {
    for (const { rows } of this.#readings) rows.return?.();
  }
}
