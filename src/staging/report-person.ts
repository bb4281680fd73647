import type { DifferenceRow } from './compare.js';
import { HELD_DURATION } from './completion-json.js';
import type { Fate } from './expected.js';
import { mergedInto, standingReader } from './expected-people.js';
import type { OperationState } from './operations.js';
import type { Store } from './store.js';

/** Everything that the store knows of one person, as rows: the report tells the story. */
export interface PersonRows {
  /** The legacy user id that carries the records. */
  readonly userKey: string;
  /** The account that carries the records first, then those that were merged into it. */
  readonly accounts: readonly PersonAccount[];
  /** In the order of the files; at most as many as were asked for. */
  readonly records: readonly PersonRecord[];
  readonly recordsInAll: number;
  readonly enrolments: readonly PersonEnrolment[];
  readonly grades: readonly PersonGrade[];
  /** Enrolments that ALM holds and nobody expected. */
  readonly extras: readonly PersonExtra[];
  readonly differences: readonly PersonDifference[];
  /** The newest operation of each key. */
  readonly operations: readonly PersonOperation[];
}

export interface PersonAccount {
  readonly userKey: string;
  readonly recordId: number;
  readonly file: string;
  readonly line: number;
  readonly userId: string;
  readonly status: string | null;
  readonly fate: Fate['fate'] | null;
  readonly code: string | null;
  readonly note: string | null;
  readonly intoFile: string | null;
  readonly intoLine: number | null;
  /** What ALM should hold; nulls where the person does not move. */
  readonly name: string | null;
  readonly email: string | null;
  readonly uniqueId: string | null;
  readonly userType: string | null;
  readonly profileName: string | null;
  readonly accountState: 'ACTIVE' | 'DELETED' | null;
  readonly matchedBy: string | null;
  /** What ALM holds. */
  readonly almUserId: string | null;
  readonly almName: string | null;
  readonly almEmail: string | null;
  readonly almState: string | null;
  readonly legacyName: string | null;
  readonly legacyEmail: string | null;
  readonly organisation: string | null;
}

export interface PersonRecord {
  readonly recordId: number;
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly learningId: string | null;
  readonly title: string | null;
  readonly status: string | null;
  readonly endedAt: string | null;
  readonly score: string | null;
  readonly fate: Fate['fate'] | null;
  readonly code: string | null;
  readonly note: string | null;
  readonly intoFile: string | null;
  readonly intoLine: number | null;
  /** Other rows of the exports that this one stands for. */
  readonly earlier: number;
}

export interface PersonEnrolment {
  readonly expectedId: number;
  readonly recordId: number;
  readonly courseId: string;
  readonly courseTitle: string | null;
  readonly instanceId: string;
  readonly state: string;
  readonly enrolledAt: string | null;
  readonly completedAt: string | null;
  /** JSON: codes of what was normalised on the way. */
  readonly notes: string;
  readonly almState: string | null;
  readonly almEnrolledAt: string | null;
  readonly almCompletedAt: string | null;
}

export interface PersonGrade {
  readonly expectedId: number;
  readonly recordId: number;
  readonly moduleId: string;
  readonly moduleName: string | null;
  readonly completedAt: string;
  readonly score: number | null;
  readonly durationSeconds: number | null;
  readonly almCompleted: number | null;
  readonly almCompletedAt: string | null;
  readonly almScore: number | null;
  readonly almDurationSeconds: number | null;
}

export interface PersonExtra {
  readonly courseId: string;
  readonly courseTitle: string | null;
  readonly instanceId: string;
  readonly state: string;
  readonly completedAt: string | null;
}

export interface PersonDifference {
  readonly subject: DifferenceRow['subject'];
  readonly verdict: DifferenceRow['verdict'];
  readonly code: string;
  readonly instanceId: string | null;
  readonly moduleId: string | null;
}

