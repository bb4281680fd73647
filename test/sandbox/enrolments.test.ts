import { describe, expect, it } from 'vitest';
import { type Answer, enrolQuery, NOON, openWorld, type World } from './world.js';

const enrol = (world: World, user: string, instance: string, multi?: boolean): Promise<Answer> =>
  world.api('POST', `/users/${user}/enrollments`, { query: enrolQuery(instance, multi) });

const ids = (answer: Answer): string[] =>
  (answer.json.data as unknown as { id: string }[]).map((one) => one.id);

describe('POST /users/{id}/enrollments', () => {
  it('needs no body, and answers with the computed id and a grade id for each module', async () => {
    const world = await openWorld();
    const made = await enrol(world, '101', 'course:7_702');
    expect(made.status).toBe(200);
    expect(made.json.data).toEqual({
      id: 'course:7_702_101',
      type: 'learningObjectInstanceEnrollment',
      attributes: {
        dateEnrolled: new Date(NOON).toISOString(),
        enrollmentSource: 'ADMIN_ENROLL',
        hasPassed: false,
        progressPercent: 0,
        score: 0,
        state: 'ENROLLED',
      },
      relationships: {
        learner: { data: { id: '101', type: 'user' } },
        learningObject: { data: { id: 'course:7', type: 'learningObject' } },
        loInstance: { data: { id: 'course:7_702', type: 'learningObjectInstance' } },
        loResourceGrades: {
          data: ['71_0', '72_1', '73_0'].map((module) => ({
            id: `course:7_702_${module}_101`,
            type: 'learningObjectResourceGrade',
          })),
        },
      },
    });
  });

  it('refuses the same instance again, and another one unless several are allowed', async () => {
    const world = await openWorld();
    const again = await enrol(world, '102', 'course:7_701', true);
    expect([again.status, again.json.title]).toEqual([400, 'ALREADY_ENROLLED']);
    const other = await enrol(world, '102', 'course:7_702');
    expect([other.status, other.json.title]).toEqual([400, 'ENROLLMENT_CONFLICT']);
    expect((await enrol(world, '102', 'course:7_702', false)).status).toBe(400);
    expect((await enrol(world, '102', 'course:7_702', true)).status).toBe(200);
    expect(world.effects()).toEqual(['repeated', 'none', 'none', 'created']);
  });

  it('takes a repeat, or doubles it, where the tenant is told so', async () => {
    const world = await openWorld({ faults: { repeats: { enrolments: 'accept' } } });
    const before = world.sandbox.state();
    expect((await enrol(world, '102', 'course:7_701')).json.data?.id).toBe('course:7_701_102');
    expect(world.sandbox.state()).toEqual(before);
    await world.faults({ repeats: 'duplicate' });
    expect((await enrol(world, '102', 'course:7_701')).status).toBe(200);
    expect(world.sandbox.state().enrolments).toHaveLength(before.enrolments.length + 1);
    expect(ids(await world.api('GET', '/users/102/enrollments'))).toEqual([
      'course:7_701_102',
      'course:7_701_102',
    ]);
    expect(world.effects()).toEqual(['repeated', 'repeated']);
  });

  it.each([
    [
      'a course that is not there',
      '101',
      { loId: 'course:77', loInstanceId: 'course:77_1' },
      'OBJECT_DOESNT_EXIST',
    ],
    [
      'an instance of another course',
      '101',
      { loId: 'course:7', loInstanceId: 'course:8_801' },
      'OBJECT_DOESNT_EXIST',
    ],
    ['a user who is not there', '999', enrolQuery('course:7_701'), 'OBJECT_DOESNT_EXIST'],
    ['a bare course number', '101', { loId: '7', loInstanceId: 'course:7_701' }, 'Bad request'],
    ['a bare instance number', '101', { loId: 'course:7', loInstanceId: '701' }, 'Bad request'],
    ['no course', '101', { loInstanceId: 'course:7_701' }, 'Missing Param'],
    ['no instance', '101', { loId: 'course:7' }, 'Missing Param'],
    ['a retired instance', '101', enrolQuery('course:7_703'), 'INSTANCE_NOT_AVAILABLE'],
    ['a retired course', '101', enrolQuery('course:9_901'), 'LEARNING_OBJECT_NOT_AVAILABLE'],
    ['a suspended user', '104', enrolQuery('course:7_701'), 'USER_NOT_ACTIVE'],
    [
      'a flag that is none',
      '101',
      { ...enrolQuery('course:7_701'), allowMultiEnrollment: 'yes' },
      'Field Type',
    ],
  ])('refuses %s', async (_, user, query, title) => {
    const world = await openWorld();
    const answer = await world.api('POST', `/users/${user}/enrollments`, { query });
    expect(answer.status).toBe(400);
    expect(answer.json.title).toContain(title);
    expect(world.sandbox.state().enrolments).toHaveLength(2);
  });
});

