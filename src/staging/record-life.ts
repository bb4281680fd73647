import { type AttemptRow, attemptsOf } from './attempts.js';
import type { DifferenceRow } from './compare.js';
import { HELD_DURATION } from './completion-json.js';
import type { Fate } from './expected.js';
import type { OperationKind, OperationState } from './operations.js';
import type { Store } from './store.js';

/** What one record has become, from the line of its file to what ALM holds. */
export interface RecordLife {
  readonly kind: 'user' | 'training';
  readonly recordId: number;
  readonly file: string;
  readonly line: number;
  readonly ordinal: number;
  readonly learningId: string | null;
  readonly title: string | null;
  /** The values as they were staged, by name; what was empty is absent. */
  readonly staged: Readonly<Record<string, string>>;
  /** Older versions of the record, and other exports that say the same. */
  readonly earlier: readonly EarlierVersion[];
  readonly findings: readonly { readonly code: string; readonly field: string; readonly value: string }[];
  /** Null before the first plan. */
  readonly fate: RecordFateRow | null;
  /** The rows of the expected state that stand on it. */
  readonly expected: readonly Readonly<Record<string, unknown>>[];
  readonly operations: readonly OperationLife[];
  /** What the store knows ALM to hold in the place of the expected rows. */
  readonly actual: readonly Readonly<Record<string, unknown>>[];
  readonly differences: readonly Pick<
    DifferenceRow,
    'subject' | 'verdict' | 'code' | 'moduleId' | 'expected' | 'actual'
  >[];
}

export interface EarlierVersion {
  readonly file: string;
  readonly line: number;
  readonly relation: 'same' | 'replaced';
  /** JSON; null where it says the same. */
  readonly content: string | null;
}

export interface RecordFateRow {
  readonly fate: Fate['fate'];
  readonly code: string | null;
  readonly note: string | null;
  /** Merged: the record that counts. */
  readonly intoFile: string | null;
  readonly intoLine: number | null;
}

export interface OperationLife {
  readonly operationId: number;
  readonly planId: number;
  readonly key: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly code: string | null;
  readonly message: string | null;
  readonly result: string | null;
  readonly attempts: readonly AttemptRow[];
}

/**
 * The user key that somebody means by a legacy user id, an email or ALM's user id, in this order;
 * undefined where nobody goes by it.
 */
export function findUserKey(store: Store, asked: string): string | undefined {
  const row = store
    .prepare(
      `SELECT key FROM (
         SELECT record_key AS key, 1 AS rank FROM user_record WHERE record_key = $key
         UNION ALL SELECT user_id, 2 FROM training_record WHERE user_id = $key
         UNION ALL SELECT record_key, 3 FROM user_record WHERE email = $asked COLLATE NOCASE
         UNION ALL SELECT user_key, 4 FROM expected_person WHERE alm_user_id = $asked OR email = $asked)
       WHERE key <> '' ORDER BY rank LIMIT 1`,
    )
    .get({ key: asked.trim().toLowerCase(), asked: asked.trim() }) as { key: string } | undefined;
  return row?.key;
}

/** The account of a person, and the person's training records, all or those of one course. */
export function livesOf(
  store: Store,
  userKey: string,
  course: string | null,
): { readonly account: RecordLife | null; readonly training: readonly RecordLife[] } {
  const account = store
    .prepare(`SELECT record_id AS id FROM user_record WHERE kind = 'user' AND record_key = ?`)
    .get(userKey) as { id: number } | undefined;
  const training = store
    .prepare(
      `SELECT t.record_id AS id FROM training_record t WHERE t.user_id = $userKey
         AND ($course IS NULL OR t.learning_id = $course COLLATE NOCASE OR t.title = $course COLLATE NOCASE
           OR EXISTS (SELECT 1 FROM ${STANDING} e WHERE e.record_id = t.record_id AND $course IN (e.course_id, e.instance_id)))
       ORDER BY t.file_id, t.ordinal`,
    )
    .all({ userKey, course }) as { id: number }[];
  return {
    account: account === undefined ? null : lifeOf(store, 'user', account.id),
    training: training.map(({ id }) => lifeOf(store, 'training', id)),
  };
}

/** Which enrolments stand on which training record: by themselves, or through one of their modules. */
const STANDING = `(
  SELECT record_id, expected_id, course_id, instance_id FROM expected_enrolment
  UNION SELECT c.record_id, c.expected_id, e.course_id, e.instance_id
  FROM expected_completion c JOIN expected_enrolment e USING (expected_id))`;

function lifeOf(store: Store, kind: 'user' | 'training', recordId: number): RecordLife {
  const table = kind === 'user' ? 'user_record' : 'training_record';
  const row = store
    .prepare(
      `SELECT r.*, f.name AS file FROM ${table} r JOIN source_file f USING (file_id) WHERE record_id = ?`,
    )
    .get(recordId) as Record<string, string | number | null>;
  const text = (name: string): string | null => (row[name] == null ? null : String(row[name]));
  return {
    kind,
    recordId,
    file: String(row.file),
    line: Number(row.line),
    ordinal: Number(row.ordinal),
    learningId: text('learning_id'),
    title: text('title'),
    staged: stagedValues(row),
    earlier: store
      .prepare(
        `SELECT f.name AS file, e.line, e.relation, e.content FROM earlier_record e JOIN source_file f USING (file_id)
         WHERE e.kind = ? AND e.record_id = ? ORDER BY e.file_id, e.ordinal`,
      )
      .all(row.kind, recordId) as EarlierVersion[],
    findings: store
      .prepare('SELECT code, field, value FROM record_finding WHERE file_id = ? AND ordinal = ?')
      .all(row.file_id, row.ordinal) as RecordLife['findings'],
    fate: fateOf(store, kind, recordId),
    expected: kind === 'user' ? expectedPerson(store, recordId) : expectedLearning(store, recordId),
    operations: operationsOf(store, kind, recordId),
    actual: kind === 'user' ? actualPerson(store, recordId) : actualLearning(store, recordId),
    differences: store
      .prepare(
        `SELECT subject, verdict, code, module_id AS moduleId, expected, actual FROM difference
         WHERE kind = ? AND record_id = ? ORDER BY difference_id`,
      )
      .all(kind, recordId) as RecordLife['differences'],
  };
}

