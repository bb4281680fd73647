import { setMaxListeners } from 'node:events';
import type { AlmRequest } from '../alm/index.js';
import {
  dataVersion,
  dropChosen,
  isPlanOpen,
  nextDue,
  type Operation,
  type OperationVerb,
  type Outcome,
  openEndIds,
  operationById,
  readyOperations,
  setPlanState,
} from '../staging/index.js';
import { type AttemptResult, attempt } from './attempt.js';
import { FailureWatch, type RunBounds, type RunEnd, type RunReport, type Settled } from './bounds.js';
import { GroupCommit } from './groupCommit.js';
import type { Trouble } from './life.js';
import { Pulse } from './pulse.js';
import { requestOf } from './requests.js';
import { settleByProbe } from './settling.js';
import { readSteering, STEERING_INTERVAL_MS } from './steering.js';
import { RefusedTokens, type Workplace } from './workplace.js';

/** Where a run takes place; it makes the rest of a `Workplace` itself. */
export type Site = Pick<Workplace, 'store' | 'alm' | 'effects' | 'abort'>;

/** Called after each settled operation, and when the run is paused or goes on. */
export interface RunWatcher {
  readonly settled?: (settled: Settled, last: Operation, outcome: Outcome) => void;
  readonly steered?: (steering: ReturnType<typeof readSteering>) => void;
}

/** Operations are pulled from the store in windows: a plan of millions costs no memory. */
const WINDOW = 64;
/** Longer sleeps overflow the timer. */
const LONGEST_SLEEP_MS = 86_400_000;

/**
 * Carries a plan out, or goes on with one.
 *
 * Everything whose end is not known is probed, and is not sent before its probe has answered; what does
 * not stand on it goes on meanwhile. One pump for each verb pulls ready operations in the order of
 * dependency, waits for the throttle, and only then claims and sends: an operation is in flight for no
 * longer than its request.
 */
export async function runPlan(
  site: Site,
  planId: number,
  bounds: RunBounds,
  watcher: RunWatcher = {},
): Promise<RunReport> {
  const run = new Run(site, planId, bounds, watcher);
  setPlanState(site.store, planId, 'running');
  const report = await run.carryOut();
  if (report.end.why === 'finished' && !isPlanOpen(site.store, planId))
    setPlanState(site.store, planId, 'finished');
  return report;
}

const OPEN_END: Trouble = { code: 'ALM-OUTCOME-UNKNOWN', message: 'the run ended before the answer came' };

class Run {
  readonly #place: Workplace;
  readonly #pulse: Pulse;
  readonly #planId: number;
  readonly #bounds: RunBounds;
  readonly #watcher: RunWatcher;
  readonly #failures: FailureWatch;
  readonly #settled = { done: 0, failed: 0, unknown: 0 };
  /** Operations of this run that are on their way; the store shows them as ready until they are claimed. */
  readonly #underWay = new Map<number, Promise<void>>();
  /** As many as may be under way: the connections there are. The throttle sets the pace. */
  readonly #width: number;
  readonly #stopping = new AbortController();
  /** Nothing new starts. */
  readonly #stop: AbortSignal;
  readonly #over = new AbortController();
  #started = 0;
  #end: RunEnd | null = null;
  #error: { readonly cause: unknown } | null = null;
  #steering: ReturnType<typeof readSteering>;
  #sleepers: (() => void)[] = [];

