import type { DifferenceRow } from './compare.js';
import type { Store } from './store.js';

/** How many rows the expected state holds of each subject. */
export interface ExpectedTotals {
  readonly profile: number;
  readonly person: number;
  readonly enrolment: number;
  readonly completion: number;
}

export function expectedTotals(store: Store): ExpectedTotals {
  return store
    .prepare(
      `SELECT (SELECT count(DISTINCT profile_name) FROM expected_person) AS profile,
         (SELECT count(*) FROM expected_person) AS person,
         (SELECT count(*) FROM expected_enrolment) AS enrolment,
         (SELECT count(*) FROM expected_completion) AS completion`,
    )
    .get() as ExpectedTotals;
}

/** Rows that agree in subject, course, organisation and year, and how many they are. */
export interface CubeCell {
  readonly subject: DifferenceRow['subject'];
  /** null: expected. */
  readonly verdict: DifferenceRow['verdict'] | null;
  readonly courseId: string | null;
  readonly organisation: string | null;
  /** Of the completion, else of the start or the enrolment; null where there is no date. */
  readonly year: string | null;
  readonly count: number;
}

const ORGANISATION = `nullif(coalesce(u.organization_code, u.organization_id), '')`;
const CELL = `count(*) AS count`;

const EXPECTED_CUBE = `
  SELECT 'person' AS subject, NULL AS verdict, NULL AS courseId, ${ORGANISATION} AS organisation, NULL AS year, ${CELL}
  FROM expected_person p JOIN user_record u USING (record_id) GROUP BY organisation
  UNION ALL
  SELECT 'enrolment', NULL, e.course_id, ${ORGANISATION} AS organisation,
    substr(coalesce(e.completed_at, e.started_at, e.enrolled_at), 1, 4) AS year, ${CELL}
  FROM expected_enrolment e
  CROSS JOIN expected_person p ON p.user_key = e.user_key
  CROSS JOIN user_record u ON u.record_id = p.record_id
  GROUP BY e.course_id, organisation, year
  UNION ALL
  SELECT 'completion', NULL, e.course_id, ${ORGANISATION} AS organisation, substr(c.completed_at, 1, 4) AS year, ${CELL}
  FROM expected_enrolment e
  CROSS JOIN expected_completion c ON c.expected_id = e.expected_id
  CROSS JOIN expected_person p ON p.user_key = e.user_key
  CROSS JOIN user_record u ON u.record_id = p.record_id
  GROUP BY e.course_id, organisation, year`;

const DIFFERENCE_CUBE = `
  SELECT d.subject, d.verdict, d.course_id AS courseId, ${ORGANISATION} AS organisation,
    substr(CASE WHEN d.verdict = 'extra' THEN coalesce(d.actual ->> 'completedAt', d.actual ->> 'enrolledAt')
                WHEN d.subject = 'completion' THEN c.completed_at
                ELSE coalesce(e.completed_at, e.started_at, e.enrolled_at) END, 1, 4) AS year, ${CELL}
  FROM difference d
  LEFT JOIN expected_person p ON p.user_key = d.user_key
  LEFT JOIN user_record u ON u.record_id = p.record_id
  LEFT JOIN expected_enrolment e ON e.expected_id = d.expected_id
  LEFT JOIN expected_completion c ON c.expected_id = d.expected_id AND c.module_id = d.module_id
  GROUP BY d.subject, d.verdict, d.course_id, organisation, year`;

/** The expected rows in cells: each row is in exactly one. */
export function* eachExpectedCell(store: Store): Generator<CubeCell> {
  yield* store.prepare(EXPECTED_CUBE).iterate() as IterableIterator<CubeCell>;
}

/** The differences in the same cells, each in the one of the row that it speaks of. */
export function* eachDifferenceCell(store: Store): Generator<CubeCell> {
  yield* store.prepare(DIFFERENCE_CUBE).iterate() as IterableIterator<CubeCell>;
}

/** Title by course id, of every course that ALM holds. */
export function courseTitles(store: Store): ReadonlyMap<string, string> {
  const rows = store.prepare('SELECT course_id AS id, title FROM alm_course').all() as {
    id: string;
    title: string;
  }[];
  return new Map(rows.map((row) => [row.id, row.title]));
}
