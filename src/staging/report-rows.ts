import type { DifferenceRow } from './compare.js';
import type { OperationState } from './operations.js';
import type { Store } from './store.js';

/** One difference with all that a person needs to judge it. Instants are ISO 8601 in UTC. */
export interface ReportDifference {
  readonly differenceId: number;
  readonly subject: DifferenceRow['subject'];
  readonly verdict: DifferenceRow['verdict'];
  readonly code: string;
  readonly userKey: string | null;
  readonly userName: string | null;
  readonly userEmail: string | null;
  readonly organisation: string | null;
  readonly almUserId: string | null;
  readonly profileName: string | null;
  readonly courseId: string | null;
  readonly courseTitle: string | null;
  readonly instanceId: string | null;
  readonly moduleId: string | null;
  readonly moduleName: string | null;
  /** JSON, as the comparison wrote it. */
  readonly expected: string | null;
  readonly actual: string | null;
  readonly fileId: number | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly ordinal: number | null;
  readonly legacyId: string | null;
  readonly legacyTitle: string | null;
  readonly legacyStatus: string | null;
  readonly operationKind: string | null;
  readonly operationState: OperationState | null;
  readonly operationCode: string | null;
  readonly operationMessage: string | null;
  readonly planId: number | null;
  readonly attempts: number | null;
  /** The last attempt: when it left, and what ALM answered. */
  readonly askedAt: string | null;
  readonly answerStatus: number | null;
  readonly answerRequestId: string | null;
  readonly answerMessage: string | null;
}

const OPERATION_KEY = `CASE d.subject
  WHEN 'person' THEN 'user|' || d.user_key WHEN 'profile' THEN 'profile|' || d.profile_name
  WHEN 'enrolment' THEN 'enrol|' || d.user_key || '|' || d.instance_id
  ELSE 'grade|' || d.user_key || '|' || d.module_id END`;

/** Where each value of a difference comes from, which is row `d`. */
const COLUMNS: Readonly<Record<keyof ReportDifference, string>> = {
  differenceId: 'd.difference_id',
  subject: 'd.subject',
  verdict: 'd.verdict',
  code: 'd.code',
  userKey: 'd.user_key',
  userName: 'coalesce(p.name, a.name)',
  userEmail: 'coalesce(p.email, a.email)',
  organisation: "nullif(coalesce(u.organization_code, u.organization_id), '')",
  almUserId: 'd.alm_user_id',
  profileName: 'd.profile_name',
  courseId: 'd.course_id',
  courseTitle: 'c.title',
  instanceId: 'd.instance_id',
  moduleId: 'd.module_id',
  moduleName: 'm.name',
  expected: 'd.expected',
  actual: 'd.actual',
  fileId: 'f.file_id',
  file: 'f.name',
  line: "coalesce(t.line, iif(d.subject = 'person', u.line, NULL))",
  ordinal: "coalesce(t.ordinal, iif(d.subject = 'person', u.ordinal, NULL))",
  legacyId: "coalesce(t.learning_id, iif(d.subject = 'person', u.user_id, NULL))",
  legacyTitle: 't.title',
  legacyStatus: "coalesce(t.status, iif(d.subject = 'person', u.status, NULL))",
  operationKind: 'o.kind',
  operationState: 'o.state',
  operationCode: 'o.code',
  operationMessage: 'o.message',
  planId: 'o.plan_id',
  attempts: 'o.attempts',
  askedAt: 's.started_at',
  answerStatus: 's.status',
  answerRequestId: 's.request_id',
  answerMessage: 's.message',
};
const NAMED_VALUES = Object.entries(COLUMNS).map(([name, value]) => `'${name}', ${value}`);

/**
 * Rows `d` with all else, each as JSON: handed over value by value they take twice as long. The newest
 * operation of the same key: what was changed since was sent by an earlier plan than the last.
 */
const differencesOf = (differences: string): string => `
  SELECT json_object(${NAMED_VALUES.join(', ')})
  FROM ${differences}
  LEFT JOIN expected_person p ON p.user_key = d.user_key
  LEFT JOIN user_record u ON u.record_id = p.record_id
  LEFT JOIN training_record t ON d.kind = 'training' AND t.record_id = d.record_id
  LEFT JOIN source_file f ON f.file_id = coalesce(t.file_id, iif(d.subject = 'person', u.file_id, NULL))
  LEFT JOIN alm_user a ON a.alm_user_id = d.alm_user_id
  LEFT JOIN alm_course c ON c.course_id = d.course_id
  LEFT JOIN alm_module m ON m.module_id = d.module_id
  LEFT JOIN operation o ON d.verdict <> 'extra' AND o.operation_id = (
    SELECT n.operation_id FROM operation n WHERE n.operation_key = ${OPERATION_KEY} ORDER BY n.plan_id DESC LIMIT 1)
  LEFT JOIN attempt s ON s.attempt_id = (
    SELECT max(l.attempt_id) FROM attempt l WHERE l.operation_id = o.operation_id)`;

/** Every difference, in the order in which the comparison found them. */
export function eachReportDifference(store: Store): Generator<ReportDifference> {
  return differencesIn(store, 'difference');
}

