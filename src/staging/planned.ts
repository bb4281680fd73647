import type { OperationKind, OperationState, OperationVerb } from './operations.js';
import type { PlanRow } from './plans.js';
import type { Route } from './routes.js';
import type { Store } from './store.js';

/** One operation of a plan: what was to be sent, and what became of it. */
export interface PlannedRow {
  readonly planId: number;
  readonly operationId: number;
  readonly key: string;
  readonly kind: OperationKind;
  readonly verb: OperationVerb;
  readonly route: Route;
  readonly userKey: string | null;
  readonly state: OperationState;
  readonly attempts: number;
  readonly code: string | null;
  readonly message: string | null;
  /** The id that ALM gave. */
  readonly result: string | null;
  /** JSON: what to send, but for the ids that ALM has yet to give. */
  readonly payload: string;
}

/** All plans, the oldest first. The fingerprint says what each was made from. */
export function allPlans(store: Store): readonly PlanRow[] {
  return store
    .prepare(
      `SELECT plan_id AS planId, state, created_at AS createdAt, account_id AS accountId,
         account_name AS accountName, host, fingerprint, people_reached AS peopleReached,
         people_changed AS peopleChanged FROM plan ORDER BY plan_id`,
    )
    .all() as PlanRow[];
}

/** The operations of all plans, in the order in which they were planned. */
export function* eachPlanned(store: Store): Generator<PlannedRow> {
  yield* store
    .prepare(
      `SELECT plan_id AS planId, operation_id AS operationId, operation_key AS key, kind, verb, route,
         user_key AS userKey, state, attempts, code, message, result, payload
       FROM operation ORDER BY operation_id`,
    )
    .iterate() as IterableIterator<PlannedRow>;
}
