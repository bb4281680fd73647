import type { DifferenceCount } from './compare.js';
import type { Store } from './store.js';

/**
 * Whether the row `row` of one comparison is in the table of another. Numbers of differences last, but for
 * those of profiles, which are counted anew from 1 and are known by name, and for those of what nobody
 * expected, which are never asked about.
 */
export function isAmong(table: 'difference' | 'forecast_difference', row: string): string {
  return `(CASE ${row}.subject WHEN 'profile'
    THEN EXISTS (SELECT 1 FROM ${table} o WHERE o.difference_id < ${2 ** 50} AND o.subject = 'profile'
                 AND o.profile_name = ${row}.profile_name)
    ELSE EXISTS (SELECT 1 FROM ${table} o WHERE o.difference_id = ${row}.difference_id) END)`;
}

const COLUMNS = `difference_id, subject, verdict, code, kind, record_id, expected_id, user_key, profile_name,
  alm_user_id, course_id, instance_id, module_id, expected, actual`;

/** What may have been only late, and whom to ask ALM about. */
export interface SecondLookTargets {
  readonly differences: number;
  /** People whom the store does not know in ALM, by the address that they should have. */
  readonly emails: readonly string[];
  /** Users whose own fields are in question. */
  readonly users: readonly string[];
  /** Users whose enrolments are in question. */
  readonly learners: readonly string[];
  readonly profiles: boolean;
}

/**
 * Whom a second look has to ask about: the differences but for those with a code of `lasting`, which no
 * time mends.
 */
export function secondLookTargets(store: Store, lasting: readonly string[]): SecondLookTargets {
  const open = `difference d WHERE d.code NOT IN (SELECT value FROM json_each($lasting))`;
  const values = { lasting: JSON.stringify(lasting) };
  const all = (sql: string): readonly string[] => store.prepare(sql).pluck().all(values) as string[];
  const count = (sql: string): number => store.prepare(sql).pluck().get(values) as number;
  return {
    differences: count(`SELECT count(*) FROM ${open}`),
    emails: all(
      `SELECT p.email FROM ${open.replace('difference d', 'difference d JOIN expected_person p USING (user_key)')}
       AND d.subject = 'person' AND d.alm_user_id IS NULL ORDER BY p.user_key`,
    ),
    users: all(
      `SELECT DISTINCT d.alm_user_id FROM ${open} AND d.subject = 'person' AND d.alm_user_id IS NOT NULL ORDER BY 1`,
    ),
    learners: all(
      `SELECT DISTINCT d.alm_user_id FROM ${open} AND d.subject IN ('enrolment', 'completion')
       AND d.alm_user_id IS NOT NULL ORDER BY 1`,
    ),
    profiles: count(`SELECT count(*) FROM ${open} AND d.subject = 'profile'`) > 0,
  };
}

/** Keeps the differences as they stand, to be held against those of a second look. */
export function keepFirstLook(store: Store): void {
  store.exec(`
    DROP TABLE IF EXISTS temp.first_look;
    CREATE TEMP TABLE first_look AS SELECT ${COLUMNS} FROM difference WHERE verdict <> 'extra'`);
}

/** Notes which differences of the first look are gone; how many. */
export function noteLate(store: Store): number {
  return store.transaction(() => {
    store.exec('DELETE FROM late_difference');
    const { changes } = store
      .prepare(
        `INSERT INTO late_difference (${COLUMNS}) SELECT ${COLUMNS} FROM first_look f
         WHERE NOT ${isAmong('difference', 'f')} ORDER BY difference_id`,
      )
      .run();
    store.exec('DROP TABLE temp.first_look');
    return changes;
  })();
}

/** A comparison without a second look knows of nothing late. */
export function forgetLate(store: Store): void {
  store.exec('DELETE FROM late_difference');
}

/** What was only late, by what the first look took it for. */
export function lateCounts(store: Store): readonly DifferenceCount[] {
  return store
    .prepare(
      `SELECT subject, verdict, code, count(*) AS count FROM late_difference
       GROUP BY subject, verdict, code ORDER BY subject, verdict, count DESC, code`,
    )
    .all() as DifferenceCount[];
}