export interface PersonOperation {
  readonly key: string;
  readonly kind: string;
  readonly state: OperationState;
  readonly code: string | null;
  readonly message: string | null;
  readonly planId: number;
  readonly attempts: number;
  readonly askedAt: string | null;
  readonly answerStatus: number | null;
  readonly answerRequestId: string | null;
  readonly answerMessage: string | null;
}

const ACCOUNTS = `
  SELECT r.record_key AS userKey, r.record_id AS recordId, s.name AS file, r.line, r.user_id AS userId, r.status,
    f.fate, f.code, f.note, z.name AS intoFile, i.line AS intoLine, p.name, p.email, p.unique_id AS uniqueId, p.user_type AS userType, p.profile_name AS profileName,
    p.account_state AS accountState, p.matched_by AS matchedBy, a.alm_user_id AS almUserId, a.name AS almName, a.email AS almEmail, a.state AS almState,
    nullif(trim(coalesce(r.given_name, '') || ' ' || coalesce(r.family_name, '')), '') AS legacyName,
    r.email AS legacyEmail, nullif(coalesce(r.organization_code, r.organization_id), '') AS organisation
  FROM user_record r
  JOIN source_file s USING (file_id)
  LEFT JOIN record_fate f ON f.kind = 'user' AND f.record_id = r.record_id
  LEFT JOIN user_record i ON i.record_id = f.into_record
  LEFT JOIN source_file z ON z.file_id = i.file_id
  LEFT JOIN expected_person p ON p.user_key = r.record_key
  LEFT JOIN difference d ON d.kind = 'user' AND d.record_id = r.record_id
  LEFT JOIN alm_user a ON a.alm_user_id = coalesce(p.alm_user_id, d.alm_user_id)
  WHERE r.kind = 'user' AND r.record_key IN (SELECT value FROM json_each($members))
  ORDER BY r.record_key <> $userKey, r.record_key`;

const RECORDS = `
  SELECT r.record_id AS recordId, r.kind, s.name AS file, r.line, r.learning_id AS learningId, r.title, r.status,
    r.ended_at AS endedAt, r.score, f.fate, f.code, f.note, z.name AS intoFile, i.line AS intoLine,
    (SELECT count(*) FROM earlier_record e WHERE e.kind = r.kind AND e.record_id = r.record_id) AS earlier
  FROM training_record r
  JOIN source_file s USING (file_id)
  LEFT JOIN record_fate f ON f.kind = 'training' AND f.record_id = r.record_id
  LEFT JOIN training_record i ON i.record_id = f.into_record
  LEFT JOIN source_file z ON z.file_id = i.file_id
  WHERE r.user_id IN (SELECT value FROM json_each(?)) ORDER BY r.record_id LIMIT ?`;

const ENROLMENTS = `
  SELECT e.expected_id AS expectedId, e.record_id AS recordId, e.course_id AS courseId, c.title AS courseTitle,
    e.instance_id AS instanceId, e.state, e.enrolled_at AS enrolledAt, e.completed_at AS completedAt, e.notes,
    a.state AS almState, a.enrolled_at AS almEnrolledAt, a.completed_at AS almCompletedAt
  FROM expected_enrolment e
  JOIN expected_person p ON p.user_key = e.user_key
  LEFT JOIN alm_course c ON c.course_id = e.course_id
  LEFT JOIN alm_enrolment a ON a.alm_user_id = p.alm_user_id AND a.instance_id = e.instance_id
  WHERE e.user_key = ? ORDER BY e.expected_id`;

const GRADES = `
  SELECT e.expected_id AS expectedId, c.record_id AS recordId, c.module_id AS moduleId, m.name AS moduleName,
    c.completed_at AS completedAt, c.score, c.duration_seconds AS durationSeconds, g.completed AS almCompleted,
    g.completed_at AS almCompletedAt, g.score AS almScore, ${HELD_DURATION} AS almDurationSeconds
  FROM expected_enrolment e
  JOIN expected_person p ON p.user_key = e.user_key
  JOIN expected_completion c ON c.expected_id = e.expected_id
  LEFT JOIN alm_module m ON m.module_id = c.module_id
  LEFT JOIN alm_grade g ON g.alm_user_id = p.alm_user_id AND g.module_id = c.module_id
  WHERE e.user_key = ? ORDER BY e.expected_id, c.module_id`;

