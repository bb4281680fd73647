import type { Store } from './store.js';

/** How many records move with a remark of one code. A record with several is counted for each. */
export interface NoteCount {
  readonly kind: 'user' | 'training';
  readonly code: string;
  readonly records: number;
}

/** The remarks on what is expected: what mapping normalised, left off or moved, and kept all the same. */
export function noteCounts(store: Store): readonly NoteCount[] {
  return store
    .prepare(
      `SELECT 'user' AS kind, n.value AS code, count(DISTINCT p.record_id) AS records
       FROM expected_person p, json_each(p.notes) n WHERE p.notes <> '[]' GROUP BY n.value
       UNION ALL
       SELECT 'training', n.value, count(DISTINCT e.record_id)
       FROM expected_enrolment e, json_each(e.notes) n WHERE e.notes <> '[]' GROUP BY n.value
       ORDER BY 1 DESC, 3 DESC, 2`,
    )
    .all() as NoteCount[];
}
