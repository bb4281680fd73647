import type { Effects } from '../../src/terms/index.js';

interface Timer {
  due: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Time that passes only when everybody sleeps. Randomness is a small seeded generator. */
export class FakeTime implements Effects {
  #now: number;
  #timers: Timer[] = [];
  /** Who sleeps until a signal: one listener a signal, since listeners are what costs. */
  readonly #bySignal = new WeakMap<AbortSignal, Map<Timer, (reason: unknown) => void>>();
  #order = 0;
  #seed: number;

  constructor(start = Date.UTC(2026, 10, 20, 18, 0, 0), seed = 42) {
    this.#now = start;
    this.#seed = seed;
  }

  readonly now = (): number => this.#now;

  readonly random = (): number => {
    this.#seed = (this.#seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return this.#seed / 4_294_967_296;
  };

  readonly sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const others = signal === undefined ? undefined : this.#sleepersUntil(signal);
      const timer: Timer = {
        due: this.#now + milliseconds,
        order: this.#order++,
        wake: () => {
          others?.delete(timer);
          resolve();
        },
      };
      others?.set(timer, reject);
      this.#timers.push(timer);
    });

  #sleepersUntil(signal: AbortSignal): Map<Timer, (reason: unknown) => void> {
    let sleepers = this.#bySignal.get(signal);
    if (sleepers === undefined) {
      const found = new Map<Timer, (reason: unknown) => void>();
      this.#bySignal.set(signal, found);
      signal.addEventListener('abort', () => {
        this.#timers = this.#timers.filter((timer) => !found.has(timer));
        for (const reject of found.values()) reject(signal.reason);
      });
      sleepers = found;
    }
    return sleepers;
  }

  get sleepers(): number {
    return this.#timers.length;
  }

  /** The machine's clock is set, as by somebody's hand; whoever sleeps does not notice. */
  setClock(now: number): void {
    const by = now - this.#now;
    for (const timer of this.#timers) timer.due += by;
    this.#now = now;
  }

  /**
   * Lets time pass until `work` is done; fails when everybody waits for something else than time.
   * Between two moments a turn of the event loop lets everybody run to where they wait again;
   * `turns` of promises only do it too, ten times faster, where no more than that many are chained.
   */
  async until<T>(work: Promise<T>, turns?: number): Promise<T> {
    let done = false;
    const settled = work.finally(() => {
      done = true;
    });
    settled.catch(() => undefined);
    for (;;) {
      await everybodyElse(turns);
      if (done) return settled;
      if (this.#wakeNext()) continue;
      await new Promise(setImmediate);
      if (done) return settled;
      if (this.#timers.length === 0) throw new Error('everybody waits, and nobody sleeps');
    }
  }

  /** Lets `milliseconds` pass. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await everybodyElse();
    while (this.#timers.some((timer) => timer.due <= end)) {
      this.#wakeNext();
      await everybodyElse();
    }
    this.#now = end;
  }

  #wakeNext(): boolean {
    let first = this.#timers[0];
    if (first === undefined) return false;
    for (const timer of this.#timers) {
      if (timer.due < first.due || (timer.due === first.due && timer.order < first.order)) first = timer;
    }
    this.#timers.splice(this.#timers.indexOf(first), 1);
    this.#now = Math.max(this.#now, first.due);
    first.wake();
    return true;
  }
}

async function everybodyElse(turns?: number): Promise<void> {
  if (turns === undefined) {
    await new Promise(setImmediate);
    return;
  }
  for (let turn = 0; turn < turns; turn += 1) await undefined;
}
