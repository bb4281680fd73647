import type { Store } from './store.js';

/** A course, or an external training of one title, as the staged records name it. */
export interface LegacyCourseRow {
  /** Null for external training. */
  readonly learningId: string | null;
  readonly title: string;
  readonly learningType: string | null;
  /** Of external training. */
  readonly subject: string | null;
  readonly people: number;
  readonly records: number;
}

/** Every course that staged records speak of. Where records disagree on its title or type, the last in order stands. */
export function legacyCourses(store: Store): readonly LegacyCourseRow[] {
  return store
    .prepare(
      `SELECT learning_id AS learningId, coalesce(max(title), '') AS title, max(learning_type) AS learningType, NULL AS subject,
         count(DISTINCT user_id) AS people, count(*) AS records
       FROM training_record WHERE kind <> 'external' AND learning_id <> '' AND user_id <> '' GROUP BY learning_id
       UNION ALL
       SELECT NULL, title, learning_type, details ->> 'Subject', count(DISTINCT user_id), count(*)
       FROM training_record WHERE kind = 'external' AND title <> '' GROUP BY title, learning_type, details ->> 'Subject'`,
    )
    .all() as LegacyCourseRow[];
}
