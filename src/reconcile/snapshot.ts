import {
  type Alm,
  type AlmAccount,
  type AlmCourse,
  type AlmEnrolment,
  type AlmUser,
  getGrade,
  listCourses,
  listEnrolments,
  listProfiles,
  listProfileUsers,
  listUsers,
} from '../alm/index.js';
import {
  type AlmCourseRow,
  type AlmEnrolmentRow,
  type AlmUserRow,
  beginSnapshot,
  finishSnapshot,
  peopleToRead,
  replaceCatalogue,
  replaceEnrolments,
  type Store,
  saveProfiles,
  saveUsers,
} from '../staging/index.js';

/** Tells how far a snapshot is: `total` is null while it is not known. */
export type SnapshotProgress = (
  what: 'users' | 'courses' | 'people',
  done: number,
  total: number | null,
) => void;

/** How many people's enrolments are read at a time; the throttle sets the pace. */
const READERS = 8;

/**
 * Reads what ALM holds into the store: users, external profiles and their users, the catalogue, and
 * the enrolments with grades of those people whom a staged account leads to.
 *
 * One that is broken off goes on where it was: whoever was read in it is not read again.
 */
export async function takeSnapshot(
  store: Store,
  alm: Alm,
  account: AlmAccount,
  now: () => number,
  onProgress: SnapshotProgress,
  signal: AbortSignal,
): Promise<number> {
  const requestsBefore = requestsOf(alm);
  const at = new Date(now()).toISOString();
  const snapshotId = beginSnapshot(store, pinOf(account), 'api', at);
  await readUsers(store, alm, snapshotId, onProgress, signal);
  await readProfiles(store, alm, snapshotId, signal);
  await readCourses(store, alm, snapshotId, onProgress, signal);
  const people = peopleToRead(store, snapshotId);
  let next = 0;
  let done = 0;
  const reader = async (): Promise<void> => {
    for (;;) {
      const almUserId = people[next];
      next += 1;
      if (almUserId === undefined) return;
      const enrolments = await listEnrolments(alm.reads, almUserId, alm.settings, signal);
      replaceEnrolments(
        store,
        snapshotId,
        almUserId,
        await Promise.all(enrolments.map((one) => enrolmentRow(alm, one, signal))),
      );
      done += 1;
      onProgress('people', done, people.length);
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  finishSnapshot(store, snapshotId, requestsOf(alm) - requestsBefore, new Date(now()).toISOString());
  return snapshotId;
}

/** The account as the store knows it; one that hides its name goes by its id. */
export function pinOf(account: AlmAccount): { accountId: string; accountName: string; host: string } {
  return {
    accountId: account.accountId,
    accountName: account.name ?? `account ${account.accountId}`,
    host: account.host,
  };
}

function requestsOf(alm: Alm): number {
  return alm.throttle
    .state()
    .filter((bucket) => !bucket.name.endsWith('by the hour'))
    .reduce((sum, bucket) => sum + bucket.granted, 0);
}

async function readUsers(
  store: Store,
  alm: Alm,
  snapshotId: number,
  onProgress: SnapshotProgress,
  signal: AbortSignal,
): Promise<void> {
  let users = 0;
  for await (const page of listUsers(alm.reads, alm.settings, signal)) {
    saveUsers(store, snapshotId, page.map(userRow));
    users += page.length;
    onProgress('users', users, null);
  }
}

async function readProfiles(store: Store, alm: Alm, snapshotId: number, signal: AbortSignal): Promise<void> {
  for await (const page of listProfiles(alm.reads, alm.settings, signal)) {
    saveProfiles(
      store,
      snapshotId,
      page.map((profile) => ({ ...profile, name: profile.name ?? '' })),
    );
    for (const { profileId } of page) {
      for await (const users of listProfileUsers(alm.reads, profileId, alm.settings, signal)) {
        saveUsers(store, snapshotId, users.map(userRow), profileId);
      }
    }
  }
}

async function readCourses(
  store: Store,
  alm: Alm,
  snapshotId: number,
  onProgress: SnapshotProgress,
  signal: AbortSignal,
): Promise<void> {
  const courses: AlmCourseRow[] = [];
  for await (const page of listCourses(alm.reads, { settings: alm.settings }, signal)) {
    courses.push(...page.map(courseRow));
    onProgress('courses', courses.length, null);
  }
  replaceCatalogue(store, snapshotId, courses);
}

function userRow(user: AlmUser): AlmUserRow {
  return { ...user, email: user.email ?? '', name: user.name ?? '', state: user.state ?? 'ACTIVE' };
}

function courseRow(course: AlmCourse): AlmCourseRow {
  return {
    ...course,
    title: course.title ?? '',
    state: course.state ?? '',
    instances: course.instances.map((instance) => ({
      ...instance,
      name: instance.name ?? '',
      isDefault: instance.isDefault ?? false,
      state: instance.state ?? '',
      modules: instance.modules.map((module) => ({ ...module, name: module.name ?? '' })),
    })),
  };
}

/** A grade that the list named and did not show is asked for by itself. */
async function enrolmentRow(
  alm: Alm,
  enrolment: AlmEnrolment,
  signal: AbortSignal,
): Promise<AlmEnrolmentRow> {
  const grades = await Promise.all(
    enrolment.grades.map(async (grade) =>
      grade.completed !== null ? grade : ((await getGrade(alm.reads, grade.gradeId, signal)) ?? grade),
    ),
  );
  return {
    ...enrolment,
    state: enrolment.state ?? '',
    grades: grades.map((grade) => ({ ...grade, completed: grade.completed ?? false })),
  };
}
