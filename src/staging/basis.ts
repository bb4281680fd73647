import type { Store } from './store.js';

/** What the expected state in the store was computed from. */
interface BasisRow {
  readonly mapping: string;
  readonly usersThrough: number;
  readonly trainingThrough: number;
  readonly usersStale: number;
  readonly almPeopleStale: number;
  readonly compared: number;
}

function basisOf(store: Store): BasisRow | undefined {
  return store
    .prepare(
      `SELECT mapping, users_through AS usersThrough, training_through AS trainingThrough, users_stale AS usersStale,
         alm_people_stale AS almPeopleStale, compared FROM expected_basis`,
    )
    .get() as BasisRow | undefined;
}

/** How much of the expected state has to be computed again, and why all of it where it is all. */
export interface Staleness {
  readonly all: boolean;
  readonly why: 'first' | 'mapping' | null;
  /** Accounts have come, gone or changed, so who becomes whom is asked again; always true with `all`. */
  readonly accounts: boolean;
}

/**
 * `mapping` is the digest of what the expected state of everybody depends on beside the staged records;
 * `takesAddresses` says whether somebody in it takes the address from an ALM user, as identities.csv can say.
 */
export function expectedStaleness(store: Store, mapping: string, takesAddresses: boolean): Staleness {
  const basis = basisOf(store);
  if (basis === undefined) return { all: true, why: 'first', accounts: true };
  if (basis.mapping !== mapping) return { all: true, why: 'mapping', accounts: true };
  const accounts =
    basis.usersStale === 1 ||
    (takesAddresses && basis.almPeopleStale === 1) ||
    exists(store, 'SELECT 1 FROM user_record WHERE record_id > ?', basis.usersThrough);
  return { all: false, why: null, accounts };
}

/** Whether the fates in the store are those of the records in the store. */
export function expectedIsCurrent(store: Store): boolean {
  const basis = basisOf(store);
  return (
    basis !== undefined &&
    basis.usersStale === 0 &&
    !hasNewRecords(store, basis) &&
    !exists(store, 'SELECT 1 FROM stale_person')
  );
}

function hasNewRecords(store: Store, { usersThrough, trainingThrough }: BasisRow): boolean {
  return (
    exists(store, 'SELECT 1 FROM user_record WHERE record_id > ?', usersThrough) ||
    exists(store, 'SELECT 1 FROM training_record WHERE record_id > ?', trainingThrough)
  );
}

function exists(store: Store, query: string, ...values: number[]): boolean {
  return store.prepare(`${query} LIMIT 1`).get(...values) !== undefined;
}

/** Gives every legacy user id that has none yet its number, and marks whose records have come since the last time. */
export function markStalePeople(store: Store): void {
  store.exec('CREATE INDEX IF NOT EXISTS training_record_by_user ON training_record (user_id)');
  const basis = basisOf(store);
  if (basis !== undefined && !hasNewRecords(store, basis)) return;
  store.exec(`
    INSERT INTO legacy_person (user_key)
    SELECT user_key FROM (
      SELECT record_key AS user_key FROM user_record
      WHERE record_id > coalesce((SELECT users_through FROM expected_basis), 0)
      UNION SELECT user_id FROM training_record
      WHERE record_id > coalesce((SELECT training_through FROM expected_basis), 0))
    WHERE user_key NOT IN (SELECT user_key FROM legacy_person) ORDER BY user_key;
    INSERT OR IGNORE INTO stale_person
    SELECT DISTINCT user_id FROM training_record
    WHERE record_id > (SELECT training_through FROM expected_basis);`);
}

export function markStale(store: Store, userKeys: Iterable<string>): void {
  const mark = store.prepare('INSERT OR IGNORE INTO stale_person VALUES (?)');
  for (const userKey of userKeys) mark.run(userKey);
}

/** Marked people after `after`, in the order of their keys: a page, because there may be many. */
export function stalePeople(store: Store, after: string | null, limit: number): readonly string[] {
  return store
    .prepare(
      `SELECT user_key FROM stale_person WHERE $after IS NULL OR user_key > $after ORDER BY user_key LIMIT $limit`,
    )
    .pluck()
    .all({ after, limit }) as string[];
}

/** Notes that the expected state now is that of the records and the mapping; the comparison is still to come. */
export function setExpectedBasis(store: Store, mapping: string, all: boolean): void {
  store
    .prepare(
      `INSERT INTO expected_basis VALUES (1, $mapping, (SELECT coalesce(max(record_id), 0) FROM user_record),
         (SELECT coalesce(max(record_id), 0) FROM training_record), 0, 1, 0)
       ON CONFLICT (only_row) DO UPDATE SET mapping = excluded.mapping, users_through = excluded.users_through,
         training_through = excluded.training_through, users_stale = 0, compared = iif($all, 0, compared)`,
    )
    .run({ mapping, all: all ? 1 : 0 });
}

/** Notes that the expected people are others than before: who each is in ALM has to be asked again. */
export function setPeopleChanged(store: Store): void {
  store.exec(`UPDATE expected_basis SET compared = ${UNMATCHED} WHERE compared = ${COMPARED}`);
}

/** What `compared` can say: the differences are of an earlier state; they are, but who is who is not; all is. */
const COMPARED = 1;
const UNMATCHED = 2;

/** How much has to be compared: everything, or the people who are marked. */
export interface ComparisonScope {
  readonly all: boolean;
  /** Expected people or ALM's have changed, so who is who there is asked again. */
  readonly people: boolean;
}

export function comparisonScope(store: Store): ComparisonScope {
  const basis = basisOf(store);
  const all = basis === undefined || basis.compared === 0 || basis.almPeopleStale === 1;
  return { all, people: all || basis?.compared !== COMPARED };
}

/** Notes that the differences are those of the expected and the actual state as they stand. */
export function setCompared(store: Store): void {
  store.exec(`
    UPDATE expected_basis SET compared = ${COMPARED}, alm_people_stale = 0;
    DELETE FROM stale_person; DELETE FROM stale_alm_user`);
}
