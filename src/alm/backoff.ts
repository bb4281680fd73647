/** Bounds of a backoff, in milliseconds. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * How long to wait before attempt `attempt + 1` (attempts count from 1): anything between nothing
 * and the doubled, capped delay. Full jitter, because many requests fail together and must not come
 * back together.
 */
export function backoffMs(attempt: number, backoff: Backoff, random: () => number): number {
  // 2 ** 1023 is the last finite power; far beyond any cap.
  const ceiling = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(attempt - 1, 60));
  return Math.floor(random() * (ceiling + 1));
}
