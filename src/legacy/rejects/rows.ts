import type { CsvLayout } from '../contract.js';
import { clean, kept } from '../csv/keptText.js';
import { MENDS_COLUMN, OWN_COLUMN } from '../csv/layout.js';
import { CsvSplitter } from '../csv/splitter.js';
import { LIMITS } from '../limits.js';

/** A record that was rejected, as it is written out to be mended. */
export interface Reject {
  readonly reference: string;
  /** XML: the id of the record that it stood in. */
  readonly parentId: string | null;
  readonly line: number;
  readonly code: string;
  readonly message: string;
  readonly raw: string;
}

const OWN = [MENDS_COLUMN, `${OWN_COLUMN}line`, `${OWN_COLUMN}code`, `${OWN_COLUMN}reason`];

/** Whether a reject can be written out: what was cut cannot be mended, and in an empty row is nothing to mend. */
export function isWritableRow(reject: Reject): boolean {
  return reject.raw.length < LIMITS.rawChars && reject.code !== 'PF-ROW-BLANK';
}

/**
 * Rejects as a CSV with the columns of their own file, and before these what is wrong with each. Our
 * columns come first, so that a row with a cell too many has it at its end, where it is seen.
 */
export function* rejectedRows(layout: CsvLayout, rejects: Iterable<Reject>): Generator<string> {
  const isTheirs = layout.columns.map((column) => !column.toLowerCase().startsWith(OWN_COLUMN));
  const theirs = (cells: readonly string[]): readonly string[] =>
    cells.filter((_, index) => isTheirs[index] ?? true);
  const row = (cells: readonly string[]): string =>
    `${cells.map((cell) => quoted(cell, layout.delimiter)).join(layout.delimiter)}\r\n`;
  yield row([...OWN, ...theirs(layout.columns)]);
  for (const { reference, line, code, message, raw } of rejects) {
    const cells = theirs(cellsOf(raw, layout.delimiter)).map((cell) => kept(clean(cell)));
    yield row([reference, String(line), code, message].map(kept).concat(cells));
  }
}

/** The cells of a row as far as the rules for quotation marks are kept; else what the delimiters make of it. */
function cellsOf(raw: string, delimiter: string): readonly string[] {
  const splitter = new CsvSplitter(delimiter);
  splitter.push(raw);
  splitter.finish();
  if (splitter.next() && splitter.fault === null && splitter.end === raw.length) return splitter.cells;
  return raw.split(delimiter);
}

function quoted(cell: string, delimiter: string): string {
  const needed = cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell);
  return needed ? `"${cell.replaceAll('"', '""')}"` : cell;
}
