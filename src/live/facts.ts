// The file and not the folder, which brings all that it takes to talk to ALM: loading that costs more than the rest.
import { readSteering, type Steering } from '../executor/steering.js';
import {
  type Account,
  type Balance,
  type LockHolder,
  latestPlan,
  latestSnapshot,
  lockHolder,
  type OperationCount,
  operationCounts,
  type RecentAnswer,
  type RecentError,
  type RunPulse,
  readBalance,
  readPulse,
  recentAnswers,
  recentErrors,
  recentRates,
  type SendRate,
  type Store,
  stagedFiles,
  workspaceIsLocked,
} from '../staging/index.js';

/** Where a workspace stands: what `status` says, at one instant of the store. */
export interface Facts {
  readonly files: number;
  /** ISO 8601; null before the first whole snapshot. */
  readonly snapshotAt: string | null;
  readonly snapshotOf: string | null;
  /** Whole hours since the last snapshot was begun, whole or not; null where there is none. */
  readonly snapshotAgeHours: number | null;
  /** How the last snapshot is read, where it is not whole; null where it is. */
  readonly snapshotUnderWay: 'api' | 'jobs' | null;
  readonly plan: PlanFacts | null;
  readonly isRunning: boolean;
  /** Who is at work, while somebody is. */
  readonly holder: LockHolder | null;
  readonly steering: Steering;
  readonly balance: Balance;
  /** When the balance was counted, ISO 8601: it costs as much as all else together ten times over. */
  readonly balanceAt: string;
}

export interface PlanFacts {
  readonly planId: number;
  readonly state: string;
  readonly account: Account;
  readonly operations: readonly OperationCount[];
  /** Operations of which the end is known, or that stand on one that failed. */
  readonly settled: number;
  readonly total: number;
  /** Requests that change ALM, a minute, of late. */
  readonly perMinute: number;
  readonly rates: readonly SendRate[];
  /** At that rate; null where it is 0, nothing is left, or nothing is sent now: no run, a pause, an outage. */
  readonly secondsLeft: number | null;
  readonly errors: readonly RecentError[];
  /** The newest first. */
  readonly answers: readonly RecentAnswer[];
  /** What the last run of the plan said last; null where there was none. */
  readonly run: RunPulse | null;
}

const OPEN: ReadonlySet<string> = new Set(['planned', 'waiting', 'inFlight']);
/** As many as fit beside the rest on a small screen. */
const ANSWERS = 8;

/** A balance, and when it was counted. */
export type CountedBalance = Pick<Facts, 'balance' | 'balanceAt'>;

/**
 * Reads the facts as of `now` (milliseconds since the epoch), all of them from one state of the store; but
 * for the balance where `balanceOf` gives one of before.
 */
export function readFacts(
  store: Store,
  now: number,
  balanceOf: (isRunning: boolean) => CountedBalance = () => countBalance(store, now),
): Facts {
  // First: a run that is over by now has written all that it had to write.
  const isRunning = workspaceIsLocked(store);
  return store.transaction((): Facts => {
    const snapshot = latestSnapshot(store);
    const steering = readSteering(store);
    return {
      files: stagedFiles(store).length,
      snapshotAt: snapshot?.finishedAt ?? null,
      snapshotOf: snapshot?.finishedAt ? snapshot.accountName : null,
      snapshotAgeHours:
        snapshot === undefined ? null : Math.floor((now - Date.parse(snapshot.startedAt)) / 3_600_000),
      snapshotUnderWay: snapshot?.state === 'reading' ? snapshot.via : null,
      plan: planFacts(store, now, isRunning && !steering.isPaused),
      isRunning,
      holder: isRunning ? (lockHolder(store) ?? null) : null,
      steering,
      ...balanceOf(isRunning),
    };
  })();
}

export function countBalance(store: Store, now: number): CountedBalance {
  return { balance: readBalance(store), balanceAt: new Date(now).toISOString() };
}

function planFacts(store: Store, now: number, isSending: boolean): PlanFacts | null {
  const plan = latestPlan(store);
  if (plan === undefined) return null;
  const { planId, state, accountId, accountName, host } = plan;
  const operations = operationCounts(store, planId);
  const run = readPulse(store, planId) ?? null;
  const total = sum(operations.map((row) => row.count));
  const settled = sum(operations.filter((row) => !OPEN.has(row.state)).map((row) => row.count));
  const rates = recentRates(store, planId, now, run === null ? 0 : Date.parse(run.startedAt));
  const perMinute = sum(rates.map((row) => row.perMinute));
  return {
    planId,
    state,
    account: { accountId, accountName, host },
    operations,
    settled,
    total,
    perMinute,
    rates,
    secondsLeft:
      isSending && run?.circuit !== 'open' && perMinute > 0 && total > settled
        ? ((total - settled) / perMinute) * 60
        : null,
    errors: recentErrors(store, planId),
    answers: recentAnswers(store, planId, ANSWERS),
    run,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
