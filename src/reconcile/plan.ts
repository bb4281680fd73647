import type { MigrationConfig } from '../mapping/index.js';
import {
  type Account,
  type Balance,
  type DifferenceCount,
  differenceCounts,
  type FateCount,
  fateCounts,
  insertPlan,
  interruptedFile,
  isSprintUnderWay,
  latestPlan,
  latestSnapshot,
  type OperationCount,
  operationCounts,
  type ProfileDefinition,
  peopleNotRead,
  peopleReached,
  planManagers,
  readBalance,
  type SeatCount,
  type SnapshotRow,
  type Store,
  seatCounts,
  snapshotCounts,
  unsettledCount,
} from '../staging/index.js';
import { EXIT, Failure } from '../terms/index.js';
import { compareExpectedWithActual } from './compare.js';
import { costOf, type VerbCost } from './cost.js';
import type { ExpectedWork, MappingInputs } from './expect.js';
import { fingerprintOf, type MappingTexts } from './fingerprint.js';
import { type RouteSummary, routePlan, type WantedRoute } from './routes.js';
import { leadsToPaths } from './snapshot/people.js';

/** A plan as `plan` shows it. */
export interface PlanSummary {
  readonly planId: number;
  readonly account: Account;
  readonly snapshotAt: string;
  readonly operations: readonly OperationCount[];
  readonly peopleReached: number;
  /** The share of ALM's people whom the plan changes, 0 to 1; people it creates do not count as changed. */
  readonly peopleInAlm: number;
  /** All of it by API, whatever the route. */
  readonly cost: readonly VerbCost[];
  readonly routes: RouteSummary;
  /** The plan before this one. */
  readonly since: { readonly planId: number; readonly createdAt: string } | null;
  /** How much had to be computed: after a newer export, the people whose records have changed. */
  readonly work: ExpectedWork;
  readonly seats: readonly SeatCount[];
  readonly fates: readonly FateCount[];
  readonly differences: readonly DifferenceCount[];
  readonly balance: Balance;
}

/** The snapshot that a comparison stands on. Throws a `Failure` where there is none, or half of one. */
export function completeSnapshot(store: Store): SnapshotRow {
  const snapshot = latestSnapshot(store);
  if (snapshot?.state === 'complete') return snapshot;
  throw new Failure(
    'SNAPSHOT-MISSING',
    snapshot === undefined ? 'there is no snapshot of ALM yet' : 'the last snapshot was broken off',
    {
      remedy: `alm-migrate snapshot${snapshot?.via === 'jobs' ? ' --via jobs' : ''}`,
      exitCode: EXIT.usage,
    },
  );
}

/** Refuses to compare half a store. */
export function refuseInterrupted(store: Store): void {
  const name = interruptedFile(store);
  if (name === undefined) return;
  throw new Failure('STAGE-INTERRUPTED', `the staging of ${name} was broken off`, {
    remedy: `stage it again: alm-migrate stage ${name}; if another file has come in its place: alm-migrate stage FILE --forget ${name}`,
    exitCode: EXIT.usage,
  });
}

/** Compares, and writes the differences that can be closed as a new plan, which takes the place of an older one. */
export function makePlan(
  store: Store,
  inputs: MappingInputs & { readonly texts: MappingTexts },
  now: () => number,
  onProgress?: (people: number) => void,
  wanted: WantedRoute = 'api',
): PlanSummary {
  refuseInterrupted(store);
  const snapshot = completeSnapshot(store);
  refuseUnsettled(store);
  refuseUnreadPaths(snapshot, inputs);
  const before = latestPlan(store);
  const work = compareExpectedWithActual(store, inputs, onProgress);
  refuseUnread(store);
  const account = { accountId: snapshot.accountId, accountName: snapshot.accountName, host: snapshot.host };
  const fingerprint = JSON.stringify(fingerprintOf(store, inputs.texts, account));
  const createdAt = new Date(now()).toISOString();
  const { planId, routes } = store.transaction(() => {
    const profiles = profileDefinitions(inputs.config);
    const made = insertPlan(store, account, fingerprint, createdAt, profiles);
    if (inputs.config.users.managers === 'set') planManagers(store, made);
    return { planId: made, routes: routePlan(store, made, wanted, inputs.config.bundle) };
  })();
  const operations = operationCounts(store, planId);
  const fates = fateCounts(store);
  return {
    planId,
    account,
    snapshotAt: snapshot.finishedAt ?? snapshot.startedAt,
    operations,
    peopleReached: peopleReached(store, planId),
    peopleInAlm: snapshotCounts(store).users,
    cost: costOf(operations),
    routes,
    since: before === undefined ? null : { planId: before.planId, createdAt: before.createdAt },
    work,
    seats: seatCounts(store, inputs.config.profiles),
    fates,
    differences: differenceCounts(store),
    balance: readBalance(store, fates),
  };
}

/**
 * Refuses a plan for people whose enrolments nobody has read: what they hold would be sent again. It happens
 * where an export, migration.yaml or identities.csv came to lead to them after the snapshot.
 */
function refuseUnread(store: Store): void {
  const people = peopleNotRead(store);
  if (people === 0) return;
  throw new Failure(
    'SNAPSHOT-SCOPE',
    `the exports lead to ${people} of ALM's people who were not in scope when the snapshot was taken`,
    {
      remedy: 'take a new one, which reads what they hold, then plan again: alm-migrate snapshot',
      exitCode: EXIT.usage,
    },
  );
}

/** Likewise for learning paths: whoever is in one would be enrolled again. */
function refuseUnreadPaths({ withPaths }: SnapshotRow, { crosswalk }: MappingInputs): void {
  if (withPaths === 1 || !leadsToPaths(crosswalk)) return;
  throw new Failure(
    'SNAPSHOT-SCOPE',
    'the crosswalk leads to learning paths, and it led to none when the snapshot was taken',
    {
      remedy: 'take a new one, which reads who is in them, then plan again: alm-migrate snapshot',
      exitCode: EXIT.usage,
    },
  );
}

/** What is in flight may or may not have happened: a new plan would send it twice. */
function refuseUnsettled(store: Store): void {
  const plan = latestPlan(store);
  const unsettled = plan === undefined ? 0 : unsettledCount(store, plan.planId);
  if (unsettled === 0) return;
  throw new Failure(
    'PLAN-UNSETTLED',
    `${unsettled} operations of the last run may or may not have taken effect`,
    {
      remedy: isSprintUnderWay(store)
        ? 'see the bundle’s sprint to its end first, then plan again: alm-migrate bundle run --execute'
        : 'let apply look first, then plan again: alm-migrate apply',
      exitCode: EXIT.usage,
    },
  );
}

function profileDefinitions(config: MigrationConfig): readonly ProfileDefinition[] {
  return Object.entries(config.profiles).map(([name, profile]) => ({
    name,
    managerEmail: profile.managerEmail,
    // The last day counts whole, so the profile ends with it; ALM takes an instant (alm-facts, section 3).
    expiry: `${profile.expiry}T23:59:59.000Z`,
    seatLimit: profile.seatLimit,
  }));
}
