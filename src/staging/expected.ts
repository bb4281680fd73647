import type { Store } from './store.js';

/** ALM's account of one person, as mapping expects it. */
export interface ExpectedPerson {
  readonly userKey: string;
  readonly recordId: number;
  readonly email: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly userType: 'INTERNAL' | 'EXTERNAL';
  /** The external profile. */
  readonly profileName: string | null;
  readonly profile: string | null;
  /** A leaver who is kept is a deleted user in ALM. */
  readonly accountState: 'ACTIVE' | 'DELETED';
  /** The ALM user whom identities.csv names; null where unique id and email decide. */
  readonly ledTo: string | null;
  /** Codes of what is not quite as the account has it. */
  readonly notes: readonly string[];
}

/** What ALM should hold of one person in one instance of a course; instants are ISO 8601 in UTC. */
export interface ExpectedEnrolment {
  readonly recordId: number;
  readonly userKey: string;
  readonly courseId: string;
  readonly instanceId: string;
  readonly state: 'enrolled' | 'completed';
  readonly enrolledAt: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly score: number | null;
  readonly scoreMin: number | null;
  readonly scoreMax: number | null;
  readonly notes: readonly string[];
  readonly grades: readonly ExpectedGrade[];
}

/** The completion of one module. */
export interface ExpectedGrade {
  readonly moduleId: string;
  readonly recordId: number;
  readonly startedAt: string | null;
  readonly completedAt: string;
  readonly score: number | null;
  readonly scoreMin: number | null;
  readonly scoreMax: number | null;
  readonly durationSeconds: number | null;
}

/** Where one staged record ended. */
export interface Fate {
  readonly kind: 'user' | 'training';
  readonly recordId: number;
  readonly fate: 'expected' | 'merged' | 'leftOut' | 'quarantined';
  readonly code: string | null;
  readonly intoRecord: number | null;
  readonly note: string | null;
}

/** The rows of a person are numbered from here on, so that computing them again gives the same numbers. */
export const ROWS_A_PERSON = 2 ** 20;

/**
 * Writes the rows of one person after the other: `begin`, then the enrolments in the order of course and
 * instance.
 */
export interface ExpectedWriter {
  readonly begin: (userKey: string) => void;
  readonly enrolment: (enrolment: ExpectedEnrolment) => void;
  readonly fate: (fate: Fate) => void;
}

const INDEXES_OF_FATES = `
  CREATE INDEX IF NOT EXISTS record_fate_by_record ON record_fate (kind, record_id);
  CREATE INDEX IF NOT EXISTS record_fate_exceptions ON record_fate (kind, fate, code) WHERE fate <> 'expected';
  CREATE INDEX IF NOT EXISTS record_fate_exceptions_by_record
    ON record_fate (kind, record_id, fate, code, into_record, note) WHERE fate <> 'expected';`;
const INDEXES_OF_ROWS = `
  CREATE INDEX IF NOT EXISTS expected_enrolment_by_record ON expected_enrolment
    (record_id, user_key, course_id, instance_id, state, completed_at, score, notes);
  CREATE INDEX IF NOT EXISTS expected_enrolment_shared ON expected_enrolment (expected_id) WHERE is_shared = 1;
  CREATE INDEX IF NOT EXISTS expected_enrolment_by_person ON expected_enrolment (user_key, instance_id);`;

/** Empties the expected enrolments and the fates of training records, and writes them anew through `fill`. */
export function replaceExpected(store: Store, fill: (writer: ExpectedWriter) => void): void {
  // Indexes are built behind the load: on keys without order that is three times faster (perf-limits 3).
  store.exec(`
    DROP INDEX IF EXISTS record_fate_by_record; DROP INDEX IF EXISTS record_fate_exceptions;
    DROP INDEX IF EXISTS record_fate_exceptions_by_record;
    DROP INDEX IF EXISTS expected_enrolment_by_record; DROP INDEX IF EXISTS expected_enrolment_shared;
    DROP INDEX IF EXISTS expected_enrolment_by_person;
    DELETE FROM expected_completion; DELETE FROM expected_enrolment; DELETE FROM record_fate WHERE kind = 'training';`);
  const write = writer(store);
  // Most records are expected, and stand in the expected rows already: they are noted from there in one go.
  fill({ ...write, fate: (row) => (row.fate === 'expected' ? undefined : write.fate(row)) });
  store.exec(INDEXES_OF_ROWS);
  store.exec(EXPECTED_FATES);
  store.exec(INDEXES_OF_FATES);
}

