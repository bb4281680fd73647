import { writtenDay } from './profile.js';
import { type Check, type CheckSettings, checkedTrainings, emailOf, MOVES } from './profile-checks.js';
import { MARKS_OF_COURSE } from './profile-courses.js';
import type { Store } from './store.js';

/** A row that shows what a finding means. */
export interface ProfileExample {
  readonly file: string;
  readonly line: number;
  /** The how manieth record of its file: a server writes a whole export on one line. */
  readonly record: number;
  /** The user id, as the record has it; empty on the row of a session. */
  readonly user: string;
  readonly value: string | null;
}

/** How many rows a check concerns. */
export interface CheckResult {
  readonly check: Check;
  readonly rows: number;
  /** People whose records, or whose accounts, these are. */
  readonly people: number;
  /** Of accounts: the records that these people have. */
  readonly records: number;
  readonly examples: readonly ProfileExample[];
}

const EXAMPLES = 3;

/** The place of a check in a row's marks. SQLite's integers have 63 bits for it, JavaScript's 53. */
export function markOf(checks: readonly Check[], code: string): number {
  const index = checks.findIndex((check) => check.code === code);
  return index < 0 ? 0 : 2 ** index;
}

/** Records that say of one person what another record says: same training, same status, same day. */
export function findRepeated(store: Store): void {
  const day = `coalesce(${writtenDay('r.ended_at')}, '')`;
  store.exec(`
    CREATE TEMP TABLE profile_again (user_id TEXT, course TEXT, term TEXT, day TEXT, first INTEGER NOT NULL,
      PRIMARY KEY (user_id, course, term, day)) WITHOUT ROWID;
    INSERT INTO temp.profile_again
      SELECT r.user_id, coalesce(r.learning_id, r.title, ''), r.status_term, ${day}, min(r.record_id)
      FROM training_record r WHERE r.user_id <> '' GROUP BY 1, 2, 3, 4 HAVING count(*) > 1`);
}

/** Asks every check of every training record, and puts aside the rows that one of them concerns. */
export function markTrainings(store: Store, checks: readonly Check[], settings: CheckSettings): void {
  mark(store, 'training', checkedTrainings(settings), 'r', checks, `iif(${MOVES}, ${MARKS_OF_COURSE}, 0)`);
}

/** Likewise of every account. */
export function markAccounts(store: Store, checks: readonly Check[], settings: CheckSettings): void {
  const email = emailOf(settings.emailField);
  const states = settings.statesLeftOut.map((state) => `'${state}'`).join(', ');
  store.exec(`
    CREATE TEMP TABLE profile_email (email TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO temp.profile_email SELECT ${email} AS email FROM user_record u
      WHERE email <> '' AND u.status_term NOT IN (${states}) GROUP BY 1 HAVING count(*) > 1`);
  mark(store, 'user', 'user_record u', 'u', checks, '0');
}

function mark(
  store: Store,
  table: 'training' | 'user',
  from: string,
  alias: string,
  checks: readonly Check[],
  others: string,
): void {
  const marks = checks.flatMap(({ where }, index) =>
    where === null ? [] : [`iif(${where}, ${2 ** index}, 0)`],
  );
  const user = table === 'user' ? 'record_key' : 'user_id';
  // The LIMIT keeps the inner SELECT whole: merged into the outer one, every check would be asked twice.
  store.exec(`
    CREATE TEMP TABLE profile_${table}_mark (record_id INTEGER PRIMARY KEY, user_id TEXT NOT NULL, marks INTEGER NOT NULL);
    INSERT INTO temp.profile_${table}_mark SELECT * FROM (
      SELECT ${alias}.record_id, ${alias}.${user}, ${marks.join(' | ')} | ${others} AS marks FROM ${from} LIMIT -1)
    WHERE marks <> 0`);
}

/** What the checks found, with the first rows of each. Checks that concern no row are left out. */
export function checkResults(
  store: Store,
  table: 'training' | 'user',
  checks: readonly Check[],
): readonly CheckResult[] {
  const counts = store.prepare(
    `SELECT count(*) AS rows, count(DISTINCT m.user_id) AS people FROM temp.profile_${table}_mark m WHERE m.marks & ?`,
  );
  const records = store.prepare(
    `SELECT coalesce(sum(p.records), 0) FROM temp.profile_user_mark m JOIN temp.profile_person p USING (user_id)
     WHERE m.marks & ?`,
  );
  return checks.flatMap((check, index): CheckResult[] => {
    const bit = 2 ** index;
    const { rows, people } = counts.get(bit) as { rows: number; people: number };
    if (rows === 0) return [];
    const behind = table === 'user' ? Number(records.pluck().get(bit)) : rows;
    return [{ check, rows, people, records: behind, examples: examples(store, table, check, bit) }];
  });
}

function examples(
  store: Store,
  table: 'training' | 'user',
  check: Check,
  bit: number,
): readonly ProfileExample[] {
  return store
    .prepare(
      `SELECT f.name AS file, r.line, r.ordinal AS record, r.user_id AS user, ${check.field === null ? 'NULL' : `r.${check.field}`} AS value
       FROM temp.profile_${table}_mark m JOIN ${table}_record r USING (record_id) JOIN source_file f USING (file_id)
       WHERE m.marks & ? ORDER BY m.record_id LIMIT ${EXAMPLES}`,
    )
    .all(bit) as ProfileExample[];
}

/** People whose records bear one of these marks, each once. */
export function peopleWithMarks(store: Store, marks: number): number {
  return Number(
    store
      .prepare('SELECT count(DISTINCT user_id) FROM temp.profile_training_mark WHERE marks & ?')
      .pluck()
      .get(marks),
  );
}
