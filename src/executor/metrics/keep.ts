import type { Effects } from '../../terms/index.js';

/** Prometheus asks every 15 seconds as a rule; an older answer than this helps nobody. */
export const METRICS_INTERVAL_MS = 5_000;

/** Calls `write` every few seconds, until `over`. Rejects with what `write` throws. */
export async function keepWriting(
  effects: Pick<Effects, 'sleep'>,
  write: () => void,
  over: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      await effects.sleep(METRICS_INTERVAL_MS, over);
    } catch {
      return;
    }
    write();
  }
}
