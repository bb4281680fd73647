import type { Store } from './store.js';

export type OperationKind =
  | 'createProfile'
  | 'createUser'
  | 'addExternalUser'
  | 'updateUser'
  | 'enrol'
  | 'grade';
export type OperationState = 'planned' | 'inFlight' | 'done' | 'failed' | 'waiting' | 'unknown' | 'blocked';

/** One write that closes a difference. */
export interface Operation {
  readonly operationId: number;
  readonly planId: number;
  readonly key: string;
  readonly kind: OperationKind;
  readonly verb: 'POST' | 'PATCH';
  readonly recordId: number | null;
  readonly userKey: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly state: OperationState;
  readonly attempts: number;
  readonly code: string | null;
  readonly message: string | null;
  /** Who the person is in ALM, once that is known. */
  readonly almUserId: string | null;
  /** The external profile's id in ALM, once that is known. */
  readonly profileId: string | null;
  /** When the operation that created this person was sent, in ISO 8601; null where ALM had the person before. */
  readonly createdAt: string | null;
  /** Sends that ended without an answer that decides. */
  readonly troubles: number;
  /** When the last attempt left, in ISO 8601; null before the first. */
  readonly lastSentAt: string | null;
}

const OPERATION_COLUMNS = `
  o.operation_id AS operationId, o.plan_id AS planId, o.operation_key AS key, o.kind, o.verb,
  o.record_id AS recordId, o.user_key AS userKey, o.payload, o.state, o.attempts, o.code, o.message,
  (SELECT p.alm_user_id FROM expected_person p WHERE p.user_key = o.user_key) AS almUserId,
  (SELECT a.profile_id FROM alm_profile a WHERE a.name = o.payload ->> 'profileName') AS profileId,
  (SELECT max(t.started_at) FROM operation c JOIN attempt t USING (operation_id)
     WHERE c.operation_key = 'user|' || o.user_key AND c.plan_id = o.plan_id AND t.purpose = 'send') AS createdAt,
  (SELECT count(*) FROM attempt t WHERE t.operation_id = o.operation_id AND t.purpose = 'send'
     AND t.outcome IN ('probe', 'retry', 'notVisible')) AS troubles,
  (SELECT max(started_at) FROM attempt t WHERE t.operation_id = o.operation_id AND t.purpose = 'send') AS lastSentAt`;

function unpack(row: unknown): Operation {
  const raw = row as Omit<Operation, 'payload'> & { payload: string };
  return { ...raw, payload: JSON.parse(raw.payload) as Record<string, unknown> };
}

/**
 * The next operations of one verb that may be sent now, in the order of dependency: a window of the
 * plan, so that a plan of millions costs no memory.
 */
export function readyOperations(
  store: Store,
  planId: number,
  verb: 'POST' | 'PATCH',
  now: number,
  limit: number,
): readonly Operation[] {
  return store
    .prepare(
      `SELECT ${OPERATION_COLUMNS} FROM operation o INDEXED BY operation_open
       WHERE o.plan_id = ? AND o.verb = ? AND o.state IN ('planned', 'waiting') AND o.not_before <= ?
         AND (o.waits_for IS NULL OR EXISTS (
           SELECT 1 FROM operation p WHERE p.operation_id = o.waits_for AND p.state = 'done'))
       ORDER BY o.operation_id LIMIT ?`,
    )
    .all(planId, verb, now, limit)
    .map(unpack);
}

