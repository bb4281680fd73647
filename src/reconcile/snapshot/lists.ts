import {
  AlmRefusal,
  getCourse,
  listCoursePages,
  listCourseTitlePages,
  listProfiles,
  listProfileUsers,
  listUserPages,
  type PageOf,
} from '../../alm/index.js';
import {
  coursesSeen,
  partOf,
  saveCourses,
  saveCourseTitles,
  savePage,
  saveProfiles,
  saveUsers,
  setPart,
  snapshotCounts,
} from '../../staging/index.js';
import { courseRow, titleRow, userRow } from './rows.js';
import type { SnapshotWork } from './work.js';

/** All of ALM's users, a page at a time. */
export async function readUsers(work: SnapshotWork): Promise<void> {
  const { alm, store, snapshotId, signal } = work;
  await readList(work, 'users', 'users', {
    pages: (place) => listUserPages(alm.reads, alm.settings, place, signal),
    save: (users) => saveUsers(store, snapshotId, users.map(userRow)),
  });
}

/** The external profiles and who is in each, which only this list says. There are few of them. */
export async function readProfiles({ alm, store, snapshotId, signal }: SnapshotWork): Promise<void> {
  if (partOf(store, snapshotId, 'profiles') === 'read') return;
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
  setPart(store, snapshotId, 'profiles', null);
}

/** Courses on one page of a list with their instances and modules (alm-facts, section 4). */
const DETAILED = 10;
/** Likewise without them. */
const TITLED = 100;

/**
 * The catalogue: the titles of all courses, which a page of 100 lists, and the instances and modules of those
 * that the crosswalk names, or that were never read, one by one. All of them by the list, where that is less by
 * what an earlier snapshot found; the courses outside the crosswalk else keep what it read of them.
 */
export async function readCourses(work: SnapshotWork): Promise<void> {
  const { alm, store, snapshotId, scope, signal } = work;
  const { settings } = alm;
  // A row may name a course by its number alone.
  const mapped = new Set(
    scope.crosswalk.flatMap(({ course }) =>
      course === null ? [] : [course.includes(':') ? course : `course:${course}`],
    ),
  );
  const readAll = (): Promise<void> =>
    readList(work, 'courses', 'courses', {
      pages: (place) => listCoursePages(alm.reads, { learningPrograms: true, settings, place }, signal),
      save: (courses) => saveCourses(store, snapshotId, courses.map(courseRow)),
    });
  // A list of details that was begun is gone on with; without a crosswalk, everything is in scope.
  if (mapped.size === 0 || partOf(store, snapshotId, 'courses') !== 'unread') return readAll();
  const { courses: known } = snapshotCounts(store);
  const isWorthIt = Math.ceil(known / TITLED) + mapped.size < Math.ceil(known / DETAILED);
  if (!isWorthIt && partOf(store, snapshotId, 'titles') === 'unread') return readAll();
  await readList(work, 'titles', 'courses', {
    pages: (place) => listCourseTitlePages(alm.reads, { learningPrograms: true, settings, place }, signal),
    save: (courses) => saveCourseTitles(store, snapshotId, courses.map(titleRow)),
  });
  const seen = coursesSeen(store, snapshotId);
  const wanted = seen.filter(({ courseId, hasDetails }) => !hasDetails || mapped.has(courseId));
  if (wanted.length >= Math.ceil(seen.length / DETAILED)) return readAll();
  for (const [index, { courseId }] of wanted.entries()) {
    if (partOf(store, snapshotId, courseId) === 'read') continue;
    const course = await getCourse(alm.reads, courseId, signal);
    savePage(store, snapshotId, courseId, null, () => {
      if (course !== null) saveCourses(store, snapshotId, [courseRow(course)]);
    });
    work.onProgress('courses', index + 1, wanted.length);
  }
}

/** Reads a list page by page from where it stood; the place of the next page is kept with each page. */
async function readList<Item>(
  work: SnapshotWork,
  part: string,
  what: 'users' | 'courses',
  list: {
    readonly pages: (place: Readonly<Record<string, string>>) => AsyncGenerator<PageOf<Item>>;
    readonly save: (items: readonly Item[]) => void;
  },
): Promise<void> {
  const { store, snapshotId } = work;
  const place = partOf(store, snapshotId, part);
  if (place === 'read') return;
  let items = 0;
  const read = async (from: Readonly<Record<string, string>>): Promise<void> => {
    for await (const page of list.pages(from)) {
      savePage(store, snapshotId, part, page.next, () => list.save(page.items));
      items += page.items.length;
      work.onProgress(what, items, null);
    }
  };
  if (place === 'unread') return read({});
  try {
    await read(place);
  } catch (error) {
    // A cursor need not live as long as a break: refused at once, the list is read from its beginning.
    if (!(error instanceof AlmRefusal && error.status === 400 && items === 0)) throw error;
    await read({});
  }
}
