import type { DateRange, ProfiledFile, ProfileExample, RecordTotals } from '../../staging/index.js';
import type { Effect, Topic } from './meaning.js';

/** Something that a person should know of the staged data. */
export interface Finding {
  /** Of the catalogue of reasons. */
  readonly code: string;
  readonly topic: Topic;
  readonly effect: Effect;
  /** What `count` counts. */
  readonly counts: 'accounts' | 'records' | 'values' | 'rejects';
  readonly count: number;
  /** People whose records or accounts these are; null where that is not known. */
  readonly people: number | null;
  /** Records that stand behind accounts, where `counts` is accounts. */
  readonly records: number | null;
  /** The field in question, in the words of the store or of the export. */
  readonly field: string | null;
  /** More about this one finding, in a sentence. */
  readonly note: string | null;
  readonly cause: string;
  readonly mend: string;
  readonly examples: readonly ProfileExample[];
}

/** What a status will become by migration.yaml. */
export type Becomes = 'completion' | 'enrolment' | 'leaveOut' | 'quarantine';

export interface StatusProfile {
  readonly term: string;
  /** As written; null where the record has none. */
  readonly text: string | null;
  readonly external: boolean;
  readonly becomes: Becomes;
  readonly records: number;
}

export interface YearProfile {
  /** `YYYY` of the end, else of the start or the enrolment; null where none can be read. */
  readonly year: string | null;
  readonly completions: number;
  readonly enrolments: number;
  /** What is left out or set aside by its status. */
  readonly others: number;
}

export interface OrganisationProfile {
  readonly organisation: string | null;
  readonly accounts: number;
  readonly records: number;
}

export interface CourseProfile {
  readonly external: boolean;
  readonly learningId: string | null;
  readonly title: string | null;
  readonly type: string | null;
  readonly records: number;
  readonly people: number;
  readonly completions: number;
  /** What crosswalk.csv says; null where there is no crosswalk with rows. `inPart`: it depends on session or date. */
  readonly crosswalk: 'mapped' | 'inPart' | 'leftOut' | 'unreviewed' | 'contradictory' | 'unmapped' | null;
}

/** A day that bears so many completions that it is probably the day of an import. */
export interface ImportDay {
  readonly by: 'course' | 'organisation';
  readonly name: string;
  readonly day: string;
  readonly onDay: number;
  readonly all: number;
}

/** The profile of a store. Plain JSON: this is what `profile --json` prints. */
export interface Profile {
  readonly createdAt: string;
  readonly toolVersion: string;
  readonly files: readonly ProfiledFile[];
  readonly totals: RecordTotals & { readonly inFiles: number; readonly rejected: number };
  readonly dates: {
    readonly ended: DateRange;
    readonly started: DateRange;
    readonly enrolled: DateRange;
  };
  readonly accounts: readonly {
    readonly term: string;
    readonly text: string | null;
    readonly count: number;
  }[];
  readonly statuses: readonly StatusProfile[];
  readonly types: readonly { readonly type: string | null; readonly records: number }[];
  readonly years: readonly YearProfile[];
  readonly organisations: readonly OrganisationProfile[];
  readonly courses: {
    /** All there are; `largest` holds the first of them by volume. */
    readonly count: number;
    readonly largest: readonly CourseProfile[];
    /** Whether there is a crosswalk with rows. */
    readonly crosswalk: boolean;
  };
  readonly importDays: readonly ImportDay[];
  /** People with at least one training record that will not arrive as things are. */
  readonly peopleStopped: number;
  /** Gravest first. */
  readonly findings: readonly Finding[];
}
