import type { Store } from './store.js';

/** Whom a snapshot is to read the history of, beside everybody whom a staged account leads to by itself. */
export interface SnapshotScope {
  readonly emails: Iterable<string>;
  readonly uniqueIds: Iterable<string>;
  readonly almUserIds: Iterable<string>;
}

/**
 * Settles whose history a snapshot reads: those of ALM's users whom a staged account leads to by user id,
 * employee number or email, and those whom the mapping does. Nobody else's is read. Holds until it is settled again.
 */
export function settleScope(store: Store, snapshotId: number, scope: SnapshotScope): void {
  store.exec(`
    DROP TABLE IF EXISTS temp.snapshot_scope;
    DROP TABLE IF EXISTS temp.scope_word;
    CREATE TEMP TABLE snapshot_scope (alm_user_id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TEMP TABLE scope_word (kind TEXT, word TEXT COLLATE NOCASE, PRIMARY KEY (kind, word)) WITHOUT ROWID;`);
  const word = store.prepare('INSERT OR IGNORE INTO temp.scope_word VALUES (?, ?)');
  store.transaction(() => {
    for (const one of scope.emails) word.run('email', one);
    for (const one of scope.uniqueIds) word.run('uniqueId', one);
    for (const one of scope.almUserIds) word.run('id', one);
    store
      .prepare(
        `INSERT INTO temp.snapshot_scope SELECT alm_user_id FROM alm_user u WHERE snapshot_id = ?
           AND (unique_id IN (SELECT record_key FROM user_record)
             OR unique_id IN (SELECT employee_number FROM user_record)
             OR email IN (SELECT email FROM user_record)
             OR EXISTS (SELECT 1 FROM temp.scope_word w WHERE w.kind = 'email' AND w.word = u.email)
             OR EXISTS (SELECT 1 FROM temp.scope_word w WHERE w.kind = 'uniqueId' AND w.word = u.unique_id)
             OR EXISTS (SELECT 1 FROM temp.scope_word w WHERE w.kind = 'id' AND w.word = u.alm_user_id))`,
      )
      .run(snapshotId);
    store.exec('DROP TABLE temp.scope_word');
  })();
}

/** A person in scope, by what a report names people. */
export interface ScopedPerson {
  readonly userId: string;
  readonly email: string;
  readonly uniqueId: string | null;
}

export function scopedPeople(store: Store): readonly ScopedPerson[] {
  return store
    .prepare(
      `SELECT alm_user_id AS userId, email, unique_id AS uniqueId FROM temp.snapshot_scope JOIN alm_user USING (alm_user_id)
       ORDER BY alm_user_id`,
    )
    .all() as ScopedPerson[];
}

/** The people in scope whose enrolments this snapshot has yet to read. */
export function peopleToRead(store: Store, snapshotId: number): readonly string[] {
  return store
    .prepare(
      `SELECT alm_user_id FROM temp.snapshot_scope JOIN alm_user USING (alm_user_id)
       WHERE enrolments_read_in IS NOT ? ORDER BY alm_user_id`,
    )
    .pluck()
    .all(snapshotId) as string[];
}

/** How many pages of enrolments those people would fill, by what an earlier snapshot read of them; one at least. */
export function pagesToRead(store: Store, snapshotId: number, pageSize: number): number {
  return store
    .prepare(
      `SELECT coalesce(sum(max(1, (held + CAST($size AS INTEGER) - 1) / CAST($size AS INTEGER))), 0) FROM (
         SELECT (SELECT count(*) FROM alm_enrolment e WHERE e.alm_user_id = u.alm_user_id) AS held
         FROM temp.snapshot_scope JOIN alm_user u USING (alm_user_id) WHERE u.enrolments_read_in IS NOT $id)`,
    )
    .pluck()
    .get({ size: pageSize, id: snapshotId }) as number;
}

/**
 * How many expected people ALM has whose enrolments the last snapshot did not read: the exports, or the mapping, have
 * come to lead to them since. What they hold is unknown, and a plan would send it again.
 */
export function peopleNotRead(store: Store): number {
  return store
    .prepare(
      `SELECT count(*) FROM expected_person p JOIN alm_user u ON u.alm_user_id = p.alm_user_id
       WHERE u.enrolments_read_in IS NOT (SELECT max(snapshot_id) FROM snapshot WHERE state = 'complete')
         AND u.snapshot_id <> 0
         AND EXISTS (SELECT 1 FROM expected_enrolment e WHERE e.user_key = p.user_key)`,
    )
    .pluck()
    .get() as number;
}
