import {
  type Account,
  type Balance,
  type CubeCell,
  courseTitles,
  type DifferenceCount,
  differenceCounts,
  eachDifferenceCell,
  eachExpectedCell,
  expectedProfiles,
  type FateCount,
  fateCounts,
  lateCounts,
  type NoteCount,
  noteCounts,
  readBalance,
  rejectCounts,
  type StagedFile,
  type Store,
  stagedFiles,
} from '../../staging/index.js';
import { type Reason, reasonOf } from '../../terms/index.js';
import type { ForecastResult } from '../forecast.js';
import type { SecondLook } from '../second-look.js';
import { type HeldBack, type ReportVerdict, readHeldBack, verdictOf } from './held-back.js';
import { type CourseTally, type OrganisationTally, type Tally, tallyCells, type YearTally } from './tally.js';

/** What a report says of itself. */
export interface ReportContext {
  readonly account: Account;
  /** When ALM was read, in ISO 8601. */
  readonly snapshotAt: string;
  readonly createdAt: string;
  readonly toolVersion: string;
  /** Nothing was sent yet: the same report says what a push would have to close. */
  readonly forecast: boolean;
  /** How exactly instants must agree, in words. */
  readonly tolerances: string;
  /** null where ALM was looked at once. */
  readonly secondLook: SecondLook | null;
  /** What was foreseen before anything was sent; null where nobody asked for a forecast. */
  readonly foreseen: ForecastResult | null;
}

/** A code with its count, and the catalogue's row for it. */
export type Counted<Row> = Row & Reason;

/** One source file as the report accounts for it: `records = staged + rejected`. */
export interface ReportFile {
  /** The number that the CSVs name it by: two exports can have one name. */
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
  readonly format: string;
  readonly bytes: number;
  readonly state: StagedFile['state'];
  readonly records: number;
  readonly staged: number;
  readonly rejected: number;
}

/** Everything that the report counts. Plain JSON: this is `report.json`. */
export interface ReportSummary extends ReportContext {
  readonly schema: { readonly name: 'report'; readonly version: 1 };
  readonly verdict: ReportVerdict;
  readonly heldBack: HeldBack;
  readonly balance: Balance;
  readonly totals: {
    readonly profiles: Tally;
    readonly persons: Tally;
    readonly enrolments: Tally;
    readonly completions: Tally;
    /** What ALM holds and nobody expected. */
    readonly extra: number;
  };
  readonly byCourse: readonly CourseTally[];
  readonly byOrganisation: readonly OrganisationTally[];
  readonly byYear: readonly YearTally[];
  readonly differences: readonly Counted<DifferenceCount>[];
  /** What the second look did not find any more, by what the first took it for: no difference. */
  readonly late: readonly Counted<DifferenceCount>[];
  readonly fates: readonly (FateCount & { readonly cause: string | null; readonly mend: string | null })[];
  /** What moves, and not quite as the record has it. */
  readonly remarks: readonly Counted<NoteCount>[];
  readonly rejects: readonly Counted<{ readonly code: string; readonly count: number }>[];
  readonly files: readonly ReportFile[];
}

/** What is counted of the records and of what is expected: no comparison changes it. */
export interface SettledCounts {
  readonly expected: readonly CubeCell[];
  readonly profiles: number;
  readonly fates: readonly FateCount[];
  readonly remarks: readonly NoteCount[];
  readonly rejects: ReturnType<typeof rejectCounts>;
  readonly files: readonly StagedFile[];
}

export function countSettled(store: Store): SettledCounts {
  return {
    expected: [...eachExpectedCell(store)],
    profiles: expectedProfiles(store),
    fates: fateCounts(store),
    remarks: noteCounts(store),
    rejects: rejectCounts(store),
    files: stagedFiles(store),
  };
}

/** One difference at a time, however many there are. */
function* cellsOf(expected: readonly CubeCell[], store: Store): Generator<CubeCell> {
  yield* expected;
  yield* eachDifferenceCell(store);
}

/** Counts everything that the report shows, from the rows of the store; `settled` where that was counted already. */
export function buildSummary(
  store: Store,
  context: ReportContext,
  settled: SettledCounts = countSettled(store),
): ReportSummary {
  const { expected, profiles, fates, remarks, rejects, files } = settled;
  const differences = differenceCounts(store);
  const { byCourse, byOrganisation, byYear, ...totals } = tallyCells(
    cellsOf(expected, store),
    profiles,
    courseTitles(store),
  );
  const balance = readBalance(store, fates);
  const heldBack = readHeldBack(store, balance, fates);
  return {
    schema: { name: 'report', version: 1 },
    ...context,
    verdict: verdictOf(differences.length, heldBack),
    heldBack,
    balance,
    totals: { ...totals, extra: totals.persons.extra + totals.enrolments.extra + totals.completions.extra },
    byCourse,
    byOrganisation,
    byYear,
    differences: differences.map((row) => ({ ...row, ...reasonOf(row.code) })),
    late: lateCounts(store).map((row) => ({ ...row, ...reasonOf(row.code) })),
    fates: fates.map((row) => ({
      ...row,
      ...(row.code === null ? { cause: null, mend: null } : reasonOf(row.code)),
    })),
    remarks: remarks.map((row) => ({ ...row, ...reasonOf(row.code) })),
    rejects: rejects.map((row) => ({ ...row, ...reasonOf(row.code) })),
    files: files.map((file) => ({
      number: file.fileId,
      name: file.name,
      sha256: file.sha256,
      format: file.format,
      bytes: file.bytes,
      state: file.state,
      records: file.recordsRead,
      staged: file.staged,
      rejected: file.rejected,
    })),
  };
}
