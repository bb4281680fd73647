import type { BucketState } from '../alm/index.js';
import { type RunPulse, writePulse } from '../staging/index.js';
import type { Settled } from './bounds.js';
import type { Workplace } from './workplace.js';

/**
 * Tells other terminals through the store what only this process knows: its limits, its circuit, why it
 * ended. It is for people to look at; nothing is decided by it, and a crash leaves it as it was.
 */
export class Pulse {
  readonly #place: Pick<Workplace, 'store' | 'alm' | 'effects'>;
  readonly #planId: number;
  readonly #startedAt: string;
  #written = '';

  constructor(place: Pick<Workplace, 'store' | 'alm' | 'effects'>, planId: number) {
    this.#place = place;
    this.#planId = planId;
    this.#startedAt = new Date(place.effects.now()).toISOString();
  }

  /** Writes how it stands, where that is otherwise than last time; `end` is why the run ended. */
  beat(settled: Settled, end: string | null): void {
    const { store, alm } = this.#place;
    const { state, trialAt } = alm.circuit.state();
    const pulse: RunPulse = {
      planId: this.#planId,
      pid: process.pid,
      startedAt: this.#startedAt,
      settled: { ...settled },
      circuit: state,
      trialAt: instant(trialAt),
      limits: alm.throttle.state().map(limitOf),
      end,
    };
    const text = JSON.stringify(pulse);
    if (text === this.#written) return;
    this.#written = text;
    writePulse(store, pulse);
  }
}

function limitOf({ name, limit, burst, perMinute, learned, waiting, refused, blockedUntil }: BucketState) {
  return { name, limit, burst, perMinute, learned, waiting, refused, blockedUntil: instant(blockedUntil) };
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
