import type { DifferenceRow } from './compare.js';
import type { Fate } from './expected.js';
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

/** The newest operation of the same key: what was changed since was sent by an earlier plan than the last. */
const DIFFERENCES = `
  SELECT d.difference_id AS differenceId, d.subject, d.verdict, d.code, d.user_key AS userKey,
    coalesce(p.name, a.name) AS userName, coalesce(p.email, a.email) AS userEmail,
    nullif(coalesce(u.organization_code, u.organization_id), '') AS organisation,
    d.alm_user_id AS almUserId, d.profile_name AS profileName, d.course_id AS courseId, c.title AS courseTitle,
    d.instance_id AS instanceId, d.module_id AS moduleId, m.name AS moduleName, d.expected, d.actual,
    f.file_id AS fileId, f.name AS file, coalesce(t.line, iif(d.subject = 'person', u.line, NULL)) AS line,
    coalesce(t.ordinal, iif(d.subject = 'person', u.ordinal, NULL)) AS ordinal,
    coalesce(t.learning_id, iif(d.subject = 'person', u.user_id, NULL)) AS legacyId, t.title AS legacyTitle,
    coalesce(t.status, iif(d.subject = 'person', u.status, NULL)) AS legacyStatus,
    o.kind AS operationKind, o.state AS operationState, o.code AS operationCode, o.message AS operationMessage,
    o.plan_id AS planId, o.attempts, s.started_at AS askedAt, s.status AS answerStatus,
    s.request_id AS answerRequestId, s.message AS answerMessage
  FROM difference d
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
export function* eachReportDifference(store: Store): Generator<ReportDifference> {
  yield* store
    .prepare(`${DIFFERENCES} ORDER BY d.difference_id`)
    .iterate() as IterableIterator<ReportDifference>;
}

/** At most `limit` differences, those of rare codes first, so that many of one kind hide none of another. */
export function rarestDifferences(store: Store, limit: number): readonly ReportDifference[] {
  return store
    .prepare(
      `WITH picked AS MATERIALIZED (
         SELECT p.difference_id, n.count FROM difference p
         JOIN (SELECT code, count(*) AS count FROM difference GROUP BY code) n USING (code)
         ORDER BY n.count, p.code, p.difference_id LIMIT ?)
       ${DIFFERENCES} JOIN picked k ON k.difference_id = d.difference_id ORDER BY k.count, d.code, d.difference_id`,
    )
    .all(limit) as ReportDifference[];
}

/** What ALM should hold because of one record. */
export interface ReportTarget {
  /** The legacy user id in lower case of the person who holds it: another than the record's, where two were merged. */
  readonly userKey: string;
  readonly courseId: string;
  readonly instanceId: string;
  readonly state: 'enrolled' | 'completed';
  readonly completedAt: string | null;
  readonly score: number | null;
}

/** One record of the exports that was staged, and where it ended. */
export interface ReportRecord {
  readonly fileId: number;
  readonly line: number;
  readonly ordinal: number;
  readonly kind: 'user' | 'transcript' | 'history' | 'external';
  readonly userId: string;
  readonly learningId: string | null;
  readonly title: string | null;
  /** As written, like the other fields of the record. */
  readonly status: string | null;
  readonly endedAt: string | null;
  readonly score: string | null;
  /** null before the first plan. */
  readonly fate: Fate['fate'] | null;
  readonly code: string | null;
  readonly note: string | null;
  readonly intoFileId: number | null;
  readonly intoLine: number | null;
  readonly targets: readonly ReportTarget[];
  readonly operations: readonly ReportOperation[];
  readonly differences: readonly { readonly verdict: DifferenceRow['verdict']; readonly code: string }[];
}

export interface ReportOperation {
  readonly kind: string;
  readonly state: OperationState;
  readonly code: string | null;
  readonly message: string | null;
  readonly planId: number;
}

type Raw = Omit<ReportRecord, 'targets' | 'operations' | 'differences'> & { readonly recordId: number };

const USERS = `
  SELECT r.record_id AS recordId, r.file_id AS fileId, r.line, r.ordinal, r.kind, r.user_id AS userId,
    NULL AS learningId, NULL AS title, r.status, NULL AS endedAt, NULL AS score, f.fate, f.code, f.note,
    i.file_id AS intoFileId, i.line AS intoLine
  FROM user_record r
  LEFT JOIN record_fate f ON f.kind = 'user' AND f.record_id = r.record_id
  LEFT JOIN user_record i ON i.record_id = f.into_record
  ORDER BY r.record_id`;

const TRAININGS = `
  SELECT r.record_id AS recordId, r.file_id AS fileId, r.line, r.ordinal, r.kind, r.user_id AS userId,
    r.learning_id AS learningId, r.title, r.status, r.ended_at AS endedAt, r.score, f.fate, f.code, f.note,
    i.file_id AS intoFileId, i.line AS intoLine
  FROM training_record r
  LEFT JOIN record_fate f ON f.kind = 'training' AND f.record_id = r.record_id
  LEFT JOIN training_record i ON i.record_id = f.into_record
  ORDER BY r.record_id`;

/** A record that says what a current one says, or was replaced by it, is merged into it. */
const EARLIER = `
  SELECT e.file_id AS fileId, e.line, e.ordinal, e.kind, coalesce(e.content ->> 'user_id', u.user_id, t.user_id) AS userId,
    coalesce(e.content ->> 'learning_id', t.learning_id) AS learningId, coalesce(e.content ->> 'title', t.title) AS title,
    coalesce(e.content ->> 'status', iif(e.content IS NULL, coalesce(u.status, t.status), NULL)) AS status,
    coalesce(e.content ->> 'ended_at', iif(e.content IS NULL, t.ended_at, NULL)) AS endedAt,
    coalesce(e.content ->> 'score', iif(e.content IS NULL, t.score, NULL)) AS score,
    'merged' AS fate, NULL AS code, iif(e.relation = 'same', 'says the same', 'replaced by a newer one') AS note,
    coalesce(u.file_id, t.file_id) AS intoFileId, coalesce(u.line, t.line) AS intoLine
  FROM earlier_record e
  LEFT JOIN user_record u ON e.kind = 'user' AND u.record_id = e.record_id
  LEFT JOIN training_record t ON e.kind <> 'user' AND t.record_id = e.record_id
  ORDER BY e.file_id, e.ordinal`;

/** The record that counts for an enrolment, and those that count for a module of it only. */
const TARGETS = `
  SELECT record_id AS recordId, user_key AS userKey, course_id AS courseId, instance_id AS instanceId, state, completed_at AS completedAt, score
  FROM expected_enrolment
  UNION ALL
  SELECT c.record_id, e.user_key, e.course_id, e.instance_id, 'completed', max(c.completed_at), max(c.score)
  FROM expected_completion c JOIN expected_enrolment e USING (expected_id)
  WHERE c.record_id <> e.record_id GROUP BY c.record_id, c.expected_id
  ORDER BY recordId`;

const OPERATIONS = `
  SELECT record_id AS recordId, user_key AS userKey, operation_key AS key, kind, state, code, message, plan_id AS planId
  FROM operation WHERE record_kind = ? ORDER BY record_id, plan_id, operation_id`;

const VERDICTS = `
  SELECT record_id AS recordId, verdict, code FROM difference WHERE kind = ? ORDER BY record_id, difference_id`;

/**
 * Every staged record, in the order of the files: one row a record, whatever became of it. The tables
 * are read side by side in the order of record ids, so that memory holds one record at a time.
 */
export function* eachReportRecord(store: Store): Generator<ReportRecord> {
  yield* inOrderOfPlace([
    current(store, USERS, 'user', function* () {}),
    current(
      store,
      TRAININGS,
      'training',
      () => store.prepare(TARGETS).iterate() as IterableIterator<Numbered<ReportTarget>>,
    ),
    earlier(store),
  ]);
}

type Numbered<Row> = Row & { readonly recordId: number };

function* current(
  store: Store,
  sql: string,
  kind: 'user' | 'training',
  targets: () => Iterator<Numbered<ReportTarget>>,
): Generator<ReportRecord> {
  const targetsOf = alongside(targets());
  const operationsOf = alongside(
    store.prepare(OPERATIONS).iterate(kind) as IterableIterator<
      Numbered<ReportOperation> & { readonly key: string; readonly userKey: string }
    >,
  );
  const differencesOf = alongside(
    store.prepare(VERDICTS).iterate(kind) as IterableIterator<Numbered<ReportRecord['differences'][number]>>,
  );
  for (const { recordId, ...row } of store.prepare(sql).iterate() as IterableIterator<Raw>) {
    // A record id can be given anew after its record was replaced: an operation of another person is not this record's.
    const targetRows = targetsOf(recordId);
    const owner = targetRows[0]?.userKey ?? row.userId.toLowerCase();
    const newest = new Map<string, ReportOperation>();
    for (const { key, userKey, ...operation } of operationsOf(recordId)) {
      if (userKey === owner) newest.set(key, operation);
    }
    yield {
      ...row,
      targets: targetRows,
      operations: [...newest.values()],
      differences: differencesOf(recordId),
    };
  }
}

function* earlier(store: Store): Generator<ReportRecord> {
  for (const row of store.prepare(EARLIER).iterate() as IterableIterator<Omit<Raw, 'recordId'>>) {
    yield { ...row, targets: [], operations: [], differences: [] };
  }
}

/** Reads rows in the order of record ids beside another reading in that order: gives the rows of each id as it comes by. */
function alongside<Row extends { readonly recordId: number }>(
  rows: Iterator<Row>,
): (recordId: number) => readonly Row[] {
  let next = rows.next();
  return (recordId) => {
    while (next.done !== true && next.value.recordId < recordId) next = rows.next();
    if (next.done === true || next.value.recordId !== recordId) return NONE;
    const group: Row[] = [];
    while (next.done !== true && next.value.recordId === recordId) {
      group.push(next.value);
      next = rows.next();
    }
    return group;
  };
}
const NONE: readonly never[] = Object.freeze([]);

/** Merges readings that are each in the order of file and record into one in that order. */
function* inOrderOfPlace(readings: readonly Generator<ReportRecord>[]): Generator<ReportRecord> {
  const heads = readings.map((reading) => ({ reading, step: reading.next() }));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.step.done === true) continue;
      if (first === undefined || first.step.done === true || isBefore(head.step.value, first.step.value)) {
        first = head;
      }
    }
    if (first === undefined || first.step.done === true) return;
    yield first.step.value;
    first.step = first.reading.next();
  }
}

function isBefore(a: ReportRecord, b: ReportRecord): boolean {
  return a.fileId === b.fileId ? a.ordinal < b.ordinal : a.fileId < b.fileId;
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
      `WITH picked AS MATERIALIZED (
         SELECT f.kind, f.record_id, f.fate, f.code, f.note, n.count FROM record_fate f
         JOIN (SELECT fate, code, count(*) AS count FROM record_fate WHERE fate IN ('leftOut', 'quarantined')
               GROUP BY fate, code) n ON n.fate = f.fate AND n.code = f.code
         ORDER BY n.count, f.code, f.kind, f.record_id LIMIT ?)
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
    .all(limit) as UnmovedRecord[];
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
