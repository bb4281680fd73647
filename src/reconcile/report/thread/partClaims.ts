/**
 * Who writes which part of the records: one thread takes them from the first on, another from the last on, and
 * as many as there are can be taken in all, so that the two never meet in one.
 */
export class PartClaims {
  readonly #taken: Int32Array;

  constructor(
    readonly count: number,
    /** Shared between the threads: how many were asked for. */
    readonly claimed: SharedArrayBuffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
  ) {
    this.#taken = new Int32Array(claimed);
  }

  /** Whether there is another part to take. */
  take(): boolean {
    return Atomics.add(this.#taken, 0, 1) < this.count;
  }
}
