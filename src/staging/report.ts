import type { DifferenceRow } from './compare.js';
import { ROWS_A_PERSON } from './expected.js';
import { oneText, Values } from './row-text.js';
import type { Store } from './store.js';

/** How many external profiles the expected people are to be in. */
export function expectedProfiles(store: Store): number {
  return store.prepare('SELECT count(DISTINCT profile_name) FROM expected_person').pluck().get() as number;
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
  /** What alone it counts for, because the same rows come up in cells of the others, too. Absent: all that it names. */
  readonly by?: 'organisation' | 'course' | 'year';
}

const ORGANISATION = `nullif(coalesce(u.organization_code, u.organization_id), '')`;
const CELL = `count(*) AS count`;

const EXPECTED_PEOPLE = `
  SELECT 'person' AS subject, NULL AS verdict, NULL AS courseId, ${ORGANISATION} AS organisation, NULL AS year, ${CELL}
  FROM expected_person p JOIN user_record u USING (record_id) GROUP BY organisation`;

/**
 * What is expected of each person as one text: a row for each completion, and for each enrolment without one; of it the
 * number of the enrolment, its year, that of the completion, and the course. To sort a million rows into cells takes
 * three times as long.
 */
const EXPECTED_LEARNING = `
  SELECT ${ORGANISATION}, (
    SELECT group_concat(${oneText(
      `e.expected_id % ${ROWS_A_PERSON}`,
      'substr(coalesce(e.completed_at, e.started_at, e.enrolled_at), 1, 4)',
      'substr(c.completed_at, 1, 4)',
      'e.course_id',
    )}, char(0))
    FROM expected_enrolment e LEFT JOIN expected_completion c ON c.expected_id = e.expected_id
    WHERE e.expected_id BETWEEN l.person_id * ${ROWS_A_PERSON} AND (l.person_id + 1) * ${ROWS_A_PERSON} - 1)
  FROM expected_person p
  CROSS JOIN user_record u ON u.record_id = p.record_id
  CROSS JOIN legacy_person l ON l.user_key = p.user_key`;

const DIFFERENCES = `
  SELECT ${oneText(
    'd.subject',
    'd.verdict',
    'd.course_id',
    ORGANISATION,
    `substr(CASE WHEN d.verdict = 'extra' THEN coalesce(d.actual ->> 'completedAt', d.actual ->> 'enrolledAt')
       WHEN d.subject = 'completion' THEN c.completed_at
       ELSE coalesce(e.completed_at, e.started_at, e.enrolled_at) END, 1, 4)`,
  )}
  FROM difference d
  LEFT JOIN expected_person p ON p.user_key = d.user_key
  LEFT JOIN user_record u ON u.record_id = p.record_id
  LEFT JOIN expected_enrolment e ON e.expected_id = d.expected_id
  LEFT JOIN expected_completion c ON c.expected_id = d.expected_id AND c.module_id = d.module_id`;

/** How many rows of learning there are of each subject. */
interface LearningCount {
  enrolment: number;
  completion: number;
}

/**
 * The expected rows in cells. Those of learning come up by organisation, by course and by year, each by itself:
 * two of them together would be nearly as many cells as rows, and nobody asks for those.
 */
export function* eachExpectedCell(store: Store): Generator<CubeCell> {
  yield* store.prepare(EXPECTED_PEOPLE).iterate() as IterableIterator<CubeCell>;
  const organisations = new Map<string | null, LearningCount>();
  const courses = new Map<string | null, LearningCount>();
  const years = new Map<string | null, LearningCount>();
  const people = store.prepare(EXPECTED_LEARNING).raw().iterate();
  const row = new Values();
  for (const [organisation, rows] of people as IterableIterator<[string | null, string | null]>) {
    const own = countOf(organisations, organisation);
    let before = -1;
    for (row.of(rows ?? ''); !row.isRead(); ) {
      const enrolment = row.whole();
      const year = countOf(years, row.textOrNull());
      const completion = row.textOrNull();
      const course = countOf(courses, row.text());
      if (enrolment !== before) {
        own.enrolment += 1;
        year.enrolment += 1;
        course.enrolment += 1;
        before = enrolment;
      }
      if (completion === null) continue;
      own.completion += 1;
      countOf(years, completion).completion += 1;
      course.completion += 1;
    }
  }
  const nothing = { verdict: null, courseId: null, organisation: null, year: null } as const;
  for (const subject of ['enrolment', 'completion'] as const) {
    for (const [organisation, counts] of organisations)
      yield { ...nothing, subject, organisation, count: counts[subject], by: 'organisation' };
    for (const [courseId, counts] of courses)
      yield { ...nothing, subject, courseId, count: counts[subject], by: 'course' };
    for (const [year, counts] of years)
      yield { ...nothing, subject, year, count: counts[subject], by: 'year' };
  }
}

function countOf(counts: Map<string | null, LearningCount>, key: string | null): LearningCount {
  let count = counts.get(key);
  if (count === undefined) {
    count = { enrolment: 0, completion: 0 };
    counts.set(key, count);
  }
  return count;
}

/** The differences, each in the cell of the row that it speaks of: a cell for each, since hardly two agree in all of it. */
export function* eachDifferenceCell(store: Store): Generator<CubeCell> {
  const row = new Values();
  for (const text of store.prepare(DIFFERENCES).pluck().iterate() as IterableIterator<string>) {
    row.of(text);
    yield {
      subject: row.text() as DifferenceRow['subject'],
      verdict: row.text() as DifferenceRow['verdict'],
      courseId: row.textOrNull(),
      organisation: row.textOrNull(),
      year: row.rest() || null,
      count: 1,
    };
  }
}

/** Title by course id, of every course that ALM holds. */
export function courseTitles(store: Store): ReadonlyMap<string, string> {
  const rows = store.prepare('SELECT course_id AS id, title FROM alm_course').all() as {
    id: string;
    title: string;
  }[];
  return new Map(rows.map((row) => [row.id, row.title]));
}
