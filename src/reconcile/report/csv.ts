import { guarded } from '../../terms/index.js';

/** What a cell can hold: a number is written as it is, a text is guarded, null is an empty cell. */
export type Cell = string | number | null;

/** One column: its name in the header, and what its cells hold (for the documentation). */
export interface ColumnName {
  readonly name: string;
  readonly holds: string;
}

/** The same with where its cells come from. */
export interface Column<Row> extends ColumnName {
  readonly cell: (row: Row) => Cell;
}

/**
 * How our reports write CSV: UTF-8 behind a byte order mark, commas, CRLF, quotes where needed.
 *
 * The mark is there because Excel reads a CSV without one in the code page of the country, which
 * damages every name with an accent the moment the file is opened and saved. Readers that do not know
 * it are told to expect `utf-8-sig`. Leading zeros are in the file as the source wrote them.
 */
export const BYTE_ORDER_MARK = '\uFEFF';

export function csvHeader(columns: readonly ColumnName[]): string {
  return `${columns.map((column) => column.name).join(',')}\r\n`;
}

export function csvLine<Row>(columns: readonly Column<Row>[], row: Row): string {
  let line = '';
  let separator = '';
  for (const column of columns) {
    line += separator + csvCell(column.cell(row));
    separator = ',';
  }
  return `${line}\r\n`;
}

/** Most cells: a text that needs neither a guard nor quotes. One look tells, which counts in millions of rows. */
const PLAIN = /^(?:[\p{L}\p{N}_<(.:][^",\r\n]*)?$/u;

export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (PLAIN.test(cell)) return cell;
  const safe = guarded(cell);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
