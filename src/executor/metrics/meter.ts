import type { Alm, BucketState } from '../../alm/index.js';
import {
  type Account,
  type Outcome,
  openCount,
  type Prediction,
  predictionOf,
  type Store,
} from '../../staging/index.js';
import type { Effects } from '../../terms/index.js';
import type { Settled } from '../bounds.js';
import { readSteering } from '../steering.js';

/** Everything that the metrics are made from. Times are milliseconds since the epoch. */
export interface RunFacts {
  /** The absolute path of the workspace: one machine can run several. */
  readonly workspace: string;
  readonly version: string;
  readonly account: Account;
  readonly planId: number;
  readonly startedAt: number;
  readonly now: number;
  /** Why the run ended; null while it goes on. */
  readonly end: string | null;
  readonly isPaused: boolean;
  readonly share: number;
  readonly planned: readonly Prediction[];
  readonly open: number;
  readonly settled: Settled;
  /** Failures of this run by reason code. */
  readonly failures: ReadonlyMap<string, number>;
  readonly limits: readonly BucketState[];
  readonly isCircuitClosed: boolean;
}

/** Counts what a run settles, and gives the facts of any moment. */
export class Meter {
  readonly #run: Pick<RunFacts, 'workspace' | 'version' | 'account' | 'planId' | 'startedAt' | 'planned'>;
  readonly #store: Store;
  readonly #alm: Pick<Alm, 'throttle' | 'circuit'>;
  readonly #effects: Pick<Effects, 'now'>;
  readonly #settled = { done: 0, failed: 0, unknown: 0 };
  readonly #failures = new Map<string, number>();

  constructor(
    place: {
      readonly store: Store;
      readonly alm: Pick<Alm, 'throttle' | 'circuit'>;
      readonly effects: Pick<Effects, 'now'>;
    },
    run: Pick<RunFacts, 'workspace' | 'version' | 'account' | 'planId'>,
  ) {
    this.#store = place.store;
    this.#alm = place.alm;
    this.#effects = place.effects;
    this.#run = { ...run, startedAt: place.effects.now(), planned: predictionOf(place.store, run.planId) };
  }

  /** Takes in what an operation came to. */
  note(outcome: Outcome): void {
    if (outcome.state === 'done' || outcome.state === 'failed' || outcome.state === 'unknown')
      this.#settled[outcome.state] += 1;
    if (outcome.state === 'failed')
      this.#failures.set(outcome.code, (this.#failures.get(outcome.code) ?? 0) + 1);
  }

  facts(end: string | null): RunFacts {
    return {
      ...this.#run,
      now: this.#effects.now(),
      end,
      ...readSteering(this.#store),
      open: openCount(this.#store, this.#run.planId),
      settled: this.#settled,
      failures: this.#failures,
      limits: this.#alm.throttle.state(),
      isCircuitClosed: this.#alm.circuit.state().state === 'closed',
    };
  }
}
