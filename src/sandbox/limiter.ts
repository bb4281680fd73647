import { type LimitTable, type NamedLimit, NO_LIMIT } from './limits.js';
import type { Verb } from './wire.js';

/**
 * A leaky bucket for each verb, and one for each endpoint that has a limit of its own.
 *
 * It counts as nginx does with `limit_req … burst=N nodelay`, to the millisecond: each admitted
 * request adds one interval of debt, time pays it off, and what would lift the debt above `burst`
 * intervals is refused and adds nothing. So the first 1 + burst come at once, then one an interval.
 */
export class Limiter {
  readonly #table: LimitTable;
  readonly #buckets = new Map<string, { debtMs: number; at: number }>();

  constructor(table: LimitTable) {
    this.#table = table;
  }

  /** What the headers of an answer name: of two limits the lower rate. `path` is below /primeapi/v2. */
  limitOf(verb: Verb, path: string): NamedLimit {
    return this.#limits(verb, path).reduce<NamedLimit>(
      (lowest, [, limit]) => (limit.perMinute < lowest.perMinute ? limit : lowest),
      NO_LIMIT,
    );
  }

  /** 0 admits the request and counts it; else the milliseconds to wait, and it counts in no bucket. */
  ask(verb: Verb, path: string, now: number): number {
    const asked = this.#limits(verb, path).map(([key, limit]) => ({
      key,
      ...this.#wouldBe(key, limit, now),
    }));
    const waitMs = asked.reduce((longest, one) => Math.max(longest, one.waitMs), 0);
    if (waitMs === 0) for (const { key, debtMs } of asked) this.#buckets.set(key, { debtMs, at: now });
    return waitMs;
  }

  #limits(verb: Verb, path: string): readonly (readonly [string, NamedLimit])[] {
    const endpoint = `${verb} ${path}`;
    const own = this.#table.verbs.get(verb);
    const extra = this.#table.endpoints.get(endpoint);
    return [
      ...(own === undefined ? [] : [[verb, own] as const]),
      ...(extra === undefined ? [] : [[endpoint, extra] as const]),
    ];
  }

  #wouldBe(key: string, limit: NamedLimit, now: number): { debtMs: number; waitMs: number } {
    const intervalMs = 60_000 / limit.perMinute;
    const before = this.#buckets.get(key);
    if (before === undefined) return { debtMs: 0, waitMs: 0 };
    const debtMs = Math.max(0, before.debtMs - Math.max(0, now - before.at) + intervalMs);
    const over = debtMs - limit.burst * intervalMs;
    // Fractions of a millisecond that only rounding left are no reason to refuse.
    return { debtMs, waitMs: over > 1e-6 ? over : 0 };
  }
}
