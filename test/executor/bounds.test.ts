import { describe, expect, it } from 'vitest';
import {
  chooseOperations,
  latestPlan,
  openCount,
  openStore,
  retryFailed,
  SETTINGS,
  writeSetting,
} from '../../src/staging/index.js';
import { openSite, plainWorld, refusedWorld } from './site.js';

const ONE_BY_ONE = { connections: 1 };

describe('a run', () => {
  it('carries a plan out in the order of dependency, and then there is nothing left', async () => {
    const site = await openSite(plainWorld(3));
    const report = await site.run();
    expect(report).toEqual({ end: { why: 'finished' }, settled: { done: 9, failed: 0, unknown: 0 } });
    expect(latestPlan(site.store)?.state).toBe('finished');
    expect(site.operations().every((line) => line.endsWith(' done'))).toBe(true);
    const before = site.writes().length;
    expect(await site.run()).toMatchObject({ settled: { done: 0 } });
    expect(site.writes()).toHaveLength(before);
  });

  it('sends as many operations as --limit says, and the next one goes on after them', async () => {
    const site = await openSite(plainWorld(4));
    expect(await site.run({ limit: 5 })).toMatchObject({ end: { why: 'limit' }, settled: { done: 5 } });
    expect(site.writes()).toHaveLength(5);
    expect(latestPlan(site.store)?.state).toBe('running');
    expect(await site.run()).toMatchObject({ end: { why: 'finished' }, settled: { done: 7 } });
    expect(site.writes()).toHaveLength(12);
  });

  it('starts nothing once it is the time of --until', async () => {
    const site = await openSite(plainWorld(2));
    expect(await site.run({ until: Date.now() - 1 })).toMatchObject({ end: { why: 'until' } });
    expect(site.writes()).toEqual([]);
  });

  it('ends at --until although it is paused', async () => {
    const site = await openSite(plainWorld(2));
    writeSetting(site.store, SETTINGS.steering, 'pause');
    expect(await site.run({ until: Date.now() + 30 })).toMatchObject({ end: { why: 'until' } });
    expect(site.writes()).toEqual([]);
  });

  it('sends only the kinds of --only, and what they stand on waits', async () => {
    const site = await openSite(plainWorld(2));
    chooseOperations(site.store, site.planId, { kinds: ['createUser'], userKeys: [] });
    expect(await site.run({ chosen: 'noted' })).toMatchObject({
      end: { why: 'finished' },
      settled: { done: 2 },
    });
    expect(latestPlan(site.store)?.state).toBe('running');
    chooseOperations(site.store, site.planId, { kinds: ['grade'], userKeys: [] });
    expect(await site.run({ chosen: 'noted' })).toMatchObject({ settled: { done: 0 } });
    expect(await site.run()).toMatchObject({ settled: { done: 4 } });
  });

  it('sends only what concerns the people of --cohort, and what that stands on', async () => {
    const world = plainWorld(3);
    const people = world.people.map((person) => ({ ...person, isExternal: true }));
    const site = await openSite({ ...world, people });
    chooseOperations(site.store, site.planId, { kinds: [], userKeys: ['person1'] });
    expect(await site.run({ chosen: 'noted' })).toMatchObject({ settled: { done: 4 } });
    expect(site.operations().filter((line) => line.endsWith(' done'))).toEqual([
      'profile|Partners done',
      'user|person1 done',
      'enrol|person1|course:701_500 done',
      'grade|person1|course:701_500_9000_0 done',
    ]);
    expect(await site.run()).toMatchObject({ settled: { done: 6 } });
  });

  it('stops itself at --max-failures, and what stood on the failed ones says so', async () => {
    const site = await openSite(refusedWorld(8), { settings: ONE_BY_ONE });
    expect(await site.run({ maxFailures: 3 })).toMatchObject({
      end: { why: 'maxFailures', failures: 3 },
      settled: { done: 0, failed: 3 },
    });
    const states = site.operations().map((line) => line.split(' ')[1]);
    expect(states.filter((state) => state === 'failed')).toHaveLength(3);
    expect(states.filter((state) => state === 'blocked')).toHaveLength(3);
    const message = site.store
      .prepare(`SELECT message FROM operation WHERE state = 'blocked' LIMIT 1`)
      .pluck()
      .get();
    expect(message).toBe('waits for enrol|person0|course:700_500, which failed');
  });

  it('stops itself when too large a share of the last hundred failed', async () => {
    const site = await openSite(refusedWorld(150), { settings: ONE_BY_ONE });
    const report = await site.run({ maxFailureShare: 0.1 });
    expect(report).toMatchObject({ end: { why: 'failureShare' }, settled: { failed: 100 } });
  });
});

