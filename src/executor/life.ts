import type { Decision } from '../alm/index.js';
import type { Operation, Outcome } from '../staging/index.js';

/*
 * The life of an operation.
 *
 * planned    nothing was sent, or ALM refused it at the door for a reason that is not its own.
 * inFlight   the intent is in the journal and the request may have left. Only two things end this
 *            state: an answer that is understood, or a probe. A crash leaves an operation here, and so
 *            does a run that is stopped while ALM cannot be asked.
 * waiting    it was not done, and may be sent again after `not_before`, without a probe: ALM said so and
 *            when to come back (429, 503, not visible yet), nothing left this machine, or a probe has
 *            shown that there is no effect.
 * done       an answer or a probe has shown the effect.
 * failed     ALM refused it, and would refuse it again; it went wrong too often while ALM answered
 *            others; or somebody changed in ALM what it was to write. `retry` puts it back.
 * unknown    ALM could be asked, and its answer does not tell. Nothing is sent; the next run probes
 *            again, and a new snapshot answers too.
 * blocked    what it stands on failed or is unknown. It comes back with it.
 *
 *   planned ──▶ inFlight ──▶ done
 *      ▲         │ ▲  ├────▶ failed ──▶ (what stands on it) blocked
 *      │         │ │  └────▶ unknown ─▶ (what stands on it) blocked
 *      └─ stop ──┘ └── waiting ◀── not done
 *
 * An outage is nobody's fault: as long as ALM answers nobody (the circuit is not closed), setbacks do not
 * count against the operation that happened to meet them, and probes wait until ALM can be asked.
 */

/** How often an operation may go wrong while ALM answers others, before it counts as failed. */
export const MOST_TROUBLES = 8;

/** What comes next for an operation whose send has ended. */
export type Step =
  | { readonly step: 'settle'; readonly outcome: Outcome }
  /** `refused`: ALM said no, which may mean that the effect is there already. */
  | { readonly step: 'probe'; readonly why: Trouble; readonly refused: boolean }
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
export function afterSend(decision: Decision, why: Trouble, retryAt: number): Step {
  switch (decision.action) {
    case 'ok':
      return { step: 'settle', outcome: { state: 'done', result: null } };
    case 'probe':
      return { step: 'probe', why, refused: false };
    case 'reject':
      return { step: 'probe', why, refused: true };
    case 'wait':
      return { step: 'settle', outcome: { state: 'waiting', ...why, notBefore: retryAt } };
    case 'retry':
      // The one write that is sent again unasked: nothing of it left this machine, which is no fault of its own.
      return { step: 'settle', outcome: { state: 'waiting', ...why, notBefore: retryAt } };
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
  /** ALM answered, and its answer does not settle the question. */
  | { readonly tookEffect: 'cannotTell'; readonly message: string }
  /** Neither what ALM held before nor what was sent: somebody else wrote there since. */
  | { readonly tookEffect: 'contested'; readonly message: string };

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
    case 'contested':
      return { state: 'failed', code: 'ALM-CHANGED-MEANWHILE', message: finding.message };
    case 'cannotTell':
      if (refused) return { state: 'failed', code: why.code, message: `${why.message}; ${finding.message}` };
      return { state: 'unknown', code: 'ALM-OUTCOME-UNKNOWN', message: finding.message };
    case 'no':
      return refused || operation.troubles + 1 >= MOST_TROUBLES
        ? { state: 'failed', ...why }
        : { state: 'waiting', ...why, notBefore: retryAt };
    default:
      return finding satisfies never;
  }
}