  constructor(site: Site, planId: number, bounds: RunBounds, watcher: RunWatcher) {
    // Signals are joined once a run: on Node 20 each join leaves something behind on its parts.
    this.#stop = AbortSignal.any([bounds.drain, site.abort, this.#stopping.signal]);
    const giveUp = new AbortController();
    setMaxListeners(0, this.#stop, giveUp.signal, this.#over.signal, site.abort);
    this.#stop.addEventListener('abort', () => {
      // A run that is done as asked finishes its probes, too; one that is told to stop does not wait for ALM.
      if (this.#end?.why !== 'limit' && this.#end?.why !== 'until') giveUp.abort(this.#stop.reason);
      this.#wake();
    });
    for (const signal of [bounds.drain, site.abort]) {
      if (signal.aborted) giveUp.abort(signal.reason);
      signal.addEventListener('abort', () => giveUp.abort(signal.reason), { once: true });
    }
    this.#place = {
      ...site,
      journal: new GroupCommit(site.store),
      giveUp: giveUp.signal,
      refusedTokens: new RefusedTokens(),
    };
    this.#pulse = new Pulse(this.#place, planId);
    this.#planId = planId;
    this.#bounds = bounds;
    this.#watcher = watcher;
    this.#failures = new FailureWatch(bounds);
    this.#width = site.alm.settings.connections;
    this.#steering = readSteering(site.store);
  }

  async carryOut(): Promise<RunReport> {
    if (this.#steering.isPaused) this.#watcher.steered?.(this.#steering);
    this.#beat(null);
    const alongside = Promise.all([this.#steer(), this.#watchTheClock()]);
    const leftOpen = this.#bounds.leaveOpenEnds ? [] : openEndIds(this.#place.store, this.#planId);
    const openEnds = this.#settleOpenEnds(leftOpen);
    await Promise.all([openEnds, this.#pump('POST', openEnds), this.#pump('PATCH', openEnds)]);
    await Promise.all(this.#underWay.values());
    this.#over.abort();
    await alongside;
    this.#beat(this.#error === null ? this.#reason().why : 'error');
    if (this.#error !== null) throw this.#error.cause;
    return { end: this.#reason(), settled: this.#settled };
  }

  #reason(): RunEnd {
    if (this.#place.abort.aborted) return { why: 'aborted' };
    return this.#end ?? (this.#bounds.drain.aborted ? { why: 'drained' } : { why: 'finished' });
  }

  /** Probes what an earlier run left open: the list is drawn before this run sends anything of its own. */
  async #settleOpenEnds(operationIds: readonly number[]): Promise<void> {
    try {
      for (const operationId of operationIds) {
        if (this.#stop.aborted) return;
        const operation = operationById(this.#place.store, operationId);
        await this.#track(operation, this.#probe(operation));
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #probe(operation: Operation): Promise<AttemptResult> {
    const { code, message, lastSentAt } = operation;
    const why = code === null || message === null ? OPEN_END : { code, message };
    const sentAt = lastSentAt === null ? 0 : Date.parse(lastSentAt);
    const trustedFrom = sentAt + this.#place.alm.settings.visibilityWaitMs;
    return settleByProbe(this.#place, operation, { why, refused: false, trustedFrom });
  }

  /** Sends the operations of one verb for as long as there are any, or until the run is to stop. */
  async #pump(verb: OperationVerb, openEnds: Promise<void>): Promise<void> {
    let openEndsAreKnown = false;
    void openEnds.then(() => {
      openEndsAreKnown = true;
      this.#wake();
    });
    try {
      while (!this.#mustStop()) {
        // One clock for both questions: what becomes due between them would be neither ready nor awaited.
        const now = this.#place.effects.now();
        const window = this.#ready(verb, now);
        if (window.length === 0 && !(await this.#somethingElse(verb, now, openEndsAreKnown))) break;
        for (const operation of window) {
          const request = requestOf(operation, this.#place.alm.settings);
          if (!(await this.#turn(request))) break;
          this.#started += 1;
          await this.#track(operation, attempt(this.#place, operation, request));
        }
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #ready(verb: OperationVerb, now: number): readonly Operation[] {
    const { store } = this.#place;
    const limit = WINDOW + this.#underWay.size;
    const { chosen } = this.#bounds;
    const window = readyOperations(store, this.#planId, verb, now, limit, chosen);
    return window.filter((operation) => !this.#underWay.has(operation.operationId));
  }

  /** Waits until steering, throttle and circuit let a request go; false where the run is to stop. */
  async #turn(request: AlmRequest): Promise<boolean> {
    const { alm } = this.#place;
    try {
      await this.#unpaused();
      if (this.#mustStop()) return false;
      await alm.throttle.acquire(request, this.#stop);
      // Somebody may have paused the run, and the circuit opened, while the throttle held us back.
      await this.#unpaused();
      await alm.circuit.ready(this.#stop);
      return !this.#mustStop();
    } catch (error) {
      if (this.#stop.aborted) return false;
      throw error;
    }
  }

  async #unpaused(): Promise<void> {
    while (this.#steering.isPaused && !this.#stop.aborted) await this.#change();
  }

  /** Nothing is ready: waits for what is under way, or for the earliest operation that waits. False: there is nothing to wait for. */
  async #somethingElse(verb: OperationVerb, now: number, openEndsAreKnown: boolean): Promise<boolean> {
    const due = nextDue(this.#place.store, this.#planId, verb, now, this.#bounds.chosen);
    if (due === null && openEndsAreKnown && this.#underWay.size === 0) return false;
    await this.#change(due ?? undefined);
    return true;
  }

  /** Follows an operation to its end; resolves as soon as another one may start beside it. */
  async #track(operation: Operation, work: Promise<AttemptResult>): Promise<void> {
    const { operationId } = operation;
    const tracked = work
      .then((result) => this.#note(operation, result))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#underWay.delete(operationId);
        this.#wake();
      });
    this.#underWay.set(operationId, tracked);
    while (this.#underWay.size >= this.#width) await this.#change();
  }

  #note(operation: Operation, result: AttemptResult): void {
    if (result.ended === 'leftOpen') return;
    if (result.ended === 'stop') {
      if (result.failure !== undefined) this.#fail(result.failure);
      this.#finish({ why: 'refused', trouble: result.why });
      return;
    }
    const { state } = result.outcome;
    if (state !== 'done' && state !== 'failed' && state !== 'unknown') return;
    if (this.#bounds.chosen === 'noted') dropChosen(this.#place.store, operation.operationId);
    this.#settled[state] += 1;
    this.#watcher.settled?.(this.#settled, operation, result.outcome);
    const end = this.#failures.note(state === 'failed');
    if (end !== null) this.#finish(end);
  }

  /** Follows what other terminals ask for, for as long as the run lasts. */
  async #steer(): Promise<void> {
    const { store, effects, alm } = this.#place;
    const version = (): unknown => dataVersion(store);
    for (let seen = version(); ; ) {
      try {
        await effects.sleep(STEERING_INTERVAL_MS, this.#over.signal);
      } catch {
        return;
      }
      this.#beat(null);
      const now = version();
      // Only what another connection wrote counts, so our own journal costs no look at the settings.
      if (now === seen) continue;
      seen = now;
      const before = this.#steering;
      this.#steering = readSteering(store);
      if (this.#steering.share !== before.share) alm.throttle.setShare(this.#steering.share);
      if (this.#steering.share !== before.share || this.#steering.isPaused !== before.isPaused) {
        this.#watcher.steered?.(this.#steering);
        this.#wake();
      }
    }
  }

  #beat(end: string | null): void {
    try {
      this.#pulse.beat(this.#settled, end);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends the run at its time, also while it waits for something. */
  async #watchTheClock(): Promise<void> {
    const { until } = this.#bounds;
    if (until === undefined) return;
    const { effects } = this.#place;
    while (effects.now() < until) {
      try {
        await effects.sleep(Math.min(until - effects.now(), LONGEST_SLEEP_MS), this.#over.signal);
      } catch {
        return;
      }
    }
    this.#finish({ why: 'until' });
  }

  #mustStop(): boolean {
    const { limit, until } = this.#bounds;
    if (limit !== undefined && this.#started >= limit) this.#finish({ why: 'limit' });
    else if (until !== undefined && this.#place.effects.now() >= until) this.#finish({ why: 'until' });
    return this.#stop.aborted;
  }

  /** The first error ends the run; operations that are under way keep what they know. */
  #fail(error: unknown): void {
    this.#error ??= { cause: error };
    this.#stopping.abort(error);
  }

  #finish(end: RunEnd): void {
    this.#end ??= end;
    this.#stopping.abort(new Error(end.why));
  }

  #wake(): void {
    const sleepers = this.#sleepers;
    this.#sleepers = [];
    for (const wake of sleepers) wake();
  }

  /** Resolves when something changed in this run: an operation ended, it was steered, it is to stop, or it is `at` (milliseconds since the epoch). */
  async #change(at?: number): Promise<void> {
    const woken = new Promise<void>((resolve) => this.#sleepers.push(resolve));
    if (this.#stop.aborted && this.#underWay.size === 0) return;
    if (at === undefined) return woken;
    const { effects } = this.#place;
    const nap = new AbortController();
    const pause = Math.min(Math.max(at - effects.now(), 0), LONGEST_SLEEP_MS);
    const slept = effects.sleep(pause, nap.signal).catch(() => undefined);
    await Promise.race([woken, slept]);
    nap.abort();
  }
}