const EXTRAS = `
  SELECT a.course_id AS courseId, c.title AS courseTitle, a.instance_id AS instanceId, a.state, a.completed_at AS completedAt
  FROM expected_person p
  JOIN alm_enrolment a ON a.alm_user_id = p.alm_user_id
  LEFT JOIN alm_course c ON c.course_id = a.course_id
  WHERE p.user_key = ? AND NOT EXISTS (
    SELECT 1 FROM expected_enrolment e WHERE e.user_key = p.user_key AND e.instance_id = a.instance_id)
  ORDER BY a.instance_id`;

const DIFFERENCES = `
  SELECT subject, verdict, code, instance_id AS instanceId, module_id AS moduleId FROM difference
  WHERE user_key = ? AND verdict <> 'extra' ORDER BY difference_id`;

const OPERATIONS = `
  WITH keys (operation_key) AS (
    SELECT 'user|' || $userKey
    UNION ALL SELECT 'enrol|' || user_key || '|' || instance_id FROM expected_enrolment WHERE user_key = $userKey
    UNION ALL SELECT 'grade|' || e.user_key || '|' || c.module_id
    FROM expected_enrolment e JOIN expected_completion c USING (expected_id) WHERE e.user_key = $userKey)
  SELECT o.operation_key AS key, o.kind, o.state, o.code, o.message, o.plan_id AS planId, o.attempts,
    s.started_at AS askedAt, s.status AS answerStatus, s.request_id AS answerRequestId, s.message AS answerMessage
  FROM keys k
  JOIN operation o ON o.operation_id = (
    SELECT n.operation_id FROM operation n WHERE n.operation_key = k.operation_key ORDER BY n.plan_id DESC LIMIT 1)
  LEFT JOIN attempt s ON s.attempt_id = (
    SELECT max(l.attempt_id) FROM attempt l WHERE l.operation_id = o.operation_id)`;

/**
 * Reads people one by one by a legacy user id in lower case; of each at most `maxRecords` records. Whoever
 * goes by several ids is one person: each of the ids gives the accounts and records of all of them.
 */
export function personReader(store: Store, maxRecords: number): (userKey: string) => PersonRows {
  const standing = standingReader(store);
  const merged = mergedInto(store);
  const accounts = store.prepare(ACCOUNTS);
  const records = store.prepare(RECORDS);
  const count = store
    .prepare('SELECT count(*) FROM training_record WHERE user_id IN (SELECT value FROM json_each(?))')
    .pluck();
  const enrolments = store.prepare(ENROLMENTS);
  const grades = store.prepare(GRADES);
  const extras = store.prepare(EXTRAS);
  const differences = store.prepare(DIFFERENCES);
  const operations = store.prepare(OPERATIONS);
  return (asked) => {
    const userKey = carrierOf(asked, standing(asked));
    const members = JSON.stringify([userKey, ...(merged.get(userKey) ?? [])]);
    return {
      userKey,
      accounts: accounts.all({ userKey, members }) as PersonAccount[],
      records: records.all(members, maxRecords) as PersonRecord[],
      recordsInAll: Number(count.get(members)),
      enrolments: enrolments.all(userKey) as PersonEnrolment[],
      grades: grades.all(userKey) as PersonGrade[],
      extras: extras.all(userKey) as PersonExtra[],
      differences: differences.all(userKey) as PersonDifference[],
      operations: operations.all({ userKey }) as PersonOperation[],
    };
  };
}

/** Who carries the records of a legacy user id: another one, where identities.csv or a rule merged the two. */
function carrierOf(userKey: string, standing: string | null): string {
  const value: unknown = standing === null ? null : JSON.parse(standing);
  const carrier = typeof value === 'object' && value !== null && 'carrier' in value ? value.carrier : null;
  return typeof carrier === 'string' ? carrier : userKey;
}
