import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlmAnswer,
  type AlmRequest,
  addProfileUserRequest,
  almSettings,
  createUserRequest,
  enrolmentIdOf,
  enrolRequest,
  formatEnrolmentId,
  formatGradeId,
  formatInstanceId,
  formatModuleId,
  type GradeToWrite,
  getCourse,
  getEnrolment,
  gradeIdOf,
  gradeRequest,
  LO_TYPES,
  listEnrolments,
  listUsers,
  lookUpByEmail,
  lookUpRequest,
  moduleIdForGrade,
  parseCreatedEnrolment,
  parseCreatedGrade,
  parseCreatedUser,
  parseEnrolmentId,
  parseGradeId,
  parseInstanceId,
  parseModuleId,
  type Send,
  secondsOfDuration,
  updateUserRequest,
} from '../../src/alm/index.js';
import { DEFAULT_SETTINGS } from '../../src/alm/settings.js';
import { answer } from './leakyServer.js';

/** A conversation that was written down beforehand; each request is checked off. */
function script(...answers: readonly AlmAnswer[]): { send: Send; asked: AlmRequest[] } {
  const asked: AlmRequest[] = [];
  const send: Send = (request) => {
    const next = answers[asked.length];
    asked.push(request);
    return next === undefined
      ? Promise.reject(new Error(`unexpected ${request.path}`))
      : Promise.resolve(next);
  };
  return { send, asked };
}

const user = (id: string, more: object = {}) => ({
  id,
  type: 'user',
  attributes: {
    email: `u${id}@example.com`,
    name: `U ${id}`,
    userType: 'Internal',
    state: 'ACTIVE',
    ...more,
  },
});

async function all<T>(listed: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of listed) found.push(...page);
  return found;
}

describe('ids', () => {
  const number = fc.bigInt({ min: 0n, max: 10n ** 12n }).map(String);
  const loType = fc.constantFrom(...LO_TYPES);

  it('go there and back', () => {
    fc.assert(
      fc.property(
        loType,
        number,
        number,
        number,
        number,
        number,
        (type, course, instance, module, version, who) => {
          const full = { loType: type, course, instance, module, version, user: who };
          expect(parseGradeId(formatGradeId(full))).toEqual(full);
          expect(parseModuleId(formatModuleId(full))).toEqual({
            loType: type,
            course,
            instance,
            module,
            version,
          });
          expect(parseEnrolmentId(formatEnrolmentId(full))).toEqual({
            loType: type,
            course,
            instance,
            user: who,
          });
          expect(enrolmentIdOf(formatInstanceId(full), who)).toBe(formatEnrolmentId(full));
          expect(gradeIdOf(formatModuleId(full), who)).toBe(formatGradeId(full));
        },
      ),
    );
  });

  it.each([
    '',
    'course',
    'course:',
    'course:1',
    'course:1_2_3',
    'course:1_',
    'course:a_b',
    'video:1_2',
    '1_2',
    ' course:1_2',
  ])('refuse "%s" as an instance', (text) => {
    expect(parseInstanceId(text)).toBeNull();
  });

  it('name a module for a grade in the form that the setting asks for', () => {
    const module = parseModuleId('course:7968486_55_13210487_0');
    expect(module).not.toBeNull();
    if (module === null) return;
    const forms = ['C_M_V', 'C_I_M_V', 'loResource', 'M_V', 'M'] as const;
    expect(forms.map((form) => moduleIdForGrade(module, form))).toEqual([
      '7968486_13210487_0',
      '7968486_55_13210487_0',
      'course:7968486_55_13210487_0',
      '13210487_0',
      '13210487',
    ]);
  });
});

