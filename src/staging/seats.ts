import type { Store } from './store.js';

/** How many seats of an external profile there are, are taken, and would be taken by the plan. */
export interface SeatCount {
  readonly profile: string;
  /** ALM's limit, or that of the definition where ALM does not have the profile; null where nobody says. */
  readonly limit: number | null;
  readonly taken: number;
  readonly toAdd: number;
  /** How many people more than there are seats; ALM's answer to those is not documented (alm-facts, section 3). */
  readonly short: number;
}

/** The seats of every profile that expected people belong to; `defined` has the limits of migration.yaml. */
export function seatCounts(
  store: Store,
  defined: Readonly<Record<string, { readonly seatLimit: number }>>,
): readonly SeatCount[] {
  const rows = store
    .prepare(
      `SELECT e.profile_name AS profile, a.seat_limit AS seatLimit, a.profile_id IS NOT NULL AS exists_in_alm,
         (SELECT count(*) FROM alm_user u WHERE u.profile_id = a.profile_id AND u.state = 'ACTIVE') AS taken,
         (SELECT count(*) FROM difference d WHERE d.subject = 'person' AND d.verdict = 'missing'
            AND d.profile_name = e.profile_name) AS toAdd
       FROM (SELECT DISTINCT profile_name FROM expected_person WHERE profile_name IS NOT NULL) e
       LEFT JOIN alm_profile a ON a.name = e.profile_name ORDER BY e.profile_name`,
    )
    .all() as {
    profile: string;
    seatLimit: number | null;
    exists_in_alm: number;
    taken: number;
    toAdd: number;
  }[];
  return rows.map(({ profile, seatLimit, exists_in_alm, taken, toAdd }) => {
    const limit = exists_in_alm === 1 ? seatLimit : (defined[profile]?.seatLimit ?? null);
    const short = limit === null || toAdd === 0 ? 0 : Math.max(0, taken + toAdd - limit);
    return { profile, limit, taken, toAdd, short };
  });
}
