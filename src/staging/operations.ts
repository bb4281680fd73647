import { Defect } from '../terms/index.js';
import { prepared } from './prepared.js';
import type { Store } from './store.js';

export type OperationKind =
  | 'createProfile'
  | 'createUser'
  | 'addExternalUser'
  | 'updateUser'
  | 'enrol'
  | 'grade';
/** In the order of dependency. */
export const OPERATION_KINDS = [
  'createProfile',
  'createUser',
  'addExternalUser',
  'updateUser',
  'enrol',
  'grade',
] as const satisfies readonly OperationKind[];
export type OperationState = 'planned' | 'inFlight' | 'done' | 'failed' | 'waiting' | 'unknown' | 'blocked';
export type OperationVerb = 'POST' | 'PATCH';

/** One write that closes a difference. */
export interface Operation {
  readonly operationId: number;
  readonly planId: number;
  readonly key: string;
  readonly kind: OperationKind;
  readonly verb: OperationVerb;
  readonly recordId: number | null;
  readonly userKey: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly state: OperationState;
  /** How often it was sent. */
  readonly attempts: number;
  readonly code: string | null;
  readonly message: string | null;
  /** Who the person is in ALM, once that is known. */
  readonly almUserId: string | null;
  /** The external profile's id in ALM, once that is known. */
  readonly profileId: string | null;
  /** Who the manager to set is in ALM, once that is known. */
  readonly managerId: string | null;
  /**
   * When the operation that created this person was sent, in ISO 8601; null where ALM had the person before. Of
   * somebody who is created: the same of the manager.
   */
  readonly createdAt: string | null;
  /** Sends that ended without an answer that decides, while ALM answered others. */
  readonly troubles: number;
  /** When the last attempt left, in ISO 8601; null before the first. */
  readonly lastSentAt: string | null;
}

/** An operation that was never sent has no attempts to count: that is most of them, so it is not asked for. */
const OPERATION_COLUMNS = `
  o.operation_id AS operationId, o.plan_id AS planId, o.operation_key AS key, o.kind, o.verb,
  o.record_id AS recordId, o.user_key AS userKey, o.payload, o.state, o.attempts, o.code, o.message,
  (SELECT p.alm_user_id FROM expected_person p WHERE p.user_key = o.user_key) AS almUserId,
  CASE WHEN o.kind = 'addExternalUser' THEN
    (SELECT a.profile_id FROM alm_profile a WHERE a.name = o.payload ->> 'profileName') END AS profileId,
  CASE WHEN o.kind = 'createUser' THEN
    (SELECT p.alm_user_id FROM expected_person p WHERE p.user_key = o.payload ->> 'managerKey') END AS managerId,
  CASE WHEN o.kind IN ('enrol', 'grade', 'createUser') THEN
    (SELECT max(t.started_at) FROM operation c JOIN attempt t USING (operation_id)
     WHERE c.operation_key = 'user|' || iif(o.kind = 'createUser', o.payload ->> 'managerKey', o.user_key) AND c.plan_id = o.plan_id AND t.purpose = 'send') END AS createdAt,
  CASE WHEN o.attempts = 0 THEN 0 ELSE
    (SELECT count(*) FROM attempt t WHERE t.operation_id = o.operation_id AND t.purpose = 'send'
     AND t.outcome IN ('probe', 'retry')) END AS troubles,
  CASE WHEN o.attempts > 0 THEN
    (SELECT max(started_at) FROM attempt t WHERE t.operation_id = o.operation_id AND t.purpose = 'send') END AS lastSentAt`;

const PARENT_IS_DONE = `(o.waits_for IS NULL OR EXISTS (
  SELECT 1 FROM operation p WHERE p.operation_id = o.waits_for AND p.state = 'done'))`;

function unpack(row: unknown): Operation {
  const raw = row as Omit<Operation, 'payload'> & { payload: string };
  return { ...raw, payload: JSON.parse(raw.payload) as Record<string, unknown> };
}

/** Which operations a run may send: all of the plan, or those that `chooseOperations` has noted. */
export type Chosen = 'all' | 'noted';

/**
 * The next operations of one verb that may be sent now, in the order of dependency: a window of the
 * plan, so that a plan of millions costs no memory.
 */
