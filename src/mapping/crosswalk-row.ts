import type { ReasonCode } from '../terms/index.js';

/**
 * One row of crosswalk.csv: some legacy training, and where it goes. Several rows may name the
 * same training (it then goes to several courses), and several trainings the same course.
 */
export interface CrosswalkRow {
  /** The line of the file on which the row begins, from 1. */
  readonly line: number;
  readonly learningId: string | null;
  readonly title: string | null;
  readonly action: 'map' | 'leave_out';
  readonly course: string | null;
  /** Null is the course's default instance; `session` the one that is named after the record's session code. */
  readonly instance: string | null;
  readonly modules: 'all' | readonly string[];
  readonly reason: string | null;
  readonly externalTitle: string | null;
  readonly externalType: string | null;
  readonly externalSubject: string | null;
  /** The row is for records of this session alone. */
  readonly sessionCode?: string | null;
  /** The row is for records from this day on, YYYY-MM-DD: by end, else start, else enrolment. */
  readonly from?: string | null;
  /** The row is for records up to this day, which counts. */
  readonly until?: string | null;
  /** Null where the file does not say; `false` is a proposal that nobody has checked. */
  readonly reviewed: boolean | null;
}

/** What is wrong with a line of crosswalk.csv. An error keeps the row from being used. */
export interface Problem {
  readonly code: ReasonCode;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly line: number;
  readonly column: string | null;
  readonly message: string;
}

/** The columns in the order they are written, each with what its cells hold. */
export const CROSSWALK_COLUMNS = Object.freeze({
  learning_id: 'the legacy learning id',
  title: 'the legacy title, for the reader',
  action: 'map or leave_out',
  course: 'the ALM course id',
  instance:
    'the ALM instance id; blank is the default instance; session is the one named after the record’s session code',
  modules: 'all, or ids separated by |; #1 is the first module in ALM’s order; blank is all',
  reason: 'why the training is left out',
  external_title: 'external training of exactly this title',
  external_type: 'external training of this type and the subject beside it',
  external_subject: 'external training of this subject and the type beside it',
  session_code: 'the row is for records of this session alone; it goes before rows without a condition',
  from: 'the row is for records from this day on, YYYY-MM-DD (end, else start, else enrolment)',
  until: 'the row is for records up to this day, YYYY-MM-DD',
  reviewed: 'yes, or no for a proposal that must not be used yet; blank is yes',
});
export type CrosswalkColumn = keyof typeof CROSSWALK_COLUMNS;

export const CROSSWALK_HEADER = Object.keys(CROSSWALK_COLUMNS) as readonly CrosswalkColumn[];

/** What `match` adds for the person who reviews: read past, never used. */
export const COLUMNS_FOR_THE_READER: readonly string[] = ['people', 'records', 'score', 'why', 'comment'];

/** What the cell `instance` says for an instance that goes by the record's session code. */
export const BY_SESSION = 'session';

/** Whether a row is for some records of its training only. */
export function isConditional({ sessionCode, from, until }: CrosswalkRow): boolean {
  return (sessionCode ?? null) !== null || (from ?? null) !== null || (until ?? null) !== null;
}
