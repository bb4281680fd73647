/** trainingHistoryCsv (seed 004, lines 1506-1546; peoplefluent-facts 4.1): a row to a record. */
import type { Finding, StatusTerm, TrainingRecord } from '../../terms/index.js';
import type { DayFirst } from '../values/dates.js';
import { compositeKey } from '../values/key.js';
import { learningType } from '../values/learningTypes.js';
import { historyStatus } from '../values/statuses.js';
import { cellAt, dateAt, detailsOf, typeAt } from './cells.js';
import type { Header, RowReader } from './layout.js';

/**
 * There is no record id: the key is who, what, which session and when, in normalised form, so that
 * the same row written in another date form is the same record. A blank USERID is a session row.
 */
export function trainingHistoryRows(header: Header, dates: DayFirst, referenceDate: string): RowReader {
  const userAt = header.role('userId');
  const learningAt = header.role('learningId');
  const titleAt = header.role('title');
  const enrolAt = header.role('enrolledAt');
  const startAt = header.role('startedAt');
  const endAt = header.role('endedAt');
  const statusAt = header.role('status');
  const sessionAt = header.role('sessionCode');
  const scoreAt = header.role('score');
  const typeColumn = header.role('learningType');
  const zoneAt = header.role('timeZone');
  const parentAt = header.role('parentId');

  return (cells) => {
    const learningId = cellAt(cells, learningAt);
    if (learningId === null) {
      return { type: 'reject', code: 'PF-LEARNING-ID-MISSING', message: 'the row has no LEARNINGID' };
    }
    const findings: Finding[] = [];
    const details = detailsOf(cells, header, dates, findings);
    const userId = (cells[userAt] ?? '').toLowerCase();
    const startedAt = dateAt(cells, startAt, dates, header, findings);
    const endedAt = dateAt(cells, endAt, dates, header, findings);
    const enrolment = cellAt(cells, enrolAt);
    let enrolledAt = dateAt(cells, enrolAt, dates, header, findings);
    // The vendor's default: no enrolment date takes the start date, unless that is in the future. Then
    // it takes the day of loading, which we do not know. NONE is no date by will and takes nothing.
    if (
      userId !== '' &&
      enrolment === null &&
      startedAt !== null &&
      startedAt.slice(0, 10) <= referenceDate &&
      dates(startedAt) !== null
    ) {
      enrolledAt = startedAt;
      findings.push({ code: 'PF-DEFAULT-ENROL-DATE', field: 'ENROLLDATE', value: startedAt });
    }
    const status = cellAt(cells, statusAt);
    const statusTerm = statusOf(
      status,
      startedAt !== null || endedAt !== null,
      userId,
      header.nameAt(statusAt),
      findings,
    );
    const sessionCode = cellAt(cells, sessionAt);
    const record: TrainingRecord = {
      kind: 'history',
      key: compositeKey(userId, learningId, sessionCode, enrolledAt ?? startedAt),
      userId,
      learningId,
      title: cellAt(cells, titleAt),
      learningType: typeAt(cells, typeColumn, learningType, header, findings),
      parentId: cellAt(cells, parentAt),
      sessionCode,
      status,
      statusTerm,
      enrolledAt,
      startedAt,
      endedAt,
      score: cellAt(cells, scoreAt),
      timeZone: cellAt(cells, zoneAt),
      details,
    };
    return { type: 'training', record, findings };
  };
}

function statusOf(
  status: string | null,
  hasDates: boolean,
  userId: string,
  field: string,
  findings: Finding[],
): StatusTerm {
  const term = status === null ? null : historyStatus(status, hasDates);
  if (term !== null) return term;
  // A session row is nobody's, and has no learner's status to miss.
  if (userId !== '' || status !== null) {
    const code = status === null ? 'PF-STATUS-MISSING' : 'PF-STATUS-UNKNOWN';
    findings.push({ code, field: field === '' ? 'STUDENTSTATUS' : field, value: status ?? '' });
  }
  return 'unknown';
}
