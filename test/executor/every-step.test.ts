import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { openStore } from '../../src/staging/index.js';
import { type Moment, openGate } from '../cli/gate.js';
import { inFolder } from '../cli/world.js';
import { type PlannedWorld, seedOf, writePlan } from './randomPlan.js';
import { IMPATIENT, startChild } from './survival.js';

/** One of each kind: a profile, an external and an internal person, an enrolment each, a grade for each of two modules. */
const WORLD: PlannedWorld = {
  courses: [{ modules: 1 }, { modules: 2 }],
  people: [
    { isExternal: true, isThere: false, records: [{ course: 1, isCompleted: true, score: 75 }] },
    { isExternal: false, isThere: false, records: [{ course: 1, isCompleted: false, score: null }] },
  ],
};
const WRITES = 7;
/** One after the other, so that each step is a step of its own. */
const SETTINGS = { ...IMPATIENT, connections: 1 };

/** The intent is durable and nothing has happened yet; the effect has happened and nobody knows yet. */
const MOMENTS: readonly Moment[] = ['arrived', 'processed'];

async function killedAt(nth: number, moment: Moment): Promise<Sandbox> {
  const sandbox = await startSandbox({
    seed: seedOf(WORLD),
    limits: 'none',
    faults: { repeats: 'duplicate' },
  });
  const gate = await openGate(sandbox.url);
  try {
    return await inFolder(async (folder) => {
      const file = join(folder, 'migration.db');
      const store = openStore(file);
      writePlan(store, WORLD);
      store.close();
      const { child, ended } = startChild(file, gate.url, SETTINGS);
      gate.ringAt(nth, moment, () => child.kill('SIGKILL'));
      const first = await ended;
      expect(first.exitCode, `write ${nth}, ${moment}: ${first.stderr}`).toBeNull();
      const { exitCode, stdout } = await startChild(file, gate.url, SETTINGS).ended;
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ end: { why: 'finished' } });
      return sandbox;
    });
  } finally {
    await gate.close();
    await sandbox.close();
  }
}

/** What ALM holds after a run that nobody killed; kept, since every case is held against it. */
let undisturbed: Promise<unknown> | undefined;

async function calmState(): Promise<unknown> {
  const calm = await startSandbox({ seed: seedOf(WORLD), limits: 'none' });
  await inFolder(async (folder) => {
    const file = join(folder, 'migration.db');
    const store = openStore(file);
    writePlan(store, WORLD);
    store.close();
    await startChild(file, calm.url, SETTINGS).ended;
  });
  await calm.close();
  expect(calm.log().filter(({ effect }) => effect === 'created')).toHaveLength(WRITES);
  return calm.state();
}

const STEPS = Array.from({ length: WRITES }, (_, index) => index + 1).flatMap((nth) =>
  MOMENTS.map((moment) => [nth, moment] as const),
);

describe('a plan that is killed with kill -9, at each journalled step one after the other', () => {
  it.each(STEPS)('ends alike when it was killed with write %d %s', async (nth, moment) => {
    undisturbed ??= calmState();
    const sandbox = await killedAt(nth, moment);
    expect(sandbox.state()).toEqual(await undisturbed);
    const log = sandbox.log();
    expect(log.filter(({ effect }) => effect === 'repeated')).toEqual([]);
    expect(log.filter(({ effect }) => effect === 'created')).toHaveLength(WRITES);
  });
});
