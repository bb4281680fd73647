import { describe, expect, it } from 'vitest';
import { DONE, enrolQuery, gradeBody, openWorld } from './world.js';

describe('module grades', () => {
  it('completes the course on the day of its latest mandatory module', async () => {
    const world = await openWorld();
    await world.api('POST', '/users/101/enrollments', { query: enrolQuery('course:7_701') });
    const first = await world.api('POST', '/users/101/userModuleGrade', { body: gradeBody('101', '7_71_0') });
    expect(first.status).toBe(200);
    expect(first.json.data?.id).toBe('course:7_701_71_0_101');
    const half = await world.api('GET', '/users/101/enrollments/course:7_701_101');
    expect(half.json.data?.attributes).toMatchObject({ state: 'STARTED', progressPercent: 50 });
    const later = { ...DONE, dateCompleted: '2023-11-01T08:00:00.000Z', score: 7, minScore: 0, maxScore: 10 };
    await world.api('POST', '/users/101/userModuleGrade', { body: gradeBody('101', '7_72_1', later) });
    const whole = await world.api('GET', '/users/101/enrollments/course%3A7_701_101');
    expect(whole.json.data?.attributes).toMatchObject({
      state: 'COMPLETED',
      dateStarted: '2023-09-19T09:35:57.000Z',
      dateCompleted: '2023-11-01T08:00:00.000Z',
      progressPercent: 100,
      hasPassed: true,
      score: 7,
    });
  });
});
