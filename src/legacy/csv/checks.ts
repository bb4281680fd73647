/** What the vendor promises of a cell. A check gives the code of what is wrong, or null; never for ''. */
import { type DayFirst, isNone, isoTime } from '../values/dates.js';

export type CellCheck = (value: string, dates: DayFirst) => string | null;

export function atMost(length: number): CellCheck {
  return (value) => (value.length > length ? 'PF-VALUE-TOO-LONG' : null);
}

/** One of the words, in any case. */
export function oneOf(...words: readonly string[]): CellCheck {
  const known = new Set(words.map((word) => word.toLowerCase()));
  return (value) => (known.has(value.toLowerCase()) ? null : 'PF-VALUE-UNKNOWN');
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

export const decimal: CellCheck = (value) => (DECIMAL.test(value) ? null : 'PF-NUMBER-UNREADABLE');

const MONEY = /^\d+(\.\d{1,2})?$/;

/** Not negative, at most two decimal places. */
export const twoPlaces: CellCheck = (value) => (MONEY.test(value) ? null : 'PF-NUMBER-UNREADABLE');

export const wholeNumber: CellCheck = (value) => (/^\d+$/.test(value) ? null : 'PF-NUMBER-UNREADABLE');

export const isoDate: CellCheck = (value) =>
  isNone(value) || isoTime(value) !== null ? null : 'PF-DATE-UNREADABLE';

export const dayFirstDate: CellCheck = (value, dates) =>
  isNone(value) || dates(value) !== null ? null : 'PF-DATE-UNREADABLE';

const CURRENCY = /^[A-Za-z]{3}$/;

export const currency: CellCheck = (value) => (CURRENCY.test(value) ? null : 'PF-VALUE-UNKNOWN');

const LIST_GAP = /(^|\|)\s*(\||$)/;

/** User ids between vertical bars, none of them empty. */
export const barList: CellCheck = (value) => (LIST_GAP.test(value) ? 'PF-LIST-GAP' : null);
