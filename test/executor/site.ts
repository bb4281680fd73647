import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Alm, type AlmSettings, openAlm } from '../../src/alm/index.js';
import { type RunBounds, type RunReport, type RunWatcher, runPlan } from '../../src/executor/index.js';
import {
  type FaultOptions,
  type LimitOptions,
  SANDBOX_CREDENTIALS,
  type Sandbox,
  type SandboxSeed,
  startSandbox,
} from '../../src/sandbox/index.js';
import { openStore, type RunPulse, readPulse, type Store } from '../../src/staging/index.js';
import type { Effects } from '../../src/terms/index.js';
import { type PlannedWorld, seedOf, writePlan } from './randomPlan.js';
import { IMPATIENT } from './survival.js';

/** The real clock, and sleeps of a few milliseconds at most: what is waited for comes all the same. */
export const hasty: Effects = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    delay(Math.min(milliseconds, 5), undefined, { ...(signal && { signal }) }).catch(() => {
      throw signal?.reason;
    }),
  random: () => 0.5,
};

export interface SiteOptions {
  readonly seed?: SandboxSeed;
  readonly faults?: FaultOptions;
  readonly limits?: LimitOptions;
  readonly settings?: Partial<AlmSettings>;
}

/** A store with a plan, the sandbox that it was made for, and a client in between, all of this process. */
export interface Site {
  readonly file: string;
  readonly store: Store;
  readonly planId: number;
  readonly sandbox: Sandbox;
  readonly alm: Alm;
  readonly drain: AbortController;
  readonly abort: AbortController;
  readonly run: (bounds?: Partial<RunBounds>, watcher?: RunWatcher) => Promise<RunReport>;
  /** `key state`, in the order of the plan. */
  readonly operations: () => readonly string[];
  /** What the run said of itself for other terminals, in its order. */
  readonly pulses: () => readonly RunPulse[];
  /** Paths of the writes that arrived. */
  readonly writes: () => readonly string[];
}

export async function openSite(world: PlannedWorld, options: SiteOptions = {}): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-test-'));
  const file = join(folder, 'migration.db');
  const store = openStore(file);
  const planId = writePlan(store, world);
  const sandbox = await startSandbox({
    seed: options.seed ?? seedOf(world),
    limits: options.limits ?? 'none',
    faults: options.faults ?? {},
  });
  const alm = clientOf(sandbox.url, options.settings);
  onTestFinished(async () => {
    await alm.close();
    await sandbox.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const drain = new AbortController();
  const abort = new AbortController();
  const pulses: RunPulse[] = [];
  const look = (): void => {
    const pulse = readPulse(store, planId);
    if (pulse !== undefined && JSON.stringify(pulse) !== JSON.stringify(pulses.at(-1))) pulses.push(pulse);
  };
  const effects: Effects = {
    ...hasty,
    sleep: (milliseconds, signal) => {
      look();
      return hasty.sleep(milliseconds, signal);
    },
  };
  const site = { store, alm, effects, abort: abort.signal };
  return {
    file,
    store,
    planId,
    sandbox,
    alm,
    drain,
    abort,
    run: (bounds = {}, watcher = {}) => runPlan(site, planId, { drain: drain.signal, ...bounds }, watcher),
    operations: () =>
      store
        .prepare('SELECT operation_key AS key, state FROM operation ORDER BY operation_id')
        .all()
        .map((row) => Object.values(row as object).join(' ')),
    pulses: () => {
      look();
      return pulses;
    },
    writes: () =>
      sandbox
        .log()
        .filter(({ method, path }) => method !== 'GET' && !path.includes('/oauth/'))
        .map(({ path }) => path),
  };
}

export function clientOf(url: string, settings: Partial<AlmSettings> = {}): Alm {
  return openAlm({
    baseUrl: url,
    credentials: { kind: 'refreshToken', ...SANDBOX_CREDENTIALS },
    settings: { ...IMPATIENT, ...settings },
    effects: hasty,
  });
}

/** `people` persons whom ALM does not have, each enrolled in one course and, if `isCompleted`, with its grade. */
export function plainWorld(people: number, isCompleted = true): PlannedWorld {
  return {
    courses: [{ modules: 1 }, { modules: 1 }],
    people: Array.from({ length: people }, () => ({
      isExternal: false,
      isThere: false,
      records: [{ course: 1, isCompleted, score: 80 }],
    })),
  };
}

/** The same with a course that ALM does not have: every enrolment is refused. */
export function refusedWorld(people: number): PlannedWorld {
  return {
    courses: [{ modules: 1 }, { modules: 1 }],
    people: Array.from({ length: people }, () => ({
      isExternal: false,
      isThere: true,
      records: [{ course: 0, isCompleted: true, score: null }],
    })),
  };
}
