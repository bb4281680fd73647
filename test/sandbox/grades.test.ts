import { describe, expect, it } from 'vitest';
import { type Answer, DONE, enrolQuery, gradeBody, openWorld, type World } from './world.js';

const post = (world: World, user: string, body: unknown): Promise<Answer> =>
  world.api('POST', `/users/${user}/userModuleGrade`, { body });

async function enrolled(): Promise<World> {
  const world = await openWorld();
  await world.api('POST', '/users/101/enrollments', { query: enrolQuery('course:7_701') });
  return world;
}

describe('POST /users/{id}/userModuleGrade', () => {
  it('completes the course on the day of its latest mandatory module', async () => {
    const world = await enrolled();
    const first = await post(world, '101', gradeBody('101', '7_71_0'));
    expect(first.status).toBe(200);
    expect(first.json.data).toMatchObject({ id: 'course:7_701_71_0_101', type: 'userModuleGrade' });
    const half = await world.api('GET', '/users/101/enrollments/course:7_701_101');
    expect(half.json.data?.attributes).toMatchObject({ state: 'STARTED', progressPercent: 50 });
    expect(half.json.data?.attributes?.dateCompleted).toBeUndefined();
    const later = { ...DONE, dateCompleted: '2023-11-01T08:00:00Z', score: 7, minScore: 0, maxScore: 10 };
    await post(world, '101', gradeBody('101', '7_72_1', later));
    const whole = await world.api('GET', '/users/101/enrollments/course%3A7_701_101');
    expect(whole.json.data?.attributes).toMatchObject({
      state: 'COMPLETED',
      dateStarted: '2023-09-19T09:35:57.000Z',
      dateCompleted: '2023-11-01T08:00:00.000Z',
      progressPercent: 100,
      hasPassed: true,
      score: 7,
    });
    expect(world.effects()).toEqual(['created', 'created', 'created']);
  });

  it('takes what was begun and not completed', async () => {
    const world = await enrolled();
    const begun = { started: true, dateStarted: '2023-09-19T09:35:57.000Z', duration: 60 };
    expect((await post(world, '101', gradeBody('101', '7_71_0', begun))).status).toBe(200);
    const one = await world.api('GET', '/users/101/enrollments/course:7_701_101');
    expect(one.json.data?.attributes).toMatchObject({ state: 'STARTED', progressPercent: 0 });
  });

  it('is readable by its computed id, before it is there too', async () => {
    const world = await enrolled();
    const before = await world.api('GET', '/loResourceGrades/course%3A7_701_72_1_101');
    expect(before.json.data?.attributes?.completed).toBe(false);
    const scored = { ...DONE, score: 20, minScore: 10, maxScore: 20, duration: 1 };
    await post(world, '101', gradeBody('101', '7_72_1', scored));
    const after = await world.api('GET', '/loResourceGrades/course:7_701_72_1_101');
    expect(after.json.data?.attributes).toEqual({
      completed: true,
      dateCompleted: DONE.dateCompleted,
      dateStarted: DONE.dateStarted,
      dateSuccess: DONE.dateSuccess,
      duration: 1,
      hasPassed: true,
      highestScore: 20,
      maxScore: 20,
      progressPercent: 100,
      score: 20,
    });
    for (const id of ['course:7_702_72_1_101', 'course:7_701_72_0_101', 'course:7_701_101', 'x']) {
      expect((await world.api('GET', `/loResourceGrades/${id}`)).status).toBe(400);
    }
  });

  it('writes over what is there: the same again is a repeat, something else a change', async () => {
    const world = await enrolled();
    await post(world, '101', gradeBody('101', '7_71_0'));
    await post(world, '101', gradeBody('101', '7_71_0'));
    await post(world, '101', gradeBody('101', '7_71_0', { ...DONE, score: 3 }));
    expect(world.effects()).toEqual(['created', 'created', 'repeated', 'changed']);
    expect(world.sandbox.state().grades.filter((one) => one.userEmail === 'ada@example.com')).toMatchObject([
      { moduleId: 'course:7_701_71_0', completed: true, score: 3 },
    ]);
  });

  it('refuses a second one, or keeps both, where the tenant is told so', async () => {
    const world = await enrolled();
    await post(world, '101', gradeBody('101', '7_71_0'));
    await world.faults({ repeats: 'refuse' });
    expect((await post(world, '101', gradeBody('101', '7_71_0'))).json.title).toBe('GRADE_ALREADY_EXISTS');
    await world.faults({ repeats: { grades: 'duplicate' } });
    expect((await post(world, '101', gradeBody('101', '7_71_0'))).status).toBe(200);
    expect(world.sandbox.state().grades.filter((one) => one.userEmail === 'ada@example.com')).toHaveLength(2);
  });

  it('goes to the instance that is named, else to the first completed, else to the first enrolled', async () => {
    const world = await enrolled();
    await world.api('POST', '/users/101/enrollments', { query: enrolQuery('course:7_702', true) });
    const named = await post(world, '101', gradeBody('101', '7_71_0', DONE, '7_702'));
    expect(named.json.data?.id).toBe('course:7_702_71_0_101');
    const first = await post(world, '101', gradeBody('101', '7_71_0'));
    expect(first.json.data?.id).toBe('course:7_701_71_0_101');
    await post(world, '101', gradeBody('101', '7_72_1', DONE, '7_702'));
    const completed = await post(world, '101', gradeBody('101', '7_73_0'));
    expect(completed.json.data?.id).toBe('course:7_702_73_0_101');
    expect((await post(world, '101', gradeBody('101', '7_71_0', DONE, '7_703'))).json.title).toBe(
      'NOT_ENROLLED',
    );
    expect((await post(world, '101', gradeBody('101', '7_71_0', DONE, 'course:7_701'))).status).toBe(400);
  });

  it('wants an enrolment', async () => {
    const world = await openWorld();
    const answer = await post(world, '101', gradeBody('101', '7_71_0'));
    expect([answer.status, answer.json.title]).toEqual([400, 'NOT_ENROLLED']);
    expect(world.effects()).toEqual(['none']);
  });

  it.each([
    ['completed but not started', { ...DONE, started: undefined }, 'started'],
    ['started without its date', { ...DONE, dateStarted: undefined }, 'dateStarted'],
    ['completed without its date', { ...DONE, dateCompleted: undefined }, 'dateCompleted'],
    ['passed without its date', { ...DONE, dateSuccess: undefined }, 'dateSuccess'],
    ['a date before 1981', { ...DONE, dateStarted: '1980-04-17T00:00:00.000Z' }, 'dateStarted'],
    ['a date after 32 bits', { ...DONE, dateCompleted: '2038-07-17T00:00:00.000Z' }, 'dateCompleted'],
    ['a date with an offset', { ...DONE, dateCompleted: '2023-09-20T09:36:36+02:00' }, 'dateCompleted'],
    ['a date alone', { ...DONE, dateCompleted: '2023-09-20' }, 'dateCompleted'],
    ['a score above its maximum', { ...DONE, score: 21, maxScore: 20 }, 'score 21'],
    ['a score below its minimum', { ...DONE, score: 9, minScore: 10, maxScore: 20 }, 'score 9'],
    ['bounds the wrong way round', { ...DONE, minScore: 10, maxScore: 5 }, 'minScore'],
    ['a score as text', { ...DONE, score: '20' }, 'score'],
    ['a score of somebody who never started', { score: 5, maxScore: 10 }, 'started'],
    ['a flag as text', { ...DONE, completed: 'TRUE' }, 'completed'],
    ['a negative duration', { ...DONE, duration: -1 }, 'duration'],
    ['a name of the CSV route', { ...DONE, scoreRaw: 5 }, 'scoreRaw'],
  ])('refuses %s and names the field', async (_, attributes, field) => {
    const world = await enrolled();
    const answer = await post(world, '101', gradeBody('101', '7_71_0', attributes));
    expect(answer.status).toBe(400);
    expect(answer.json.source?.info).toContain(field);
    expect(world.sandbox.state().grades).toHaveLength(1);
  });

  it('refuses ids that are not in their documented form, and relations that are not arrays of one', async () => {
    const world = await enrolled();
    const attempt = async (relations: Record<string, unknown>): Promise<string> => {
      const { data } = gradeBody('101', '7_71_0');
      const body = { data: { ...data, relationships: { ...data.relationships, ...relations } } };
      const answer = await post(world, '101', body);
      expect(answer.status).toBe(400);
      return `${String(answer.json.title)} ${String(answer.json.source?.info)}`;
    };
    const array = (id: string, type: string): object => ({ data: [{ id, type }] });
    expect(await attempt({ learner: array('102', 'user') })).toContain('learner');
    expect(await attempt({ learner: undefined })).toContain('Missing Param learner');
    expect(await attempt({ course: array('course:7', 'course') })).toContain('course id');
    expect(await attempt({ course: array('7', 'learningObject') })).toContain('incorrect relation type');
    expect(await attempt({ course: { data: { id: '7', type: 'course' } } })).toContain('array of one');
    expect(await attempt({ course: array('8', 'course') })).toContain('module 7_71_0');
    expect(await attempt({ module: array('7_701_71_0', 'courseModule') })).toContain('module id');
    expect(await attempt({ module: array('7_71_9', 'courseModule') })).toContain("doesn't exist");
    expect(await attempt({ loInstance: array('7_701', 'loInstance') })).toContain('incorrect relation type');
  });
});
