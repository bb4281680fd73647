import { describe, expect, it } from 'vitest';
import { type Alm, AlmAmbiguous } from '../../src/alm/index.js';
import { parseMigration } from '../../src/mapping/index.js';
import { snapshotAge, tolerancesOf, windowsSince } from '../../src/reconcile/index.js';
import { latestSnapshot } from '../../src/staging/index.js';
import { Failure } from '../../src/terms/index.js';
import { inSnapshotWorld, NOON, SEED, type SnapshotWorld, YAML } from './snapshotWorld.js';
import { leadsTo, stage, training, user } from './world.js';

const requestsTo = ({ sandbox }: SnapshotWorld, path: string): readonly string[] =>
  sandbox
    .log()
    .filter((entry) => entry.path.includes(path))
    .map(({ method, path: at, query }) => `${method} ${at.replace(/^.*\/v2/, '')}?${query}`);

const planBy = (via: 'api' | 'jobs', options: Parameters<typeof inSnapshotWorld>[0] = {}): Promise<unknown> =>
  inSnapshotWorld(options, async (world) => {
    await world.snapshot(via);
    expect(world.leftOver()).toEqual([]);
    return world.plan();
  });

describe('both ways to read ALM', () => {
  it.each([
    { shape: 'classic', file: 'csv' },
    { shape: 'classic', file: 'zip' },
    { shape: 'flat', file: 'csv' },
    { shape: 'flat', file: 'zip' },
  ] as const)('give the same plan of one account, by a job of the $shape shape and a $file', async (jobs) => {
    const plan = await planBy('api');
    expect(await planBy('jobs', { jobs })).toEqual(plan);
    // And not because there was nothing to plan.
    const told = plan as Record<'operations' | 'leftAlone', readonly Record<string, string>[]>;
    expect(new Set(told.operations.map(({ kind }) => kind))).toEqual(
      new Set(['createUser', 'enrol', 'grade']),
    );
    expect(new Set(told.leftAlone.map(({ code }) => code))).toEqual(
      new Set(['ALM-USER-NOT-ACTIVE', 'ALM-PERSON-CONTESTED', 'ALM-COMPLETION-LATER', 'ALM-ENROLMENT-EXTRA']),
    );
  });

  it('read who is in a learning path where the crosswalk leads to one, and only then', () =>
    inSnapshotWorld({}, async (world) => {
      const paths = () =>
        world.store
          .prepare("SELECT enrolment_id AS id FROM alm_enrolment WHERE course_id = 'learningProgram:9'")
          .all();
      const crosswalk = [leadsTo('ETHICS', 2), { ...leadsTo('PRG', 9), course: 'learningProgram:9' }];
      for (const via of ['api', 'jobs'] as const) {
        await world.snapshot(via);
        expect(paths()).toEqual([]);
        world.pass(86_400_000);
        await world.snapshot(via, { crosswalk });
        expect(paths()).toEqual([{ id: 'learningProgram:9_9001_108' }]);
      }
    }));

  it('leave out the history of people whom nobody leads to', () =>
    inSnapshotWorld({}, async (world) => {
      for (const via of ['api', 'jobs'] as const) {
        await world.snapshot(via);
        expect(world.store.prepare("SELECT * FROM alm_enrolment WHERE alm_user_id = '199'").all()).toEqual(
          [],
        );
      }
      expect(requestsTo(world, '/users/199/')).toEqual([]);
    }));
});

