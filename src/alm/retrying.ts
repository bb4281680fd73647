import { Defect, type Effects } from '../terms/index.js';
import { backoffMs } from './backoff.js';
import type { Circuit } from './circuit.js';
import { AlmAmbiguous } from './errors.js';
import { type Outcome, outcomeOf, outcomeOfError } from './outcome.js';
import { decide } from './policy.js';
import { type AlmAnswer, isRead, type Send } from './seam.js';
import type { AlmSettings } from './settings.js';

type End = { readonly answer: AlmAnswer } | { readonly error: unknown };

/**
 * Sends reads until they are answered, within bounds; the last answer or error is handed on.
 * Reads only: what a write did before its answer was lost is for a probe to find out.
 */
export function retrying(send: Send, circuit: Circuit, effects: Effects, settings: AlmSettings): Send {
  return async (request, signal) => {
    if (!isRead(request))
      throw new Defect('ALM-RETRIED-WRITE', `${request.method} ${request.path} was sent as a read`);
    let failures = 0;
    let waits = 0;
    for (;;) {
      await circuit.ready(signal);
      const end = await send(request, signal).then(
        (answer): End => ({ answer }),
        (error: unknown): End => ({ error }),
      );
      const outcome = outcomeOfEnd(end, effects.now(), settings.retryAfterCapMs);
      if (outcome === null) return handOn(end, signal);
      const { action, waitMs } = decide(outcome, true);
      if (action === 'retry' && ++failures < settings.readAttempts) {
        const backoff = { baseMs: settings.backoffBaseMs, capMs: settings.backoffCapMs };
        await effects.sleep(backoffMs(failures, backoff, effects.random), signal);
      } else if (action === 'wait' && ++waits <= settings.readWaits) {
        // The throttle holds a 429's whole bucket back by itself; a 503 concerns this request.
        if (outcome.kind === 'answered' && outcome.status !== 429) await effects.sleep(waitMs ?? 0, signal);
      } else {
        return handOn(end, signal);
      }
    }
  };
}

function outcomeOfEnd(end: End, now: number, capMs: number): Outcome | null {
  if ('answer' in end) return outcomeOf(end.answer, now, capMs);
  if (end.error instanceof AlmAmbiguous && end.error.kind === 'aborted') return null;
  return outcomeOfError(end.error);
}

function handOn(end: End, signal?: AbortSignal): AlmAnswer {
  if ('answer' in end) return end.answer;
  // Whether an abandoned read had been sent is nobody's concern.
  signal?.throwIfAborted();
  throw end.error;
}
