import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import {
  type Operation,
  openOperations,
  readyOperations,
  setPlanState,
  unsettledCount,
  unsettledOperations,
} from '../staging/index.js';
import { type AttemptResult, attempt, settleByProbe, type Workplace } from './attempt.js';
import type { Trouble } from './life.js';
import { requestOf } from './requests.js';

/** What bounds a run beside the plan. */
export interface RunBounds {
  /** Aborted when no new operation may start: what is in flight is finished. */
  readonly drain: AbortSignal;
  /** How many operations this run may settle at the most. */
  readonly limit?: number;
  /** Milliseconds since the epoch after which none starts. */
  readonly until?: number;
  /** Failures of this run at which it stops itself. */
  readonly maxFailures?: number;
}

/** Why a run ended. */
export type RunEnd =
  | { readonly why: 'finished' }
  | { readonly why: 'drained' | 'aborted' }
  | { readonly why: 'limit' | 'until' }
  | { readonly why: 'maxFailures'; readonly failures: number }
  | { readonly why: 'refused'; readonly trouble: Trouble };

export interface RunReport {
  readonly end: RunEnd;
  /** Operations that this run settled, by the state that they came to. */
  readonly settled: Readonly<Record<'done' | 'failed' | 'unknown', number>>;
}

/** Called after each settled operation. */
export type OnSettled = (report: RunReport['settled'], last: Operation) => void;

/** As wide as a limit of hundreds a minute can use at a second an answer; the throttle sets the pace. */
const CONCURRENCY = 16;
/** Operations are pulled from the store in windows: a plan of millions costs no memory. */
const WINDOW = 64;

/**
 * Carries a plan out, or goes on with one.
 *
 * First everything whose end is not known is probed: nothing is sent as long as that is open. Then one
 * pump for each verb pulls ready operations in the order of dependency, waits for the throttle, and
 * only then claims and sends: an operation is in flight for no longer than its request.
 */
export async function runPlan(
  place: Workplace,
  planId: number,
  bounds: RunBounds,
  onSettled: OnSettled = () => {},
): Promise<RunReport> {
  const run = new Run(place, planId, bounds, onSettled);
  setPlanState(place.store, planId, 'running');
  await run.settleOpenEnds();
  await Promise.all([run.pump('POST'), run.pump('PATCH')]);
  const end = run.end();
  const isOpen = openOperations(place.store, planId, null).any || unsettledCount(place.store, planId) > 0;
  if (end.why === 'finished' && !isOpen) setPlanState(place.store, planId, 'finished');
  return { end, settled: run.settled };
}

const OPEN_END: Trouble = { code: 'ALM-OUTCOME-UNKNOWN', message: 'the run ended before the answer came' };

class Run {
  readonly settled = { done: 0, failed: 0, unknown: 0 };
  readonly #place: Workplace;
  readonly #planId: number;
  readonly #bounds: RunBounds;
  readonly #onSettled: OnSettled;
  /** Operations of this run that are on their way; they stand as ready in the store until they are claimed. */
  readonly #underWay = new Set<number>();
  readonly #stopping = new AbortController();
  readonly #stop: AbortSignal;
  #started = 0;
  #end: RunEnd | null = null;
  #wake: () => void = () => {};

