import type { Store } from './store.js';

/** A user of ALM, as the snapshot found it. */
export interface AlmPersonRow {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly uniqueId: string | null;
  readonly state: string;
}

const COLUMNS = 'alm_user_id AS userId, email, name, unique_id AS uniqueId, state';

/** One user of ALM by id. */
export function almUserReader(store: Store): (almUserId: string) => AlmPersonRow | undefined {
  const read = store.prepare(`SELECT ${COLUMNS} FROM alm_user WHERE alm_user_id = ?`);
  return (almUserId) => read.get(almUserId) as AlmPersonRow | undefined;
}

/** All of ALM's users, in the order of their ids. */
export function* eachAlmUser(store: Store): Generator<AlmPersonRow> {
  yield* store
    .prepare(`SELECT ${COLUMNS} FROM alm_user ORDER BY alm_user_id`)
    .iterate() as IterableIterator<AlmPersonRow>;
}

/** How many training records each legacy user id has. */
export function recordsByPerson(store: Store): ReadonlyMap<string, number> {
  const rows = store
    .prepare('SELECT user_id AS userKey, count(*) AS records FROM training_record GROUP BY user_id')
    .all() as { userKey: string; records: number }[];
  return new Map(rows.map((row) => [row.userKey, row.records]));
}

/** The legacy user ids, in lower case, of all staged accounts. */
export function stagedUserKeys(store: Store): ReadonlySet<string> {
  return new Set(store.prepare('SELECT record_key FROM user_record').pluck().all() as string[]);
}
