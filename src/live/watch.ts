import { dataVersion, type Store, workspaceIsLocked } from '../staging/index.js';
import type { Effects } from '../terms/index.js';
import { type Facts, readFacts } from './facts.js';

/** How often it is asked whether anything changed, where a look is cheap. */
const INTERVAL_MS = 1_000;
/** Looking takes no more than this part of the time, so that a store of millions does not cost a core. */
const LARGEST_SHARE = 0.2;
/** Rate and time left change while nothing is written, too. */
const LONGEST_SILENCE_MS = 10_000;

/**
 * Gives the facts at once, and again whenever they have changed, until `signal` is aborted: then it
 * ends. Whether to go on after a run has ended is for the caller to say.
 */
export async function* watchFacts(
  store: Store,
  effects: Pick<Effects, 'now' | 'sleep'>,
  signal: AbortSignal,
): AsyncGenerator<Facts> {
  let told = '';
  for (;;) {
    const version = dataVersion(store);
    const began = effects.now();
    const facts = readFacts(store, began);
    const cost = effects.now() - began;
    const text = JSON.stringify(facts);
    if (text !== told) {
      told = text;
      yield facts;
    }
    const pause = Math.max(INTERVAL_MS, cost / LARGEST_SHARE);
    if (!(await changed(store, effects, signal, { version, isRunning: facts.isRunning, pause }))) return;
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
  } while (now() - from < LONGEST_SILENCE_MS);
  return true;
}
