import type { Grade, Instance, LearningObject, Module, User } from './entities.js';
import { compareNumbers, isBareNumber, parsePrefixedId } from './identifiers.js';
import { type CheckedSeed, SeedError } from './seed.js';
import { Tenant } from './tenant.js';

/** The day of an enrolment that the seed gives no date for. */
const SEEDED_AT = '2020-01-01T00:00:00.000Z';

/** Makes a tenant out of a checked seed. Throws `SeedError` where one part names another that is not there. */
export function plant(seed: CheckedSeed): Tenant {
  const tenant = new Tenant({ id: bareId(seed.account.id, 'account.id'), name: seed.account.name });
  plantProfiles(tenant, seed);
  plantUsers(tenant, seed);
  seed.courses.forEach((course, index) => {
    const lo = learningObject(course, `courses[${index}]`);
    if (tenant.learningObjects.has(lo.id))
      throw new SeedError(`courses[${index}].id`, `${lo.id} is there twice`);
    tenant.addLearningObject(lo);
  });
  seed.enrolments.forEach((enrolment, index) => {
    plantEnrolment(tenant, enrolment, `enrolments[${index}]`);
  });
  return tenant;
}

function plantProfiles(tenant: Tenant, seed: CheckedSeed): void {
  // Those with an id of their own go first, so that a counted id never lands on one of them.
  const numbered = seed.externalProfiles.map((profile, index) => ({ profile, index }));
  for (const withId of [true, false]) {
    for (const { profile, index } of numbered.filter((one) => (one.profile.id !== undefined) === withId)) {
      const path = `externalProfiles[${index}]`;
      const id = profile.id === undefined ? tenant.newProfileId() : bareId(profile.id, `${path}.id`);
      if (tenant.profiles.has(id)) throw new SeedError(`${path}.id`, `${id} is there twice`);
      tenant.addProfile({
        ...profile,
        id,
        expiry: new Date(profile.expiry).toISOString(),
        loginRequired: null,
        members: new Set(),
        seated: new Set(),
      });
    }
  }
}

function plantUsers(tenant: Tenant, seed: CheckedSeed): void {
  const numbered = seed.users.map((user, index) => ({ user, path: `users[${index}]` }));
  const withId = numbered
    .flatMap(({ user, path }) =>
      user.id === undefined ? [] : [{ user, path, id: bareId(user.id, `${path}.id`) }],
    )
    .sort((left, right) => compareNumbers(left.id, right.id));
  for (const { user, path, id } of withId) plantUser(tenant, user, path, id);
  for (const { user, path } of numbered) {
    if (user.id === undefined) plantUser(tenant, user, path, tenant.newUserId());
  }
}

function plantUser(tenant: Tenant, user: CheckedSeed['users'][number], path: string, id: string): void {
  if (tenant.userById(id) !== undefined) throw new SeedError(`${path}.id`, `${id} is there twice`);
  if (tenant.userByEmail(user.email) !== undefined) {
    throw new SeedError(`${path}.email`, `${user.email} is there twice`);
  }
  const userUniqueId = user.userUniqueId ?? user.email;
  if (tenant.userByUniqueId(userUniqueId) !== undefined) {
    throw new SeedError(`${path}.userUniqueId`, `${userUniqueId} is there twice`);
  }
  const profileId =
    user.externalProfile === undefined ? null : bareId(user.externalProfile, `${path}.externalProfile`);
  const externalProfile = profileId === null ? null : (tenant.profiles.get(profileId) ?? null);
  if (profileId !== null && externalProfile === null) {
    throw new SeedError(`${path}.externalProfile`, `the seed has no external profile ${profileId}`);
  }
  if ((user.userType === 'External') !== (externalProfile !== null)) {
    throw new SeedError(`${path}.externalProfile`, 'external users have one, internal users have none');
  }
  const planted: User = {
    ...plainUser(id, user.email, user.name, user.userType, 0),
    userUniqueId,
    state: user.state,
    profile: user.profile ?? externalProfile?.name ?? 'Employee',
    externalProfile,
  };
  tenant.addUser(planted);
}

/** A user with the defaults that the documents' examples show. */
export function plainUser(
  id: string,
  email: string,
  name: string,
  userType: User['userType'],
  visibleFrom: number,
): User {
  return {
    id,
    email,
    name,
    userUniqueId: email,
    userType,
    state: 'ACTIVE',
    profile: 'Employee',
    roles: ['Learner'],
    fields: {},
    bio: null,
    contentLocale: null,
    uiLocale: null,
    timeZoneCode: null,
    managerId: null,
    externalProfile: null,
    visibleFrom,
    enrolments: new Map(),
  };
}

