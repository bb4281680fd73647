import { writtenDay } from './profile.js';
import type { Store } from './store.js';

/** One training as the records name it: by its learning id, or external training by its words. */
export interface CourseCell {
  readonly external: boolean;
  /** null on external training, and on records that name no course. */
  readonly learningId: string | null;
  /** One of the titles that the records give it. */
  readonly title: string | null;
  readonly type: string | null;
  /** Of external training; empty elsewhere. */
  readonly subject: string;
  readonly records: number;
  readonly people: number;
  readonly completions: number;
}

/** Loaders are loose with the case of their headers, and the key of a detail is the header (peoplefluent-facts 2.5). */
const SUBJECT = `coalesce((SELECT value FROM json_each(r.details) WHERE lower(key) = 'subject'), '')`;

/**
 * Every training with its volume, the largest first; external training is told apart as the crosswalk
 * does, by title, type and subject. `completing` is an SQL condition on a record `r`.
 */
export function* eachCourseCell(store: Store, completing: string): Generator<CourseCell> {
  const volume = `count(*) AS records, count(DISTINCT r.user_id) AS people, count(*) FILTER (WHERE ${completing}) AS completions`;
  const rows = store
    .prepare(
      `SELECT 0 AS external, r.learning_id AS learningId, max(r.title) AS title, max(r.learning_type) AS type,
         '' AS subject, ${volume}
       FROM training_record r WHERE r.kind <> 'external' AND r.user_id <> '' GROUP BY r.learning_id
       UNION ALL
       SELECT 1, NULL, max(r.title), max(r.learning_type), ${SUBJECT} AS subject, ${volume}
       FROM training_record r WHERE r.kind = 'external' AND r.user_id <> ''
       GROUP BY coalesce(r.title, ''), coalesce(r.learning_type, ''), subject
       ORDER BY records DESC, learningId, title, type, subject`,
    )
    .iterate() as IterableIterator<Omit<CourseCell, 'external'> & { external: number }>;
  for (const row of rows) yield { ...row, external: row.external === 1 };
}

/** A training, and the marks that its records bear because of it. */
export interface MarkedCourse {
  readonly cell: CourseCell;
  readonly marks: number;
}

/** Keeps the marks of trainings for `markTrainings`. */
export function keepCourseMarks(store: Store, courses: Iterable<MarkedCourse>): void {
  store.exec(`
    CREATE TEMP TABLE profile_course (external INTEGER, name TEXT, type TEXT, subject TEXT, marks INTEGER NOT NULL,
      PRIMARY KEY (external, name, type, subject)) WITHOUT ROWID`);
  const insert = store.prepare('INSERT INTO temp.profile_course VALUES (?, ?, ?, ?, ?)');
  for (const { cell, marks } of courses) {
    if (cell.external) insert.run(1, cell.title ?? '', cell.type ?? '', cell.subject, marks);
    else insert.run(0, cell.learningId ?? '', '', '', marks);
  }
}

/** The marks that a record `r` bears because of its training. */
export const MARKS_OF_COURSE = `coalesce(iif(r.kind = 'external',
  (SELECT c.marks FROM temp.profile_course c WHERE c.external = 1 AND c.name = coalesce(r.title, '')
     AND c.type = coalesce(r.learning_type, '') AND c.subject = ${SUBJECT}),
  (SELECT c.marks FROM temp.profile_course c WHERE c.external = 0 AND c.name = coalesce(r.learning_id, ''))), 0)`;

/** A day on which a course or an organisation has many of its completions. */
export interface CrowdedDay {
  readonly name: string;
  /** `YYYY-MM-DD` as the source wrote it. */
  readonly day: string;
  readonly onDay: number;
  /** Completions of the same course or organisation on any day. */
  readonly all: number;
}

const GROUPS = Object.freeze({
  course: { name: 'r.learning_id', from: 'training_record r' },
  organisation: {
    name: 'p.organisation',
    // CROSS: left to itself the planner reads all records once for each person.
    from: 'training_record r CROSS JOIN temp.profile_person p ON p.user_id = r.user_id',
  },
});

/**
 * Days that bear at least `least` completions, and at least `share` of all that the course or the
 * organisation has. Needs `countPeople`. They are kept as `profile_<by>_day` for `markTrainings`, too.
 */
export function crowdedDays(
  store: Store,
  by: keyof typeof GROUPS,
  completing: string,
  least: number,
  share: number,
): readonly CrowdedDay[] {
  const { name, from } = GROUPS[by];
  const dated = `${from} WHERE ${writtenDay('r.ended_at')} IS NOT NULL AND r.user_id <> '' AND ${completing}`;
  store.exec(`
    CREATE TEMP TABLE profile_${by}_day (name TEXT, day TEXT, on_day INTEGER, of_all INTEGER,
      PRIMARY KEY (name, day)) WITHOUT ROWID`);
  // Days first, totals only for those that have one: few courses do, and a day is found by one sort.
  store
    .prepare(
      `INSERT INTO temp.profile_${by}_day SELECT ${name}, ${writtenDay('r.ended_at')}, count(*), 0
       FROM ${dated} AND ${name} IS NOT NULL GROUP BY 1, 2 HAVING count(*) >= ?`,
    )
    .run(least);
  store.exec(
    `CREATE TEMP TABLE profile_${by}_total AS SELECT ${name} AS name, count(*) AS n
     FROM ${dated} AND ${name} IN (SELECT name FROM temp.profile_${by}_day) GROUP BY 1;
     UPDATE temp.profile_${by}_day AS d SET of_all = t.n FROM temp.profile_${by}_total t WHERE t.name = d.name`,
  );
  store.prepare(`DELETE FROM temp.profile_${by}_day WHERE on_day < ? * of_all`).run(share);
  return store
    .prepare(
      `SELECT name, day, on_day AS onDay, of_all AS "all" FROM temp.profile_${by}_day ORDER BY on_day DESC, name, day`,
    )
    .all() as CrowdedDay[];
}