const EXPECTED_FATES = `
  INSERT INTO record_fate SELECT DISTINCT 'training', record_id, 'expected', NULL, NULL, NULL FROM expected_enrolment;
  INSERT INTO record_fate SELECT DISTINCT 'training', c.record_id, 'expected', NULL, NULL, NULL
  FROM expected_enrolment e JOIN expected_completion c USING (expected_id)
  WHERE e.is_shared = 1 AND NOT EXISTS (SELECT 1 FROM expected_enrolment x WHERE x.record_id = c.record_id);`;

/** Writes over what was expected of some people; `fill` calls `clear` for a person before it writes of them. */
export function updateExpected(
  store: Store,
  fill: (writer: ExpectedWriter & { readonly clear: (userKey: string) => void }) => void,
): void {
  store.exec(INDEXES_OF_ROWS);
  store.exec(INDEXES_OF_FATES);
  const fates = store.prepare(
    `DELETE FROM record_fate WHERE kind = 'training' AND record_id IN
       (SELECT record_id FROM training_record WHERE user_id = ?)`,
  );
  const range = (table: string) =>
    store.prepare(
      `DELETE FROM ${table} WHERE expected_id BETWEEN $person * ${ROWS_A_PERSON} AND $person * ${ROWS_A_PERSON} + ${ROWS_A_PERSON - 1}`,
    );
  const completions = range('expected_completion');
  const enrolments = range('expected_enrolment');
  const number = personNumbers(store);
  fill({
    ...writer(store),
    clear: (userKey) => {
      fates.run(userKey);
      const person = number(userKey);
      completions.run({ person });
      enrolments.run({ person });
    },
  });
}

function personNumbers(store: Store): (userKey: string) => number {
  const find = store.prepare('SELECT person_id FROM legacy_person WHERE user_key = ?').pluck();
  return (userKey) => {
    const number = find.get(userKey);
    if (typeof number !== 'number') throw new RangeError(`${userKey} has no number yet`);
    return number;
  };
}

function writer(store: Store): ExpectedWriter {
  const enrolment = store.prepare(
    'INSERT INTO expected_enrolment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const completion = store.prepare('INSERT INTO expected_completion VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const fate = store.prepare('INSERT INTO record_fate VALUES (?, ?, ?, ?, ?, ?)');
  const number = personNumbers(store);
  let expectedId = 0;
  return {
    begin: (userKey) => {
      expectedId = number(userKey) * ROWS_A_PERSON;
    },
    enrolment: (row) => {
      enrolment.run(
        expectedId,
        row.recordId,
        row.userKey,
        row.courseId,
        row.instanceId,
        row.state,
        row.enrolledAt,
        row.startedAt,
        row.completedAt,
        row.score,
        row.scoreMin,
        row.scoreMax,
        row.notes.length === 0 ? '[]' : JSON.stringify(row.notes),
        row.grades.some((grade) => grade.recordId !== row.recordId) ? 1 : 0,
      );
      for (const grade of row.grades) {
        completion.run(
          expectedId,
          grade.moduleId,
          grade.recordId,
          grade.startedAt,
          grade.completedAt,
          grade.score,
          grade.scoreMin,
          grade.scoreMax,
          grade.durationSeconds,
        );
      }
      expectedId += 1;
    },
    fate: (row) => {
      fate.run(row.kind, row.recordId, row.fate, row.code, row.intoRecord, row.note);
    },
  };
}

/** How many records ended where, and why, most first. */
export interface FateCount {
  readonly kind: 'user' | 'training';
  readonly fate: Fate['fate'];
  readonly code: string | null;
  readonly records: number;
}

/** The expected ones are what the others leave: to sort a million rows for them takes longer than all the rest. */
export function fateCounts(store: Store): readonly FateCount[] {
  return store
    .prepare(
      `WITH other AS MATERIALIZED (
         SELECT kind, fate, code, count(*) AS records FROM record_fate WHERE fate <> 'expected' GROUP BY kind, fate, code),
       kinds (kind) AS (VALUES ('training'), ('user')),
       totals AS MATERIALIZED (
         SELECT kind, (SELECT count(*) FROM record_fate f WHERE f.kind = kinds.kind) AS records FROM kinds)
       SELECT kind, 'expected' AS fate, NULL AS code,
         records - (SELECT coalesce(sum(records), 0) FROM other WHERE other.kind = totals.kind) AS records
       FROM totals WHERE records > (SELECT coalesce(sum(records), 0) FROM other WHERE other.kind = totals.kind)
       UNION ALL SELECT kind, fate, code, records FROM other
       ORDER BY kind, fate, records DESC, code`,
    )
    .all() as FateCount[];
}