function learningObject(course: CheckedSeed['courses'][number], path: string): LearningObject {
  const number = numberOf(course.id, course.loType, [], `${path}.id`);
  const id = `${course.loType}:${number}`;
  if (course.courses.length > 0 && course.loType !== 'learningProgram') {
    throw new SeedError(`${path}.courses`, 'only a learning program is complete by its courses');
  }
  const modules = new Map<string, Module>();
  course.modules.forEach((module, index) => {
    const moduleNumber = bareId(module.id, `${path}.modules[${index}].id`);
    const key = `${moduleNumber}_${module.version}`;
    if (modules.has(key)) throw new SeedError(`${path}.modules[${index}].id`, `${key} is there twice`);
    modules.set(key, { ...module, id: moduleNumber, version: String(module.version) });
  });
  const mandatory = [...modules].filter(([, module]) => module.mandatory).map(([key]) => key);
  const instances = new Map<string, Instance>();
  const lo: LearningObject = {
    id,
    number,
    loType: course.loType,
    name: course.name,
    uniqueId: course.uniqueId ?? null,
    state: course.state,
    modules,
    counted: mandatory.length > 0 ? mandatory : [...modules.keys()],
    parts: course.courses.map((part, index) => `course:${bareId(part, `${path}.courses[${index}]`)}`),
    instances,
  };
  course.instances.forEach((instance, index) => {
    const place = `${path}.instances[${index}].id`;
    const instanceId = `${id}_${numberOf(instance.id, course.loType, [number], place)}`;
    if (instances.has(instanceId)) throw new SeedError(place, `${instanceId} is there twice`);
    instances.set(instanceId, { ...instance, id: instanceId, lo });
  });
  return lo;
}

function plantEnrolment(tenant: Tenant, seed: CheckedSeed['enrolments'][number], path: string): void {
  const user = tenant.userByEmail(seed.userEmail);
  if (user === undefined) throw new SeedError(`${path}.userEmail`, `the seed has no user ${seed.userEmail}`);
  const parsed = parsePrefixedId(seed.instanceId, 2);
  const lo = tenant.learningObjects.get(`${parsed?.loType}:${parsed?.numbers[0]}`);
  const instance = lo?.instances.get(seed.instanceId);
  if (lo === undefined || instance === undefined) {
    throw new SeedError(`${path}.instanceId`, `the seed has no instance ${seed.instanceId}`);
  }
  if (tenant.enrolments.has(`${instance.id}_${user.id}`)) {
    throw new SeedError(path, `${seed.userEmail} is enrolled in ${instance.id} twice`);
  }
  const enrolment = tenant.enrol({
    user,
    instance,
    dateEnrolled: iso(seed.dateEnrolled) ?? SEEDED_AT,
    enrolledByClock: seed.dateEnrolled === undefined,
    source: 'ADMIN_ENROLL',
  });
  seed.grades.forEach((grade, index) => {
    const key = `${bareId(grade.moduleId, `${path}.grades[${index}].moduleId`)}_${grade.version}`;
    if (!lo.modules.has(key)) {
      throw new SeedError(`${path}.grades[${index}].moduleId`, `${lo.id} has no module ${key}`);
    }
    tenant.grade(enrolment, key, seededGrade(grade));
  });
  const stated = seed.state ?? enrolment.progress.state;
  tenant.advance(enrolment, {
    ...enrolment.progress,
    state: stated,
    dateCompleted: iso(seed.dateCompleted) ?? enrolment.progress.dateCompleted,
    progressPercent: stated === 'COMPLETED' ? 100 : enrolment.progress.progressPercent,
    hasPassed: enrolment.progress.hasPassed || (stated === 'COMPLETED' && seed.grades.length === 0),
    score: seed.score ?? enrolment.progress.score,
  });
}

function seededGrade(grade: CheckedSeed['enrolments'][number]['grades'][number]): Grade {
  const success = grade.success ?? grade.completed;
  const dateCompleted = iso(grade.dateCompleted);
  return {
    started: true,
    completed: grade.completed,
    success,
    score: grade.score ?? null,
    minScore: grade.minScore ?? null,
    maxScore: grade.maxScore ?? null,
    dateStarted: iso(grade.dateStarted) ?? dateCompleted,
    dateCompleted,
    dateSuccess: success ? dateCompleted : null,
    duration: grade.duration ?? null,
  };
}

function iso(instant: string | undefined): string | null {
  return instant === undefined ? null : new Date(instant).toISOString();
}

function bareId(id: string | number, path: string): string {
  const text = String(id);
  if (!isBareNumber(text) || text.startsWith('0')) throw new SeedError(path, `${text} is not a number`);
  return text;
}

/** `2`, `"2"` and `"course:1_2"` (with `within` = ["1"]) are all the number 2. */
function numberOf(id: string | number, loType: string, within: readonly string[], path: string): string {
  const parsed = parsePrefixedId(String(id), within.length + 1);
  if (parsed === null) return bareId(id, path);
  const last = parsed.numbers.at(-1) ?? '';
  if (`${parsed.loType}:${[...within, last].join('_')}` !== `${loType}:${parsed.numbers.join('_')}`) {
    throw new SeedError(path, `${id} belongs to another learning object`);
  }
  return bareId(last, path);
}
