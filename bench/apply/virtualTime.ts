import type { Effects } from '../../src/terms/index.js';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly wake: () => void;
  isOff: boolean;
}

/** Time that passes only while everybody sleeps, so that a week takes as long as its work. */
export class VirtualTime implements Effects {
  #now = Date.UTC(2026, 0, 2, 18);
  #order = 0;
  /** Few at a time, in the order in which they are due. */
  readonly #timers: Timer[] = [];
  #seed = 42;

  readonly now = (): number => this.#now;

  readonly random = (): number => {
    this.#seed = (this.#seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return this.#seed / 4_294_967_296;
  };

  readonly sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const onAbort = (): void => {
        timer.isOff = true;
        reject(signal?.reason);
      };
      const timer: Timer = {
        due: this.#now + milliseconds,
        order: this.#order++,
        isOff: false,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const later = this.#timers.findIndex(
        (other) => other.due > timer.due || (other.due === timer.due && other.order > timer.order),
      );
      this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    });

  /** Lets time pass until `work` is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const settled = work.finally(() => {
      isDone = true;
    });
    settled.catch(() => undefined);
    while (!isDone) {
      // Two turns: in the first the journal commits, in the second those go on who waited for it.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      if (isDone) break;
      const timer = this.#timers.shift();
      if (timer === undefined || timer.isOff) continue;
      this.#now = Math.max(this.#now, timer.due);
      timer.wake();
    }
    return settled;
  }
}
