import { markStale, setPeopleChanged } from './basis.js';
import type { ExpectedPerson, Fate } from './expected.js';
import type { Store } from './store.js';

/** The standing of each legacy user id as it was written, as JSON: whose the records are, or why nobody's. */
export type WrittenStandings = ReadonlyMap<string, string>;

/**
 * Replaces the expected people, the fates of accounts and the standings. Whose expected row or standing is
 * another than before is marked, because records or differences depend on it.
 */
export function replacePeople(
  store: Store,
  people: readonly ExpectedPerson[],
  fates: readonly Fate[],
  standings: WrittenStandings,
): void {
  const changed = changedPeople(store, people);
  if (changed.length > 0) setPeopleChanged(store);
  markStale(store, changed);
  markStale(store, changedStandings(store, standings));
  store.exec(`DELETE FROM record_fate WHERE kind = 'user'`);
  const fate = store.prepare('INSERT INTO record_fate VALUES (?, ?, ?, ?, ?, ?)');
  for (const row of fates) fate.run(row.kind, row.recordId, row.fate, row.code, row.intoRecord, row.note);
}

function changedStandings(store: Store, standings: WrittenStandings): readonly string[] {
  const write = store.prepare('UPDATE legacy_person SET standing = ? WHERE user_key = ?');
  const before = store.prepare('SELECT user_key AS userKey, standing FROM legacy_person').all() as {
    userKey: string;
    standing: string | null;
  }[];
  const changed: string[] = [];
  for (const { userKey, standing } of before) {
    const now = standings.get(userKey) ?? null;
    if (now === standing) continue;
    write.run(now, userKey);
    changed.push(userKey);
  }
  return changed;
}

const COLUMNS =
  'user_key, record_id, email, name, unique_id, user_type, profile_name, profile, account_state, led_to, notes';

function changedPeople(store: Store, people: readonly ExpectedPerson[]): readonly string[] {
  const before = new Map(
    (
      store
        .prepare(`SELECT user_key AS userKey, json_array(${COLUMNS}) AS content FROM expected_person`)
        .all() as { userKey: string; content: string }[]
    ).map((row) => [row.userKey, row.content]),
  );
  const write = store.prepare(
    `INSERT INTO expected_person (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (user_key) DO UPDATE SET record_id = excluded.record_id, email = excluded.email, name = excluded.name,
       unique_id = excluded.unique_id, user_type = excluded.user_type, profile_name = excluded.profile_name,
       profile = excluded.profile, account_state = excluded.account_state, led_to = excluded.led_to,
       notes = excluded.notes`,
  );
  const remove = store.prepare('DELETE FROM expected_person WHERE user_key = ?');
  const changed: string[] = [];
  for (const row of people) {
    const values = [
      row.userKey,
      row.recordId,
      row.email,
      row.name,
      row.uniqueId,
      row.userType,
      row.profileName,
      row.profile,
      row.accountState,
      row.ledTo,
      JSON.stringify(row.notes),
    ];
    const known = before.get(row.userKey);
    before.delete(row.userKey);
    if (known === JSON.stringify(values)) continue;
    write.run(...values);
    changed.push(row.userKey);
  }
  for (const userKey of before.keys()) {
    remove.run(userKey);
    changed.push(userKey);
  }
  return changed;
}

/** The standing of one legacy user id as JSON; null where no account was staged. */
export function standingReader(store: Store): (userKey: string) => string | null {
  const read = store.prepare('SELECT standing FROM legacy_person WHERE user_key = ?').pluck();
  return (userKey) => {
    const standing = read.get(userKey);
    return typeof standing === 'string' ? standing : null;
  };
}

/** Legacy user ids that carry the records of others, each with those others, in the order of their keys. */
export function mergedInto(store: Store): ReadonlyMap<string, readonly string[]> {
  const rows = store
    .prepare(
      `SELECT standing ->> 'carrier' AS carrier, user_key AS userKey FROM legacy_person
       WHERE standing LIKE '{"carrier":%' AND standing ->> 'carrier' <> user_key ORDER BY user_key`,
    )
    .all() as { carrier: string; userKey: string }[];
  const merged = new Map<string, string[]>();
  for (const { carrier, userKey } of rows) {
    const list = merged.get(carrier);
    if (list === undefined) merged.set(carrier, [userKey]);
    else list.push(userKey);
  }
  return merged;
}

/**
 * Leads expected people to ALM's users: to whom identities.csv names, else by unique id, else by email. A
 * person whom the two lead to different users stays unmatched, and so does everybody who is led to one user
 * together with somebody else. Who is matched otherwise than before is marked.
 */
export function matchPeople(store: Store): void {
  store.exec(`
    CREATE TEMP TABLE person_match AS
    WITH led AS MATERIALIZED (
      SELECT p.user_key, p.led_to, (SELECT l.alm_user_id FROM alm_user l WHERE l.alm_user_id = p.led_to) AS named,
        (SELECT min(u.alm_user_id) FROM alm_user u WHERE p.led_to IS NULL AND u.unique_id = p.unique_id) AS by_id,
        (SELECT min(e.alm_user_id) FROM alm_user e WHERE p.led_to IS NULL AND e.email = p.email) AS by_email
      FROM expected_person p)
    SELECT user_key, coalesce(named, by_id, by_email) AS alm_user_id,
      CASE WHEN named IS NOT NULL THEN 'identity' WHEN by_id IS NOT NULL THEN 'uniqueId'
           WHEN by_email IS NOT NULL THEN 'email' END AS matched_by
    FROM led WHERE led_to IS NOT NULL OR by_id IS NULL OR by_email IS NULL OR by_id = by_email;
    DELETE FROM temp.person_match WHERE alm_user_id IN (
      SELECT alm_user_id FROM temp.person_match WHERE alm_user_id IS NOT NULL GROUP BY alm_user_id HAVING count(*) > 1);
    CREATE UNIQUE INDEX temp.person_match_key ON person_match (user_key);
    CREATE TEMP TABLE person_matched_anew AS
    SELECT p.user_key, m.alm_user_id, m.matched_by, p.alm_user_id IS NOT m.alm_user_id AS is_other
    FROM expected_person p LEFT JOIN temp.person_match m USING (user_key)
    WHERE p.alm_user_id IS NOT m.alm_user_id OR p.matched_by IS NOT m.matched_by;
    INSERT OR IGNORE INTO stale_person SELECT user_key FROM temp.person_matched_anew WHERE is_other;
    UPDATE expected_person AS p SET alm_user_id = m.alm_user_id, matched_by = m.matched_by
    FROM temp.person_matched_anew m WHERE m.user_key = p.user_key;
    DROP TABLE temp.person_matched_anew;
    DROP TABLE temp.person_match;`);
}
