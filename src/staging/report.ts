import type { DifferenceRow } from './compare.js';
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

/** Enrolments of one text: how many there are, and what it says. */
interface AlikeEnrolments {
  count: number;
  readonly courseId: string;
  readonly year: string | null;
  readonly yearsOfCompletions: readonly string[];
}

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
  const alike = new Map<string, AlikeEnrolments>();
  const organisations = new Map<string | null, LearningCount>();
  const people = store.prepare(EXPECTED_LEARNING).raw().iterate();
  for (const [organisation, texts] of people as IterableIterator<[string | null, string]>) {
    const own = countOf(organisations, organisation);
    for (const text of texts.split(ENROLMENT)) {
      let same = alike.get(text);
      if (same === undefined) {
        same = enrolmentsOf(text);
        alike.set(text, same);
      }
      same.count += 1;
      own.enrolment += 1;
      own.completion += same.yearsOfCompletions.length;
    }
  }
  const courses = new Map<string | null, LearningCount>();
  const years = new Map<string | null, LearningCount>();
  for (const { count, courseId, year, yearsOfCompletions } of alike.values()) {
    const course = countOf(courses, courseId);
    course.enrolment += count;
    course.completion += count * yearsOfCompletions.length;
    countOf(years, year).enrolment += count;
    for (const one of yearsOfCompletions) countOf(years, one).completion += count;
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

function enrolmentsOf(text: string): AlikeEnrolments {
  const [courseId = '', year = '', years = ''] = text.split(FIELD);
  return {
    count: 0,
    courseId,
    year: year === '' ? null : year,
    yearsOfCompletions: years === '' ? [] : years.split(YEAR),
  };
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
