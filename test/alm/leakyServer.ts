import type { AlmAnswer } from '../../src/alm/index.js';

/**
 * A server that counts as nginx does, written from its documentation alone: the excess falls by
 * `rate` and rises by one a request; above the burst a request is refused and not counted.
 */
export class LeakyServer {
  readonly perMinute: number;
  readonly burst: number;
  #excess = 0;
  #last: number | null = null;
  accepted = 0;
  refused = 0;
  /** When the last refusal was. */
  refusedAt = Number.NEGATIVE_INFINITY;

  constructor(perMinute: number, burst: number) {
    this.perMinute = perMinute;
    this.burst = burst;
  }

  arrive(now: number): AlmAnswer {
    const perMs = this.perMinute / 60_000;
    const excess =
      this.#last === null ? 0 : Math.max(0, this.#excess - Math.max(0, now - this.#last) * perMs + 1);
    const headers: Record<string, string> = {
      'x-rate-limit': `${this.perMinute}r/m`,
      'x-burst': String(this.burst),
    };
    if (excess > this.burst) {
      this.refused += 1;
      this.refusedAt = now;
      headers['retry-after'] = ((excess - this.burst) / perMs / 1000).toFixed(3);
      return answer(429, headers);
    }
    this.#excess = excess;
    this.#last = this.#last === null ? now : Math.max(now, this.#last);
    this.accepted += 1;
    return answer(200, headers);
  }
}

export function answer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body?: unknown,
): AlmAnswer {
  const text = body === undefined ? '' : JSON.stringify(body);
  return { status, headers, body, text, requestId: headers['x-request-id'] ?? null, durationMs: 0 };
}
