import { describe, expect, it } from 'vitest';
import { parseSeed, SeedError, startSandbox } from '../../src/sandbox/index.js';
import { openWorld, SEED, userBody } from './world.js';

const course = { id: 1, name: 'C', modules: [{ id: 3, name: 'M' }], instances: [{ id: 2, name: 'I' }] };
const ada = { email: 'ada@example.com', name: 'Ada' };

/** Where a wrong seed is refused: by its shape when it is read, by its references when it is planted. */
async function refusal(seed: unknown): Promise<string> {
  try {
    const sandbox = await startSandbox({ seed: parseSeed(JSON.stringify(seed)) });
    await sandbox.close();
  } catch (error) {
    if (error instanceof SeedError) return error.message;
    throw error;
  }
  return 'taken';
}

describe('a seed', () => {
  it('fills in what it does not say, and may be empty', async () => {
    const empty = await openWorld({ seed: parseSeed('{}') });
    expect(empty.sandbox.state()).toEqual({
      account: { id: '1010', name: 'Sandbox' },
      users: [],
      externalProfiles: [],
      enrolments: [],
      grades: [],
    });
  });

  it('is the same read from its text as given as an object', async () => {
    const fromText = await openWorld({ seed: parseSeed(JSON.stringify(SEED)) });
    const given = await openWorld();
    expect(fromText.sandbox.state()).toEqual(given.sandbox.state());
  });

  it('counts ids on from the largest, so that none is given twice', async () => {
    const users = [
      { ...ada, id: 20_000_007 },
      { email: 'b@example.com', name: 'B' },
    ];
    const world = await openWorld({ seed: { users } });
    const made = await world.api('POST', '/users', { body: userBody('c@example.com') });
    expect(made.json.data?.id).toBe('20000009');
    const order = await world.api('GET', '/users');
    expect((order.json.data as unknown as { id: string }[]).map((one) => one.id)).toEqual([
      '20000007',
      '20000008',
      '20000009',
    ]);
  });

  it('takes ids as numbers, as text and in their whole form', async () => {
    const courses = [
      { ...course, id: 'course:1', instances: [{ id: 'course:1_2', name: 'I' }] },
      { ...course, id: '4', modules: [{ id: '3', name: 'M' }], instances: [{ id: '5', name: 'I' }] },
    ];
    const world = await openWorld({ seed: { courses } });
    for (const id of ['course:1', 'course:4']) {
      const answer = await world.api('GET', `/learningObjects/${id}`, {
        query: { include: 'instances.loResources' },
      });
      expect([id, answer.status, (answer.json.included as unknown as object[]).length]).toEqual([id, 200, 2]);
    }
  });

  it('adds an enrolment’s grades up, unless it says itself what they come to', async () => {
    const grades = [{ moduleId: 3, completed: true, dateCompleted: '2021-05-05T10:00:00+02:00', score: 4 }];
    const enrolments = [
      { userEmail: 'ada@example.com', instanceId: 'course:1_2', grades },
      {
        userEmail: 'b@example.com',
        instanceId: 'course:1_2',
        state: 'COMPLETED' as const,
        dateCompleted: '2022-01-01T00:00:00Z',
      },
    ];
    const users = [ada, { email: 'b@example.com', name: 'B' }];
    const world = await openWorld({ seed: { users, courses: [course], enrolments } });
    expect(world.sandbox.state().enrolments).toMatchObject([
      { state: 'COMPLETED', dateCompleted: '2021-05-05T08:00:00.000Z', score: 4, progressPercent: 100 },
      { state: 'COMPLETED', dateCompleted: '2022-01-01T00:00:00.000Z', score: 0, progressPercent: 100 },
    ]);
  });

  it('keeps a completed course complete when only some of its modules are graded later', async () => {
    const courses = [
      {
        ...course,
        modules: [
          { id: 3, name: 'M' },
          { id: 4, name: 'N' },
        ],
      },
    ];
    const enrolments = [
      {
        userEmail: 'ada@example.com',
        instanceId: 'course:1_2',
        state: 'COMPLETED' as const,
        dateCompleted: '2022-01-01T00:00:00Z',
      },
    ];
    const world = await openWorld({ seed: { users: [{ ...ada, id: 101 }], courses, enrolments } });
    const body = {
      data: {
        type: 'userModuleGrade',
        attributes: {
          started: true,
          completed: true,
          dateStarted: '2023-01-01T00:00:00Z',
          dateCompleted: '2023-01-02T00:00:00Z',
        },
        relationships: {
          learner: { data: [{ id: '101', type: 'user' }] },
          module: { data: [{ id: '1_3_0', type: 'courseModule' }] },
          course: { data: [{ id: '1', type: 'course' }] },
        },
      },
    };
    expect((await world.api('POST', '/users/101/userModuleGrade', { body })).status).toBe(200);
    expect(world.sandbox.state().enrolments).toMatchObject([
      { state: 'COMPLETED', dateCompleted: '2022-01-01T00:00:00.000Z' },
    ]);
  });

  it.each([
    [{ users: [{ name: 'A' }] }, 'users[0].email'],
    [{ users: [ada, { ...ada, email: 'x' }] }, 'users[1].email'],
    [{ users: [ada, { ...ada, email: 'ADA@example.com' }] }, 'users[1].email'],
    [
      {
        users: [
          { ...ada, id: 5 },
          { email: 'b@example.com', name: 'B', id: '5' },
        ],
      },
      'users[1].id',
    ],
    [{ users: [{ ...ada, id: 'abc' }] }, 'users[0].id'],
    [
      { users: [ada, { email: 'b@example.com', name: 'B', userUniqueId: 'ada@example.com' }] },
      'users[1].userUniqueId',
    ],
    [{ users: [{ ...ada, userType: 'INTERNAL' }] }, 'users[0].userType'],
    [{ users: [{ ...ada, userType: 'External' }] }, 'users[0].externalProfile'],
    [{ users: [{ ...ada, userType: 'External', externalProfile: 3 }] }, 'users[0].externalProfile'],
    [{ users: [{ ...ada, nickname: 'A' }] }, 'users[0]'],
    [
      { externalProfiles: [{ name: 'P', managerEmail: 'p@example.com', expiry: 'never', seatLimit: 1 }] },
      'externalProfiles[0].expiry',
    ],
    [{ courses: [course, course] }, 'courses[1].id'],
    [
      {
        courses: [
          {
            ...course,
            modules: [
              { id: 3, name: 'M' },
              { id: 3, name: 'N' },
            ],
          },
        ],
      },
      'courses[0].modules[1].id',
    ],
    [
      { courses: [{ ...course, instances: [{ id: 'course:9_2', name: 'I' }] }] },
      'courses[0].instances[0].id',
    ],
    [{ courses: [{ ...course, id: 'learningProgram:1' }] }, 'courses[0].id'],
    [
      { courses: [course], enrolments: [{ userEmail: 'ada@example.com', instanceId: 'course:1_2' }] },
      'enrolments[0].userEmail',
    ],
    [
      {
        users: [ada],
        courses: [course],
        enrolments: [{ userEmail: 'ada@example.com', instanceId: 'course:1_9' }],
      },
      'enrolments[0].instanceId',
    ],
    [
      {
        users: [ada],
        courses: [course],
        enrolments: [
          {
            userEmail: 'ada@example.com',
            instanceId: 'course:1_2',
            grades: [{ moduleId: 9, completed: true }],
          },
        ],
      },
      'enrolments[0].grades[0].moduleId',
    ],
    [{ extra: 1 }, 'the whole document'],
    [[], 'the whole document'],
  ])('is refused with the path of what is wrong: %j', async (seed, path) => {
    expect(await refusal(seed)).toContain(`seed: ${path}: `);
  });

  it('that is no JSON is refused with its line', () => {
    expect(() => parseSeed('{\n  "users": [\n    {]\n}')).toThrow(/^seed: line 3: this is not JSON/);
    expect(() => parseSeed('{"users": [')).toThrow(/^seed: line 1/);
  });
});
