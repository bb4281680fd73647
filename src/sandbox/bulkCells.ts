import type { BulkRow } from './bulkCsv.js';

/** A row that is not taken; the message goes into the error file. */
export class RowError extends Error {}

/** "YYYY-MM-DDTHH:MM:SS.mmmZ only, 1981–2038" (fact sheet, section 6). */
const FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

export function mandatory(row: BulkRow, name: string): string {
  const value = row.cell(name);
  if (value === '') throw new RowError(`${name} is mandatory`);
  return value;
}

/** Null where the cell is empty. */
export function date(row: BulkRow, name: string): string | null {
  const value = row.cell(name);
  if (value === '') return null;
  const at = FORM.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at) || new Date(at).toISOString() !== value) {
    throw new RowError(`${name} : ${value} is not a valid date`);
  }
  // 32-bit seconds: 2038-07-17 and 1980-04-17 are printed as failing.
  if (value.slice(0, 4) < '1981' || at > 0x7fffffff * 1000 + 999) {
    throw new RowError(`${name} : ${value} is out of range`);
  }
  return value;
}

export function flag(row: BulkRow, name: string): boolean {
  const value = row.cell(name);
  if (value !== '' && value !== 'TRUE' && value !== 'FALSE') {
    throw new RowError(`${name} : ${value} is neither TRUE nor FALSE`);
  }
  return value === 'TRUE';
}

export function number(row: BulkRow, name: string): number | null {
  const value = row.cell(name);
  if (value === '') return null;
  if (!/^-?\d+(\.\d+)?$/.test(value)) throw new RowError(`${name} : ${value} is not a number`);
  return Number(value);
}

export function word(row: BulkRow, name: string, words: readonly string[]): string {
  const value = mandatory(row, name);
  if (!words.includes(value)) throw new RowError(`${name} : ${value} is not one of ${words.join(', ')}`);
  return value;
}

export function short(row: BulkRow, name: string, most: number): string {
  const value = row.cell(name);
  if (value.length > most) throw new RowError(`${name} is longer than ${most}`);
  return value;
}