describe('a snapshot by jobs', () => {
  it('asks by requests for what no report says: profiles, the catalogue, and whom a report leaves in doubt', () =>
    inSnapshotWorld({}, async (world) => {
      await world.snapshot('jobs');
      // chloe is in one of two instances that have one name.
      expect(requestsTo(world, '/enrollments').map((line) => line.slice(0, 26))).toEqual([
        'GET /users/103/enrollments',
      ]);
      expect(requestsTo(world, '/v2/users?')).toEqual([]);
      expect(world.said.at(-2)).toContain('that of 1 person');
      expect(requestsTo(world, '/jobs').filter((line) => line.startsWith('POST'))).toHaveLength(4);
    }));

  it('goes on the next day where the five reports of a day are used up', () =>
    inSnapshotWorld(
      {},
      async (world) => {
        const failure: unknown = await world.snapshot('jobs').catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(Failure);
        expect(failure).toMatchObject({ code: 'ALM-JOB-QUOTA', exitCode: 5 });
        expect((failure as Failure).message).toContain('6 of 8 are read');
        expect(world.said[0]).toContain('7 transcripts of five years at most, from 1995-01-01 on');
        expect(world.said[0]).toContain('2 days');
        world.pass(86_400_000);
        await world.snapshot('jobs');
        expect(latestSnapshot(world.store)).toMatchObject({ state: 'complete', via: 'jobs' });
        const posts = world.sandbox
          .log()
          .filter(
            ({ method, path, status }) => method === 'POST' && path.endsWith('/jobs') && status === 200,
          );
        expect(posts).toHaveLength(1 + 7);
        const windows = windowsSince('1995-01-01', NOON);
        expect(windows).toHaveLength(7);
      },
      `${YAML}alm:\n  recordsSince: 1995-01-01\n`,
    ));

  it('takes a job whose answer was lost for its own, and asks for no second one', () =>
    inSnapshotWorld({}, async (world) => {
      let lost = 0;
      const alm: Alm = {
        ...world.alm,
        writes: async (request, signal) => {
          const answer = await world.alm.writes(request, signal);
          lost += 1;
          if (lost % 2 === 1) throw new AlmAmbiguous('reset', 'made up for a test', {});
          return answer;
        },
      };
      await world.snapshot('jobs', { alm });
      expect(lost).toBe(4);
      expect(requestsTo(world, '/jobs').filter((line) => line.startsWith('POST'))).toHaveLength(4);
    }));

  it('waits for a job that takes long, and says so now and then', () =>
    inSnapshotWorld({ jobs: { polls: 60 } }, async (world) => {
      await world.snapshot('jobs');
      expect(latestSnapshot(world.store)?.state).toBe('complete');
      // Four jobs, each looked at sixty times: told at the ninth look, and at every twentieth after it.
      expect(world.said.filter((line) => line.includes('still at work'))).toHaveLength(4 * 3);
      expect(world.effects.now() - NOON).toBeGreaterThan(4 * 50 * 30_000);
    }));

  it('says that the file of a job cannot be had, and asks for it anew the next time', () =>
    inSnapshotWorld({ jobs: { polls: 0 } }, async (world) => {
      const broken: Alm = {
        ...world.alm,
        reads: async (request, signal) => {
          const answer = await world.alm.reads(request, signal);
          if (!request.path.startsWith('/jobs/')) return answer;
          return {
            ...answer,
            body: JSON.parse(JSON.stringify(answer.body).replace('signature=sandbox', 'signature=gone')),
          };
        },
      };
      await expect(world.snapshot('jobs', { alm: broken })).rejects.toMatchObject({
        code: 'ALM-FILE-UNREACHABLE',
      });
      await world.snapshot('jobs');
      expect(latestSnapshot(world.store)?.state).toBe('complete');
    }));
});

describe('a snapshot by requests', () => {
  it('reads the details of the courses in the crosswalk only, where that is less', () =>
    inSnapshotWorld(
      {
        seed: {
          ...SEED,
          courses: [
            ...SEED.courses,
            ...Array.from({ length: 60 }, (_, index) => ({
              id: 100 + index,
              name: `Course ${index}`,
              instances: [{ id: 100 + index, name: 'D' }],
            })),
          ],
        },
      },
      async (world) => {
        await world.snapshot('api', { crosswalk: [] });
        expect(requestsTo(world, '/learningObjects')).toHaveLength(7);
        await world.snapshot('api', { crosswalk: [leadsTo('SAFETY', 1)] });
        expect(
          requestsTo(world, '/learningObjects')
            .slice(7)
            .map((line) => line.slice(0, 40)),
        ).toEqual(['GET /learningObjects?page[limit]=100&fil', 'GET /learningObjects/course%3A1?include=']);
        const counts = world.store
          .prepare(
            'SELECT count(*) AS courses, (SELECT count(*) FROM alm_instance) AS instances FROM alm_course',
          )
          .get();
        expect(counts).toEqual({ courses: 65, instances: 67 });
      },
    ));

  it('foretells its requests, and needs no more', () =>
    inSnapshotWorld({}, async (world) => {
      const { predictedRequests } = await world.snapshot('api');
      expect(latestSnapshot(world.store)?.requests).toBe(predictedRequests);
    }));
});

