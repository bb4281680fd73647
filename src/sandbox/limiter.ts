import { type LimitTable, type NamedLimit, NO_LIMIT } from './limits.js';
import type { Verb } from './wire.js';

/** The answer of the limiter; a wait is in milliseconds. */
export interface Verdict {
  readonly waitMs: number | null;
  readonly limit: NamedLimit;
}

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

  /** `path` is below /primeapi/v2. Of two buckets the stricter speaks, and a refusal counts in neither. */
  ask(verb: Verb, path: string, now: number): Verdict {
    const asked: { key: string; limit: NamedLimit; debtMs: number; waitMs: number }[] = [];
    for (const [key, limit] of [
      [verb, this.#table.verbs.get(verb)],
      [`${verb} ${path}`, this.#table.endpoints.get(`${verb} ${path}`)],
    ] as const) {
      if (limit !== undefined) asked.push({ key, limit, ...this.#wouldBe(key, limit, now) });
    }
    const strictest = asked.reduce<(typeof asked)[number] | null>(
      (worst, one) =>
        worst === null || one.waitMs > worst.waitMs || one.waitMs === worst.waitMs ? one : worst,
      null,
    );
    if (strictest === null) return { waitMs: null, limit: NO_LIMIT };
    if (strictest.waitMs > 0) return { waitMs: strictest.waitMs, limit: strictest.limit };
    for (const { key, debtMs } of asked) this.#buckets.set(key, { debtMs, at: now });
    return { waitMs: null, limit: strictest.limit };
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
