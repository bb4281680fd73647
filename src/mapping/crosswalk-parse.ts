import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import {
  COLUMNS_FOR_THE_READER,
  CROSSWALK_COLUMNS,
  CROSSWALK_HEADER,
  type CrosswalkColumn,
  type CrosswalkRow,
  type Problem,
} from './crosswalk-row.js';
import { nearest } from './nearest.js';
import { unguarded } from './spreadsheet-guard.js';

interface Cells {
  readonly line: number;
  readonly cells: readonly string[];
}
type Report = (
  code: Problem['code'],
  line: number,
  column: CrosswalkColumn | null,
  message: string,
  severity?: Problem['severity'],
) => void;

/**
 * Reads crosswalk.csv: columns by name in any order and case, comma or semicolon, with or without
 * BOM. Never throws for what the file holds; a row with an error is a problem and not a row.
 */
export function parseCrosswalk(
  text: string,
  file: string,
): { readonly rows: readonly CrosswalkRow[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const report: Report = (code, line, column, message, severity = 'error') => {
    problems.push({ code, severity, file, line, column, message });
  };
  const [header, ...lines] = split(text, report);
  if (header === undefined) {
    report('MAP-CROSSWALK-COLUMN', 1, null, `the file is empty; its header is ${CROSSWALK_HEADER.join(',')}`);
    return { rows: [], problems };
  }
  const places = columnPlaces(header, report);
  if (places === null) return { rows: [], problems };

  const rows: CrosswalkRow[] = [];
  for (const line of lines) {
    if (line.cells.length !== header.cells.length) {
      const message = `the row has ${line.cells.length} cells, the header ${header.cells.length}`;
      report('MAP-CROSSWALK-ROW', line.line, null, message);
      continue;
    }
    if (line.cells.every((cell) => cell.trim() === '')) continue;
    const row = readRow(line, places, report);
    if (row !== null) rows.push(row);
  }
  return { rows, problems };
}

function split(text: string, report: Report): Cells[] {
  const lines: Cells[] = [];
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
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const last = Number(error.lines ?? lines.at(-1)?.line ?? 1);
    report('MAP-CROSSWALK-UNREADABLE', last, null, `not readable as CSV from here on: ${error.message}`);
  }
  return lines;
}

function columnPlaces(header: Cells, report: Report): ReadonlyMap<CrosswalkColumn, number> | null {
  const places = new Map<CrosswalkColumn, number>();
  let usable = true;
  header.cells.forEach((cell, place) => {
    const name = cell
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_');
    if (Object.hasOwn(CROSSWALK_COLUMNS, name)) {
      const column = name as CrosswalkColumn;
      if (places.has(column)) {
        report('MAP-CROSSWALK-COLUMN', header.line, column, `the column ${column} is there twice`);
        usable = false;
      }
      places.set(column, place);
    } else if (name !== '' && !COLUMNS_FOR_THE_READER.includes(name)) {
      const meant = nearest(name, CROSSWALK_HEADER);
      const right =
        meant === null ? `the columns are ${CROSSWALK_HEADER.join(', ')}` : `did you mean ${meant}?`;
      report('MAP-CROSSWALK-COLUMN', header.line, null, `unknown column "${cell}"; ${right}`, 'warning');
    }
  });
  for (const column of ['learning_id', 'action', 'course'] as const) {
    if (!places.has(column)) {
      report('MAP-CROSSWALK-COLUMN', header.line, column, `the header lacks the column ${column}`);
      usable = false;
    }
  }
  return usable ? places : null;
}

function readRow(
  { line, cells }: Cells,
  places: ReadonlyMap<CrosswalkColumn, number>,
  report: Report,
): CrosswalkRow | null {
  const cell = (column: CrosswalkColumn): string | null => {
    const text = unguarded((cells[places.get(column) ?? -1] ?? '').trim());
    return text === '' ? null : text;
  };
  let sound = true;
  const wrong = (column: CrosswalkColumn, message: string): void => {
    report('MAP-CROSSWALK-ROW', line, column, message);
    sound = false;
  };
  const row = {
    line,
    learningId: cell('learning_id'),
    title: cell('title'),
    course: cell('course'),
    instance: cell('instance'),
    modules: readModules(cell('modules')),
    reason: cell('reason'),
    externalTitle: cell('external_title'),
    externalType: cell('external_type'),
    externalSubject: cell('external_subject'),
  };
  const action =
    cell('action')
      ?.toLowerCase()
      .replaceAll(/[\s-]+/g, '_') ?? null;
  const reviewed = cell('reviewed');

  if (
    row.learningId === null &&
    row.externalTitle === null &&
    row.externalSubject === null &&
    row.externalType === null
  ) {
    wrong('learning_id', 'the row names no training; fill in learning_id, or an external_ column');
  }
  if ((row.externalType === null) !== (row.externalSubject === null)) {
    const missing = row.externalType === null ? 'external_type' : 'external_subject';
    wrong(missing, 'external_type and external_subject go together; fill in both or neither');
  }
  if (action !== 'map' && action !== 'leave_out') {
    wrong('action', `write map or leave_out (received "${cell('action') ?? ''}")`);
  } else if (action === 'map' && row.course === null) {
    wrong('course', 'map needs a course; fill it in, or write leave_out with a reason');
  } else if (action === 'leave_out' && row.reason === null) {
    wrong('reason', 'leave_out needs a reason; the report repeats it for every record');
  } else if (action === 'leave_out' && row.course !== null) {
    wrong('course', 'leave_out goes to no course; clear the cell, or write map');
  }
  if (row.modules !== 'all' && row.modules.length === 0) {
    wrong('modules', 'write all, or module ids separated by |');
  }
  const checked = readReviewed(reviewed);
  if (checked === undefined) wrong('reviewed', `write yes or no (received "${reviewed ?? ''}")`);
  if (!sound || checked === undefined || (action !== 'map' && action !== 'leave_out')) return null;
  return { ...row, action, reviewed: checked };
}

function readModules(text: string | null): 'all' | readonly string[] {
  if (text === null || text.toLowerCase() === 'all') return 'all';
  return text
    .split('|')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

function readReviewed(text: string | null): boolean | null | undefined {
  if (text === null) return null;
  if (/^(yes|y|true|x|1)$/i.test(text)) return true;
  if (/^(no|n|false|0)$/i.test(text)) return false;
  return undefined;
}
