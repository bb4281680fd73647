import { describe, expect, it, onTestFinished } from 'vitest';
import {
  addProfileUser,
  createEnrolment,
  createGrade,
  createProfile,
  createUser,
  enrolmentIdOf,
  type GradeToWrite,
  getCourse,
  getEnrolment,
  getGrade,
  getUser,
  gradeIdOf,
  listCourses,
  listEnrolments,
  listProfiles,
  listProfileUsers,
  listUsers,
  lookUpByEmail,
  openAlm,
  updateUser,
} from '../../src/alm/index.js';
import { type SandboxOptions, type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { promptly } from './loopback.js';

const SEED: SandboxSeed = {
  account: { id: '2020', name: 'Northwind Academy' },
  users: [
    { id: 100, email: 'ann+work@example.com', name: 'Ann Archer', userUniqueId: 'aarcher' },
    { id: 101, email: 'bob@example.com', name: 'Bob Baker', state: 'SUSPENDED' },
    ...Array.from({ length: 250 }, (_, index) => ({
      email: `person${index}@example.com`,
      name: `Person ${index}`,
    })),
  ],
  externalProfiles: [
    {
      id: 7,
      name: 'Partners',
      managerEmail: 'boss@example.com',
      expiry: '2030-01-01T00:00:00.000Z',
      seatLimit: 3,
    },
  ],
  courses: Array.from({ length: 25 }, (_, index) => ({
    id: 500 + index,
    name: `Course ${index}`,
    uniqueId: `LEGACY-${index}`,
    modules: [
      { id: 9000 + index * 2, version: 1, name: 'Reading' },
      { id: 9001 + index * 2, name: 'Quiz', mandatory: false },
    ],
    instances: [
      { id: 700 + index, name: 'Default', isDefault: true },
      { id: 800 + index, name: 'Spring', state: 'Retired' as const },
    ],
  })),
};

async function open(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ seed: SEED, ...options });
  const { clientId, clientSecret, refreshToken } = sandbox.credentials;
  const alm = openAlm({
    baseUrl: sandbox.url,
    credentials: { kind: 'refreshToken', clientId, clientSecret, refreshToken },
    effects: promptly,
  });
  onTestFinished(async () => {
    await alm.close();
    await sandbox.close();
  });
  return { sandbox, alm };
}

async function all<T>(listed: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of listed) found.push(...page);
  return found;
}

const GRADE: GradeToWrite = {
  courseId: 'course:500',
  instanceId: 'course:500_700',
  moduleId: 'course:500_700_9000_1',
  startedAt: '2019-03-01T09:00:00Z',
  completedAt: '2019-03-01T10:30:00Z',
  success: true,
  score: 85,
  minScore: 0,
  maxScore: 100,
  durationSeconds: 5_400,
};

