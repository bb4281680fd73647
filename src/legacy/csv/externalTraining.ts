/** externalTrainingCsv (seed 004, lines 1549-1577; peoplefluent-facts 4.2): a row to a record. */
import type { Finding, StatusTerm, TrainingRecord } from '../../terms/index.js';
import { type DayFirst, isoTime } from '../values/dates.js';
import { addDetail } from '../values/details.js';
import { compositeKey } from '../values/key.js';
import { learningType } from '../values/learningTypes.js';
import { externalStatus } from '../values/statuses.js';
import { cellAt, dateAt, detailsOf, typeAt } from './cells.js';
import type { Header, RowReader } from './layout.js';

/** Add, delete, update, add or update: kept in `details.Action`, applied by who knows the file's order. */
const ACTIONS: ReadonlySet<string> = new Set(['A', 'D', 'U', 'AU']);

/** TNS is the vendor's word for "not specified", though the column takes one character. */
function courseType(text: string): string | null {
  return learningType(text);
}

/**
 * The key is the RecordID, else who, what, from and to. A row that deletes or updates by RecordID
 * need not say whose the record is; any other must.
 */
export function externalTrainingRows(header: Header, dates: DayFirst): RowReader {
  const actionAt = header.role('action');
  const recordAt = header.role('recordId');
  const userAt = header.role('userId');
  const titleAt = header.role('title');
  const typeColumn = header.role('learningType');
  const startAt = header.role('startedAt');
  const endAt = header.role('endedAt');
  const statusAt = header.role('status');
  const scoreAt = header.role('score');

  return (cells) => {
    const written = cellAt(cells, actionAt);
    const action = written?.toUpperCase() ?? null;
    const recordId = cellAt(cells, recordAt);
    const title = cellAt(cells, titleAt);
    const userId = (cells[userAt] ?? '').toLowerCase();
    const byRecordId = recordId !== null && (action === 'D' || action === 'U');
    if (userId === '' && !byRecordId) {
      return { type: 'reject', code: 'PF-USER-ID-MISSING', message: 'the row has no UserId' };
    }
    if (title === null && recordId === null) {
      return { type: 'reject', code: 'PF-TITLE-MISSING', message: 'the row has neither RecordID nor Title' };
    }
    const findings: Finding[] = [];
    const details = detailsOf(cells, header, dates, findings);
    if (written !== null && action !== null) {
      addDetail(details, 'Action', ACTIONS.has(action) ? action : written);
      if (!ACTIONS.has(action)) findings.push({ code: 'PF-ACTION-UNKNOWN', field: 'Action', value: written });
    }
    if (recordId !== null) addDetail(details, 'RecordID', recordId);
    const startedAt = dateAt(cells, startAt, isoTime, header, findings);
    const endedAt = dateAt(cells, endAt, isoTime, header, findings);
    const status = cellAt(cells, statusAt);
    const type = cellAt(cells, typeColumn);
    const record: TrainingRecord = {
      kind: 'external',
      key: recordId === null ? compositeKey(userId, title, startedAt, endedAt) : compositeKey(recordId),
      userId,
      learningId: null,
      title,
      learningType:
        type?.toUpperCase() === 'TNS' ? null : typeAt(cells, typeColumn, courseType, header, findings),
      parentId: null,
      sessionCode: null,
      status,
      statusTerm: statusOf(status, action, findings, header.nameAt(statusAt)),
      enrolledAt: null,
      startedAt,
      endedAt,
      score: cellAt(cells, scoreAt),
      timeZone: null,
      details,
    };
    return { type: 'training', record, findings };
  };
}

/** No status is "open for editing", by the vendor's default; a row that deletes or updates has none. */
function statusOf(
  status: string | null,
  action: string | null,
  findings: Finding[],
  field: string,
): StatusTerm {
  if (status === null) {
    if (action === 'D' || action === 'U') return 'unknown';
    findings.push({ code: 'PF-DEFAULT-STATUS', field: 'Status', value: 'OPEN_FOR_EDITING' });
    return 'inProgress';
  }
  const term = externalStatus(status);
  if (term !== null) return term;
  findings.push({ code: 'PF-STATUS-UNKNOWN', field, value: status });
  return 'unknown';
}