describe('retry', () => {
  it('puts failed operations back with what stood on them, and the finished plan goes on', async () => {
    const site = await openSite(refusedWorld(2));
    expect(await site.run()).toMatchObject({ end: { why: 'finished' }, settled: { failed: 2 } });
    expect(latestPlan(site.store)?.state).toBe('finished');
    expect(openCount(site.store, site.planId)).toBe(0);
    expect(retryFailed(site.store, site.planId, { kind: 'grade' })).toEqual({ failed: 0, blocked: 0 });
    expect(retryFailed(site.store, site.planId, { code: 'ALM-RATE-LIMITED' })).toEqual({
      failed: 0,
      blocked: 0,
    });
    expect(retryFailed(site.store, site.planId, { kind: 'enrol', code: 'ALM-REJECTED' })).toEqual({
      failed: 2,
      blocked: 2,
    });
    expect(site.operations().every((line) => line.endsWith(' planned'))).toBe(true);
    expect(await site.run()).toMatchObject({ settled: { failed: 2 } });
  });

  it('leaves blocked what stands on another one that failed', async () => {
    const site = await openSite(refusedWorld(2));
    await site.run();
    site.store
      .prepare(`UPDATE operation SET code = 'ALM-NOT-VISIBLE' WHERE operation_key LIKE 'enrol|person1|%'`)
      .run();
    expect(retryFailed(site.store, site.planId, { code: 'ALM-NOT-VISIBLE' })).toEqual({
      failed: 1,
      blocked: 1,
    });
    expect(site.operations().filter((line) => line.endsWith(' blocked'))).toHaveLength(1);
  });
});

describe('steering from another terminal', () => {
  it('a paused run sends nothing until it is resumed', async () => {
    const site = await openSite(plainWorld(30), { settings: { connections: 2 } });
    const other = openStore(site.file);
    try {
      let pausedAt = 0;
      let quietAt = 0;
      let stillQuietAt = -1;
      const resumeWhenQuiet = async (): Promise<void> => {
        const inFlight = other.prepare(`SELECT count(*) FROM operation WHERE state = 'inFlight'`).pluck();
        const turns = async (): Promise<number> => {
          for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
          return site.writes().length;
        };
        for (let before = -1; before !== site.writes().length || inFlight.get() !== 0; )
          before = await turns();
        quietAt = site.writes().length;
        stillQuietAt = await turns();
        writeSetting(other, SETTINGS.steering, 'run');
      };
      let resumed: Promise<void> = Promise.resolve();
      const report = await site.run(
        {},
        {
          settled: ({ done }) => {
            if (done === 5) writeSetting(other, SETTINGS.steering, 'pause');
          },
          steered: ({ isPaused }) => {
            if (!isPaused) return;
            pausedAt = site.writes().length;
            resumed = resumeWhenQuiet();
          },
        },
      );
      await resumed;
      expect(report).toMatchObject({ end: { why: 'finished' }, settled: { done: 90 } });
      expect(pausedAt).toBeGreaterThanOrEqual(5);
      expect(quietAt).toBeLessThan(90);
      expect(stillQuietAt).toBe(quietAt);
      expect(quietAt - pausedAt).toBeLessThanOrEqual(2);
    } finally {
      other.close();
    }
  });

  it('another speed takes effect while it runs', async () => {
    const site = await openSite(plainWorld(40), { settings: { connections: 1 } });
    const other = openStore(site.file);
    try {
      const shares: number[] = [];
      await site.run(
        {},
        {
          settled: ({ done }) => {
            if (done === 2) writeSetting(other, SETTINGS.share, '0.5');
          },
          steered: () => shares.push(site.alm.throttle.share),
        },
      );
      expect(shares).toEqual([0.5]);
    } finally {
      other.close();
    }
  });

  it('the first stop finishes what is in flight, and the next run goes on', async () => {
    const site = await openSite(plainWorld(20));
    const report = await site.run(
      {},
      {
        settled: ({ done }) => {
          if (done === 7) site.drain.abort(new Error('enough'));
        },
      },
    );
    expect(report.end).toEqual({ why: 'drained' });
    expect(site.operations().filter((line) => line.endsWith(' inFlight'))).toEqual([]);
    expect(report.settled.done).toBe(site.writes().length);
    expect(report.settled.done).toBeLessThan(60);
  });

  it('the second stop leaves in flight what is in flight, and the next run looks before it sends', async () => {
    const site = await openSite(plainWorld(2, false), {
      faults: { schedule: [{ kind: 'hangAfter', method: 'POST', path: '/users', nth: 1, times: 2 }] },
      settings: { answerTimeoutMs: 60_000 },
    });
    const running = site.run();
    while (site.writes().length < 2) await new Promise(setImmediate);
    site.drain.abort(new Error('stop'));
    site.abort.abort(new Error('stop now'));
    expect(await running).toMatchObject({ end: { why: 'aborted' }, settled: { done: 0 } });
    expect(site.operations().filter((line) => line.endsWith(' inFlight'))).toHaveLength(2);
  });

  it('a second stop does not wait for a token that never comes', async () => {
    const site = await openSite(plainWorld(1), {
      faults: { schedule: [{ kind: 'hangBefore', path: '/oauth/', nth: 1 }] },
      settings: { answerTimeoutMs: 60_000 },
    });
    const running = site.run();
    while (site.sandbox.log().length === 0) await new Promise(setImmediate);
    site.drain.abort(new Error('stop'));
    site.abort.abort(new Error('stop now'));
    expect(await running).toMatchObject({ end: { why: 'aborted' } });
  });
});
