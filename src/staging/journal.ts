import { Defect } from '../terms/index.js';
import { recordEffect } from './effects.js';
import type { Operation } from './operations.js';
import { prepared } from './prepared.js';
import type { Store } from './store.js';

/** What is about to leave this machine, for the journal. */
export interface Intent {
  readonly method: string;
  readonly path: string;
  /** ISO 8601. */
  readonly at: string;
}

/** How an attempt ended, as far as is known. */
export interface AttemptEnd {
  readonly status: number | null;
  readonly requestId: string | null;
  readonly durationMs: number;
  /** The policy's action for a send; `yes`, `no`, `cannotTell`, `contested` or `outage` for a look. */
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

/**
 * Writes the intent of a send, and marks the operation in flight. The request may leave once this is
 * committed. An operation can be claimed once only, whatever the caller believes of its state.
 */
export function journalIntent(store: Store, operationId: number, intent: Intent): number {
  const claimed = prepared(
    store,
    `UPDATE operation SET state = 'inFlight', attempts = attempts + 1
     WHERE operation_id = ? AND state IN ('planned', 'waiting')`,
  ).run(operationId);
  if (claimed.changes !== 1) {
    throw new Defect('OPERATION-CLAIMED-TWICE', `operation ${operationId} was not there to be claimed`);
  }
  const { lastInsertRowid } = prepared(
    store,
    `INSERT INTO attempt (operation_id, purpose, method, path, started_at) VALUES (?, 'send', ?, ?, ?)`,
  ).run(operationId, intent.method, intent.path, intent.at);
  return Number(lastInsertRowid);
}

/** Writes how a send ended, what that makes of its operation, and what ALM therefore holds. */
export function journalOutcome(
  store: Store,
  operation: Operation,
  attemptId: number,
  end: AttemptEnd,
  outcome: Outcome,
): void {
  prepared(
    store,
    `UPDATE attempt SET status = ?, request_id = ?, duration_ms = ?, outcome = ?, code = ?, message = ?
     WHERE attempt_id = ?`,
  ).run(end.status, end.requestId, end.durationMs, end.outcome, end.code, end.message, attemptId);
  settle(store, operation, outcome);
}

/** Writes one look of a probe. It changes nothing in ALM, so that it needs no intent before it. */
export function journalLook(
  store: Store,
  operation: Operation,
  intent: Intent,
  end: AttemptEnd,
  outcome: Outcome,
): void {
  prepared(
    store,
    `INSERT INTO attempt (operation_id, purpose, method, path, started_at, status, request_id, duration_ms, outcome, code, message)
     VALUES (?, 'probe', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    operation.operationId,
    intent.method,
    intent.path,
    intent.at,
    end.status,
    end.requestId,
    end.durationMs,
    end.outcome,
    end.code,
    end.message,
  );
  settle(store, operation, outcome);
}

function settle(store: Store, operation: Operation, outcome: Outcome): void {
  if (outcome.state === 'inFlight') return;
  if (outcome.state === 'done') {
    prepared(
      store,
      `UPDATE operation SET state = 'done', result = ?, code = NULL, message = NULL WHERE operation_id = ?`,
    ).run(outcome.result, operation.operationId);
    recordEffect(store, operation, outcome.result);
  } else {
    prepared(
      store,
      'UPDATE operation SET state = ?, code = ?, message = ?, not_before = ? WHERE operation_id = ?',
    ).run(
      outcome.state,
      outcome.code,
      outcome.message,
      outcome.state === 'waiting' ? Math.ceil(outcome.notBefore) : 0,
      operation.operationId,
    );
  }
  if (outcome.state === 'failed' || outcome.state === 'unknown') block(store, operation, outcome.state);
  else if (operation.state === 'unknown') release(store, operation);
}

const CHILDREN = `WITH RECURSIVE child (operation_id) AS (
    SELECT operation_id FROM operation WHERE waits_for = $id
    UNION SELECT o.operation_id FROM operation o JOIN child c ON o.waits_for = c.operation_id)`;

/** What stands on an operation that failed, or of which nobody knows, cannot be done: it says so, and on which it waits. */
function block(store: Store, operation: Operation, state: 'failed' | 'unknown'): void {
  const why = state === 'failed' ? 'which failed' : 'of which nobody knows whether it took effect';
  prepared(
    store,
    `${CHILDREN} UPDATE operation SET state = 'blocked', code = 'ALM-BLOCKED', message = $message
     WHERE operation_id IN (SELECT operation_id FROM child) AND state IN ('planned', 'waiting', 'blocked')`,
  ).run({ id: operation.operationId, message: `waits for ${operation.key}, ${why}` });
}

/** A later probe could tell: what stood on it may go on. Nothing else can have blocked it, since it was never sent. */
function release(store: Store, operation: Operation): void {
  prepared(
    store,
    `${CHILDREN} UPDATE operation SET state = 'planned', code = NULL, message = NULL
     WHERE operation_id IN (SELECT operation_id FROM child) AND state = 'blocked'`,
  ).run({ id: operation.operationId });
}
