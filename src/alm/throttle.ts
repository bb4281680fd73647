import { type Effects, EXIT, Failure } from '../terms/index.js';
import { EndpointLimit } from './endpointLimit.js';
import { DOCUMENTED_LIMITS, endpointOf, HOURLY_ENDPOINTS, type Verb } from './limits.js';
import { announcedBurst, announcedLimit } from './rateLimitHeaders.js';
import { retryAfterMs } from './retryAfter.js';
import type { AlmAnswer, AlmRequest } from './seam.js';
import { VerbLimits } from './verbLimits.js';

/** One limit, as `status` shows it. */
export interface BucketState {
  /** `admin POST`, or `admin GET /users` for an endpoint with a limit of its own. */
  readonly name: string;
  /** As the server writes it: `30r/m`. */
  readonly limit: string;
  readonly burst: number | null;
  /** What we send at most, after share, pace and caution. */
  readonly perMinute: number;
  /** Whether the limit was announced by an answer, or is the documented one. */
  readonly learned: boolean;
  readonly waiting: number;
  readonly granted: number;
  /** Answers that said 429. */
  readonly refused: number;
  /** Milliseconds since the epoch, while ALM has asked us to wait. */
  readonly blockedUntil: number | null;
}

interface Waiter {
  readonly ticket: number;
  readonly grant: () => void;
}

/** Requests of one endpoint, in the order in which they came. */
interface Lane {
  readonly endpoint: string;
  readonly verb: Verb;
  readonly own: EndpointLimit | null;
  readonly waiters: Waiter[];
  granted: number;
  refused: number;
}

export interface ThrottleOptions {
  readonly effects: Effects;
  /** The part of each limit that is ours, above 0 and at most 1; default 1. */
  readonly share?: number;
  readonly role?: 'admin' | 'learner';
  readonly usersPerHour?: number | null;
  readonly learningObjectsPerHour?: number | null;
  readonly retryAfterCapMs?: number;
}

/** A refusal without Retry-After says nothing of the time; this long, then, and the caution of a refusal. */
const UNTOLD_WAIT_MS = 1_000;

/** A longer Retry-After than this cannot come from a limit by the minute. */
const LONGEST_MINUTE_WAIT_MS = 61_000;

/**
 * Lets requests go at the pace that ALM allows.
 *
 * Every request passes the bucket of its verb, and where its endpoint has an hourly limit, that
 * one too. The oldest request whose limits all allow it goes first, so a look-up that waits for
 * its hour holds nobody up, and two endpoints under one limit take turns.
 *
 * One timer at most is running, however many requests wait.
 */
export class Throttle {
  readonly #effects: Effects;
  readonly #role: string;
  readonly #retryAfterCapMs: number;
  readonly #hourly: Readonly<Record<string, number | null>>;
  readonly #verbs = new Map<Verb, VerbLimits>();
  readonly #lanes = new Map<string, Lane>();
  #share: number;
  #tickets = 0;
  #waiting = 0;
  #timer: { readonly until: number } | null = null;
  /** Stops the timer; renewed only when it did, since a controller costs more than a sleep. */
  #stopTimer = new AbortController();
  #lastNow = Number.NEGATIVE_INFINITY;
  #clockOffset = 0;

