import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { AlmSettings } from '../../src/alm/index.js';
import { FAULT_KINDS, type FaultOptions, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { openStore } from '../../src/staging/index.js';
import { inFolder } from '../cli/world.js';
import { type PlannedWorld, plannedWorld, seedOf, writePlan } from './randomPlan.js';

const CHILD = fileURLToPath(new URL('./child.mjs', import.meta.url));

/** Everything that takes seconds for real takes a few milliseconds here; slower than the slowest fault. */
export const IMPATIENT: Partial<AlmSettings> = {
  visibilityWaitMs: 400,
  answerTimeoutMs: 500,
  backoffBaseMs: 5,
  backoffCapMs: 40,
  circuitBaseMs: 20,
  circuitCapMs: 100,
};

/** Every fault at the same share, drawn by `seed`; users become visible late. */
export function everyFault(seed: number, share: number): FaultOptions {
  return {
    seed,
    share: Object.fromEntries(FAULT_KINDS.map((kind) => [kind, share])),
    slowMs: 30,
    retryAfterSeconds: 0.02,
    stormLength: 3,
    lateVisibilityMs: 60,
  };
}

/** What a run may meet on its way. */
export interface Weather {
  readonly seed: number;
  /** Of each kind of fault. */
  readonly share: number;
  /** How a tenant answers to what it has already. */
  readonly repeats: 'accept' | 'refuse' | 'duplicate';
  /** After how many further writes the process is killed, one kill after the other. */
  readonly kills: readonly number[];
}

export const weather: fc.Arbitrary<Weather> = fc.record({
  seed: fc.nat(),
  share: fc.constantFrom(0, 0.02, 0.05),
  repeats: fc.constantFrom('accept', 'refuse', 'duplicate'),
  kills: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
});

export const journeys = fc.tuple(plannedWorld, weather);

interface Arrived {
  readonly state: unknown;
  /** Every write that had an effect, in no order. */
  readonly effects: readonly string[];
  readonly operations: readonly string[];
}

/** The law: whatever the weather, a plan ends where it ends on a calm day, and no effect is sent twice. */
export async function expectSameEnd(world: PlannedWorld, rough: Weather): Promise<void> {
  const calm = await travel(world, { seed: 1, share: 0, repeats: 'duplicate', kills: [] });
  const survived = await travel(world, rough);
  expect(survived.operations).toEqual(calm.operations);
  expect(survived.state).toEqual(calm.state);
  expect(survived.effects).toEqual(calm.effects);
}

async function travel(world: PlannedWorld, { seed, share, repeats, kills }: Weather): Promise<Arrived> {
  return inFolder(async (folder) => {
    const file = join(folder, 'migration.db');
    const store = openStore(file);
    writePlan(store, world);
    store.close();
    const faults = { ...everyFault(seed, share), repeats };
    const sandbox = await startSandbox({ seed: seedOf(world), limits: 'none', faults });
    try {
      for (const kill of kills) await runUntilKilled(file, sandbox, kill);
      const { exitCode, stdout, stderr } = await startChild(file, sandbox.url).ended;
      expect(`${exitCode} ${stderr}`).toBe('0 ');
      expect(JSON.parse(stdout)).toMatchObject({ end: { why: 'finished' } });
      const writes = sandbox.log().filter(({ method }) => method === 'POST' || method === 'PATCH');
      // "never a second POST for an effect that already happened": a repeat is one, whatever the tenant made of it.
      expect(writes.filter(({ effect }) => effect === 'repeated')).toEqual([]);
      return {
        state: sandbox.state(),
        effects: writes
          .filter(({ effect }) => effect === 'created' || effect === 'changed')
          .map(({ method, path }) => `${method} ${path.replace(/\d{5,}/, 'ID')}`)
          .sort(),
        operations: operationsIn(file),
      };
    } finally {
      await sandbox.close();
    }
  });
}

function operationsIn(file: string): readonly string[] {
  const store = openStore(file);
  try {
    return store
      .prepare('SELECT operation_key AS key, state FROM operation ORDER BY operation_id')
      .all()
      .map((row) => Object.values(row as object).join(' '));
  } finally {
    store.close();
  }
}

/** Starts one run of the plan in `file` as a process of its own. */
export function startChild(file: string, url: string, settings: Partial<AlmSettings> = IMPATIENT) {
  const child = spawn(process.execPath, [CHILD, JSON.stringify({ file, url, settings })]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<{ exitCode: number | null; stdout: string; stderr: string }>(
    (resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    },
  );
  return { child, ended };
}

/** Ends the process as soon as the sandbox has seen so many more writes, wherever it is just then. */
async function runUntilKilled(file: string, sandbox: Sandbox, writes: number): Promise<void> {
  const before = writesOf(sandbox);
  const { child, ended } = startChild(file, sandbox.url);
  await Promise.race([ended, rung(sandbox, child, before + writes)]);
  child.kill('SIGKILL');
  await ended;
}

function rung(sandbox: Sandbox, child: ChildProcess, writes: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (writesOf(sandbox) >= writes || child.exitCode !== null || child.signalCode !== null) resolve();
      else setImmediate(look);
    };
    look();
  });
}

function writesOf(sandbox: Sandbox): number {
  return sandbox.log().filter(({ method, path }) => method !== 'GET' && !path.includes('/oauth/')).length;
}