describe('a plan', () => {
  it('is refused while nobody has read what somebody holds whom a newer export leads to', () =>
    inSnapshotWorld({}, async (world) => {
      await world.snapshot('api');
      world.plan();
      await stage(world.store, 'newer.xml', [
        user('zed'),
        training('E-zed', 'zed', { learningId: 'ETHICS' }),
      ]);
      expect(() => world.plan()).toThrow("the exports lead to 1 of ALM's people who were not in scope");
      await world.snapshot('api');
      const { operations } = world.plan() as { operations: readonly { operation_key: string }[] };
      // zed is enrolled already.
      expect(operations.map((one) => one.operation_key).filter((one) => one.includes('|zed'))).toEqual([
        'grade|zed|course:2_2001_21_0',
      ]);
    }));
});

describe.each(['api', 'jobs'] as const)(
  'a snapshot by %s that is stopped before any of its requests',
  (via) => {
    it('goes on where it was: it ends in the same plan, and no job is asked for twice', async () => {
      const whole = await inSnapshotWorld({}, async (world) => {
        const before = world.sandbox.log().length;
        await world.snapshot(via);
        return { plan: world.plan(), requests: world.sandbox.log().length - before };
      });
      for (let last = 1; last < whole.requests; last += via === 'api' ? 3 : 2) {
        await inSnapshotWorld({}, async (world) => {
          const stop = new AbortController();
          await expect(
            world.snapshot(via, { alm: until(world.alm, last, stop), signal: stop.signal }),
          ).rejects.toThrow('stopped here');
          await world.snapshot(via);
          expect(world.plan()).toEqual(whole.plan);
          const posts = requestsTo(world, '/jobs').filter((line) => line.startsWith('POST'));
          expect(posts).toHaveLength(via === 'jobs' ? 4 : 0);
          // What was in flight at the stop is asked again, and nothing else.
          expect(world.sandbox.log().length).toBeLessThan(whole.requests + 16);
        });
      }
    });
  },
);

/** The connection, until so many requests were answered. */
function until(alm: Alm, last: number, stop: AbortController): Alm {
  let seen = 0;
  const counted =
    (send: Alm['reads']): Alm['reads'] =>
    (request, signal) => {
      seen += 1;
      if (seen > last) stop.abort(new Error('stopped here'));
      return send(request, signal);
    };
  return { ...alm, reads: counted(alm.reads), writes: counted(alm.writes) };
}

describe('windows of five years', () => {
  it('cover every moment from the first day to a day ahead, without a gap, and each is short enough', () => {
    for (const since of ['1981-01-01', '1996-02-29', '2015-01-01', '2026-02-01']) {
      const windows = windowsSince(since, NOON);
      expect(windows[0]?.from).toBe(`${since}T00:00:00.000Z`);
      expect(windows.at(-1)?.to).toBe(new Date(NOON + 86_400_000).toISOString());
      for (const [index, { from, to }] of windows.entries()) {
        const limit = new Date(from);
        limit.setUTCFullYear(limit.getUTCFullYear() + 5);
        expect(to < limit.toISOString()).toBe(true);
        const next = windows[index + 1];
        if (next !== undefined) expect(Date.parse(next.from) - Date.parse(to)).toBe(1);
      }
    }
  });
});

describe('what a comparison lets pass', () => {
  const config = parseMigration(`${YAML}alm:\n  toleranceSeconds: 5\n`, 'migration.yaml');

  it('is at least a minute where ALM was read by its transcript, and every report names it', () => {
    expect(tolerancesOf(config, { via: 'api' })).toMatchObject({ seconds: 5 });
    const byJobs = tolerancesOf(config, { via: 'jobs' });
    expect(byJobs.seconds).toBe(60);
    expect(byJobs.words).toContain('less than 60 seconds apart');
    expect(byJobs.words).toContain('exact to the minute');
  });

  it('and the age of a snapshot is counted from its first request', () => {
    const startedAt = '2026-02-01T00:00:00.000Z';
    expect(snapshotAge({ startedAt }, NOON, 24)).toEqual({ hours: 12, isOld: false });
    expect(snapshotAge({ startedAt }, NOON, 12)).toEqual({ hours: 12, isOld: true });
  });
});
