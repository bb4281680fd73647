import { dataVersion, type Store, workspaceIsLocked } from '../staging/index.js';
import type { Effects } from '../terms/index.js';
import { type CountedBalance, countBalance, type Facts, readFacts } from './facts.js';

/** How often it is asked whether anything changed, where a look is cheap. */
const INTERVAL_MS = 1_000;
/** Looking takes no more than this part of the time, so that a store of millions does not cost a core. */
const LARGEST_SHARE = 0.2;
/** Rate and time left change while nothing is written, too, as long as something is at work. */
const LONGEST_SILENCE_MS = 10_000;

/** Counting the balance anew takes no more than this part of the time, where somebody wants to see it grow. */
export const BALANCE_SHARE = 0.05;

/**
 * Gives the facts at once, and again whenever they have changed, until `signal` is aborted: then it
 * ends. Whether to go on after a run has ended is for the caller to say.
 *
 * `balanceShare` is the part of the time that counting the balance may take while a command is at work;
 * with 0 it is counted at the beginning, and when nothing is at work any more.
 */
export async function* watchFacts(
  store: Store,
  effects: Pick<Effects, 'now' | 'sleep'>,
  signal: AbortSignal,
  balanceShare = BALANCE_SHARE,
): AsyncGenerator<Facts> {
  const balances = new Balances(store, effects, balanceShare);
  let told = '';
  for (;;) {
    const version = dataVersion(store);
    const from = effects.now();
    const facts = readFacts(store, from, (isRunning) => balances.of(version, isRunning));
    const cost = effects.now() - from - balances.takeCost();
    const text = JSON.stringify({ ...facts, balanceAt: '' });
    if (text !== told) {
      told = text;
      yield facts;
    }
    const pause = Math.max(INTERVAL_MS, cost / LARGEST_SHARE);
    if (!(await changed(store, effects, signal, { version, isRunning: facts.isRunning, pause }))) return;
  }
}

/** Counts the balance where somebody may have changed it, and seldom while a command is at work. */
class Balances {
  readonly #store: Store;
  readonly #effects: Pick<Effects, 'now'>;
  readonly #share: number;
  #last: (CountedBalance & { readonly version: number }) | null = null;
  #againAt = Number.POSITIVE_INFINITY;
  #cost = 0;

  constructor(store: Store, effects: Pick<Effects, 'now'>, share: number) {
    this.#store = store;
    this.#effects = effects;
    this.#share = share;
  }

  /** `version` is the store's of this look. */
  of(version: number, isRunning: boolean): CountedBalance {
    const from = this.#effects.now();
    const isDue = !isRunning || from >= this.#againAt;
    if (this.#last === null || (isDue && this.#last.version !== version)) {
      this.#last = { ...countBalance(this.#store, from), version };
      const now = this.#effects.now();
      this.#cost = now - from;
      this.#againAt = this.#share === 0 ? Number.POSITIVE_INFINITY : now + this.#cost / this.#share;
    }
    const { balance, balanceAt } = this.#last;
    return { balance, balanceAt };
  }

  /** Milliseconds that counting took since this was last asked. */
  takeCost(): number {
    const cost = this.#cost;
    this.#cost = 0;
    return cost;
  }
}

interface Seen {
  /** As `dataVersion` had it before the look: what was written during the look counts as a change. */
  readonly version: number;
  readonly isRunning: boolean;
  readonly pause: number;
}

/** Waits until a new look is worth it; false where nobody wants one any more. */
async function changed(
  store: Store,
  { sleep, now }: Pick<Effects, 'now' | 'sleep'>,
  signal: AbortSignal,
  seen: Seen,
): Promise<boolean> {
  const from = now();
  do {
    await sleep(seen.pause, signal).catch(() => undefined);
    if (signal.aborted) return false;
    if (dataVersion(store) !== seen.version || workspaceIsLocked(store) !== seen.isRunning) return true;
  } while (!seen.isRunning || now() - from < LONGEST_SILENCE_MS);
  return true;
}
