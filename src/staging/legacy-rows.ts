import type { TrainingRecord, UserRecord } from '../terms/index.js';
import type { Store } from './store.js';

/** The id of the full export that no longer holds a record; null where none says so. */
interface Gone {
  readonly goneFrom: number | null;
}

/** A staged account with its id in the store. */
export type StagedUser = UserRecord & Gone & { readonly recordId: number };

/** A staged training record with its id in the store, and the rank of its file among the staged ones. */
export type StagedTraining = TrainingRecord &
  Gone & { readonly recordId: number; readonly fileOrder: number };

/** Few enough that a page is forgotten while it is young: a longer one costs 150 MB of old rows nobody needs. */
const PAGE = 500;

const USER_COLUMNS = `
  record_id AS recordId, record_key AS key, user_id AS userId, email, given_name AS givenName,
  family_name AS familyName, status, status_term AS statusTerm, employee_number AS employeeNumber,
  organization_id AS organizationId, organization_code AS organizationCode, manager_id AS managerId,
  gone_from AS goneFrom, details`;

const TRAINING_COLUMNS = `
  record_id AS recordId, file_id AS fileOrder, kind, record_key AS key, user_id AS userId,
  learning_id AS learningId, title, learning_type AS learningType, parent_id AS parentId,
  session_code AS sessionCode, status, status_term AS statusTerm, enrolled_at AS enrolledAt,
  started_at AS startedAt, ended_at AS endedAt, score, time_zone AS timeZone, gone_from AS goneFrom, details`;

type Raw<Row> = Omit<Row, 'details'> & { readonly details: string };

/** In place: to copy a million rows of eighteen columns costs as much as to judge them. */
function unpack<Row extends { readonly details: unknown }>(raw: Raw<Row>): Row {
  const row = raw as { details: unknown };
  row.details = raw.details === '{}' ? NO_DETAILS : JSON.parse(raw.details);
  return row as Row;
}
const NO_DETAILS = Object.freeze({});

/** All staged accounts, in the order of their keys, a page at a time. */
export function* eachStagedUser(store: Store): Generator<StagedUser> {
  const page = store.prepare(
    `SELECT ${USER_COLUMNS} FROM user_record WHERE kind = 'user' AND record_key > ? ORDER BY record_key LIMIT ${PAGE}`,
  );
  let after = '';
  for (;;) {
    const rows = page.all(after) as Raw<StagedUser>[];
    for (const row of rows) yield unpack<StagedUser>(row);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.key;
  }
}

/** What is asked of nearly every record; the other columns are read when somebody asks. */
const FIRST_COLUMNS = `
  record_id AS recordId, kind, user_id AS userId, learning_id AS learningId, session_code AS sessionCode,
  status_term AS statusTerm, enrolled_at AS enrolledAt, started_at AS startedAt, ended_at AS endedAt, score,
  time_zone AS timeZone, gone_from AS goneFrom`;
const REST_COLUMNS = `
  file_id AS fileOrder, record_key AS key, title, learning_type AS learningType, parent_id AS parentId, status, details`;

const REST = ['fileOrder', 'key', 'title', 'learningType', 'parentId', 'status', 'details'] as const;
type Rest = Pick<StagedTraining, (typeof REST)[number]>;
type First = Omit<StagedTraining, keyof Rest>;

/**
 * Completes rows of the first columns. Of a million records a handful is asked for more (equal twins,
 * external training, unknown statuses), and each column that is read for nothing costs half a second.
 */
function completer(store: Store): (first: First) => StagedTraining {
  const read = store.prepare(`SELECT ${REST_COLUMNS} FROM training_record WHERE record_id = ?`);
  const known = new WeakMap<object, Rest>();
  const restOf = (row: First): Rest => {
    let rest = known.get(row);
    if (rest === undefined) {
      rest = unpack<Rest>(read.get(row.recordId) as Raw<Rest>);
      known.set(row, rest);
    }
    return rest;
  };
  const prototype = Object.create(null) as object;
  for (const name of REST) {
    Object.defineProperty(prototype, name, {
      enumerable: true,
      get(this: First) {
        return restOf(this)[name];
      },
    });
  }
  return (first) => Object.setPrototypeOf(first, prototype) as StagedTraining;
}

/** The training records of one person after the other, in the order of user ids; the nobody of session rows comes first. */
export function* eachPersonsTraining(
  store: Store,
): Generator<{ userKey: string; records: StagedTraining[] }> {
  store.exec('CREATE INDEX IF NOT EXISTS training_record_by_user ON training_record (user_id)');
  const complete = completer(store);
  const page = store.prepare(
    `SELECT ${FIRST_COLUMNS} FROM training_record WHERE (user_id, record_id) > (?, ?)
     ORDER BY user_id, record_id LIMIT ${PAGE}`,
  );
  let after: [string, number] = ['', -1];
  let person: { userKey: string; records: StagedTraining[] } | undefined;
  for (;;) {
    const rows = page.all(...after) as First[];
    for (const row of rows) {
      const record = complete(row);
      if (person !== undefined && person.userKey !== record.userId) {
        yield person;
        person = undefined;
      }
      person ??= { userKey: record.userId, records: [] };
      person.records.push(record);
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = [last.userId, last.recordId];
  }
  if (person !== undefined) yield person;
}

/** The training records of one legacy user id, in the order in which they were staged. */
export function trainingReader(store: Store): (userKey: string) => StagedTraining[] {
  const read = store.prepare(
    `SELECT ${TRAINING_COLUMNS} FROM training_record WHERE user_id = ? ORDER BY record_id`,
  );
  return (userKey) => (read.all(userKey) as Raw<StagedTraining>[]).map((row) => unpack<StagedTraining>(row));
}
