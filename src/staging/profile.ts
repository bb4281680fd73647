import type { StatusTerm } from '../terms/index.js';
import type { Store } from './store.js';

/*
 * The counts of the data-quality report. One scan or one sort each, so that a million records take
 * seconds and no memory: bringing a row into JavaScript costs more than looking at it in SQLite.
 */

/** Training records that agree in these; `text` is the status as written. */
export interface TrainingCell {
  readonly kind: 'transcript' | 'history' | 'external';
  readonly term: StatusTerm;
  readonly text: string | null;
  readonly type: string | null;
  /** `YYYY` of the end, else of the start or the enrolment; null where none can be read. */
  readonly year: string | null;
  readonly count: number;
}

/**
 * What is written as a day, in the source's own zone; null where it is not. Half the price of `dayOf`:
 * 31 February passes, which does no harm where records are only counted by the day or the year.
 */
export const writtenDay = (column: string): string =>
  `iif(${column} GLOB '????-??-??T*', substr(${column}, 1, 10), NULL)`;

/**
 * A day as the source wrote it, in its own zone; null where it is none. The readers keep what they cannot
 * read as it was written, and SQLite takes 31 February for the 3rd of March: hence the comparison.
 */
export const dayOf = (column: string): string =>
  `iif(substr(${column}, 11, 1) = 'T' AND date(substr(${column}, 1, 10)) = substr(${column}, 1, 10), substr(${column}, 1, 10), NULL)`;

/** The records that are somebody's: rows of sessions are counted by `recordTotals`. */
export function trainingCells(store: Store): readonly TrainingCell[] {
  return store
    .prepare(
      `SELECT kind, status_term AS term, status AS text, learning_type AS type,
         substr(coalesce(${writtenDay('ended_at')}, ${writtenDay('started_at')}, ${writtenDay('enrolled_at')}), 1, 4) AS year,
         count(*) AS count
       FROM training_record WHERE user_id <> '' GROUP BY 1, 2, 3, 4, 5`,
    )
    .all() as TrainingCell[];
}

/** Accounts by state; `text` is the state as written. */
export function accountCells(
  store: Store,
): readonly { readonly term: string; readonly text: string | null; readonly count: number }[] {
  return store
    .prepare(
      'SELECT status_term AS term, status AS text, count(*) AS count FROM user_record GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2',
    )
    .all() as { term: string; text: string | null; count: number }[];
}

export interface OrganisationCell {
  /** The code that the accounts name, else the id; null where they name none. */
  readonly organisation: string | null;
  readonly accounts: number;
  readonly records: number;
}

/** Code before id, as the diff report has it. */
export const ORGANISATION_OF_USER = `nullif(coalesce(u.organization_code, u.organization_id), '')`;

/** Needs `countPeople`. Records of people without an account are in none of them. */
export function organisationCells(store: Store): readonly OrganisationCell[] {
  return store
    .prepare(
      `SELECT ${ORGANISATION_OF_USER} AS organisation, count(*) AS accounts, coalesce(sum(p.records), 0) AS records
       FROM user_record u LEFT JOIN temp.profile_person p ON p.user_id = u.record_key
       GROUP BY 1 ORDER BY 3 DESC, 1`,
    )
    .all() as OrganisationCell[];
}

export interface RecordTotals {
  readonly accounts: number;
  readonly trainings: number;
  /** Rows of classroom sessions, which are nobody's. */
  readonly sessions: number;
  readonly people: number;
  /** Said a second time in the same words, and replaced by a newer export. */
  readonly same: number;
  readonly replaced: number;
  /** Not in a full export any more (`stage --remove-missing`): in none of the other counts of accounts and trainings. */
  readonly goneAccounts: number;
  readonly goneTrainings: number;
}