  constructor(options: ThrottleOptions) {
    this.#effects = options.effects;
    this.#role = options.role ?? 'admin';
    this.#retryAfterCapMs = options.retryAfterCapMs ?? 65 * 60_000;
    this.#hourly = {
      usersPerHour: options.usersPerHour === undefined ? 500 : options.usersPerHour,
      learningObjectsPerHour:
        options.learningObjectsPerHour === undefined ? 500 : options.learningObjectsPerHour,
    };
    this.#share = checkedShare(options.share ?? 1);
  }

  /** Resolves when `request` may leave; rejects with the signal's reason, and then used nothing up. */
  acquire(request: AlmRequest, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    const lane = this.#lane(request);
    const now = this.#now();
    if (this.#waiting === 0 && this.#readyAt(lane) <= now) {
      this.#take(lane, now);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        lane.waiters.splice(lane.waiters.indexOf(waiter), 1);
        this.#waiting -= 1;
        this.#grantDue();
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        ticket: this.#tickets++,
        grant: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      lane.waiters.push(waiter);
      this.#waiting += 1;
      // Somebody older in the same lane has set the timer already.
      if (lane.waiters.length === 1) this.#grantDue();
    });
  }

  /** Learns from an answer: the limits it announces, and a refusal. Twice is no worse than once. */
  observe(request: AlmRequest, answer: AlmAnswer): void {
    const lane = this.#lane(request);
    const now = this.#now();
    const limit = announcedLimit(answer.headers);
    const burst = announcedBurst(answer.headers);
    if (limit !== null) lane.own?.learn(limit, burst, now);
    if (lane.own === null || limit?.per !== 'hour')
      this.#verb(lane.verb).learn(lane.endpoint, limit, burst, now);

    if (answer.status === 429) {
      lane.refused += 1;
      const wait = retryAfterMs(answer.headers, this.#effects.now(), this.#retryAfterCapMs) ?? UNTOLD_WAIT_MS;
      const sentAt = now - answer.durationMs;
      const byTheHour = limit?.per === 'hour' || wait > LONGEST_MINUTE_WAIT_MS;
      if (byTheHour || limit === null) lane.own?.penalise(wait, sentAt, now);
      if (lane.own === null || !byTheHour) {
        this.#verb(lane.verb).bucketOf(lane.endpoint).penalise(wait, sentAt, now);
      }
    }
    if (this.#waiting > 0) this.#grantDue();
  }

  /** Nothing under the limits of `request` leaves for `waitMs` (fractions are welcome). */
  penalise(request: AlmRequest, waitMs: number): void {
    const lane = this.#lane(request);
    const now = this.#now();
    this.#verb(lane.verb).bucketOf(lane.endpoint).penalise(waitMs, now, now);
    if (this.#waiting > 0) this.#grantDue();
  }

  /** Takes effect at once, also for those who wait. */
  setShare(share: number): void {
    this.#share = checkedShare(share);
    const now = this.#now();
    for (const verb of this.#verbs.values()) verb.setShare(share, now);
    for (const lane of this.#lanes.values()) lane.own?.setShare(share, now);
    if (this.#waiting > 0) this.#grantDue();
  }

  get share(): number {
    return this.#share;
  }

  /** Every limit met so far. */
  state(): readonly BucketState[] {
    const states: BucketState[] = [];
    const at = (time: number): number | null => (time > this.#now() ? time - this.#clockOffset : null);
    const lanes = [...this.#lanes.values()];
    for (const [verb, limits] of this.#verbs) {
      for (const { endpoint, bucket, learned } of limits.list()) {
        const under = lanes.filter((lane) => lane.verb === verb && limits.bucketOf(lane.endpoint) === bucket);
        states.push({
          name: `${this.#role} ${endpoint ?? verb}`,
          limit: bucket.describe(),
          burst: bucket.burst,
          perMinute: bucket.perMinute(),
          learned,
          ...sums(under),
          blockedUntil: at(bucket.blockedUntil),
        });
      }
    }
    for (const lane of lanes) {
      const limiter = lane.own?.limiter ?? null;
      if (limiter === null) continue;
      states.push({
        name: `${this.#role} ${lane.endpoint} by the hour`,
        limit: limiter.describe(),
        burst: limiter.burst,
        perMinute: limiter.perMinute(),
        learned: lane.own?.learned ?? false,
        ...sums([lane]),
        blockedUntil: at(limiter.blockedUntil),
      });
    }
    return states;
  }

  #lane(request: AlmRequest): Lane {
    const endpoint = endpointOf(request);
    let lane = this.#lanes.get(endpoint);
    if (lane === undefined) {
      const setting = (HOURLY_ENDPOINTS as Readonly<Record<string, string>>)[endpoint];
      const perHour = setting === undefined ? null : (this.#hourly[setting] ?? null);
      const own = perHour === null ? null : new EndpointLimit(perHour, this.#share);
      lane = { endpoint, verb: request.method, own, waiters: [], granted: 0, refused: 0 };
      this.#lanes.set(endpoint, lane);
      this.#verb(request.method);
    }
    return lane;
  }

  #verb(verb: Verb): VerbLimits {
    let limits = this.#verbs.get(verb);
    if (limits === undefined) {
      const { perMinute, burst } = DOCUMENTED_LIMITS[verb];
      limits = new VerbLimits({ requests: perMinute, per: 'minute' }, burst, this.#share, this.#now());
      this.#verbs.set(verb, limits);
    }
    return limits;
  }

  #readyAt(lane: Lane): number {
    const bucket = this.#verb(lane.verb).bucketOf(lane.endpoint).readyAt();
    return Math.max(bucket, lane.own?.limiter?.readyAt() ?? 0);
  }

  #take(lane: Lane, now: number): void {
    this.#verb(lane.verb).bucketOf(lane.endpoint).take(now);
    lane.own?.take(now);
    lane.granted += 1;
  }

  /** Lets everybody go whose time has come, oldest first, and sets the timer for the next. */
  #grantDue(): void {
    const now = this.#now();
    let next = Number.POSITIVE_INFINITY;
    for (;;) {
      let first: Lane | null = null;
      let firstTicket = Number.POSITIVE_INFINITY;
      next = Number.POSITIVE_INFINITY;
      for (const lane of this.#lanes.values()) {
        const head = lane.waiters[0];
        if (head === undefined) continue;
        const readyAt = this.#readyAt(lane);
        if (readyAt > now) next = Math.min(next, readyAt);
        else if (head.ticket < firstTicket) {
          first = lane;
          firstTicket = head.ticket;
        }
      }
      if (first === null) break;
      this.#take(first, now);
      this.#waiting -= 1;
      first.waiters.shift()?.grant();
    }
    this.#setTimer(next, now);
  }

  #setTimer(until: number, now: number): void {
    if (this.#timer !== null) {
      if (Math.abs(this.#timer.until - until) < 0.5) return;
      this.#timer = null;
      this.#stopTimer.abort();
      this.#stopTimer = new AbortController();
    }
    if (until === Number.POSITIVE_INFINITY) return;
    const timer = { until };
    this.#timer = timer;
    // A timer that was replaced rejects, and has nothing more to say.
    const due = (): void => {
      if (this.#timer !== timer) return;
      this.#timer = null;
      this.#grantDue();
    };
    this.#effects.sleep(Math.ceil(until - now), this.#stopTimer.signal).then(due, due);
  }

  /**
   * Time that never runs backwards: when the machine's clock is set back, waiting for it to catch
   * up could take hours.
   */
  #now(): number {
    const now = this.#effects.now();
    if (now < this.#lastNow) this.#clockOffset += this.#lastNow - now;
    this.#lastNow = now;
    return now + this.#clockOffset;
  }
}

function sums(lanes: readonly Lane[]): { waiting: number; granted: number; refused: number } {
  let waiting = 0;
  let granted = 0;
  let refused = 0;
  for (const lane of lanes) {
    waiting += lane.waiters.length;
    granted += lane.granted;
    refused += lane.refused;
  }
  return { waiting, granted, refused };
}

function checkedShare(share: number): number {
  if (share > 0 && share <= 1) return share;
  throw new Failure('ALM-SHARE', `the share of the limit must be above 0 and at most 1, not ${share}`, {
    remedy: 'give 1 for all of it, 0.5 for half',
    exitCode: EXIT.usage,
  });
}
