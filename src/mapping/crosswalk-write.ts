import { CROSSWALK_HEADER, type CrosswalkColumn, type CrosswalkRow } from './crosswalk-row.js';
import { writeSheet } from './sheet.js';

/** crosswalk.csv with its header and no rows: what `init` writes. */
export function crosswalkTemplate(): string {
  return writeCrosswalk([]);
}

/** The rows as CSV (comma, CRLF, quotes where needed); reading them back gives the same rows. */
export function writeCrosswalk(rows: readonly Omit<CrosswalkRow, 'line'>[]): string {
  return writeSheet(
    CROSSWALK_HEADER,
    rows.map((row) => CROSSWALK_HEADER.map((column) => cellOf(row, column))),
  );
}

function cellOf(row: Omit<CrosswalkRow, 'line'>, column: CrosswalkColumn): string {
  switch (column) {
    case 'learning_id':
      return row.learningId ?? '';
    case 'title':
      return row.title ?? '';
    case 'action':
      return row.action;
    case 'course':
      return row.course ?? '';
    case 'instance':
      return row.instance ?? '';
    case 'modules':
      return row.modules === 'all' ? 'all' : row.modules.join('|');
    case 'reason':
      return row.reason ?? '';
    case 'external_title':
      return row.externalTitle ?? '';
    case 'external_type':
      return row.externalType ?? '';
    case 'external_subject':
      return row.externalSubject ?? '';
    case 'session_code':
      return row.sessionCode ?? '';
    case 'from':
      return row.from ?? '';
    case 'until':
      return row.until ?? '';
    case 'reviewed':
      return row.reviewed === null ? '' : row.reviewed ? 'yes' : 'no';
  }
}