/** Every difference of the first look that the second did not find any more, as the first found it. */
export function eachLateDifference(store: Store): Generator<ReportDifference> {
  return differencesIn(store, 'late_difference');
}

function* differencesIn(store: Store, table: string): Generator<ReportDifference> {
  const rows = store.prepare(`${differencesOf(`${table} d`)} ORDER BY d.difference_id`).pluck();
  for (const row of rows.iterate() as IterableIterator<string>) yield JSON.parse(row) as ReportDifference;
}

/** At most `limit` differences, those of rare codes first, so that many of one kind hide none of another. */
export function rarestDifferences(store: Store, limit: number): readonly ReportDifference[] {
  const rows = store
    .prepare(
      `WITH picked AS MATERIALIZED (
         SELECT p.difference_id, n.count FROM difference p
         JOIN (SELECT code, count(*) AS count FROM difference GROUP BY code) n USING (code)
         ORDER BY n.count, p.code, p.difference_id LIMIT ?)
       ${differencesOf('picked k CROSS JOIN difference d ON d.difference_id = k.difference_id')}
       ORDER BY k.count, d.code, d.difference_id`,
    )
    .pluck()
    .all(limit) as string[];
  return rows.map((row) => JSON.parse(row) as ReportDifference);
}

/** One record that could not be staged. */
export interface ReportReject {
  readonly fileId: number;
  readonly file: string;
  readonly line: number;
  readonly ordinal: number;
  readonly code: string;
  readonly message: string;
  readonly raw: string;
}

/** Every record that could not be staged, in the order of the files. */
export function* eachReportReject(store: Store): Generator<ReportReject> {
  yield* store
    .prepare(
      `SELECT r.file_id AS fileId, f.name AS file, r.line, r.ordinal, r.code, r.message, r.raw
       FROM rejected_record r JOIN source_file f USING (file_id) ORDER BY r.file_id, r.ordinal`,
    )
    .iterate() as IterableIterator<ReportReject>;
}

/** A staged record that does not move, with why. */
export interface UnmovedRecord {
  readonly kind: 'user' | 'training';
  readonly fate: 'leftOut' | 'quarantined';
  readonly code: string;
  readonly note: string | null;
  readonly userKey: string;
  readonly userName: string | null;
  readonly organisation: string | null;
  readonly learningId: string | null;
  readonly title: string | null;
  readonly status: string | null;
  readonly endedAt: string | null;
  readonly file: string;
  readonly line: number;
}

/** At most `limit` records that were left out or quarantined, those of rare codes first. */
export function rarestUnmoved(store: Store, limit: number): readonly UnmovedRecord[] {
  return store
    .prepare(
      `WITH reason AS (
         SELECT code, count(*) AS count, sum(count(*)) OVER (ORDER BY count(*), code) AS together
         FROM record_fate WHERE fate <> 'expected' AND fate IN ('leftOut', 'quarantined') GROUP BY code),
       picked AS MATERIALIZED (
         SELECT f.kind, f.record_id, f.fate, f.code, f.note, n.count
         FROM reason n CROSS JOIN record_fate f INDEXED BY record_fate_exceptions_by_record
           ON f.fate <> 'expected' AND f.fate IN ('leftOut', 'quarantined') AND f.code = n.code
         WHERE n.together - n.count < $limit ORDER BY n.count, f.code, f.kind, f.record_id LIMIT $limit)
       SELECT k.kind, k.fate, k.code, k.note, coalesce(u.record_key, t.user_id) AS userKey,
         nullif(trim(coalesce(u.given_name, '') || ' ' || coalesce(u.family_name, '')), '') AS userName,
         nullif(coalesce(u.organization_code, u.organization_id), '') AS organisation,
         t.learning_id AS learningId, t.title, iif(k.kind = 'training', t.status, u.status) AS status,
         t.ended_at AS endedAt, s.name AS file, coalesce(t.line, u.line) AS line
       FROM picked k
       LEFT JOIN training_record t ON k.kind = 'training' AND t.record_id = k.record_id
       LEFT JOIN user_record o ON t.user_id <> '' AND o.kind = 'user' AND o.record_key = t.user_id
       LEFT JOIN user_record u ON u.record_id = iif(k.kind = 'user', k.record_id, o.record_id)
       JOIN source_file s ON s.file_id = coalesce(t.file_id, u.file_id)
       ORDER BY k.count, k.code, k.kind, k.record_id`,
    )
    .all({ limit }) as UnmovedRecord[];
}

/** At most `limit` records that were rejected, those of rare codes first. */
export function rarestRejects(store: Store, limit: number): readonly ReportReject[] {
  return store
    .prepare(
      `SELECT r.file_id AS fileId, f.name AS file, r.line, r.ordinal, r.code, r.message, r.raw
       FROM rejected_record r JOIN source_file f USING (file_id)
       JOIN (SELECT code, count(*) AS count FROM rejected_record GROUP BY code) n USING (code)
       ORDER BY n.count, r.code, r.file_id, r.ordinal LIMIT ?`,
    )
    .all(limit) as ReportReject[];
}
