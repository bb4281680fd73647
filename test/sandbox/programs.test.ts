import { expect, it } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/index.js';
import { DONE, enrolQuery, gradeBody, openWorld } from './world.js';

const PATH = {
  id: 6,
  name: 'Both',
  loType: 'learningProgram' as const,
  courses: [8, 10],
  instances: [{ id: 601, name: 'D' }],
};
const SEED: SandboxSeed = {
  users: [{ id: 101, email: 'ada@example.com', name: 'Ada Able' }],
  courses: [
    { id: 8, name: 'Ethics', modules: [{ id: 81, name: 'E' }], instances: [{ id: 801, name: 'D' }] },
    { id: 10, name: 'Tenth', modules: [{ id: 91, name: 'M' }], instances: [{ id: 1001, name: 'D' }] },
    PATH,
  ],
};

it('a learning program is complete when its courses are, on the day of the latest, in whatever order', async () => {
  const world = await openWorld({ seed: SEED });
  const enrol = (instance: string) =>
    world.api('POST', '/users/101/enrollments', { query: enrolQuery(instance) });
  const grade = (module: string, dateCompleted: string) => {
    const done = { ...DONE, dateCompleted, dateSuccess: dateCompleted };
    return world.api('POST', '/users/101/userModuleGrade', { body: gradeBody('101', module, done) });
  };
  const path = () => {
    const all = world.sandbox.state().enrolments;
    const own = all.find(({ instanceId }) => instanceId === 'learningProgram:6_601');
    return [own?.state, own?.dateCompleted];
  };
  await enrol('course:8_801');
  await grade('8_81_0', '2023-11-02T08:00:00.000Z');
  await enrol('learningProgram:6_601');
  expect(path()).toEqual(['STARTED', null]);
  await enrol('course:10_1001');
  expect(path()).toEqual(['STARTED', null]);
  await grade('10_91_0', '2023-10-01T08:00:00.000Z');
  expect(path()).toEqual(['COMPLETED', '2023-11-02T08:00:00.000Z']);
});

it('nothing but a learning program is complete by courses', () =>
  expect(openWorld({ seed: { courses: [{ ...PATH, loType: 'course' }] } })).rejects.toThrow(
    'courses[0].courses',
  ));
