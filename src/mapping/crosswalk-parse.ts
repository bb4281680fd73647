import {
  COLUMNS_FOR_THE_READER,
  CROSSWALK_HEADER,
  type CrosswalkColumn,
  type CrosswalkRow,
  type Problem,
} from './crosswalk-row.js';
import { cellText, columnName, columnPlaces, readYesNo, type SheetLine, splitSheet } from './sheet.js';

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
  const { lines: all, broken } = splitSheet(text);
  if (broken !== null) report('MAP-CROSSWALK-UNREADABLE', broken.line, null, broken.message);
  const [header, ...lines] = all;
  if (header === undefined) {
    report('MAP-CROSSWALK-COLUMN', 1, null, `the file is empty; its header is ${CROSSWALK_HEADER.join(',')}`);
    return { rows: [], problems };
  }
  const places = columnPlaces<CrosswalkColumn>(
    header,
    {
      known: CROSSWALK_HEADER,
      required: ['learning_id', 'action', 'course'],
      forTheReader: COLUMNS_FOR_THE_READER,
    },
    (column, message, severity) => report('MAP-CROSSWALK-COLUMN', header.line, column, message, severity),
  );
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

function readRow(
  sheetLine: SheetLine,
  places: ReadonlyMap<CrosswalkColumn, number>,
  report: Report,
): CrosswalkRow | null {
  const { line } = sheetLine;
  const cell = (column: CrosswalkColumn): string | null => cellText(sheetLine, places.get(column));
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
    sessionCode: cell('session_code'),
    from: cell('from'),
    until: cell('until'),
  };
  const action = columnName(cell('action') ?? '');
  const reviewed = cell('reviewed');

  // A proposal that found nothing: it is there to be filled in, and says nothing yet.
  if (action === '' && row.course === null && readYesNo(reviewed) === false) return null;
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
  for (const column of ['from', 'until'] as const) {
    const day = row[column];
    if (day !== null && !/^\d{4}-\d\d-\d\d$/.test(day)) {
      wrong(column, `write a day as YYYY-MM-DD (received "${day}")`);
    }
  }
  const checked = readYesNo(reviewed);
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
