import type { Limiter } from './limiter.js';

const LENGTH_MS = 3_600_000;

/** Spread evenly, we stay a little under the rate: the server's bucket may be full already. */
const EVEN_PACE = 0.97;

/**
 * At most `count` requests in any hour: the plain reading of "500 requests/hour" (fact sheet,
 * section 4). Whether the server counts by the clock's hour or the last hour, none of ours holds
 * more than it allows.
 *
 * A refusal shows that the server counts finer than that, or that others used the limit: for an
 * hour after it requests are spread evenly instead of spent at once.
 */
export class SlidingWindow implements Limiter {
  #count: number;
  #share: number;
  /** When each of the last requests left, oldest first from `#head`. */
  #sent: number[] = [];
  #head = 0;
  #blockedUntil = 0;
  #evenUntil = 0;

  constructor(count: number, share: number) {
    this.#count = count;
    this.#share = share;
  }

  readyAt(): number {
    const allowed = this.#allowed();
    const last = this.#sent[this.#sent.length - 1];
    const even = last !== undefined && last < this.#evenUntil ? last + LENGTH_MS / allowed / EVEN_PACE : 0;
    const soonest = Math.max(this.#blockedUntil, even);
    if (this.#sent.length - this.#head < allowed) return soonest;
    const leaving = this.#sent[this.#sent.length - allowed] ?? 0;
    // One millisecond beyond the hour: at its very end both would be counted.
    return Math.max(soonest, leaving + LENGTH_MS + 1);
  }

  take(now: number): void {
    this.#sent.push(now);
    while ((this.#sent[this.#head] ?? now) < now - LENGTH_MS) this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#sent.length) {
      this.#sent = this.#sent.slice(this.#head);
      this.#head = 0;
    }
  }

  learn(count: number): void {
    this.#count = count;
  }

  penalise(waitMs: number, _sentAt: number, now: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, now + waitMs);
    this.#evenUntil = this.#blockedUntil + LENGTH_MS;
  }

  setShare(share: number): void {
    this.#share = share;
  }

  perMinute(): number {
    return this.#allowed() / 60;
  }

  describe(): string {
    return `${this.#count}r/h`;
  }

  /** When the requests of the last hour left, oldest first. */
  lastHour(): readonly number[] {
    return this.#sent.slice(this.#head);
  }

  readonly burst = null;

  get blockedUntil(): number {
    return this.#blockedUntil;
  }

  #allowed(): number {
    return Math.max(1, Math.floor(this.#count * this.#share));
  }
}
