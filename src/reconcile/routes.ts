import {
  type KeptByApi,
  measuredRowsPerHour,
  operationCounts,
  type Route,
  routeByBundle,
  routeCounts,
  routeLeavers,
  type Store,
} from '../staging/index.js';
import { costOf, DOCUMENTED_PER_MINUTE } from './cost.js';

/** Which way a plan is asked to go. `auto` takes the bundle where the API would take too long. */
export type WantedRoute = Route | 'auto';

/** Which way a plan goes, and what each way costs. */
export interface RouteSummary {
  readonly wanted: WantedRoute;
  /** Hours at the documented limits, if everything went by API. */
  readonly allByApiHours: number;
  /** Which way `auto` takes: the bundle, where enrolments and completions need more hours than `autoHours`. */
  readonly advised: Route;
  /** Enrolments and completions: the rows that a bundle would carry, but for what is kept by API. */
  readonly records: number;
  readonly recordSprints: number;
  readonly api: { readonly operations: number; readonly hours: number };
  readonly bundle: {
    readonly operations: number;
    readonly sprints: number;
    /** At the pace of the sprints that this workspace has seen; null before the first: ALM publishes none. */
    readonly hours: number | null;
  };
  /** What a bundle could not carry faithfully, by reason; it goes by API. */
  readonly keptByApi: readonly KeptByApi[];
}

/** Gives each operation of a new plan its route. */
export function routePlan(
  store: Store,
  planId: number,
  wanted: WantedRoute,
  settings: { readonly autoHours: number; readonly sprintRows: number },
): RouteSummary {
  const all = operationCounts(store, planId);
  const records = all.filter((row) => row.kind === 'enrol' || row.kind === 'grade');
  const rows = records.reduce((sum, row) => sum + row.count, 0);
  const advised: Route = rows / DOCUMENTED_PER_MINUTE.POST / 60 > settings.autoHours ? 'bundle' : 'api';
  const byBundle = (wanted === 'auto' ? advised : wanted) === 'bundle';
  const keptByApi = byBundle ? routeByBundle(store, planId) : [];
  routeLeavers(store, planId);
  const counts = routeCounts(store, planId);
  const rowsPerHour = measuredRowsPerHour(store);
  return {
    wanted,
    allByApiHours: hoursOf(costOf(all)),
    advised,
    records: rows,
    recordSprints: Math.ceil(rows / settings.sprintRows),
    api: { operations: counts.api, hours: hoursOf(costOf(operationCounts(store, planId, 'api'))) },
    bundle: {
      operations: counts.bundle,
      sprints: Math.ceil(counts.bundle / settings.sprintRows),
      hours: rowsPerHour === null ? null : counts.bundle / rowsPerHour,
    },
    keptByApi,
  };
}

/** ALM counts each verb by itself, so that they go on side by side. */
function hoursOf(cost: ReturnType<typeof costOf>): number {
  return Math.max(0, ...cost.map((one) => one.hours));
}
