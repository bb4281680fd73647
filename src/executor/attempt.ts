import {
  type Alm,
  AlmAmbiguous,
  type AlmAnswer,
  AlmMisunderstood,
  type AlmRequest,
  backoffMs,
  type Decision,
  decide,
  outcomeOf,
  outcomeOfError,
  refusalWords,
} from '../alm/index.js';
import {
  type AttemptEnd,
  journalIntent,
  journalOutcome,
  type Operation,
  type Outcome,
  type Store,
} from '../staging/index.js';
import type { Effects } from '../terms/index.js';
import { afterProbe, afterSend, type Trouble } from './life.js';
import { probe } from './probe.js';
import { requestOf, resultOf } from './requests.js';

/** What it takes to carry out an operation. */
export interface Workplace {
  readonly store: Store;
  readonly alm: Alm;
  readonly effects: Effects;
  /** Aborted when the run is to stop at once: what is in flight stays in flight, for the next run's probe. */
  readonly abort: AbortSignal;
}

/** What a run must know of a finished attempt. */
export type AttemptResult =
  | { readonly ended: 'settled'; readonly outcome: Outcome }
  | { readonly ended: 'stop'; readonly why: Trouble }
  | { readonly ended: 'aborted' };

/**
 * Sends one operation once, and looks what became of it where the answer does not say.
 *
 * The intent is durable before the request leaves, and the outcome before anything is built on it.
 */
export async function attempt(place: Workplace, operation: Operation): Promise<AttemptResult> {
  const { store, alm, effects } = place;
  const request = requestOf(operation, alm.settings);
  const startedAt = effects.now();
  const attemptId = journalIntent(store, operation.operationId, {
    purpose: 'send',
    ...journalled(request),
    at: iso(startedAt),
  });
  const sent = await send(place, operation, request);
  if (sent === 'aborted') return { ended: 'aborted' };

  const { decision, end, why, result } = sent;
  const step = afterSend(operation, decision, why, effects.now() + pauseOf(place, operation, decision));
  switch (step.step) {
    case 'settle': {
      const outcome: Outcome = step.outcome.state === 'done' ? { state: 'done', result } : step.outcome;
      journalOutcome(store, operation, attemptId, end, outcome);
      return { ended: 'settled', outcome };
    }
    case 'stop':
      journalOutcome(store, operation, attemptId, end, step.outcome);
      return { ended: 'stop', why: step.why };
    case 'probe': {
      journalOutcome(store, operation, attemptId, end, { state: 'inFlight' });
      return settleByProbe(place, operation, step.why, decision.action === 'reject' ? 0 : startedAt);
    }
    default:
      return step satisfies never;
  }
}

/** Finds out what became of an operation that an earlier run, or an unclear answer, left open. */
export async function settleByProbe(
  place: Workplace,
  operation: Operation,
  why: Trouble,
  sentAt: number,
): Promise<AttemptResult> {
  const { store, alm, effects, abort } = place;
  const startedAt = effects.now();
  const attemptId = journalIntent(store, operation.operationId, {
    purpose: 'probe',
    method: 'GET',
    path: operation.key,
    at: iso(startedAt),
  });
  try {
    const finding = await probe(operation, alm, effects, abort, sentAt);
    const refused = sentAt === 0;
    const retryAt = effects.now() + backoffMs(operation.troubles + 1, backoffOf(alm), effects.random);
    const outcome = afterProbe(operation, finding, why, refused, retryAt);
    const message = finding.tookEffect === 'cannotTell' ? finding.message : null;
    journalOutcome(
      store,
      operation,
      attemptId,
      {
        status: null,
        requestId: null,
        durationMs: effects.now() - startedAt,
        outcome: finding.tookEffect,
        code: null,
        message,
      },
      outcome,
    );
    return { ended: 'settled', outcome };
  } catch (error) {
    if (abort.aborted) return { ended: 'aborted' };
    throw error;
  }
}

interface Sent {
  readonly decision: Decision;
  readonly end: AttemptEnd;
  readonly why: Trouble;
  readonly result: string | null;
}

async function send(place: Workplace, operation: Operation, request: AlmRequest): Promise<Sent | 'aborted'> {
  const { alm, effects, abort } = place;
  const startedAt = effects.now();
  let answer: AlmAnswer | null = null;
  let error: unknown;
  let result: string | null = null;
  try {
    answer = await alm.writes(request, abort);
    if (answer.status >= 200 && answer.status < 300) result = resultOf(operation, answer);
  } catch (thrown) {
    error = thrown;
  }
  if (error !== undefined && abort.aborted) return 'aborted';
  const outcome =
    error !== undefined
      ? outcomeOfError(error)
      : answer === null
        ? null
        : outcomeOf(answer, effects.now(), alm.settings.retryAfterCapMs);
  if (outcome === null) throw error;
  const decision = decide(outcome, false, { justCreated: isJustCreated(place, operation) });
  const words = answer === null ? null : refusalWords(answer);
  const status = answer?.status ?? (error instanceof AlmAmbiguous ? error.status : null);
  const requestId =
    answer?.requestId ??
    (error instanceof AlmAmbiguous || error instanceof AlmMisunderstood ? error.requestId : null);
  const said =
    words === null
      ? alm.redact(messageOf(error))
      : [words.title, words.info].filter((part) => part !== null).join(': ');
  const message = decision.action === 'ok' ? null : said === '' ? decision.reason : said;
  const code = decision.action === 'ok' ? null : (decision.code ?? 'ALM-REJECTED');
  return {
    decision,
    result,
    why: { code: code ?? '', message: `${status ?? 'no answer'} ${message ?? ''}`.trim() },
    end: {
      status,
      requestId,
      durationMs: Math.round(effects.now() - startedAt),
      outcome: decision.row === 'not-visible-yet' ? 'notVisible' : decision.action,
      code,
      message,
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

/** A person whom a run has created may not be visible yet: then "does not exist" means "not yet". */
function isJustCreated(place: Workplace, operation: Operation): boolean {
  if (operation.createdAt === null) return false;
  return place.effects.now() - Date.parse(operation.createdAt) < 2 * place.alm.settings.visibilityWaitMs;
}

function pauseOf(place: Workplace, operation: Operation, decision: Decision): number {
  const { alm, effects } = place;
  return decision.waitMs ?? backoffMs(operation.troubles + 1, backoffOf(alm), effects.random);
}

function backoffOf(alm: Alm): { baseMs: number; capMs: number } {
  return { baseMs: alm.settings.backoffBaseMs, capMs: alm.settings.backoffCapMs };
}

function journalled(request: AlmRequest): { method: string; path: string } {
  const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query).toString()}`;
  return { method: request.method, path: `${request.path}${query}` };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
