import {
  AlmAmbiguous,
  type AlmAnswer,
  AlmMisunderstood,
  type AlmRequest,
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
} from '../staging/index.js';
import { Failure } from '../terms/index.js';
import { afterSend, type Trouble } from './life.js';
import { orAborted } from './orAborted.js';
import { journalled, resultOf } from './requests.js';
import { retryAtOf, settleByProbe } from './settling.js';
import type { Workplace } from './workplace.js';

/** What a run must know of a finished attempt. */
export type AttemptResult =
  | { readonly ended: 'settled'; readonly outcome: Outcome }
  /** The operation is back or stays in flight, and no other request would fare better. */
  | { readonly ended: 'stop'; readonly why: Trouble; readonly failure?: Failure }
  /** The run stopped before the end was known: the next run probes. */
  | { readonly ended: 'leftOpen' };

/**
 * Sends one operation once, and looks what became of it where the answer does not say.
 *
 * The intent is durable before the request leaves, and the outcome before anything is built on it.
 */
export async function attempt(
  place: Workplace,
  operation: Operation,
  request: AlmRequest,
): Promise<AttemptResult> {
  const { store, journal, effects, alm } = place;
  const at = new Date(effects.now()).toISOString();
  const attemptId = await journal.write(() =>
    journalIntent(store, operation.operationId, { ...journalled(request), at }),
  );
  const sent = await send(place, operation, request);
  if (sent === 'aborted') return { ended: 'leftOpen' };

  const { decision, end, why, result, failure } = sent;
  const write = (outcome: Outcome): Promise<void> =>
    journal.write(() => journalOutcome(store, operation, attemptId, end, outcome));
  const retryAt = decision.waitMs === null ? retryAtOf(place, operation) : effects.now() + decision.waitMs;
  const step = afterSend(decision, why, retryAt);
  switch (step.step) {
    case 'settle': {
      const outcome: Outcome = step.outcome.state === 'done' ? { state: 'done', result } : step.outcome;
      await write(outcome);
      return { ended: 'settled', outcome };
    }
    case 'stop':
      await write(step.outcome);
      return { ended: 'stop', why: step.why, ...(failure === null ? {} : { failure }) };
    case 'probe': {
      await write({ state: 'inFlight' });
      // A request that timed out may still be at work: the time to become visible counts from now on.
      const trustedFrom = step.refused ? 0 : effects.now() + alm.settings.visibilityWaitMs;
      return settleByProbe(place, operation, { why: step.why, refused: step.refused, trustedFrom });
    }
    default:
      return step satisfies never;
  }
}

interface Sent {
  readonly decision: Decision;
  readonly end: AttemptEnd;
  readonly why: Trouble;
  readonly result: string | null;
  /** What the user can mend, where that is what stopped the run. */
  readonly failure: Failure | null;
}

async function send(place: Workplace, operation: Operation, request: AlmRequest): Promise<Sent | 'aborted'> {
  const { alm, effects, abort } = place;
  const startedAt = effects.now();
  let answer: AlmAnswer | null = null;
  let error: unknown = null;
  let result: string | null = null;
  try {
    answer = await orAborted(alm.writes(request, abort), abort);
    if (answer.status >= 200 && answer.status < 300) result = resultOf(operation, answer);
  } catch (thrown) {
    if (abort.aborted) return 'aborted';
    error = thrown;
  }
  const durationMs = Math.round(effects.now() - startedAt);
  if (error instanceof Failure) return noToken(error, durationMs);
  const outcome =
    error !== null
      ? outcomeOfError(error)
      : answer === null
        ? null
        : outcomeOf(answer, effects.now(), alm.settings.retryAfterCapMs);
  if (outcome === null) throw error;
  const decided = decide(outcome, false, { justCreated: isJustCreated(place, operation) });
  const isTokenRefused = decided.row === 'token-refused';
  const decision =
    isTokenRefused && !place.refusedTokens.refused(startedAt, effects.now())
      ? { ...decided, action: 'wait' as const }
      : decided;
  if (!isTokenRefused && outcome.kind === 'answered') place.refusedTokens.understood();
  const told = error instanceof AlmAmbiguous || error instanceof AlmMisunderstood ? error.requestId : null;
  const status = answer?.status ?? (error instanceof AlmAmbiguous ? error.status : null);
  const isOk = decision.action === 'ok';
  const message = isOk ? null : saidBy(answer, error, alm.redact) || decision.reason;
  const code = isOk ? null : codeOf(operation, decision);
  return {
    decision,
    result,
    failure: null,
    why: { code: code ?? '', message: `${status ?? 'no answer'} ${message ?? ''}`.trim() },
    end: {
      status,
      requestId: answer?.requestId ?? told,
      durationMs,
      outcome: labelOf(place, decision),
      code,
      message,
    },
  };
}

/** The client throws a `Failure` only where ALM gives no token for the credentials: the request was not done. */
function noToken(failure: Failure, durationMs: number): Sent {
  const { code, message } = failure;
  const decision = { action: 'stop', row: 'token-refused', code, reason: message, waitMs: null } as const;
  const end = { status: null, requestId: null, durationMs, outcome: 'stop', code, message };
  return { decision, result: null, failure, why: { code, message }, end };
}

/**
 * The name under which the journal keeps what became of a send. While ALM answers nobody it is an
 * `outage`: only `probe` and `retry` count against the operation.
 */
function labelOf(place: Workplace, decision: Decision): string {
  if (decision.row === 'not-visible-yet') return 'notVisible';
  const isSetback = decision.action === 'probe' || decision.action === 'retry';
  const isOutage = decision.row === 'unreachable' || place.alm.circuit.state().state !== 'closed';
  return isSetback && isOutage ? 'outage' : decision.action;
}

function codeOf(operation: Operation, decision: Decision): string {
  // The user never became visible: that is what the last refusal means, too.
  if (decision.row === 'refused' && operation.code === 'ALM-NOT-VISIBLE') return operation.code;
  return decision.code ?? 'ALM-REJECTED';
}

function saidBy(answer: AlmAnswer | null, error: unknown, redact: (text: string) => string): string {
  if (error instanceof Error) return redact(error.message);
  if (answer === null) return '';
  const { title, info } = refusalWords(answer);
  return redact([title, info].filter((part) => part !== null).join(': '));
}

/** A person whom a run has created may not be visible yet: then "does not exist" means "not yet". */
function isJustCreated(place: Workplace, operation: Operation): boolean {
  if (operation.createdAt === null) return false;
  return place.effects.now() - Date.parse(operation.createdAt) < 2 * place.alm.settings.visibilityWaitMs;
}