export function readyOperations(
  store: Store,
  planId: number,
  verb: OperationVerb,
  now: number,
  limit: number,
  chosen: Chosen = 'all',
): readonly Operation[] {
  const from =
    chosen === 'all'
      ? 'operation o INDEXED BY operation_open'
      : 'temp.chosen_operation c CROSS JOIN operation o ON o.operation_id = c.operation_id';
  return prepared(
    store,
    `SELECT ${OPERATION_COLUMNS} FROM ${from}
     WHERE o.plan_id = ? AND o.route = 'api' AND o.verb = ? AND o.state IN ('planned', 'waiting') AND o.not_before <= ?
       AND ${PARENT_IS_DONE}
     ORDER BY o.operation_id LIMIT ?`,
  )
    .all(planId, verb, now, limit)
    .map(unpack);
}

/** When the next operation of one verb that waits may be sent, of those whose time is still to come; null where none waits. */
export function nextDue(
  store: Store,
  planId: number,
  verb: OperationVerb,
  now: number,
  chosen: Chosen = 'all',
): number | null {
  const among =
    chosen === 'all' ? '' : 'AND operation_id IN (SELECT operation_id FROM temp.chosen_operation)';
  const row = prepared(
    store,
    `SELECT min(not_before) AS due FROM operation INDEXED BY operation_waiting
     WHERE plan_id = ? AND state = 'waiting' AND not_before > ? AND verb = ? AND route = 'api' ${among}`,
  ).get(planId, now, verb) as { due: number | null };
  return row.due;
}

/** How many operations of a plan are still to be sent by API: from an index alone, so at once for a million, too. */
export function openCount(store: Store, planId: number): number {
  const row = prepared(
    store,
    `SELECT count(*) AS count FROM operation INDEXED BY operation_open
     WHERE plan_id = ? AND route = 'api' AND state IN ('planned', 'waiting')`,
  ).get(planId) as { count: number };
  return row.count;
}

/** Whether anything of a plan, by whichever way, is still to be sent or has no known end. */
export function isPlanOpen(store: Store, planId: number): boolean {
  const row = prepared(
    store,
    `SELECT EXISTS (SELECT 1 FROM operation WHERE plan_id = $planId AND state IN ('planned', 'waiting'))
       OR EXISTS (SELECT 1 FROM operation WHERE plan_id = $planId AND state IN ('inFlight', 'unknown')) AS open`,
  ).get({ planId }) as { open: number };
  return row.open === 1;
}

/** What a run is bounded to. Empty lists bound nothing. */
export interface Choice {
  readonly kinds: readonly OperationKind[];
  /** Legacy user ids in lower case. */
  readonly userKeys: readonly string[];
}

/**
 * Notes which operations a run may send, for as long as the connection lasts. The operations of chosen
 * people bring along what they stand on: an external person needs the profile.
 */
export function chooseOperations(store: Store, planId: number, choice: Choice): void {
  store.exec('CREATE TEMP TABLE IF NOT EXISTS chosen_operation (operation_id INTEGER PRIMARY KEY)');
  store.exec('DELETE FROM temp.chosen_operation');
  store
    .prepare(
      `WITH RECURSIVE mine (operation_id, waits_for) AS (
         SELECT operation_id, waits_for FROM operation
         WHERE plan_id = $planId AND route = 'api' AND state <> 'done'
           AND ($people = '[]' OR user_key IN (SELECT value FROM json_each($people)))
           AND ($kinds = '[]' OR kind IN (SELECT value FROM json_each($kinds)))
         UNION SELECT p.operation_id, p.waits_for FROM operation p JOIN mine m ON p.operation_id = m.waits_for
         WHERE $people <> '[]' AND ($kinds = '[]' OR p.kind IN (SELECT value FROM json_each($kinds))))
       INSERT INTO temp.chosen_operation SELECT operation_id FROM mine`,
    )
    .run({ planId, people: JSON.stringify(choice.userKeys), kinds: JSON.stringify(choice.kinds) });
}

/** A settled operation is not looked at again when the next window is drawn. */
export function dropChosen(store: Store, operationId: number): void {
  prepared(store, 'DELETE FROM temp.chosen_operation WHERE operation_id = ?').run(operationId);
}

