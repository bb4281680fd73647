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

const EXPECTED_PEOPLE = `
  SELECT 'person' AS subject, NULL AS verdict, NULL AS courseId, ${ORGANISATION} AS organisation, NULL AS year, ${CELL}
  FROM expected_person p JOIN user_record u USING (record_id) GROUP BY organisation`;

/**
 * The enrolments of one person as one text: of each the course, its year, and the years of its completions.
 * To sort a million rows into cells takes three times as long as to count the texts, most of which are alike.
 */
const [ENROLMENT, FIELD, YEAR] = ['\u001e', '\u001f', '\u001d'] as const;
const EXPECTED_LEARNING = `
  SELECT ${ORGANISATION}, group_concat(
    e.course_id || char(31) || coalesce(substr(coalesce(e.completed_at, e.started_at, e.enrolled_at), 1, 4), '') || char(31)
      || coalesce((SELECT group_concat(substr(c.completed_at, 1, 4), char(29)) FROM expected_completion c
                   WHERE c.expected_id = e.expected_id), ''), char(30))
  FROM expected_person p
  CROSS JOIN user_record u ON u.record_id = p.record_id
  CROSS JOIN expected_enrolment e ON e.user_key = p.user_key
  GROUP BY p.user_key`;

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

/** The expected rows in cells. A cell can come up more than once; each row is counted in one. */
export function* eachExpectedCell(store: Store): Generator<CubeCell> {
  yield* store.prepare(EXPECTED_PEOPLE).iterate() as IterableIterator<CubeCell>;
  const counts = new Map<string | null, Map<string, number>>();
  const people = store.prepare(EXPECTED_LEARNING).raw().iterate();
  for (const [organisation, texts] of people as IterableIterator<[string | null, string]>) {
    let own = counts.get(organisation);
    if (own === undefined) {
      own = new Map();
      counts.set(organisation, own);
    }
    for (const text of texts.split(ENROLMENT)) own.set(text, (own.get(text) ?? 0) + 1);
  }
  for (const [organisation, texts] of counts) {
    for (const [text, count] of texts) {
      const [courseId = '', year = '', years = ''] = text.split(FIELD);
      const cell = { verdict: null, courseId, organisation, count };
      yield { ...cell, subject: 'enrolment', year: year === '' ? null : year };
      if (years === '') continue;
      for (const one of years.split(YEAR)) yield { ...cell, subject: 'completion', year: one };
    }
  }
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