  constructor(place: Workplace, planId: number, bounds: RunBounds, onSettled: OnSettled) {
    this.#place = place;
    this.#planId = planId;
    this.#bounds = bounds;
    this.#onSettled = onSettled;
    this.#stop = AbortSignal.any([bounds.drain, place.abort, this.#stopping.signal]);
    setMaxListeners(0, this.#stop);
  }

  end(): RunEnd {
    if (this.#place.abort.aborted) return { why: 'aborted' };
    return this.#end ?? (this.#bounds.drain.aborted ? { why: 'drained' } : { why: 'finished' });
  }

  async settleOpenEnds(): Promise<void> {
    const { store } = this.#place;
    const limit = pLimit(CONCURRENCY);
    let after = 0;
    for (;;) {
      if (this.#stop.aborted) return;
      const operations = unsettledOperations(store, this.#planId, after, WINDOW);
      const last = operations.at(-1);
      if (last === undefined) return;
      await Promise.all(operations.map((operation) => limit(() => this.#settleOpenEnd(operation))));
      after = last.operationId;
    }
  }

  async #settleOpenEnd(operation: Operation): Promise<void> {
    const why =
      operation.code === null || operation.message === null
        ? OPEN_END
        : { code: operation.code, message: operation.message };
    // An intent without a start cannot be: the journal writes both at once.
    const sentAt = operation.lastSentAt === null ? 1 : Date.parse(operation.lastSentAt);
    this.#note(operation, await settleByProbe(this.#place, operation, why, sentAt));
  }

  /** Sends the operations of one verb for as long as there are any, or until the run is to stop. */
  async pump(verb: 'POST' | 'PATCH'): Promise<void> {
    const limit = pLimit(CONCURRENCY);
    const underWay = new Set<Promise<void>>();
    while (!this.#mustStop()) {
      const window = this.#ready(verb);
      if (window.length === 0) {
        if (!(await this.#somethingElse(verb, underWay.size > 0))) break;
        continue;
      }
      for (const operation of window) {
        if (this.#mustStop()) break;
        const isAllowed = await this.#turn(operation);
        if (!isAllowed) break;
        this.#underWay.add(operation.operationId);
        this.#started += 1;
        const work = limit(() => this.#carryOut(operation)).finally(() => underWay.delete(work));
        underWay.add(work);
        if (underWay.size >= CONCURRENCY) await Promise.race(underWay);
      }
    }
    await Promise.all(underWay);
  }

  #ready(verb: 'POST' | 'PATCH'): readonly Operation[] {
    const { store, effects } = this.#place;
    const window = readyOperations(store, this.#planId, verb, effects.now(), WINDOW + this.#underWay.size);
    return window.filter((operation) => !this.#underWay.has(operation.operationId));
  }

  /** Waits until the circuit and the throttle let a request of this operation go. */
  async #turn(operation: Operation): Promise<boolean> {
    const { alm } = this.#place;
    try {
      await alm.circuit.ready(this.#stop);
      await alm.throttle.acquire(requestOf(operation, alm.settings), this.#stop);
      return !this.#stop.aborted;
    } catch (error) {
      if (this.#stop.aborted) return false;
      throw error;
    }
  }

  /** Nothing is ready: waits for what is under way, or for the earliest operation that waits. False: there is nothing to wait for. */
  async #somethingElse(verb: 'POST' | 'PATCH', mine: boolean): Promise<boolean> {
    const { store, effects } = this.#place;
    const { any, nextAt } = openOperations(store, this.#planId, verb);
    if (!any && !mine) return false;
    if (this.#underWay.size === 0 && nextAt === null) return false;
    const woken = new Promise<void>((resolve) => {
      const before = this.#wake;
      this.#wake = () => {
        before();
        resolve();
      };
    });
    const nap = new AbortController();
    const pause = nextAt === null ? 60_000 : Math.max(nextAt - effects.now(), 0);
    const slept = effects.sleep(pause, AbortSignal.any([nap.signal, this.#stop])).catch(() => {});
    await Promise.race([woken, slept]);
    nap.abort();
    return true;
  }

  async #carryOut(operation: Operation): Promise<void> {
    try {
      this.#note(operation, await attempt(this.#place, operation));
    } finally {
      this.#underWay.delete(operation.operationId);
      const wake = this.#wake;
      this.#wake = () => {};
      wake();
    }
  }

  #note(operation: Operation, result: AttemptResult): void {
    if (result.ended === 'aborted') return;
    if (result.ended === 'stop') {
      this.#finish({ why: 'refused', trouble: result.why });
      return;
    }
    const { state } = result.outcome;
    if (state === 'done' || state === 'failed' || state === 'unknown') {
      this.settled[state] += 1;
      this.#onSettled(this.settled, operation);
    }
    const { maxFailures } = this.#bounds;
    if (maxFailures !== undefined && this.settled.failed >= maxFailures) {
      this.#finish({ why: 'maxFailures', failures: this.settled.failed });
    }
  }

  #mustStop(): boolean {
    if (this.#stop.aborted) return true;
    const { limit, until } = this.#bounds;
    if (limit !== undefined && this.#started >= limit) this.#finish({ why: 'limit' });
    else if (until !== undefined && this.#place.effects.now() >= until) this.#finish({ why: 'until' });
    return this.#stop.aborted;
  }

  #finish(end: RunEnd): void {
    this.#end ??= end;
    this.#stopping.abort(new Error(end.why));
  }
}
