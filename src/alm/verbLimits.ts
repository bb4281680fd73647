import { LeakyBucket } from './leakyBucket.js';
import { type AnnouncedLimit, requestsPerMs } from './rateLimitHeaders.js';

/**
 * The limits of one verb. Adobe defines them by verb, and also says that "the maximum RPM for each
 * API can be checked on the Swagger page" (fact sheet, section 4), so the endpoints of one verb may
 * turn out to differ.
 *
 * All endpoints share one bucket until one of them, in its first answer, announces another limit
 * than the others did: it gets a bucket of its own then. Joining them again is as easy: the same
 * limit as the rest. An endpoint that had agreed before and now changes its mind speaks for all.
 */
export class VerbLimits {
  readonly #shared: LeakyBucket;
  readonly #agreed = new Set<string>();
  readonly #own = new Map<string, LeakyBucket>();
  #share: number;

  constructor(limit: AnnouncedLimit, burst: number, share: number, now: number) {
    this.#shared = new LeakyBucket(limit, burst, share, now);
    this.#share = share;
  }

  bucketOf(endpoint: string): LeakyBucket {
    return this.#own.get(endpoint) ?? this.#shared;
  }

  learn(endpoint: string, limit: AnnouncedLimit | null, burst: number | null, now: number): void {
    if (limit === null && burst === null) return;
    const wanted = limit ?? this.bucketOf(endpoint).limit;
    const own = this.#own.get(endpoint);
    if (own !== undefined) {
      if (!same(wanted, this.#shared.limit)) {
        own.learn(wanted, burst, now);
        return;
      }
      this.#shared.absorb(own, now);
      this.#own.delete(endpoint);
      this.#agreed.add(endpoint);
      return;
    }
    if (this.#agreed.size === 0 || this.#agreed.has(endpoint) || same(wanted, this.#shared.limit)) {
      this.#agreed.add(endpoint);
      this.#shared.learn(wanted, burst, now);
      return;
    }
    const bucket = new LeakyBucket(wanted, burst ?? this.#shared.burst, this.#share, now);
    bucket.absorb(this.#shared, now);
    this.#own.set(endpoint, bucket);
  }

  setShare(share: number, now: number): void {
    this.#share = share;
    this.#shared.setShare(share, now);
    for (const bucket of this.#own.values()) bucket.setShare(share, now);
  }

  list(): readonly { endpoint: string | null; bucket: LeakyBucket; learned: boolean }[] {
    const own = [...this.#own].map(([endpoint, bucket]) => ({ endpoint, bucket, learned: true }));
    return [{ endpoint: null, bucket: this.#shared, learned: this.#agreed.size > 0 }, ...own];
  }
}

function same(a: AnnouncedLimit, b: AnnouncedLimit): boolean {
  return requestsPerMs(a) === requestsPerMs(b);
}
