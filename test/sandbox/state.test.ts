import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DONE, enrolQuery, gradeBody, NOON, openWorld, userBody, type World } from './world.js';

describe('the state', () => {
  it('names people by email and profiles by name, and no date that only a clock set', async () => {
    const world = await openWorld();
    await world.api('POST', '/users/101/enrollments', { query: enrolQuery('course:8_801') });
    await world.api('POST', '/users/101/userModuleGrade', {
      body: gradeBody('101', '8_81_0', { ...DONE, score: 5, maxScore: 10 }),
    });
    const state = world.sandbox.state();
    expect(state.users.map((user) => [user.email, user.externalProfile, user.state])).toEqual([
      ['ada@example.com', null, 'ACTIVE'],
      ['Bob+x@example.com', null, 'ACTIVE'],
      ['eve@partner.example.com', 'Partners', 'ACTIVE'],
      ['gone@example.com', null, 'SUSPENDED'],
    ]);
    expect(state.enrolments).toEqual([
      {
        userEmail: 'Bob+x@example.com',
        instanceId: 'course:7_701',
        state: 'STARTED',
        dateEnrolled: '2024-01-05T00:00:00.000Z',
        dateStarted: '2024-01-06T00:00:00.000Z',
        dateCompleted: null,
        progressPercent: 50,
        hasPassed: false,
        score: 8,
      },
      expect.objectContaining({ instanceId: 'learningProgram:5_501', dateEnrolled: null }),
      {
        userEmail: 'ada@example.com',
        instanceId: 'course:8_801',
        state: 'COMPLETED',
        dateEnrolled: null,
        dateStarted: DONE.dateStarted,
        dateCompleted: DONE.dateCompleted,
        progressPercent: 100,
        hasPassed: true,
        score: 5,
      },
    ]);
    expect(state.grades.at(-1)).toEqual({
      userEmail: 'ada@example.com',
      moduleId: 'course:8_801_81_0',
      completed: true,
      success: true,
      score: 5,
      minScore: null,
      maxScore: 10,
      dateStarted: DONE.dateStarted,
      dateCompleted: DONE.dateCompleted,
      dateSuccess: DONE.dateSuccess,
      duration: null,
    });
  });

  it('is the same over HTTP, without a token, and not in the log', async () => {
    const world = await openWorld();
    const answer = await world.raw('GET', '/sandbox/state');
    expect(JSON.parse(answer.text)).toEqual(world.sandbox.state());
    expect(world.sandbox.log()).toHaveLength(1);
    expect((await world.raw('GET', '/sandbox/nothing')).status).toBe(404);
  });

  it('has the same bytes whatever the order in which it came to be, and whatever the hour', async () => {
    const people = ['a', 'b', 'c', 'd'];
    const arrive = async (order: readonly string[], hour: number): Promise<string> => {
      const world = await openWorld({ now: () => NOON + hour * 3_600_000 });
      for (const name of order) {
        const made = await world.api('POST', '/users', { body: userBody(`${name}@example.com`, name) });
        const id = String(made.json.data?.id);
        await world.api('POST', `/users/${id}/enrollments`, { query: enrolQuery('course:8_801') });
        await world.api('POST', `/users/${id}/userModuleGrade`, { body: gradeBody(id, '8_81_0') });
      }
      const text = JSON.stringify(world.sandbox.state());
      await world.sandbox.close();
      return text;
    };
    const expected = await arrive(people, 0);
    const orders = fc.shuffledSubarray(people, { minLength: people.length });
    await fc.assert(
      fc.asyncProperty(orders, fc.integer({ min: 0, max: 9999 }), async (order, hour) => {
        expect(await arrive(order, hour)).toBe(expected);
      }),
      { numRuns: 10 },
    );
  });
});

describe('the log', () => {
  const work = async (world: World): Promise<void> => {
    await world.api('POST', '/users', { body: userBody('new@example.com') });
    await world.api('GET', '/users', { query: { ids: 'email:new@example.com' } });
    await world.raw('GET', '/oauth/token/check', { query: { access_token: world.token } });
    await world.api('POST', '/users', { body: userBody('new@example.com') });
  };

  it('has every request in order, with time, status and effect, and no token', async () => {
    let now = NOON;
    const world = await openWorld({ now: () => now++ });
    await work(world);
    const log = world.sandbox.log();
    expect(log.map((one) => [one.number, one.method, one.path, one.query, one.status, one.effect])).toEqual([
      [1, 'POST', '/oauth/token/refresh', '', 200, 'none'],
      [2, 'POST', '/primeapi/v2/users', '', 200, 'created'],
      [3, 'GET', '/primeapi/v2/users', 'ids=email:new@example.com', 200, 'none'],
      [4, 'GET', '/oauth/token/check', 'access_token=…', 200, 'none'],
      [5, 'POST', '/primeapi/v2/users', '', 400, 'repeated'],
    ]);
    expect(log.map((one) => one.time).toSorted((left, right) => left - right)).toEqual(
      log.map((one) => one.time),
    );
    expect(JSON.stringify(log)).not.toContain(world.token);
  });

  it('can be read from where one left off', async () => {
    const world = await openWorld();
    await work(world);
    const rest = await world.raw('GET', '/sandbox/log', { query: { after: '3' } });
    expect((rest.json as unknown as { number: number }[]).map((one) => one.number)).toEqual([4, 5]);
    expect((await world.raw('GET', '/sandbox/log', { query: { after: 'x' } })).status).toBe(400);
  });

  it('is the same for the same requests in every run', async () => {
    const run = async (): Promise<string> => {
      const world = await openWorld();
      await work(world);
      return JSON.stringify(world.sandbox.log());
    };
    expect(await run()).toBe(await run());
  });
});