/** Whether operations are still to be sent (of one verb, or of any), and when the earliest of those that wait may be. */
export function openOperations(
  store: Store,
  planId: number,
  verb: 'POST' | 'PATCH' | null,
): { readonly any: boolean; readonly nextAt: number | null } {
  const open = store
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM operation WHERE plan_id = $planId AND ($verb IS NULL OR verb = $verb)
         AND state IN ('planned', 'waiting')) AS any,
       (SELECT min(not_before) FROM operation WHERE plan_id = $planId AND state = 'waiting') AS nextAt`,
    )
    .get({ planId, verb }) as { any: number; nextAt: number | null };
  return { any: open.any === 1, nextAt: open.nextAt };
}

/** Operations whose end is not known: in flight when a process died, or left unknown by their probe. */
export function unsettledOperations(
  store: Store,
  planId: number,
  afterId: number,
  limit: number,
): readonly Operation[] {
  return store
    .prepare(
      `SELECT ${OPERATION_COLUMNS} FROM operation o
       WHERE o.plan_id = ? AND o.state IN ('inFlight', 'unknown') AND o.operation_id > ?
       ORDER BY o.operation_id LIMIT ?`,
    )
    .all(planId, afterId, limit)
    .map(unpack);
}

export function unsettledCount(store: Store, planId: number): number {
  const row = store
    .prepare(`SELECT count(*) AS count FROM operation WHERE plan_id = ? AND state IN ('inFlight', 'unknown')`)
    .get(planId) as { count: number };
  return row.count;
}

/** What is about to leave this machine, for the journal. */
export interface Intent {
  readonly purpose: 'send' | 'probe';
  readonly method: string;
  readonly path: string;
  readonly at: string;
}

/** Writes the intent, and marks the operation in flight. Durable when this returns: only then may the request leave. */
export function journalIntent(store: Store, operationId: number, intent: Intent): number {
  return store.transaction(() => {
    if (intent.purpose === 'send') {
      store
        .prepare(`UPDATE operation SET state = 'inFlight', attempts = attempts + 1 WHERE operation_id = ?`)
        .run(operationId);
    }
    const result = store
      .prepare('INSERT INTO attempt (operation_id, purpose, method, path, started_at) VALUES (?, ?, ?, ?, ?)')
      .run(operationId, intent.purpose, intent.method, intent.path, intent.at);
    return Number(result.lastInsertRowid);
  })();
}

/** How an attempt ended, as far as is known. */
export interface AttemptEnd {
  readonly status: number | null;
  readonly requestId: string | null;
  readonly durationMs: number;
  readonly outcome: string;
  readonly code: string | null;
  readonly message: string | null;
}

/** What an operation has become. */
export type Outcome =
  | { readonly state: 'done'; readonly result: string | null }
  | { readonly state: 'failed' | 'unknown' | 'planned'; readonly code: string; readonly message: string }
  | { readonly state: 'waiting'; readonly code: string; readonly message: string; readonly notBefore: number }
  | { readonly state: 'inFlight' };

/** Writes how an attempt ended, what that makes of its operation, and what ALM therefore holds: all or nothing. */
export function journalOutcome(
  store: Store,
  operation: Operation,
  attemptId: number,
  end: AttemptEnd,
  outcome: Outcome,
): void {
  store.transaction(() => {
    store
      .prepare(
        `UPDATE attempt SET status = ?, request_id = ?, duration_ms = ?, outcome = ?, code = ?, message = ?
         WHERE attempt_id = ?`,
      )
      .run(end.status, end.requestId, end.durationMs, end.outcome, end.code, end.message, attemptId);
    settleOperation(store, operation, outcome);
  })();
}

function settleOperation(store: Store, operation: Operation, outcome: Outcome): void {
  if (outcome.state === 'inFlight') return;
  if (outcome.state === 'done') {
    store
      .prepare(
        `UPDATE operation SET state = 'done', result = ?, code = NULL, message = NULL WHERE operation_id = ?`,
      )
      .run(outcome.result, operation.operationId);
    recordEffect(store, operation, outcome.result);
    return;
  }
  store
    .prepare('UPDATE operation SET state = ?, code = ?, message = ?, not_before = ? WHERE operation_id = ?')
    .run(
      outcome.state,
      outcome.code,
      outcome.message,
      outcome.state === 'waiting' ? outcome.notBefore : 0,
      operation.operationId,
    );
  if (outcome.state === 'failed') block(store, operation);
}

/** What stands on a failed operation cannot be done: it says so, and on which one it waits. */
function block(store: Store, operation: Operation): void {
  store
    .prepare(
      `WITH RECURSIVE child (operation_id) AS (
         SELECT operation_id FROM operation WHERE waits_for = $id
         UNION SELECT o.operation_id FROM operation o JOIN child c ON o.waits_for = c.operation_id)
       UPDATE operation SET state = 'blocked', code = 'ALM-BLOCKED', message = $message
       WHERE operation_id IN (SELECT operation_id FROM child) AND state IN ('planned', 'waiting')`,
    )
    .run({ id: operation.operationId, message: `waits for ${operation.key}, which failed` });
}

/** The store's picture of ALM follows each effect, so that a new plan does not need a new snapshot to be right. */
function recordEffect(store: Store, operation: Operation, result: string | null): void {
  const payload = operation.payload as Record<string, string | number | null>;
  const text = (name: string): string | null =>
    payload[name] === null || payload[name] === undefined ? null : String(payload[name]);
  switch (operation.kind) {
    case 'createProfile':
      store
        .prepare('INSERT OR REPLACE INTO alm_profile VALUES (?, ?, ?, ?, ?, 0)')
        .run(result, text('name'), text('managerEmail'), text('expiry'), payload.seatLimit ?? null);
      return;
    case 'createUser':
    case 'addExternalUser':
      store
        .prepare(
          `INSERT OR REPLACE INTO alm_user (alm_user_id, email, name, unique_id, user_type, state, profile, profile_id, snapshot_id)
           VALUES (?, ?, ?, ?, ?, 'ACTIVE', ?, ?, 0)`,
        )
        .run(
          result,
          text('email'),
          text('name'),
          text('uniqueId'),
          text('userType'),
          text('profile'),
          operation.profileId,
        );
      store
        .prepare(`UPDATE expected_person SET alm_user_id = ?, matched_by = 'created' WHERE user_key = ?`)
        .run(result, operation.userKey);
      return;
    case 'updateUser':
      store
        .prepare('UPDATE alm_user SET name = ?, profile = coalesce(?, profile) WHERE alm_user_id = ?')
        .run(text('name'), text('profile'), operation.almUserId);
      return;
    case 'enrol':
      store
        .prepare(
          `INSERT OR IGNORE INTO alm_enrolment (enrolment_id, alm_user_id, course_id, instance_id, state, written_by)
           VALUES (?, ?, ?, ?, 'ENROLLED', ?)`,
        )
        .run(result, operation.almUserId, text('courseId'), text('instanceId'), operation.operationId);
      return;
    case 'grade':
      store
        .prepare('INSERT OR REPLACE INTO alm_grade VALUES (?, ?, 1, 1, ?, ?, ?, ?, ?)')
        .run(
          operation.almUserId,
          text('moduleId'),
          text('startedAt'),
          text('completedAt'),
          payload.score ?? null,
          payload.scoreMax ?? null,
          operation.operationId,
        );
      return;
    default:
      operation.kind satisfies never;
  }
}

/** Puts failed and blocked operations back, all or those of one kind or code. */
export function retryFailed(
  store: Store,
  planId: number,
  filter: { readonly kind?: string; readonly code?: string },
): number {
  return store.transaction(() => {
    const failed = store
      .prepare(
        `UPDATE operation SET state = 'planned', not_before = 0
         WHERE plan_id = $planId AND state = 'failed' AND ($kind IS NULL OR kind = $kind) AND ($code IS NULL OR code = $code)`,
      )
      .run({ planId, kind: filter.kind ?? null, code: filter.code ?? null }).changes;
    store
      .prepare(
        `UPDATE operation AS o SET state = 'planned', code = NULL, message = NULL
         WHERE o.plan_id = ? AND o.state = 'blocked' AND NOT EXISTS (
           WITH RECURSIVE up (id) AS (SELECT o.waits_for UNION SELECT p.waits_for FROM operation p JOIN up ON p.operation_id = up.id)
           SELECT 1 FROM operation f JOIN up ON f.operation_id = up.id WHERE f.state = 'failed')`,
      )
      .run(planId);
    return failed;
  })();
}

/** One attempt of the audit trail. */
export interface AttemptRow {
  readonly attemptId: number;
  readonly key: string;
  readonly purpose: 'send' | 'probe';
  readonly method: string;
  readonly path: string;
  readonly startedAt: string;
  readonly durationMs: number | null;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly outcome: string | null;
  readonly code: string | null;
  readonly message: string | null;
}

/** Every attempt, in the order in which they were made. */
export function* eachAttempt(store: Store): Generator<AttemptRow> {
  yield* store
    .prepare(
      `SELECT a.attempt_id AS attemptId, o.operation_key AS key, a.purpose, a.method, a.path, a.started_at AS startedAt,
         a.duration_ms AS durationMs, a.status, a.request_id AS requestId, a.outcome, a.code, a.message
       FROM attempt a JOIN operation o USING (operation_id) ORDER BY a.attempt_id`,
    )
    .iterate() as IterableIterator<AttemptRow>;
}

/** How many requests a plan has cost so far, by verb and purpose, counted from the journal. */
export function attemptCounts(
  store: Store,
  planId: number,
): readonly { readonly verb: string; readonly purpose: 'send' | 'probe'; readonly count: number }[] {
  return store
    .prepare(
      `SELECT o.verb, a.purpose, count(*) AS count FROM attempt a JOIN operation o USING (operation_id)
       WHERE o.plan_id = ? GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    .all(planId) as { verb: string; purpose: 'send' | 'probe'; count: number }[];
}

/** Operations sent a minute, over the ten minutes before `now`; 0 where there was none. */
export function recentRate(store: Store, planId: number, now: number): number {
  const since = new Date(now - 600_000).toISOString();
  const row = store
    .prepare(
      `SELECT count(*) AS count, min(a.started_at) AS first FROM attempt a JOIN operation o USING (operation_id)
       WHERE o.plan_id = ? AND a.purpose = 'send' AND a.started_at >= ?
         AND a.attempt_id > (SELECT max(attempt_id) - 100000 FROM attempt)`,
    )
    .get(planId, since) as { count: number; first: string | null };
  if (row.first === null) return 0;
  const minutes = (now - Date.parse(row.first)) / 60_000;
  return minutes > 0 ? row.count / minutes : 0;
}