/** Needs `countPeople`. */
export function recordTotals(store: Store): RecordTotals {
  return store
    .prepare(
      `SELECT (SELECT count(*) FROM user_record) AS accounts,
         (SELECT coalesce(sum(records), 0) FROM temp.profile_person WHERE user_id <> '') AS trainings,
         (SELECT coalesce(sum(records), 0) FROM temp.profile_person WHERE user_id = '') AS sessions,
         (SELECT count(*) FROM temp.profile_person WHERE user_id <> '') AS people,
         (SELECT count(*) FROM earlier_record WHERE relation = 'same') AS same,
         (SELECT count(*) FROM earlier_record WHERE relation = 'replaced') AS replaced,
         (SELECT count(*) FROM main.user_record WHERE gone_from IS NOT NULL) AS goneAccounts,
         (SELECT count(*) FROM main.training_record WHERE gone_from IS NOT NULL) AS goneTrainings`,
    )
    .get() as RecordTotals;
}

/**
 * Counts the records of each user id once, for all that ask for people afterwards. An account that is gone
 * is known all the same: its records are left out with it, and it is not missing.
 */
export function countPeople(store: Store): void {
  store.exec(`
    DROP TABLE IF EXISTS temp.profile_person;
    CREATE TEMP TABLE profile_person (user_id TEXT PRIMARY KEY, records INTEGER NOT NULL, organisation TEXT,
      known INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO temp.profile_person
      SELECT t.user_id, t.records, ${ORGANISATION_OF_USER}, u.record_id IS NOT NULL
      FROM (SELECT user_id, count(*) AS records FROM training_record GROUP BY user_id) t
      LEFT JOIN main.user_record u ON u.kind = 'user' AND u.record_key = t.user_id`);
}

export interface DateRange {
  readonly first: string | null;
  readonly last: string | null;
}

/** The first and the last day of the ends, of the starts and of the enrolments. */
export function dateRanges(store: Store): Readonly<Record<'ended' | 'started' | 'enrolled', DateRange>> {
  const range = (name: string): DateRange =>
    store
      .prepare(
        `SELECT min(day) AS first, max(day) AS last FROM (SELECT ${writtenDay(`${name}_at`)} AS day FROM training_record LIMIT -1)`,
      )
      .get() as DateRange;
  return { ended: range('ended'), started: range('started'), enrolled: range('enrolled') };
}

/** The staged accounts and records of one export, and how the reading of it ended, without counting them anew. */
export interface ProfiledFile {
  readonly fileId: number;
  readonly name: string;
  readonly format: string;
  readonly encoding: string;
  readonly exportedAt: string | null;
  readonly state: string;
  readonly records: number;
  readonly brokenCode: string | null;
  readonly brokenMessage: string | null;
  readonly brokenLine: number | null;
}

export function profiledFiles(store: Store): readonly ProfiledFile[] {
  return store
    .prepare(
      `SELECT file_id AS fileId, name, format, encoding, exported_at AS exportedAt, state, records_read AS records,
         broken_code AS brokenCode, broken_message AS brokenMessage, broken_line AS brokenLine
       FROM source_file ORDER BY file_id`,
    )
    .all() as ProfiledFile[];
}

/**
 * What a full export no longer holds is not there, to every statement of a profile that does not ask for it
 * by `main.`: these names come before those of the tables.
 */
const PRESENT = `
  CREATE TEMP VIEW user_record AS SELECT * FROM main.user_record WHERE gone_from IS NULL;
  CREATE TEMP VIEW training_record AS SELECT * FROM main.training_record WHERE gone_from IS NULL`;

/**
 * One reading of the store for all statements of a profile; what they put aside is gone afterwards.
 * The transaction stays open across `use`, which may wait between its statements to hear of a Ctrl-C.
 */
export async function withProfileTables<Result>(store: Store, use: () => Promise<Result>): Promise<Result> {
  store.exec('BEGIN');
  try {
    store.exec(PRESENT);
    return await use();
  } finally {
    // All that was written are temporary tables and views.
    if (store.inTransaction) store.exec('ROLLBACK');
  }
}
