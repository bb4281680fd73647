/** Finds out from a file's first row which layout it is, how it is delimited, where its columns are. */
import { Failure, type LegacyFormat } from '../../terms/index.js';
import type { CellCheck } from './checks.js';
import { type Column, type Header, type Layout, MENDS_COLUMN, OWN_COLUMN, squeezeHeader } from './layout.js';
import { LAYOUTS, USER_PATTERN } from './layouts.js';
import { CsvSplitter } from './splitter.js';

/** The loader takes comma or semicolon (peoplefluent-facts 4.3); tabs are what spreadsheets paste. */
const DELIMITERS = Object.freeze([',', ';', '\t']);

/** `sep=;` in front of the header: Excel's own mark, no data. */
const SEPARATOR_LINE = /^sep=.?$/i;

/** The vendor's error report says so in its first row (peoplefluent-facts 4.4). */
const ERROR_REPORT = /please go to the last column/i;

interface FirstRow {
  readonly delimiter: string;
  readonly cells: readonly string[];
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** Rows before the first row of data: the header, and `sep=` before it. */
  readonly rows: number;
}

function firstRow(text: string, complete: boolean, delimiter: string): FirstRow | null {
  const splitter = new CsvSplitter(delimiter);
  splitter.push(text);
  if (complete) splitter.finish();
  for (let rows = 1; splitter.next(); rows++) {
    const cells = splitter.cells.map((cell) => cell.trim());
    if (rows === 1 && SEPARATOR_LINE.test(splitter.raw().trim())) continue;
    if (splitter.fault !== null) return null;
    const { line, start, end } = splitter;
    return { delimiter, cells, line, start, end, rows };
  }
  return null;
}

function columnsByName(layout: Layout): Map<string, Column> {
  const map = new Map<string, Column>();
  for (const column of layout.columns) {
    for (const name of [column.name, ...(column.also ?? [])]) map.set(squeezeHeader(name), column);
  }
  return map;
}

const BY_NAME = new Map(LAYOUTS.map((layout) => [layout.format, columnsByName(layout)] as const));

function columnOf(layout: Layout, cell: string): Column | undefined {
  return BY_NAME.get(layout.format)?.get(squeezeHeader(cell));
}

function isKnown(layout: Layout, cell: string): boolean {
  if (columnOf(layout, cell) !== undefined) return true;
  return layout.format === 'usersCsv' && USER_PATTERN.test(squeezeHeader(cell));
}

function hasKeys(layout: Layout, cells: readonly string[]): boolean {
  const roles = new Set(cells.map((cell) => columnOf(layout, cell)?.role));
  return layout.keys.every((group) => group.some((role) => roles.has(role)));
}

interface Candidate {
  readonly layout: Layout;
  readonly row: FirstRow;
  readonly known: number;
  readonly keyed: boolean;
}

function candidates(text: string, complete: boolean, format: LegacyFormat | undefined): Candidate[] {
  const found: Candidate[] = [];
  for (const delimiter of DELIMITERS) {
    const row = firstRow(text, complete, delimiter);
    if (row === null) continue;
    for (const layout of LAYOUTS) {
      if (format !== undefined && layout.format !== format) continue;
      const known = row.cells.filter((cell) => isKnown(layout, cell)).length;
      found.push({ layout, row, known, keyed: hasKeys(layout, row.cells) });
    }
  }
  // Most columns known first; of equals the one with its key columns, then the order of the tables.
  return found.sort((a, b) => b.known - a.known || Number(b.keyed) - Number(a.keyed));
}

function names(layout: Layout): string {
  return layout.keys
    .map((group) =>
      group.map((role) => layout.columns.find((column) => column.role === role)?.name).join(' or '),
    )
    .join(' and ');
}

/** Where a header is refused. Shown with at most this much of it. */
const SHOWN = 200;

function refuse(code: string, message: string, remedy: string, file: string, line = 1): never {
  throw new Failure(code, message, { remedy, place: { file, line } });
}

