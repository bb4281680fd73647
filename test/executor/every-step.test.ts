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

describe('a plan that is killed with kill -9', () => {
  it('ends alike wherever it was killed: at each journalled step, one after the other', async () => {
    const calm = await startSandbox({ seed: seedOf(WORLD), limits: 'none' });
    await inFolder(async (folder) => {
      const file = join(folder, 'migration.db');
      const store = openStore(file);
      writePlan(store, WORLD);
      store.close();
      await startChild(file, calm.url, SETTINGS).ended;
    });
    const expected = calm.state();
    await calm.close();
    expect(calm.log().filter(({ effect }) => effect === 'created')).toHaveLength(WRITES);

    for (let nth = 1; nth <= WRITES; nth += 1) {
      for (const moment of MOMENTS) {
        const sandbox = await killedAt(nth, moment);
        const where = `write ${nth}, ${moment}`;
        expect(sandbox.state(), where).toEqual(expected);
        const log = sandbox.log();
        expect(
          log.filter(({ effect }) => effect === 'repeated'),
          where,
        ).toEqual([]);
        expect(
          log.filter(({ effect }) => effect === 'created'),
          where,
        ).toHaveLength(WRITES);
      }
    }
  });
});
