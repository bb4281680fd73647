import type { Decision } from '../alm/index.js';
import type { Operation, Outcome } from '../staging/index.js';

/*
 * The life of an operation.
 *
 * planned    nothing was sent, or a probe has shown that what was sent had no effect.
 * inFlight   the intent is in the journal and the request may have left. Only two things end this
 *            state: an answer that is understood, or a probe. A crash leaves an operation here.
 * waiting    ALM said that it was not done and when to come back (429, 503, not visible yet), or
 *            nothing left this machine. It may be sent again after `not_before`, without a probe.
 * done       an answer or a probe has shown the effect.
 * failed     ALM refused it, and would refuse it again; or it went wrong too often. `retry` puts it back.
 * blocked    what it stands on has failed. It comes back with it.
 * unknown    a probe could not tell. Nothing is sent; the next run probes again, a person may look.
 *
 *   planned ──▶ inFlight ──▶ done
 *      ▲          │  │  └──▶ waiting ──▶ inFlight
 *      │          │  └─────▶ failed ──▶ (what stands on it) blocked
 *      └─ probe ──┴─ probe ▶ unknown
 */

/** How often an operation may go wrong without an answer that decides, before it counts as failed. */
export const MOST_TROUBLES = 8;

/** What comes next for an operation whose send has ended. */
export type Step =
  | { readonly step: 'settle'; readonly outcome: Outcome }
  | { readonly step: 'probe'; readonly why: Trouble }
  /** The operation goes back, and the run ends: no other request would fare better. */
  | { readonly step: 'stop'; readonly outcome: Outcome; readonly why: Trouble };

export interface Trouble {
  readonly code: string;
  readonly message: string;
}

/**
 * Decides what a finished send means for its operation. Pure.
 *
 * `retryAt` is when it may be sent again, in milliseconds since the epoch.
 */
export function afterSend(operation: Operation, decision: Decision, why: Trouble, retryAt: number): Step {
  switch (decision.action) {
    case 'ok':
      return { step: 'settle', outcome: { state: 'done', result: null } };
    case 'probe':
      return { step: 'probe', why };
    case 'reject':
      // A refused creation can mean that it is there already: look before it counts as failed.
      return operation.kind === 'grade' || operation.kind === 'updateUser'
        ? { step: 'settle', outcome: { state: 'failed', ...why } }
        : { step: 'probe', why };
    case 'wait':
    case 'retry':
      return tooOften(operation)
        ? { step: 'settle', outcome: { state: 'failed', ...why } }
        : { step: 'settle', outcome: { state: 'waiting', ...why, notBefore: retryAt } };
    case 'stop':
    case 'refresh':
      return { step: 'stop', outcome: { state: 'planned', ...why }, why };
    default:
      return decision.action satisfies never;
  }
}

/** What a probe has found. */
export type Finding =
  | { readonly tookEffect: 'yes'; readonly result: string | null }
  | { readonly tookEffect: 'no' }
  | { readonly tookEffect: 'cannotTell'; readonly message: string };

/** Decides what a probe means for its operation; `refused` is set where ALM had refused the request. Pure. */
export function afterProbe(
  operation: Operation,
  finding: Finding,
  why: Trouble,
  refused: boolean,
  retryAt: number,
): Outcome {
  switch (finding.tookEffect) {
    case 'yes':
      return { state: 'done', result: finding.result };
    case 'cannotTell':
      if (refused) return { state: 'failed', code: why.code, message: `${why.message}; ${finding.message}` };
      return { state: 'unknown', code: 'ALM-OUTCOME-UNKNOWN', message: finding.message };
    case 'no':
      return refused || tooOften(operation)
        ? { state: 'failed', ...why }
        : { state: 'waiting', ...why, notBefore: retryAt };
    default:
      return finding satisfies never;
  }
}

function tooOften(operation: Operation): boolean {
  return operation.troubles + 1 >= MOST_TROUBLES;
}