export interface FoundHeader {
  readonly header: Header;
  readonly rows: number;
  /** Where the header ends, in characters of the text. */
  readonly end: number;
}

/**
 * The header at the beginning of `text`; null where the text ends inside it and more is to come.
 * Throws PF-FORMAT-UNKNOWN, PF-LOADER-ERROR-REPORT, PF-KEY-COLUMN-MISSING, PF-HEADER-DUPLICATE.
 */
export function findHeader(
  text: string,
  complete: boolean,
  file: string,
  format?: LegacyFormat,
): FoundHeader | null {
  const [best] = candidates(text, complete, format);
  if (best === undefined) {
    if (!complete) return null;
    refuse(
      'PF-FORMAT-UNKNOWN',
      `${file} is no export that this program knows: its first row cannot be read as a CSV header`,
      'stage trainingHistory XML, users200510 XML, or a CSV in one of the loaders’ layouts',
      file,
    );
  }
  const { layout, row } = best;
  if (row.cells.some((cell) => ERROR_REPORT.test(cell))) refuseReport(file, row.line);
  const last = squeezeHeader(row.cells.at(-1) ?? '');
  if (best.known > 1 && /^errors?(message|messages|description)?$/.test(last)) refuseReport(file, row.line);
  if (best.known < 2 && !(best.known === row.cells.length && best.keyed)) {
    refuse(
      'PF-FORMAT-UNKNOWN',
      `${file} is no export that this program knows: its first row is ${JSON.stringify(row.cells.join(row.delimiter).slice(0, SHOWN))}`,
      'the first row of a CSV must name the loader’s columns, for example USERID,LEARNINGID,STUDENTSTATUS',
      file,
      row.line,
    );
  }
  if (!best.keyed) {
    refuse(
      'PF-KEY-COLUMN-MISSING',
      `${file} looks like ${layout.format}, but lacks a column without which its rows cannot be told apart; it needs ${names(layout)}`,
      'export it again with that column, or name the column as the vendor does',
      file,
      row.line,
    );
  }
  refuseDuplicates(row, file);
  return { header: header(layout, row), rows: row.rows, end: row.end };
}

function refuseReport(file: string, line: number): never {
  refuse(
    'PF-LOADER-ERROR-REPORT',
    `${file} is an error report of the vendor's loader, a copy of an imported file with its errors, and no export`,
    'stage the file that was imported, or an export; if this is all there is, take out the report’s rows and its last column',
    file,
    line,
  );
}

function refuseDuplicates(row: FirstRow, file: string): void {
  const seen = new Map<string, string>();
  for (const cell of row.cells) {
    const name = squeezeHeader(cell);
    const before = seen.get(name);
    if (name !== '' && before !== undefined) {
      refuse(
        'PF-HEADER-DUPLICATE',
        `${file} has two columns for one name: ${JSON.stringify(before)} and ${JSON.stringify(cell)}`,
        'take one of them out, or rename it: nobody can say which of the two counts',
        file,
        row.line,
      );
    }
    seen.set(name, cell);
  }
}

function header(layout: Layout, row: FirstRow): Header {
  const roles = new Map<string, number>();
  const details: { index: number; name: string; check: CellCheck | null }[] = [];
  const checked: { index: number; name: string; check: CellCheck }[] = [];
  row.cells.forEach((cell, index) => {
    if (cell.toLowerCase().startsWith(OWN_COLUMN)) return;
    const column = columnOf(layout, cell);
    const name = cell === '' ? `column ${index + 1}` : cell;
    if (column?.role === undefined) details.push({ index, name, check: column?.check ?? null });
    else {
      roles.set(column.role, index);
      if (column.check !== undefined) checked.push({ index, name, check: column.check });
    }
  });
  return {
    format: layout.format,
    delimiter: row.delimiter,
    width: row.cells.length,
    mends: row.cells.findIndex((cell) => cell.toLowerCase() === MENDS_COLUMN),
    role: (role) => roles.get(role) ?? -1,
    details,
    checked,
    nameAt: (index) => row.cells[index] ?? '',
  };
}
