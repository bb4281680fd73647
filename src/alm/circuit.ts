import type { Effects } from '../terms/index.js';
import { type Backoff, backoffMs } from './backoff.js';

export interface CircuitState {
  readonly state: 'closed' | 'open' | 'trying';
  readonly failuresInARow: number;
  /** Milliseconds since the epoch, while it is open. */
  readonly trialAt: number | null;
}

/** A trial of which nobody reports the end does not keep the others waiting for ever. */
const TRIAL_LEASE_MS = 90_000;

/**
 * Stops sending when everything fails, so that an outage costs a request a minute and no journal
 * full of failures.
 *
 * closed: everybody passes. A success resets the count; `failuresToOpen` failures in a row open it.
 * open: nobody passes until the trial is due: half the doubled, capped delay at least, the rest by
 *   chance.
 * trying: one has passed; its success closes the circuit, its failure opens it for longer. When it
 *   never reports, the next one may try.
 *
 * Call `ready` before each request, and `report` what became of it.
 */
export class Circuit {
  readonly #effects: Effects;
  readonly #failuresToOpen: number;
  readonly #backoff: Backoff;
  #failures = 0;
  #openings = 0;
  #trialAt: number | null = null;
  #trying = false;
  #closedSignal: { readonly promise: Promise<void>; readonly resolve: () => void } | null = null;

  constructor(effects: Effects, options: { failuresToOpen: number; backoff: Backoff }) {
    this.#effects = effects;
    this.#failuresToOpen = options.failuresToOpen;
    this.#backoff = options.backoff;
  }

  /** Resolves when the next request may be sent; rejects with the signal's reason. */
  async ready(signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.#trialAt === null) return;
      const wait = this.#trialAt - this.#effects.now();
      if (wait <= 0) {
        this.#trying = true;
        this.#trialAt = this.#effects.now() + TRIAL_LEASE_MS;
        return;
      }
      await this.#sleepUnlessClosed(wait, signal);
    }
  }

  /** `failed` is an outage: no connection, no answer, a 5xx. A refusal is an answer, hence `worked`. */
  report(result: 'worked' | 'failed'): void {
    if (result === 'worked') {
      this.#failures = 0;
      this.#openings = 0;
      this.#trying = false;
      this.#trialAt = null;
      this.#closedSignal?.resolve();
      this.#closedSignal = null;
      return;
    }
    this.#failures += 1;
    const opens = this.#trialAt === null ? this.#failures >= this.#failuresToOpen : this.#trying;
    if (!opens) return;
    this.#openings += 1;
    this.#trying = false;
    const most = Math.min(this.#backoff.capMs, this.#backoff.baseMs * 2 ** Math.min(this.#openings - 1, 60));
    const halved = { baseMs: most / 2, capMs: most / 2 };
    this.#trialAt = this.#effects.now() + most / 2 + backoffMs(1, halved, this.#effects.random);
  }

  state(): CircuitState {
    const state = this.#trialAt === null ? 'closed' : this.#trying ? 'trying' : 'open';
    return { state, failuresInARow: this.#failures, trialAt: state === 'open' ? this.#trialAt : null };
  }

  /** Those who wait leave at once when the trial succeeds, not when their own time is up. */
  async #sleepUnlessClosed(wait: number, signal?: AbortSignal): Promise<void> {
    if (this.#closedSignal === null) {
      let resolve = (): void => undefined;
      const promise = new Promise<void>((done) => {
        resolve = done;
      });
      this.#closedSignal = { promise, resolve };
    }
    const nap = new AbortController();
    const wake = (): void => nap.abort();
    signal?.addEventListener('abort', wake, { once: true });
    const slept = this.#effects.sleep(wait, nap.signal).catch(() => undefined);
    await Promise.race([slept, this.#closedSignal.promise]);
    signal?.removeEventListener('abort', wake);
    nap.abort();
  }
}
