/**
 * What a reader hands over: one record of a legacy export, typed but not judged.
 *
 * Text that was not understood stays as it was written; mapping decides what it means.
 */

/** The kinds of export that a reader knows (peoplefluent-facts, sections 1, 2 and 4). */
export const LEGACY_FORMATS = [
  'trainingHistoryXml',
  'usersXml',
  'trainingHistoryCsv',
  'externalTrainingCsv',
  'usersCsv',
] as const;
export type LegacyFormat = (typeof LEGACY_FORMATS)[number];

/**
 * A status in the project's own words. Each format's vocabulary leads to one of these by a table
 * in `legacy/`; a token that no table knows is `unknown`, and its text is kept beside it.
 */
export const STATUS_TERMS = [
  'completed',
  'selfAsserted',
  'waived',
  'passed',
  'failed',
  'inProgress',
  'enrolled',
  'pending',
  'waitlisted',
  'withdrawn',
  'cancelled',
  'denied',
  'noShow',
  'deactivated',
  'expired',
  'excused',
  'administrative',
  'unknown',
] as const;
export type StatusTerm = (typeof STATUS_TERMS)[number];

/**
 * A date as the source gave it: `YYYY-MM-DDTHH:MM:SS[.mmm]`, followed by `Z` or `±HH:MM` where the
 * source named an offset, and by nothing where it did not (then it is local to the record's
 * `timeZone`, or to `source.timeZone`). Any other text is a date that the reader could not read,
 * kept as written. `null` is "no date", also where the source said `NONE`.
 */
export type LegacyTime = string;

/** One training record: from trainingHistory XML, from trainingHistoryCsv, or external training. */
export interface TrainingRecord {
  readonly kind: 'transcript' | 'history' | 'external';
  /** Unique among the records of its kind: what a newer export updates by. */
  readonly key: string;
  /** In lower case, as PeopleFluent stores it; empty on a session row, which is nobody's. */
  readonly userId: string;
  readonly learningId: string | null;
  readonly title: string | null;
  readonly learningType: string | null;
  /** XML: the `@id` of the enclosing trainingRecord. CSV: `Parent Program ID`. */
  readonly parentId: string | null;
  readonly sessionCode: string | null;
  /** As written. */
  readonly status: string | null;
  readonly statusTerm: StatusTerm;
  readonly enrolledAt: LegacyTime | null;
  readonly startedAt: LegacyTime | null;
  readonly endedAt: LegacyTime | null;
  /** As written: external training allows any text. */
  readonly score: string | null;
  /** As written: an IANA id or one of the vendor's. */
  readonly timeZone: string | null;
  /** Every other non-empty field, under its name in the source. */
  readonly details: Readonly<Record<string, string>>;
}

export const ACCOUNT_TERMS = ['active', 'suspended', 'closed', 'deleted', 'unknown'] as const;
export type AccountTerm = (typeof ACCOUNT_TERMS)[number];

/** One account of the legacy system. */
export interface UserRecord {
  /** The user id in lower case. */
  readonly key: string;
  /** As written. */
  readonly userId: string;
  readonly email: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  /** As written. */
  readonly status: string | null;
  readonly statusTerm: AccountTerm;
  readonly employeeNumber: string | null;
  readonly organizationId: string | null;
  readonly organizationCode: string | null;
  /** The legacy user id of the direct appraiser, in lower case. */
  readonly managerId: string | null;
  /** Every other non-empty field, under its name in the source; nested XML as `parent.child`. */
  readonly details: Readonly<Record<string, string>>;
}

/** Something about a record that a person should know, though the record was staged. */
export interface Finding {
  /** A `PF-` code of the catalogue. */
  readonly code: string;
  readonly field: string;
  readonly value: string;
}

/** Where in its file a record begins: `ordinal` counts records from 1, `line` lines from 1. */
export interface Place {
  readonly ordinal: number;
  readonly line: number;
  /** The reject that this row is the mended form of, as `rejects --export` named it. */
  readonly mends?: string;
}

/** One record of a file, as a reader yields it. */
export type ReadItem = Place &
  (
    | { readonly type: 'training'; readonly record: TrainingRecord; readonly findings: readonly Finding[] }
    | { readonly type: 'user'; readonly record: UserRecord; readonly findings: readonly Finding[] }
    | {
        readonly type: 'reject';
        readonly code: string;
        readonly message: string;
        readonly raw: string;
        /** XML: the `@id` of the trainingRecord that it stood in, which its own text does not say. */
        readonly parentId?: string;
      }
  );

/** How the reading of a file ended. */
export interface ReadEnd {
  /** Records seen, rejects included: counted by the reader, whatever became of them. */
  readonly records: number;
  /** The document's own stamp, where it has one (trainingHistory `dateCreated`). */
  readonly exportedAt: LegacyTime | null;
  /** Set where the file breaks off or stops being well-formed: what came before it was yielded. */
  readonly broken: { readonly code: string; readonly message: string; readonly line: number } | null;
}
