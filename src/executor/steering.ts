import { readSetting, SETTINGS, type Store } from '../staging/index.js';

/** What another terminal asks of a running apply. */
export interface Steering {
  readonly isPaused: boolean;
  /** The part of ALM's limits to use, above 0 and at most 1. */
  readonly share: number;
}

/** How long it takes at the most until a run has noticed that it is steered otherwise. */
export const STEERING_INTERVAL_MS = 2_000;

/** As the store has it: running, with all of the limit, unless somebody said otherwise. */
export function readSteering(store: Store): Steering {
  const share = Number(readSetting(store, SETTINGS.share) ?? 1);
  return {
    isPaused: readSetting(store, SETTINGS.steering) === 'pause',
    share: share > 0 && share <= 1 ? share : 1,
  };
}
