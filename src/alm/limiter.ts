/** One limit of the server, as we picture it. Times are milliseconds of the throttle's own clock. */
export interface Limiter {
  /** The earliest time at which the next request may leave; in the past when it may now. */
  readyAt(): number;
  /** A request leaves. */
  take(now: number): void;
  /** The server refused a request that left at `sentAt`, and wants none for `waitMs`. */
  penalise(waitMs: number, sentAt: number, now: number): void;
  setShare(share: number, now: number): void;
  /** What we send at most, in the long run. */
  perMinute(): number;
  /** As the server writes it: `30r/m`. */
  describe(): string;
  readonly burst: number | null;
  readonly blockedUntil: number;
}
