import { describe, expect, it, onTestFinished } from 'vitest';
import { runPlan } from '../../src/executor/index.js';
import { parseMigration } from '../../src/mapping/index.js';
import { makePlan } from '../../src/reconcile/index.js';
import { inSnapshotWorld, NOON } from '../reconcile/snapshotWorld.js';
import { stage, user } from '../reconcile/world.js';
import { clientOf, hasty } from './site.js';

const YAML = 'source:\n  referenceDate: 2026-01-31\nusers:\n  managers: set\n';
const INPUTS = {
  config: parseMigration(YAML, 'migration.yaml'),
  crosswalk: [],
  texts: { migration: YAML, crosswalk: '', identities: '' },
};

describe('people whom a run creates with their managers', () => {
  it('come after them, wait until ALM shows them, and have them in ALM', () =>
    inSnapshotWorld({ faults: { lateVisibilityMs: 80 }, now: Date.now }, async (world) => {
      await stage(world.store, 'more.xml', [
        user('kim', { managerId: 'lou' }),
        user('lou', { managerId: 'max' }),
        user('max', { managerId: 'ada' }),
      ]);
      await world.snapshot('api');
      const { planId } = makePlan(world.store, INPUTS, () => NOON);
      const stop = new AbortController().signal;
      const { store } = world;
      const alm = clientOf(world.sandbox.url);
      onTestFinished(() => alm.close());
      await runPlan({ store, alm, effects: hasty, abort: stop }, planId, { drain: stop }, {});
      const managers = Object.fromEntries(
        world.sandbox.state().users.map(({ email, managerEmail }) => [email.split('@')[0], managerEmail]),
      );
      expect(managers).toMatchObject({
        kim: 'lou@example.com',
        lou: 'max@example.com',
        max: 'ada@example.com',
        ivy: null,
      });
      expect(
        makePlan(store, INPUTS, () => NOON).operations.filter(({ kind }) => kind === 'createUser'),
      ).toEqual([]);
    }));
});