describe('what is written', () => {
  const GRADE: GradeToWrite = {
    courseId: 'course:7968486',
    instanceId: 'course:7968486_55',
    moduleId: 'course:7968486_55_13210487_0',
    startedAt: '2023-09-19T11:35:57+02:00',
    completedAt: '2023-09-20T09:36:36Z',
    success: true,
    score: 20,
    minScore: 10,
    maxScore: 20,
    durationSeconds: 1,
  };

  it('is the published payload for a grade', () => {
    const request = gradeRequest('13230830', GRADE, {
      ...DEFAULT_SETTINGS,
      gradeInstanceRelationship: 'none',
    });
    expect(request).toEqual({
      method: 'POST',
      path: '/users/13230830/userModuleGrade',
      body: {
        data: {
          type: 'userModuleGrade',
          attributes: {
            duration: 1,
            score: 20,
            minScore: 10,
            maxScore: 20,
            dateCompleted: '2023-09-20T09:36:36.000Z',
            dateSuccess: '2023-09-20T09:36:36.000Z',
            dateStarted: '2023-09-19T09:35:57.000Z',
            started: true,
            completed: true,
            success: true,
          },
          relationships: {
            learner: { data: [{ id: '13230830', type: 'user' }] },
            module: { data: [{ id: '7968486_13210487_0', type: 'courseModule' }] },
            course: { data: [{ id: '7968486', type: 'course' }] },
          },
        },
      },
    });
  });

  it.each([
    ['courseInstance', { courseInstance: { data: [{ id: '7968486_55', type: 'courseInstance' }] } }],
    ['loInstance', { loInstance: { data: [{ id: 'course:7968486_55', type: 'learningObjectInstance' }] } }],
  ] as const)(
    'names the instance by %s where the setting asks for it',
    (gradeInstanceRelationship, expected) => {
      const request = gradeRequest('1', GRADE, { ...DEFAULT_SETTINGS, gradeInstanceRelationship });
      expect(request.body).toMatchObject({ data: { relationships: expected } });
    },
  );

  it('leaves out what is not known of a grade', () => {
    const bare = { ...GRADE, success: false, score: null, durationSeconds: null };
    expect(gradeRequest('1', bare).body).toMatchObject({
      data: {
        attributes: {
          started: true,
          completed: true,
          success: false,
          dateStarted: '2023-09-19T09:35:57.000Z',
          dateCompleted: '2023-09-20T09:36:36.000Z',
        },
      },
    });
    expect(JSON.stringify(gradeRequest('1', bare).body)).not.toMatch(/score|Score|duration|dateSuccess/);
  });

  it('has its duration in the unit that the account wants, there and back', () => {
    const inMinutes = almSettings({ gradeDurationUnit: 'minutes' });
    const timed = { ...GRADE, durationSeconds: 5_430 };
    expect(gradeRequest('1', timed, inMinutes).body).toMatchObject({
      data: { attributes: { duration: 91 } },
    });
    expect(secondsOfDuration(91, inMinutes)).toBe(5_460);
    expect(secondsOfDuration(91, almSettings())).toBe(91);
    expect(secondsOfDuration(null, inMinutes)).toBeNull();
  });

  it.each([
    [{ moduleId: 'course:7968486_55' }, 'ALM-GRADE-MODULE'],
    [{ moduleId: 'learningProgram:7968486_55_13210487_0' }, 'ALM-GRADE-MODULE'],
    [{ courseId: 'course:1' }, 'ALM-GRADE-ELSEWHERE'],
    [{ instanceId: 'course:7968486_56' }, 'ALM-GRADE-ELSEWHERE'],
    [{ completedAt: '20/09/2023' }, 'ALM-GRADE-INSTANT'],
    [{ completedAt: '2023-09-20T09:36:36' }, 'ALM-GRADE-INSTANT'],
  ])('is refused here when it makes no sense: %j', (change, id) => {
    expect(() => gradeRequest('1', { ...GRADE, ...change })).toThrow(
      expect.objectContaining({ name: 'Defect', id }),
    );
  });

  it('is an enrolment in the query', () => {
    expect(enrolRequest('5', 'course:1', 'course:1_2')).toEqual({
      method: 'POST',
      path: '/users/5/enrollments',
      query: { loId: 'course:1', loInstanceId: 'course:1_2', allowMultiEnrollment: 'false' },
    });
    expect(() => enrolRequest('5', 'course:1', 'course:12_2')).toThrow('not an instance');
  });

  it('is a user with what is known, and nothing else', () => {
    const request = createUserRequest({
      email: 'a@example.com',
      name: 'A',
      userUniqueId: null,
      profile: null,
    });
    expect(request).toEqual({
      method: 'POST',
      path: '/users',
      body: {
        data: { type: 'user', attributes: { email: 'a@example.com', name: 'A', userType: 'INTERNAL' } },
      },
    });
    expect(updateUserRequest('5', { name: 'B', managerId: '6' })).toEqual({
      method: 'PATCH',
      path: '/users/5',
      body: {
        data: {
          id: '5',
          type: 'user',
          attributes: { name: 'B' },
          relationships: { manager: { data: { id: '6', type: 'user' } } },
        },
      },
    });
    expect(addProfileUserRequest('7', { email: 'x@example.com', name: 'X', userUniqueId: 'x1' })).toEqual({
      method: 'POST',
      path: '/externalProfiles/7/users',
      body: {
        data: {
          type: 'user',
          attributes: { email: 'x@example.com', name: 'X', userType: 'EXTERNAL', userUniqueId: 'x1' },
        },
      },
    });
  });
});

