import { LeakyBucket } from './leakyBucket.js';
import type { Limiter } from './limiter.js';
import type { AnnouncedLimit } from './rateLimitHeaders.js';
import { SlidingWindow } from './slidingWindow.js';

/**
 * The hourly limit that the documents give an endpoint on top of its verb's.
 *
 * It begins as a plain count by the hour. When the endpoint's answers announce a number by the hour,
 * the server counts in a leaky bucket, and so do we from then on. When they announce one by the
 * minute, the server's word is newer than the document's, and the hourly limit rests until a
 * refusal shows that it is there after all.
 */
export class EndpointLimit {
  #limiter: Limiter;
  #share: number;
  #rests = false;
  /** The limit has shown itself, by a header or a refusal: it does not rest again. */
  #certain = false;

  constructor(perHour: number, share: number) {
    this.#limiter = new SlidingWindow(perHour, share);
    this.#share = share;
  }

  /** `null` while it rests. */
  get limiter(): Limiter | null {
    return this.#rests ? null : this.#limiter;
  }

  get learned(): boolean {
    return this.#certain;
  }

  take(now: number): void {
    this.#limiter.take(now);
  }

  learn(limit: AnnouncedLimit, burst: number | null, now: number): void {
    if (limit.per !== 'hour') {
      this.#rests = !this.#certain;
      return;
    }
    this.#rests = false;
    this.#certain = true;
    if (this.#limiter instanceof LeakyBucket) {
      this.#limiter.learn(limit, burst, now);
      return;
    }
    if (!(this.#limiter instanceof SlidingWindow)) return;
    if (burst === null) {
      this.#limiter.learn(limit.requests);
      return;
    }
    const sent = this.#limiter.lastHour();
    const bucket = new LeakyBucket(limit, burst, this.#share, sent[0] ?? now);
    for (const at of sent) bucket.take(at);
    this.#limiter = bucket;
  }

  penalise(waitMs: number, sentAt: number, now: number): void {
    this.#rests = false;
    this.#certain = true;
    this.#limiter.penalise(waitMs, sentAt, now);
  }

  setShare(share: number, now: number): void {
    this.#share = share;
    this.#limiter.setShare(share, now);
  }
}