/** Of a list of user ids, those that no operation of the plan concerns. */
export function peopleWithoutOperation(
  store: Store,
  planId: number,
  userKeys: readonly string[],
): readonly string[] {
  return store
    .prepare(
      `SELECT value AS userKey FROM json_each(?)
       WHERE value NOT IN (SELECT user_key FROM operation WHERE plan_id = ? AND user_key IS NOT NULL)`,
    )
    .all(JSON.stringify(userKeys), planId)
    .map((row) => (row as { userKey: string }).userKey);
}

/** The operations by API whose end is not known: in flight when a process died, or left unknown by their probe. */
export function openEndIds(store: Store, planId: number): readonly number[] {
  return prepared(
    store,
    `SELECT operation_id AS id FROM operation INDEXED BY operation_unsettled
     WHERE plan_id = ? AND state IN ('inFlight', 'unknown') AND route = 'api' ORDER BY operation_id`,
  )
    .all(planId)
    .map((row) => (row as { id: number }).id);
}

export function operationById(store: Store, operationId: number): Operation {
  const row = prepared(store, `SELECT ${OPERATION_COLUMNS} FROM operation o WHERE o.operation_id = ?`).get(
    operationId,
  );
  if (row === undefined) throw new Defect('OPERATION-GONE', `there is no operation ${operationId}`);
  return unpack(row);
}

/**
 * How many operations may or may not have taken effect, as far as the store can know: those in flight,
 * and the unknown ones that ALM has not been read since. A snapshot that began after the last attempt
 * answers for them: it shows the effect, or that there is none.
 */
export function unsettledCount(store: Store, planId: number): number {
  const row = prepared(
    store,
    `SELECT count(*) AS count FROM operation o
     WHERE o.plan_id = ? AND (o.state = 'inFlight' OR (o.state = 'unknown' AND NOT EXISTS (
       SELECT 1 FROM snapshot s WHERE s.state = 'complete' AND s.started_at >
         (SELECT max(t.started_at) FROM attempt t WHERE t.operation_id = o.operation_id))))`,
  ).get(planId) as { count: number };
  return row.count;
}

/** What the store holds of a module's grade in ALM, from before an operation wrote it; null where ALM held none. */
export function heldGrade(
  store: Store,
  almUserId: string,
  moduleId: string,
): { readonly completedAt: string | null; readonly score: number | null } | null {
  const row = prepared(
    store,
    `SELECT completed_at AS completedAt, score FROM alm_grade WHERE alm_user_id = ? AND module_id = ? AND completed = 1`,
  ).get(almUserId, moduleId) as { completedAt: string | null; score: number | null } | undefined;
  return row ?? null;
}

/** Which operations `retry` puts back. */
export interface RetryFilter {
  readonly kind?: OperationKind;
  readonly code?: string;
}

/**
 * Puts failed operations back, and with each of them what was blocked because of it. Gives the number
 * of both. What is unknown is not touched: only a look at ALM may decide on it.
 */
export function retryFailed(
  store: Store,
  planId: number,
  filter: RetryFilter,
): { readonly failed: number; readonly blocked: number } {
  return store.transaction(() => {
    const failed = store
      .prepare(
        `UPDATE operation SET state = 'planned', not_before = 0
         WHERE plan_id = $planId AND state = 'failed' AND ($kind IS NULL OR kind = $kind) AND ($code IS NULL OR code = $code)`,
      )
      .run({ planId, kind: filter.kind ?? null, code: filter.code ?? null }).changes;
    const blocked = store
      .prepare(
        `WITH RECURSIVE held (operation_id) AS (
           SELECT operation_id FROM operation WHERE plan_id = $planId AND state IN ('failed', 'unknown')
           UNION SELECT o.operation_id FROM operation o JOIN held h ON o.waits_for = h.operation_id)
         UPDATE operation SET state = 'planned', code = NULL, message = NULL
         WHERE plan_id = $planId AND state = 'blocked' AND operation_id NOT IN (SELECT operation_id FROM held)`,
      )
      .run({ planId }).changes;
    return { failed, blocked };
  })();
}