describe('what is read', () => {
  it('passes over what is new, and refuses what is of another type, with its path and request id', () => {
    const fine = { data: { ...user('5', { quantum: true }), meta: {} }, jsonapi: { version: '9' } };
    expect(parseCreatedUser(answer(200, {}, fine))).toMatchObject({
      userId: '5',
      userUniqueId: null,
      profile: null,
    });
    const odd = answer(200, { 'x-request-id': 'abc' }, { data: user('5', { email: 5 }) });
    expect(() => parseCreatedUser(odd)).toThrow(
      expect.objectContaining({
        name: 'AlmMisunderstood',
        path: 'user 5: attributes.email',
        requestId: 'abc',
      }),
    );
    expect(() => parseCreatedUser(answer(200, {}, { data: { ...user('5'), id: 5 } }))).toThrow(
      expect.objectContaining({ name: 'AlmMisunderstood', path: 'data.id' }),
    );
    expect(() => parseCreatedUser(answer(200))).toThrow(
      expect.objectContaining({ name: 'AlmMisunderstood' }),
    );
    expect(() => parseCreatedUser(answer(200, {}, { data: user('5', { userType: 'Robot' }) }))).toThrow(
      'userType',
    );
  });

  it('is a refusal in ALM’s words, and in others’', () => {
    const body = { status: 'BAD_REQUEST', title: 'Missing Param', source: { info: 'skills' } };
    expect(() => parseCreatedUser(answer(400, { 'x-request-id': 'abc' }, body))).toThrow(
      'the user could not be created: 400 Missing Param: skills (x-request-id abc)',
    );
    const html = { ...answer(502), text: '<html>\n <title>Bad  Gateway</title>' };
    expect(() => parseCreatedEnrolment(html)).toThrow(
      "502 not in ALM's words: <html> <title>Bad Gateway</title>",
    );
    expect(() => parseCreatedGrade(answer(500))).toThrow('500 without a word');
  });

  it('is a written grade by any 2xx, with or without a body', () => {
    expect(parseCreatedGrade(answer(201))).toEqual({ gradeId: null });
    expect(parseCreatedGrade(answer(200, {}, { data: { id: '77', type: 'userModuleGrade' } }))).toEqual({
      gradeId: '77',
    });
  });

  it('takes an enrolment’s grades from what is included, and leaves open what is not', async () => {
    const grade = (id: string) => ({ id, type: 'learningObjectResourceGrade' });
    const enrolment = {
      id: 'course:1_2_9',
      type: 'learningObjectInstanceEnrollment',
      attributes: { state: 'STARTED', progressPercent: 50 },
      relationships: { loResourceGrades: { data: [grade('course:1_2_3_0_9'), grade('course:1_2_4_0_9')] } },
    };
    const included = [{ ...grade('course:1_2_3_0_9'), attributes: { completed: true, score: 7 } }];
    const { send } = script(answer(200, {}, { data: enrolment, included }));
    expect(await getEnrolment(send, '9', 'course:1_2_9')).toMatchObject({
      userId: '9',
      courseId: 'course:1',
      instanceId: 'course:1_2',
      grades: [
        { moduleId: 'course:1_2_3_0', completed: true, score: 7 },
        { moduleId: 'course:1_2_4_0', completed: null, score: null },
      ],
    });
  });

  it.each([
    ['a 400 in words', answer(400, {}, { status: 'BAD_REQUEST', title: "object doesn't exist" }), null],
    [
      'a 400 in code',
      answer(400, {}, { status: 'BAD_REQUEST', title: 'X', source: { info: 'OBJECT_DOESNT_EXIST' } }),
      null,
    ],
    ['a 404 of ALM', answer(404, {}, { status: 'NOT_FOUND', title: 'Resource not found' }), null],
    ['a 404 of somebody else', answer(404), 'AlmRefusal'],
    [
      'another 400',
      answer(400, {}, { title: 'Either LO id is blank or not as per specification' }),
      'AlmRefusal',
    ],
    ['a 500', answer(500), 'AlmRefusal'],
  ])('takes %s for what it is when an enrolment is looked for', async (_, told, error) => {
    const reading = getEnrolment(script(told).send, '9', 'course:1_2_9');
    if (error === null) expect(await reading).toBeNull();
    else await expect(reading).rejects.toMatchObject({ name: error });
  });

  it('does not take a course whose instances are missing for one without modules', async () => {
    const course = {
      id: 'course:1',
      type: 'learningObject',
      attributes: { loType: 'course' },
      relationships: { instances: { data: [{ id: 'course:1_2', type: 'learningObjectInstance' }] } },
    };
    await expect(getCourse(script(answer(200, {}, { data: course })).send, 'course:1')).rejects.toMatchObject(
      {
        name: 'AlmMisunderstood',
        message: expect.stringContaining('course:1_2 is named and missing'),
      },
    );
  });
});

