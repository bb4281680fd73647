/**
 * At most `count` requests in any stretch of `lengthMs`: the plain reading of "500 requests/hour"
 * (fact sheet, section 4). Whether the server counts by the clock's hour or the last hour, no
 * stretch of ours holds more than it allows.
 *
 * A refusal shows that the server counts finer than that, or that others used the limit: for one
 * stretch after it requests are spread evenly instead of spent at once.
 */
export class SlidingWindow {
  #count: number;
  readonly #lengthMs: number;
  #share: number;
  /** When each of the last requests left, oldest first from `#head`. */
  #sent: number[] = [];
  #head = 0;
  #blockedUntil = 0;
  #evenUntil = 0;
  #learned = false;

  constructor(count: number, lengthMs: number, share: number) {
    this.#count = count;
    this.#lengthMs = lengthMs;
    this.#share = share;
  }

  readyAt(): number {
    const allowed = this.#allowed();
    const held = this.#sent.length - this.#head;
    const last = this.#sent[this.#sent.length - 1];
    const even = last !== undefined && last < this.#evenUntil ? last + this.#lengthMs / allowed : 0;
    if (held < allowed) return Math.max(this.#blockedUntil, even);
    const leaving = this.#sent[this.#sent.length - allowed] ?? 0;
    // One millisecond beyond the stretch: at its very end both would be counted.
    return Math.max(this.#blockedUntil, even, leaving + this.#lengthMs + 1);
  }

  take(now: number): void {
    this.#sent.push(now);
    while ((this.#sent[this.#head] ?? now) < now - this.#lengthMs) this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#sent.length) {
      this.#sent = this.#sent.slice(this.#head);
      this.#head = 0;
    }
  }

  learn(count: number): void {
    this.#count = count;
    this.#learned = true;
  }

  get learned(): boolean {
    return this.#learned;
  }

  setShare(share: number): void {
    this.#share = share;
  }

  penalise(waitMs: number, now: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, now + waitMs);
    this.#evenUntil = this.#blockedUntil + this.#lengthMs;
  }

  get limit(): number {
    return this.#count;
  }

  get blockedUntil(): number {
    return this.#blockedUntil;
  }

  #allowed(): number {
    return Math.max(1, Math.floor(this.#count * this.#share));
  }
}
