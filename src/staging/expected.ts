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

/** Writes the expected state anew. Rows go in as they are computed; all of it is one transaction. */
export interface ExpectedWriter {
  readonly person: (person: ExpectedPerson) => void;
  readonly enrolment: (enrolment: ExpectedEnrolment) => void;
  readonly fate: (fate: Fate) => void;
}

/** Replaces the expected state by what `fill` writes, or leaves it as it was when `fill` throws. */
export function replaceExpected(store: Store, fill: (writer: ExpectedWriter) => void): void {
  store.transaction(() => {
    store.exec(`
      DROP INDEX IF EXISTS record_fate_by_record;
      DELETE FROM expected_completion; DELETE FROM expected_enrolment; DELETE FROM expected_person;
      DELETE FROM record_fate;`);
    fill(writer(store));
    store.exec('CREATE INDEX record_fate_by_record ON record_fate (kind, record_id)');
  })();
}

function writer(store: Store): ExpectedWriter {
  const person = store.prepare(
    `INSERT INTO expected_person (user_key, record_id, email, name, unique_id, user_type, profile_name, profile)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const enrolment = store.prepare(
    'INSERT INTO expected_enrolment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const completion = store.prepare('INSERT INTO expected_completion VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const fate = store.prepare('INSERT INTO record_fate VALUES (?, ?, ?, ?, ?, ?)');
  let expectedId = 0;
  return {
    person: (row) => {
      person.run(
        row.userKey,
        row.recordId,
        row.email,
        row.name,
        row.uniqueId,
        row.userType,
        row.profileName,
        row.profile,
      );
    },
    enrolment: (row) => {
      expectedId += 1;
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
        JSON.stringify(row.notes),
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
        );
      }
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

export function fateCounts(store: Store): readonly FateCount[] {
  return store
    .prepare(
      `SELECT kind, fate, code, count(*) AS records FROM record_fate
       GROUP BY kind, fate, code ORDER BY kind, fate, records DESC, code`,
    )
    .all() as FateCount[];
}

/** Leads expected people to ALM's users: by unique id first, then by email. A person whom the two lead to different users stays unmatched. */
export function matchPeople(store: Store): void {
  store.exec(`
    UPDATE expected_person SET alm_user_id = NULL, matched_by = NULL;
    UPDATE expected_person AS p SET (alm_user_id, matched_by) = (
      SELECT coalesce(u.alm_user_id, e.alm_user_id),
             CASE WHEN u.alm_user_id IS NOT NULL THEN 'uniqueId' WHEN e.alm_user_id IS NOT NULL THEN 'email' END
      FROM (SELECT 1)
      LEFT JOIN alm_user u ON u.unique_id = p.unique_id
      LEFT JOIN alm_user e ON e.email = p.email
      WHERE u.alm_user_id IS NULL OR e.alm_user_id IS NULL OR u.alm_user_id = e.alm_user_id
      LIMIT 1)`);
}