describe('reading and ending enrolments', () => {
  it('lists courses only, unless other types are asked for', async () => {
    const world = await openWorld();
    expect(ids(await world.api('GET', '/users/102/enrollments'))).toEqual(['course:7_701_102']);
    const query = { 'filter.loTypes': 'course,learningProgram' };
    expect(ids(await world.api('GET', '/users/102/enrollments', { query }))).toEqual([
      'learningProgram:5_501_102',
      'course:7_701_102',
    ]);
  });

  it('includes the grades, those of modules that were never begun too', async () => {
    const world = await openWorld();
    const query = { include: 'loResourceGrades' };
    const answer = await world.api('GET', '/users/102/enrollments', { query });
    const included = answer.json.included as unknown as { id: string; attributes: object }[];
    expect(included.map((one) => one.id)).toEqual([
      'course:7_701_71_0_102',
      'course:7_701_72_1_102',
      'course:7_701_73_0_102',
    ]);
    expect(included[0]?.attributes).toMatchObject({
      completed: true,
      hasPassed: true,
      score: 8,
      maxScore: 10,
      progressPercent: 100,
      dateCompleted: '2024-01-06T00:00:00.000Z',
    });
    expect(included[1]?.attributes).toEqual({
      completed: false,
      duration: 0,
      hasPassed: false,
      progressPercent: 0,
    });
  });

  it('pages by ten at most, in order of enrolling and against it', async () => {
    const courses = Array.from({ length: 23 }, (_, at) => ({
      id: at + 1,
      name: `Course ${at + 1}`,
      instances: [{ id: at + 1, name: 'D' }],
    }));
    const users = [{ id: 101, email: 'ada@example.com', name: 'Ada' }];
    const enrolments = courses.map(({ id }) => ({
      userEmail: 'ada@example.com',
      instanceId: `course:${id}_${id}`,
      dateEnrolled: new Date(NOON - id * 86_400_000).toISOString(),
    }));
    const world = await openWorld({ seed: { users, courses, enrolments } });
    const seen: string[][] = [];
    let query: Record<string, string> = { sort: '-dateEnrolled', 'page[limit]': '10' };
    for (;;) {
      const page = await world.api('GET', '/users/101/enrollments', { query });
      seen.push(ids(page));
      const next = page.json.links?.next;
      if (next === undefined) break;
      query = Object.fromEntries(new URL(String(next)).searchParams);
    }
    expect(seen.map((page) => page.length)).toEqual([10, 10, 3]);
    expect(seen.flat()).toEqual(courses.map(({ id }) => `course:${id}_${id}_101`));
    expect(
      (await world.api('GET', '/users/101/enrollments', { query: { 'page[limit]': '11' } })).status,
    ).toBe(400);
  });

  it('shows one by its id, and refuses what is malformed, missing or another learner’s', async () => {
    const world = await openWorld();
    const one = await world.api('GET', '/users/102/enrollments/course%3A7_701_102');
    expect(one.json.data?.id).toBe('course:7_701_102');
    const get = async (path: string) => (await world.api('GET', path)).json.title;
    expect(await get('/users/101/enrollments/course:7_701_102')).toBe('OBJECT_DOESNT_EXIST');
    expect(await get('/users/102/enrollments/course:7_702_102')).toBe('OBJECT_DOESNT_EXIST');
    expect(await get('/users/102/enrollments/course:7_701')).toContain('Bad request');
    expect(await get('/users/999/enrollments')).toBe('OBJECT_DOESNT_EXIST');
    for (const query of [{ sort: 'id' }, { include: 'learner' }, { 'filter.states': 'COMPLETED' }]) {
      const refused = await world.api('GET', '/users/102/enrollments', {
        query: query as unknown as Record<string, string>,
      });
      expect(refused.status).toBe(400);
    }
  });

  it('ends with 204 and takes the grades along; the second time is refused', async () => {
    const world = await openWorld();
    const path = '/users/102/enrollments/course:7_701_102';
    expect((await world.api('DELETE', path)).status).toBe(204);
    expect(world.sandbox.state().grades).toEqual([]);
    expect((await world.api('DELETE', path)).status).toBe(400);
    expect((await enrol(world, '102', 'course:7_701')).status).toBe(200);
    expect((await world.api('GET', path)).json.data?.attributes?.progressPercent).toBe(0);
    expect(world.effects()).toEqual(['removed', 'none', 'created']);
  });
});
