import type { Limiter } from './limiter.js';
import type { AnnouncedLimit } from './rateLimitHeaders.js';
import { requestsPerMs } from './rateLimitHeaders.js';

/**
 * Our clock and the server's never run alike, and a hair too fast fills any bucket in a day:
 * 50 parts per million at 600 a minute are 43 requests. Half a per cent is more than clocks err.
 */
const PACE = 0.995;

/**
 * The part of the burst that is spent. The rest is left for gaps that the network compresses, and
 * for a run that was killed and begins again: twice this still fits. By the hour a slot is worth
 * seconds, which no network compresses.
 */
const SPENT_BURST = Object.freeze({ second: 0.4, minute: 0.4, hour: 0.9 });

/** What is waited for beyond Retry-After, in requests, so that there is slack to go on with. */
const SLACK_AFTER_REFUSAL = 5;

/** Requests without a refusal after which a little of what a refusal took is given back. */
const RECOVERY_STEP = 100;

/**
 * Our own picture of the leaky bucket at the server: it fills by one a request and leaks at the
 * allowed rate; a request that finds it above its burst is refused. We send as soon as our picture
 * stands at or under `spend`, well below the burst, so that the rate is used in full and a late
 * timer may catch up, while requests that arrive closer together than they left still fit.
 *
 * A refusal tells that the picture was wrong, since somebody else uses the limit or the network is
 * worse than we thought: the spend halves, then the pace eases, and both come back slowly.
 */
export class LeakyBucket implements Limiter {
  #limit: AnnouncedLimit;
  #burst: number;
  #share: number;
  #level = 0;
  #at: number;
  #blockedUntil = 0;
  #caution = 1;
  #ease = 1;
  #sinceRefusal = 0;
  #lastRefusal = Number.NEGATIVE_INFINITY;

  constructor(limit: AnnouncedLimit, burst: number, share: number, now: number) {
    this.#limit = limit;
    this.#burst = burst;
    this.#share = share;
    this.#at = now;
  }

  readyAt(): number {
    return Math.max(this.#blockedUntil, this.#at + (this.#level - this.#spend()) / this.#rate());
  }

  take(now: number): void {
    this.#leak(now);
    this.#level += 1;
    this.#sinceRefusal += 1;
    if (this.#sinceRefusal % RECOVERY_STEP === 0) {
      this.#caution = Math.min(1, this.#caution + 0.1);
      this.#ease = Math.min(1, this.#ease + 0.01);
    }
  }

  /** Takes over what the server announces; what is in the bucket stays in it. */
  learn(limit: AnnouncedLimit | null, burst: number | null, now: number): void {
    const known =
      limit === null || (limit.requests === this.#limit.requests && limit.per === this.#limit.per);
    if (known && (burst === null || burst === this.#burst)) return;
    this.#leak(now);
    if (limit !== null) this.#limit = limit;
    if (burst !== null) this.#burst = burst;
  }

  setShare(share: number, now: number): void {
    this.#leak(now);
    this.#share = share;
  }

  /**
   * Nothing leaves for `waitMs`, and then not everything at once: the server lets one request in
   * when the time is up, so the bucket counts as just above its spend then.
   * Requests already under way when the first refusal came are refused for the same reason, and do
   * not make us more careful a second time: `sentAt` tells them.
   */
  penalise(waitMs: number, sentAt: number, now: number): void {
    const until = now + waitMs;
    if (until > this.#blockedUntil) {
      this.#blockedUntil = until;
      this.#at = until;
      this.#level = this.#spend() + Math.min(this.#burst - this.#spend(), SLACK_AFTER_REFUSAL);
    }
    if (sentAt <= this.#lastRefusal) return;
    if (this.#caution <= 0.25) this.#ease = Math.max(0.25, this.#ease * 0.95);
    this.#caution = Math.max(0.05, this.#caution / 2);
    this.#sinceRefusal = 0;
    this.#lastRefusal = now;
  }

  perMinute(): number {
    return this.#rate() * 60_000;
  }

  describe(): string {
    return `${this.#limit.requests}r/${this.#limit.per.charAt(0)}`;
  }

  get limit(): AnnouncedLimit {
    return this.#limit;
  }

  get burst(): number {
    return this.#burst;
  }

  get blockedUntil(): number {
    return this.#blockedUntil;
  }

  /** Joins what two pictures of one bucket know: the fuller and the more careful is right. */
  absorb(other: LeakyBucket, now: number): void {
    this.#leak(now);
    other.#leak(now);
    this.#level = Math.max(this.#level, other.#level);
    this.#at = Math.max(this.#at, other.#at);
    this.#blockedUntil = Math.max(this.#blockedUntil, other.#blockedUntil);
  }

  #leak(now: number): void {
    if (now <= this.#at) return;
    this.#level = Math.max(0, this.#level - (now - this.#at) * this.#rate());
    this.#at = now;
  }

  #rate(): number {
    return requestsPerMs(this.#limit) * this.#share * PACE * this.#ease;
  }

  #spend(): number {
    return this.#burst * SPENT_BURST[this.#limit.per] * this.#share * this.#caution;
  }
}