/** The columns that are about the store and not about the record. */
const OWN_COLUMNS: ReadonlySet<string> = new Set([
  'record_id',
  'file_id',
  'file',
  'ordinal',
  'line',
  'kind',
  'record_key',
  'content_hash',
  'details',
]);

function stagedValues(row: Readonly<Record<string, string | number | null>>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(row)) {
    if (!OWN_COLUMNS.has(name) && value !== null && value !== '') values[name] = String(value);
  }
  return { ...values, ...(JSON.parse(String(row.details ?? '{}')) as Record<string, string>) };
}

function fateOf(store: Store, kind: 'user' | 'training', recordId: number): RecordFateRow | null {
  const table = kind === 'user' ? 'user_record' : 'training_record';
  const row = store
    .prepare(
      `SELECT f.fate, f.code, f.note, s.name AS intoFile, i.line AS intoLine FROM record_fate f
       LEFT JOIN ${table} i ON i.record_id = f.into_record LEFT JOIN source_file s ON s.file_id = i.file_id
       WHERE f.kind = ? AND f.record_id = ?`,
    )
    .get(kind, recordId) as RecordFateRow | undefined;
  return row ?? null;
}

function expectedPerson(store: Store, recordId: number): RecordLife['expected'] {
  return store
    .prepare(
      `SELECT 'person' AS subject, email, name, unique_id AS uniqueId, user_type AS userType,
         profile_name AS profileName, alm_user_id AS almUserId, matched_by AS matchedBy
       FROM expected_person WHERE record_id = ?`,
    )
    .all(recordId) as RecordLife['expected'];
}

function expectedLearning(store: Store, recordId: number): RecordLife['expected'] {
  return [
    ...store
      .prepare(
        `SELECT 'enrolment' AS subject, course_id AS courseId, instance_id AS instanceId, state,
           enrolled_at AS enrolledAt, notes FROM expected_enrolment WHERE record_id = ? ORDER BY expected_id`,
      )
      .all(recordId),
    ...store
      .prepare(
        `SELECT 'completion' AS subject, module_id AS moduleId, started_at AS startedAt, completed_at AS completedAt,
           score, score_min AS scoreMin, score_max AS scoreMax, duration_seconds AS durationSeconds
         FROM expected_completion WHERE record_id = ? ORDER BY expected_id, module_id`,
      )
      .all(recordId),
  ] as RecordLife['expected'];
}

function actualPerson(store: Store, recordId: number): RecordLife['actual'] {
  return store
    .prepare(
      `SELECT 'person' AS subject, u.alm_user_id AS almUserId, u.email, u.name, u.unique_id AS uniqueId,
         u.user_type AS userType, u.state, x.name AS profileName
       FROM expected_person p JOIN alm_user u USING (alm_user_id) LEFT JOIN alm_profile x ON x.profile_id = u.profile_id
       WHERE p.record_id = ?`,
    )
    .all(recordId) as RecordLife['actual'];
}

function actualLearning(store: Store, recordId: number): RecordLife['actual'] {
  return [
    ...store
      .prepare(
        `SELECT 'enrolment' AS subject, a.enrolment_id AS enrolmentId, a.state, a.enrolled_at AS enrolledAt,
           a.completed_at AS completedAt
         FROM ${STANDING} s JOIN expected_enrolment e USING (expected_id)
         JOIN expected_person p ON p.user_key = e.user_key
         JOIN alm_enrolment a ON a.alm_user_id = p.alm_user_id AND a.instance_id = e.instance_id
         WHERE s.record_id = ?`,
      )
      .all(recordId),
    ...store
      .prepare(
        `SELECT 'completion' AS subject, g.module_id AS moduleId, g.completed, g.completed_at AS completedAt, g.score,
           ${HELD_DURATION} AS durationSeconds
         FROM expected_completion c JOIN expected_enrolment e USING (expected_id)
         JOIN expected_person p ON p.user_key = e.user_key
         JOIN alm_grade g ON g.alm_user_id = p.alm_user_id AND g.module_id = c.module_id
         WHERE c.record_id = ? ORDER BY g.module_id`,
      )
      .all(recordId),
  ] as RecordLife['actual'];
}

/** Of all plans: what an older one tried is part of the life. An enrolment that several records share belongs to each. */
function operationsOf(store: Store, kind: 'user' | 'training', recordId: number): readonly OperationLife[] {
  const rows = store
    .prepare(
      `WITH mine (operation_id) AS (
         SELECT operation_id FROM operation WHERE record_kind = $kind AND record_id = $recordId
         UNION SELECT o.operation_id FROM ${STANDING} s JOIN expected_enrolment e USING (expected_id)
         JOIN operation o ON o.operation_key = 'enrol|' || e.user_key || '|' || e.instance_id
         WHERE $kind = 'training' AND s.record_id = $recordId)
       SELECT operation_id AS operationId, plan_id AS planId, operation_key AS key, kind, state, code, message, result
       FROM operation WHERE operation_id IN (SELECT operation_id FROM mine) ORDER BY operation_id`,
    )
    .all({ kind, recordId }) as Omit<OperationLife, 'attempts'>[];
  return rows.map((row) => ({ ...row, attempts: attemptsOf(store, row.operationId) }));
}