describe('the client against the sandbox', () => {
  it('learns whose account it is', async () => {
    const { sandbox, alm } = await open();
    expect(await alm.account()).toEqual({
      accountId: '2020',
      name: 'Northwind Academy',
      userId: '10000001',
      role: 'admin',
      host: new URL(sandbox.url).host,
    });
  });

  it('lists all users by cursor, once each', async () => {
    const { sandbox, alm } = await open();
    const users = await all(listUsers(alm.reads));
    expect(users).toHaveLength(252);
    expect(new Set(users.map((user) => user.userId)).size).toBe(252);
    expect(users.find((user) => user.userId === '100')).toEqual({
      userId: '100',
      email: 'ann+work@example.com',
      name: 'Ann Archer',
      userUniqueId: 'aarcher',
      userType: 'INTERNAL',
      state: 'ACTIVE',
      profile: 'Employee',
    });
    expect(sandbox.log().filter((entry) => entry.method === 'GET')).toHaveLength(3);
  });

  it('makes do with pages of 10 where a tenant allows no more', async () => {
    const { sandbox, alm } = await open({ usersPageLimit: 10, limits: 'none' });
    expect(await all(listUsers(alm.reads))).toHaveLength(252);
    expect(sandbox.log().filter((entry) => entry.status === 400)).toHaveLength(1);
  });

  it('looks people up by address, in batches of ten, and takes nobody for somebody else', async () => {
    const { sandbox, alm } = await open();
    const strangers = Array.from({ length: 15 }, (_, index) => `nobody${index}@example.com`);
    const found = await lookUpByEmail(alm.reads, ['ANN+work@example.com', 'bob@example.com', ...strangers]);
    expect([...found].map(([email, user]) => `${email} ${user.userId}`)).toEqual([
      'ann+work@example.com 100',
      'bob@example.com 101',
    ]);
    expect(sandbox.log().filter((entry) => entry.method === 'GET')).toHaveLength(2);
  });

  it('creates, reads and updates a user', async () => {
    const { alm } = await open();
    const created = await createUser(alm.writes, {
      email: 'cleo@example.com',
      name: 'Cleo Carter',
      userUniqueId: 'ccarter',
      profile: 'Nurse',
      fields: { Ward: 'North' },
    });
    expect(created).toMatchObject({ email: 'cleo@example.com', userType: 'INTERNAL', profile: 'Nurse' });
    expect(await getUser(alm.reads, created.userId)).toEqual(created);
    const updated = await updateUser(alm.writes, created.userId, { name: 'Cleo Cooper', managerId: '100' });
    expect(updated).toEqual({ ...created, name: 'Cleo Cooper' });
    expect(await getUser(alm.reads, '999999')).toBeNull();
  });

  it('refuses nothing silently: a second user with the same address is a refusal in words', async () => {
    const { alm } = await open();
    const again = { email: 'bob@example.com', name: 'Bob', userUniqueId: null, profile: null };
    await expect(createUser(alm.writes, again)).rejects.toMatchObject({
      name: 'AlmRefusal',
      status: 400,
      message: expect.stringContaining('already present'),
    });
  });

  it('lists and creates external profiles, and adds their users', async () => {
    const { alm } = await open();
    const profile = await createProfile(alm.writes, {
      name: 'Suppliers',
      managerEmail: 'chief@example.com',
      expiry: '2031-06-30T00:00:00.000Z',
      seatLimit: 5,
    });
    expect(profile).toMatchObject({ name: 'Suppliers', seatLimit: 5, enabled: true });
    const profiles = await all(listProfiles(alm.reads));
    expect(profiles.map((each) => each.name)).toEqual(['Partners', 'Suppliers']);
    const user = await addProfileUser(alm.writes, profile.profileId, {
      email: 'dan@example.com',
      name: 'Dan Dale',
      userUniqueId: null,
    });
    expect(user).toMatchObject({ email: 'dan@example.com', userType: 'EXTERNAL' });
    expect(await all(listProfileUsers(alm.reads, profile.profileId))).toEqual([user]);
    expect(await all(listProfileUsers(alm.reads, '7'))).toEqual([]);
  });

  it('reads courses with instances and modules', async () => {
    const { sandbox, alm } = await open();
    const courses = await all(listCourses(alm.reads));
    expect(courses).toHaveLength(25);
    expect(sandbox.log().filter((entry) => entry.method === 'GET')).toHaveLength(3);
    const [first] = courses;
    expect(first).toEqual({
      courseId: 'course:500',
      loType: 'course',
      title: 'Course 0',
      uniqueId: 'LEGACY-0',
      state: 'Published',
      instances: [
        {
          instanceId: 'course:500_700',
          name: 'Default',
          isDefault: true,
          state: 'Active',
          modules: [
            {
              moduleId: 'course:500_700_9000_1',
              name: 'Reading',
              resourceType: 'Elearning',
              loResourceType: 'Content',
              mandatory: true,
              version: '1',
            },
            {
              moduleId: 'course:500_700_9001_0',
              name: 'Quiz',
              resourceType: 'Elearning',
              loResourceType: 'Content',
              mandatory: false,
              version: '0',
            },
          ],
        },
        expect.objectContaining({
          instanceId: 'course:500_800',
          name: 'Spring',
          isDefault: false,
          state: 'Retired',
        }),
      ],
    });
    expect(await getCourse(alm.reads, 'course:500')).toEqual(first);
    expect(await getCourse(alm.reads, 'course:404')).toBeNull();
  });

  it('enrols, and reads the enrolment back by its computed id', async () => {
    const { alm } = await open();
    const enrolmentId = enrolmentIdOf('course:500_700', '100') ?? '';
    expect(await getEnrolment(alm.reads, '100', enrolmentId)).toBeNull();
    expect(await createEnrolment(alm.writes, '100', 'course:500', 'course:500_700')).toEqual({ enrolmentId });
    const created = await getEnrolment(alm.reads, '100', enrolmentId);
    expect(created).toMatchObject({
      enrolmentId,
      userId: '100',
      courseId: 'course:500',
      instanceId: 'course:500_700',
      state: 'ENROLLED',
      completedAt: null,
    });
    expect(created?.grades.map((grade) => grade.moduleId)).toEqual([
      'course:500_700_9000_1',
      'course:500_700_9001_0',
    ]);
  });

  it('lists all enrolments of a user, over several pages', async () => {
    const { sandbox, alm } = await open({ limits: 'none' });
    for (let index = 0; index < 23; index += 1) {
      await createEnrolment(
        alm.writes,
        '100',
        `course:${500 + index}`,
        `course:${500 + index}_${700 + index}`,
      );
    }
    const enrolments = await listEnrolments(alm.reads, '100');
    expect(new Set(enrolments.map((each) => each.courseId)).size).toBe(23);
    expect(sandbox.log().filter((entry) => entry.method === 'GET')).toHaveLength(3);
    expect(await listEnrolments(alm.reads, '101')).toEqual([]);
  });

  it('writes grades with their own dates, and reads them back', async () => {
    const { alm } = await open();
    await createEnrolment(alm.writes, '100', 'course:500', 'course:500_700');
    await createGrade(alm.writes, '100', GRADE);
    await createGrade(alm.writes, '100', { ...GRADE, moduleId: 'course:500_700_9001_0', score: null });
    const enrolment = await getEnrolment(alm.reads, '100', 'course:500_700_100');
    expect(enrolment).toMatchObject({ state: 'COMPLETED', completedAt: '2019-03-01T10:30:00.000Z' });
    const grade = enrolment?.grades.find((each) => each.moduleId === GRADE.moduleId);
    expect(grade).toEqual({
      gradeId: 'course:500_700_9000_1_100',
      moduleId: 'course:500_700_9000_1',
      completed: true,
      hasPassed: true,
      progressPercent: 100,
      score: 85,
      maxScore: 100,
      startedAt: '2019-03-01T09:00:00.000Z',
      completedAt: '2019-03-01T10:30:00.000Z',
      duration: 5_400,
    });
    expect(await getGrade(alm.reads, gradeIdOf(GRADE.moduleId, '100') ?? '')).toEqual(grade);
  });

  it('reads on through every fault that leaves a read possible', async () => {
    const { sandbox, alm } = await open({
      limits: 'none',
      faults: {
        seed: 7,
        methods: ['GET'],
        retryAfterSeconds: 0.01,
        stormLength: 2,
        slowMs: 5,
        share: {
          resetBefore: 0.05,
          error500Before: 0.05,
          html502After: 0.05,
          busy503: 0.05,
          storm429: 0.05,
          truncated: 0.05,
          invalidJson: 0.05,
          empty200: 0.05,
          revokedToken: 0.05,
          slow: 0.05,
        },
      },
    });
    const users = await all(listUsers(alm.reads, { ...alm.settings, usersPageSize: 5 }));
    expect(new Set(users.map((user) => user.email)).size).toBe(252);
    const kinds = new Set(sandbox.log().map((entry) => entry.fault));
    expect(kinds.size).toBeGreaterThan(6);
  });
});
