import type { OperationKind, OperationVerb } from './operations.js';
import { prepared } from './prepared.js';
import { BUNDLE_METHOD } from './sprintRuns.js';
import type { Store } from './store.js';

/** One attempt of the audit trail: a send, or one look of a probe. */
export interface AttemptRow {
  readonly attemptId: number;
  readonly planId: number;
  readonly key: string;
  readonly kind: OperationKind;
  readonly purpose: 'send' | 'probe';
  readonly method: string;
  readonly path: string;
  readonly startedAt: string;
  /** Null where this process died before it knew, as are those below. */
  readonly durationMs: number | null;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly outcome: string | null;
  readonly code: string | null;
  readonly message: string | null;
}

const ATTEMPT_COLUMNS = `
  a.attempt_id AS attemptId, o.plan_id AS planId, o.operation_key AS key, o.kind, a.purpose, a.method, a.path,
  a.started_at AS startedAt, a.duration_ms AS durationMs, a.status, a.request_id AS requestId, a.outcome,
  a.code, a.message`;

/** Every attempt of all plans, in the order in which they were made. */
export function* eachAttempt(store: Store): Generator<AttemptRow> {
  yield* store
    .prepare(
      `SELECT ${ATTEMPT_COLUMNS} FROM attempt a CROSS JOIN operation o USING (operation_id) ORDER BY a.attempt_id`,
    )
    .iterate() as IterableIterator<AttemptRow>;
}

export function attemptsOf(store: Store, operationId: number): readonly AttemptRow[] {
  return store
    .prepare(
      `SELECT ${ATTEMPT_COLUMNS} FROM attempt a JOIN operation o USING (operation_id)
       WHERE a.operation_id = ? ORDER BY a.attempt_id`,
    )
    .all(operationId) as AttemptRow[];
}

/** How many requests a plan has cost so far, by verb and purpose, counted from the journal. */
export function attemptCounts(
  store: Store,
  planId: number,
): readonly {
  readonly verb: OperationVerb;
  readonly purpose: 'send' | 'probe';
  readonly count: number;
}[] {
  return store
    .prepare(
      `SELECT o.verb, a.purpose, count(*) AS count FROM attempt a JOIN operation o USING (operation_id)
       WHERE o.plan_id = ? AND a.method <> '${BUNDLE_METHOD}' GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    .all(planId) as { verb: OperationVerb; purpose: 'send' | 'probe'; count: number }[];
}

/** How many requests by verb a plan has sent, and how many of its operations were sent at all. */
export function sendCounts(
  store: Store,
  planId: number,
): readonly { readonly verb: OperationVerb; readonly sent: number; readonly operations: number }[] {
  return store
    .prepare(
      `SELECT verb, sum(attempts) AS sent, count(*) AS operations FROM operation
       WHERE plan_id = ? AND attempts > 0 AND route = 'api' GROUP BY verb`,
    )
    .all(planId) as { verb: OperationVerb; sent: number; operations: number }[];
}

/** Whether anything of a plan was ever sent. */
export function wasAttempted(store: Store, planId: number): boolean {
  const row = store
    .prepare('SELECT EXISTS (SELECT 1 FROM operation WHERE plan_id = ? AND attempts > 0) AS attempted')
    .get(planId) as { attempted: number };
  return row.attempted === 1;
}

/** As many of the newest attempts as the questions below look at: enough for an hour at 1,600 a minute. */
const RECENT = 100_000;

/** Sends of one verb a minute. */
export interface SendRate {
  readonly verb: OperationVerb;
  readonly perMinute: number;
}

/**
 * Operations sent a minute by API, by verb, over the ten minutes before `now`, or since `from` where that
 * is later (milliseconds since the epoch): what an earlier run sent says nothing of the pace of this one.
 */
export function recentRates(store: Store, planId: number, now: number, from = 0): readonly SendRate[] {
  const since = new Date(Math.max(from, now - 600_000)).toISOString();
  const rows = prepared(
    store,
    `SELECT o.verb, count(*) AS count, min(a.started_at) AS first FROM attempt a JOIN operation o USING (operation_id)
     WHERE o.plan_id = ? AND a.purpose = 'send' AND a.method <> '${BUNDLE_METHOD}' AND a.started_at >= ?
       AND a.attempt_id > (SELECT max(attempt_id) - ${RECENT} FROM attempt)
     GROUP BY o.verb ORDER BY o.verb DESC`,
  ).all(planId, since) as { verb: OperationVerb; count: number; first: string }[];
  const first = Math.min(...rows.map((row) => Date.parse(row.first)));
  const minutes = (now - first) / 60_000;
  return minutes > 0 ? rows.map(({ verb, count }) => ({ verb, perMinute: count / minutes })) : [];
}

/** An attempt that has ended, as somebody who watches wants to see it. */
export interface RecentAnswer {
  readonly attemptId: number;
  readonly kind: OperationKind;
  readonly purpose: 'send' | 'probe';
  readonly method: string;
  readonly path: string;
  readonly startedAt: string;
  readonly durationMs: number | null;
  /** null: no answer came. */
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly requestId: string | null;
}

/** The last attempts of a plan that have ended, the newest first. */
export function recentAnswers(store: Store, planId: number, limit: number): readonly RecentAnswer[] {
  return prepared(
    store,
    `SELECT a.attempt_id AS attemptId, o.kind, a.purpose, a.method, a.path, a.started_at AS startedAt,
       a.duration_ms AS durationMs, a.status, a.code, a.message, a.request_id AS requestId
     FROM attempt a CROSS JOIN operation o USING (operation_id)
     WHERE o.plan_id = ? AND a.outcome IS NOT NULL AND a.method <> '${BUNDLE_METHOD}'
       AND a.attempt_id > (SELECT max(attempt_id) - ${RECENT} FROM attempt)
     ORDER BY a.attempt_id DESC LIMIT ?`,
  ).all(planId, limit) as RecentAnswer[];
}

/** What went wrong lately, by code: how often, when last, and what ALM said then. */
export interface RecentError {
  readonly code: string;
  readonly count: number;
  readonly lastAt: string;
  readonly lastStatus: number | null;
  readonly lastMessage: string | null;
  readonly lastRequestId: string | null;
}

/** The errors of the newest attempts of a plan, grouped, the latest first. */
export function recentErrors(store: Store, planId: number): readonly RecentError[] {
  // SQLite takes the bare columns from the row that holds the maximum.
  return store
    .prepare(
      `SELECT a.code, count(*) AS count, max(a.started_at) AS lastAt, a.status AS lastStatus,
         a.message AS lastMessage, a.request_id AS lastRequestId
       FROM attempt a JOIN operation o USING (operation_id)
       WHERE o.plan_id = ? AND a.code IS NOT NULL AND a.attempt_id > (SELECT max(attempt_id) - ${RECENT} FROM attempt)
       GROUP BY a.code ORDER BY lastAt DESC`,
    )
    .all(planId) as RecentError[];
}