describe('look-ups by address', () => {
  it('refuse an answer about somebody else: a filter that is ignored gives the first page of all', async () => {
    const { send } = script(answer(200, {}, { data: [user('1'), user('2')] }));
    await expect(lookUpByEmail(send, ['u1@example.com'])).rejects.toMatchObject({ name: 'AlmMisunderstood' });
  });

  it('ask one by one when a batch is refused', async () => {
    const missing = answer(400, {}, { title: "object doesn't exist" });
    const { send, asked } = script(missing, answer(200, {}, { data: [user('1')] }), missing);
    const found = await lookUpByEmail(send, ['u1@example.com', 'u2@example.com']);
    expect([...found.keys()]).toEqual(['u1@example.com']);
    expect(asked.map((request) => request.query?.ids)).toEqual([
      'email:u1@example.com,email:u2@example.com',
      'email:u1@example.com',
      'email:u2@example.com',
    ]);
  });

  it('prefer a living user to a deleted one of the same address, in either order', async () => {
    const deleted = user('8', { email: 'x@example.com', state: 'DELETED' });
    const living = user('9', { email: 'X@example.com' });
    for (const data of [
      [deleted, living],
      [living, deleted],
    ]) {
      const found = await lookUpByEmail(script(answer(200, {}, { data })).send, ['x@Example.com']);
      expect(found.get('x@example.com')?.userId).toBe('9');
    }
  });

  it('ask nothing for nobody, and never for more than ten', async () => {
    expect((await lookUpByEmail(script().send, ['', ' '])).size).toBe(0);
    expect(() => lookUpRequest([])).toThrow('a look-up of 0');
    expect(() => lookUpRequest(Array(11).fill('x@example.com'))).toThrow('a look-up of 11');
  });
});

describe('paging', () => {
  const page = (ids: string[], next?: string) =>
    answer(200, {}, { data: ids.map((id) => user(id)), links: next === undefined ? {} : { next } });

  it('follows cursors and leaves the rest of a link alone, its host above all', async () => {
    const { send, asked } = script(
      page(['1'], 'https://evil.example.com/steal?page[limit]=1&sort=id&page[cursor]=eyJ+a/b==&token=x'),
      page(['2'], '[limit]=2&sort=id&page%5Bcursor%5D=15310486'),
      page(['3']),
    );
    expect((await all(listUsers(send))).map((each) => each.userId)).toEqual(['1', '2', '3']);
    expect(asked.map((request) => request.path)).toEqual(['/users', '/users', '/users']);
    expect(asked.map((request) => request.query)).toEqual([
      { 'page[limit]': '100', sort: 'id' },
      { 'page[limit]': '1', sort: 'id', 'page[cursor]': 'eyJ+a/b==' },
      { 'page[limit]': '100', sort: 'id', 'page[cursor]': '15310486' },
    ]);
  });

  it('refuses to walk in a circle, and ends where the last page links to itself', async () => {
    const circle = script(
      page(['1'], '?page[cursor]=a'),
      page(['2'], '?page[cursor]=b'),
      page(['3'], '?page[cursor]=a'),
    );
    await expect(all(listUsers(circle.send))).rejects.toMatchObject({
      name: 'AlmMisunderstood',
      path: 'links.next',
    });
    const itself = script(page(['1'], '?page[cursor]=a'), page([], '?page[cursor]=a'));
    expect(await all(listUsers(itself.send))).toHaveLength(1);
    await expect(all(listUsers(script(page(['1'], 'https://alm.example.com/')).send))).rejects.toMatchObject({
      path: 'links.next',
    });
  });

  it('asks for pages of ten when a hundred are refused, once', async () => {
    const { send, asked } = script(
      answer(400, {}, { title: 'Invalid page limit' }),
      page(['1'], '?page[limit]=10&page[cursor]=1'),
      page(['2']),
    );
    expect(await all(listUsers(send))).toHaveLength(2);
    expect(asked.map((request) => request.query?.['page[limit]'])).toEqual(['100', '10', '10']);
    const refused = script(answer(400, {}, { title: 'no' }), answer(400, {}, { title: 'no' }));
    await expect(all(listUsers(refused.send))).rejects.toMatchObject({ name: 'AlmRefusal', status: 400 });
  });

  it('reads a user’s enrolments to the last page', async () => {
    const enrolment = (id: string) => ({ id, type: 'learningObjectInstanceEnrollment', attributes: {} });
    const { send, asked } = script(
      answer(200, {}, { data: [enrolment('course:1_2_9')], links: { next: '?page[cursor]=x' } }),
      answer(200, {}, { data: [enrolment('course:3_4_9')], links: {} }),
    );
    const enrolments = await listEnrolments(send, '9');
    expect(enrolments.map((each) => each.instanceId)).toEqual(['course:1_2', 'course:3_4']);
    expect(asked[0]).toEqual({
      method: 'GET',
      path: '/users/9/enrollments',
      query: { include: 'loResourceGrades', 'page[limit]': '10' },
    });
  });
});
