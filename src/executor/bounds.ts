import type { Chosen } from '../staging/index.js';
import type { Trouble } from './life.js';

/** What bounds a run beside the plan. */
export interface RunBounds {
  /** Aborted when no new operation may start: what is in flight is finished. */
  readonly drain: AbortSignal;
  /** Which operations may be sent; `noted` are those of `chooseOperations`. All by default. */
  readonly chosen?: Chosen;
  /** Leaves alone what an earlier run left open, where ALM cannot be asked: in a dry run. */
  readonly leaveOpenEnds?: boolean;
  /** How many operations this run may send at the most. */
  readonly limit?: number;
  /** Milliseconds since the epoch after which none starts. */
  readonly until?: number;
  /** Failures of this run at which it stops itself. */
  readonly maxFailures?: number;
  /** The share of failures among the last `FAILURE_WINDOW` settled operations above which it stops itself. */
  readonly maxFailureShare?: number;
}

/** As many settled operations as a share of failures is counted over: fewer say nothing. */
export const FAILURE_WINDOW = 100;

/** Why a run ended. */
export type RunEnd =
  | { readonly why: 'finished' }
  | { readonly why: 'drained' | 'aborted' }
  | { readonly why: 'limit' | 'until' }
  | { readonly why: 'maxFailures'; readonly failures: number }
  | { readonly why: 'failureShare'; readonly failures: number }
  | { readonly why: 'refused'; readonly trouble: Trouble };

/** Operations that a run settled, by the state that they came to. */
export type Settled = Readonly<Record<'done' | 'failed' | 'unknown', number>>;

export interface RunReport {
  readonly end: RunEnd;
  readonly settled: Settled;
}

/** Watches for the moment at which a run goes so wrong that it has to stop itself. */
export class FailureWatch {
  readonly #bounds: Pick<RunBounds, 'maxFailures' | 'maxFailureShare'>;
  /** The last settled operations, a ring: true is a failure. */
  readonly #window: boolean[] = [];
  #next = 0;
  #inWindow = 0;
  #failures = 0;

  constructor(bounds: Pick<RunBounds, 'maxFailures' | 'maxFailureShare'>) {
    this.#bounds = bounds;
  }

  /** Takes a settled operation in; the end of the run, if that is what it means. */
  note(failed: boolean): RunEnd | null {
    if (this.#window[this.#next] === true) this.#inWindow -= 1;
    this.#window[this.#next] = failed;
    this.#next = (this.#next + 1) % FAILURE_WINDOW;
    if (!failed) return null;
    this.#failures += 1;
    this.#inWindow += 1;
    const { maxFailures, maxFailureShare } = this.#bounds;
    if (maxFailures !== undefined && this.#failures >= maxFailures) {
      return { why: 'maxFailures', failures: this.#failures };
    }
    const isFull = this.#window.length === FAILURE_WINDOW;
    if (maxFailureShare !== undefined && isFull && this.#inWindow > maxFailureShare * FAILURE_WINDOW) {
      return { why: 'failureShare', failures: this.#inWindow };
    }
    return null;
  }
}
