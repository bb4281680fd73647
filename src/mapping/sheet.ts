import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { guarded, unguarded } from '../terms/index.js';
import { nearest } from './nearest.js';

/** One row of a sheet that a person edits, with the line on which it begins, from 1. */
export interface SheetLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is wrong with a header, in the words that follow the file's name and the line. */
export type ReportColumn<Column extends string> = (
  column: Column | null,
  message: string,
  severity: 'error' | 'warning',
) => void;

/**
 * Splits crosswalk.csv or identities.csv into rows: comma or semicolon, with or without BOM, empty lines
 * skipped. A quote that is broken ends the reading; what came before it is kept.
 */
export function splitSheet(text: string): {
  readonly lines: readonly SheetLine[];
  readonly broken: { readonly line: number; readonly message: string } | null;
} {
  const lines: SheetLine[] = [];
  // One kind of line end, because the parser counts a CR LF within quotes as two lines.
  const lf = text.replaceAll(/\r\n?/g, '\n');
  const head = lf.slice(0, lf.search(/\n|$/));
  const delimiter = head.split(';').length > head.split(',').length ? ';' : ',';
  try {
    parse(lf, {
      bom: true,
      delimiter,
      relax_column_count: true,
      record_delimiter: '\n',
      skip_empty_lines: true,
      // Collected one by one, so that what came before a broken quote is kept.
      on_record: (record: string[], info: InfoRecord) => {
        const within = record.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
        lines.push({ line: info.lines - within, cells: record });
        return null;
      },
    });
    return { lines, broken: null };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines ?? lines.at(-1)?.line ?? 1);
    return { lines, broken: { line, message: `not readable as CSV from here on: ${error.message}` } };
  }
}

/** Where each known column stands, found by name in any case; null where the header cannot be used. */
export function columnPlaces<Column extends string>(
  header: SheetLine,
  columns: {
    readonly known: readonly Column[];
    readonly required: readonly Column[];
    /** Columns that are read past without a word. */
    readonly forTheReader: readonly string[];
  },
  report: ReportColumn<Column>,
): ReadonlyMap<Column, number> | null {
  const places = new Map<Column, number>();
  let usable = true;
  header.cells.forEach((cell, place) => {
    const name = columnName(cell);
    const column = columns.known.find((known) => known === name);
    if (column !== undefined) {
      if (places.has(column)) {
        report(column, `the column ${column} is there twice`, 'error');
        usable = false;
      }
      places.set(column, place);
    } else if (name !== '' && !columns.forTheReader.includes(name)) {
      const meant = nearest(name, columns.known);
      const right = meant === null ? `the columns are ${columns.known.join(', ')}` : `did you mean ${meant}?`;
      report(null, `unknown column "${cell}"; ${right}`, 'warning');
    }
  });
  for (const column of columns.required) {
    if (!places.has(column)) {
      report(column, `the header lacks the column ${column}`, 'error');
      usable = false;
    }
  }
  return usable ? places : null;
}

/** A column's or a keyword's name as it is compared: lower case, blanks and hyphens as underscores. */
export function columnName(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

/** The text of a cell without blanks around it and without a spreadsheet's guard; null where it is empty. */
export function cellText(line: SheetLine, place: number | undefined): string | null {
  const text = unguarded((line.cells[place ?? -1] ?? '').trim());
  return text === '' ? null : text;
}

/** yes, no, or nothing; undefined for any other text. */
export function readYesNo(text: string | null): boolean | null | undefined {
  if (text === null) return null;
  if (/^(yes|y|true|x|1)$/i.test(text)) return true;
  if (/^(no|n|false|0)$/i.test(text)) return false;
  return undefined;
}

/** Rows as CSV: comma, CRLF, quotes where needed, formulas guarded; reading them back gives the same texts. */
export function writeSheet(header: readonly string[], rows: Iterable<readonly string[]>): string {
  const lines = [header.join(',')];
  for (const row of rows) lines.push(row.map(quoted).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function quoted(text: string): string {
  const safe = guarded(text);
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
