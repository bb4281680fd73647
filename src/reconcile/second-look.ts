import {
  type Alm,
  type AlmUser,
  getUser,
  listEnrolments,
  listProfiles,
  listUsers,
  lookUpByEmail,
} from '../alm/index.js';
import {
  forgetLate,
  keepFirstLook,
  latestSnapshot,
  noteLate,
  replaceEnrolments,
  type SecondLookTargets,
  type Store,
  saveProfiles,
  saveUsers,
  secondLookTargets,
  snapshotCounts,
} from '../staging/index.js';
import type { Effects } from '../terms/index.js';
import { compareExpectedWithActual } from './compare.js';
import type { MappingInputs } from './expect.js';
import { leadsToPaths } from './snapshot/people.js';
import { enrolmentRow, userRow } from './snapshot/rows.js';

/** How ALM is asked again, and the time until then. */
export interface SecondLookPlace {
  readonly effects: Pick<Effects, 'sleep'>;
  readonly waitMs: number;
  /** Opens the connection, once there is something to ask. */
  readonly withAlm: (use: (alm: Alm) => Promise<void>) => Promise<void>;
  /** Told before the wait, of how many differences and people there is a question. */
  readonly onWait?: (differences: number, people: number) => void;
  readonly onProgress?: (people: number) => void;
  readonly signal: AbortSignal;
}

/** What a second look came to. */
export interface SecondLook {
  readonly waitedSeconds: number;
  /** Differences of the first look that time could mend. */
  readonly asked: number;
  /** Differences of the first look that the second did not find any more. */
  readonly late: number;
}

/**
 * Differences that waiting does not mend: who is who, what the mapping does not define, what ALM holds of
 * its own. (Records of a contested person follow the person.)
 */
const LASTING = Object.freeze([
  'ALM-IDENTITY-CLASH',
  'ALM-IDENTITY-SHARED',
  'ALM-USER-TYPE',
  'ALM-USER-PROFILE',
  'ALM-PROFILE-UNDEFINED',
  'ALM-PERSON-CONTESTED',
  'ALM-COMPLETION-LATER',
  'ALM-ENROLMENT-EXTRA',
]);

/** How many people are asked about at a time; the throttle sets the pace. */
const READERS = 8;

/**
 * ALM shows some of what it took only after a while. So a comparison that found differences is followed by
 * a second one: after a pause ALM is asked again, about those people only whom a difference concerns, and
 * what is gone then was late, and is no difference. Without differences there is neither pause nor request.
 */
export async function lookAgain(
  store: Store,
  inputs: MappingInputs,
  place: SecondLookPlace,
): Promise<SecondLook> {
  forgetLate(store);
  const waitedSeconds = place.waitMs / 1000;
  const targets = secondLookTargets(store, LASTING);
  if (targets.differences === 0) return { waitedSeconds: 0, asked: 0, late: 0 };
  const people = new Set([...targets.users, ...targets.learners]).size + targets.emails.length;
  place.onWait?.(targets.differences, people);
  await place.effects.sleep(place.waitMs, place.signal);
  keepFirstLook(store);
  const withPaths = leadsToPaths(inputs.crosswalk);
  await place.withAlm((alm) => readAgain(store, alm, targets, withPaths, place));
  compareExpectedWithActual(store, inputs);
  return { waitedSeconds, asked: targets.differences, late: noteLate(store) };
}

async function readAgain(
  store: Store,
  alm: Alm,
  targets: SecondLookTargets,
  withPaths: boolean,
  { signal, onProgress }: SecondLookPlace,
): Promise<void> {
  const snapshotId = latestSnapshot(store)?.snapshotId ?? 0;
  if (targets.profiles) {
    for await (const page of listProfiles(alm.reads, alm.settings, signal)) {
      saveProfiles(
        store,
        snapshotId,
        page.map((profile) => ({ ...profile, name: profile.name ?? '' })),
      );
    }
  }
  const arrived = await usersByEmail(store, alm, targets.emails, signal);
  saveUsers(store, snapshotId, arrived.map(userRow));
  await pulled(targets.users, async (userId) => {
    const user = await getUser(alm.reads, userId, signal);
    if (user !== null) saveUsers(store, snapshotId, [userRow(user)]);
  });
  const learners = [...new Set([...targets.learners, ...arrived.map(({ userId }) => userId)])];
  let done = 0;
  await pulled(learners, async (userId) => {
    const enrolments = await listEnrolments(alm.reads, userId, alm.settings, signal, withPaths);
    const rows = await Promise.all(enrolments.map((one) => enrolmentRow(alm, one, signal)));
    replaceEnrolments(store, snapshotId, userId, rows);
    done += 1;
    onProgress?.(done);
  });
}

/** Looks addresses up, or lists all users where that takes fewer requests. */
async function usersByEmail(
  store: Store,
  alm: Alm,
  emails: readonly string[],
  signal: AbortSignal,
): Promise<readonly AlmUser[]> {
  const { lookUpBatch, usersPageSize } = alm.settings;
  const pages = Math.ceil((snapshotCounts(store).users + emails.length) / usersPageSize);
  if (Math.ceil(emails.length / lookUpBatch) <= pages)
    return [...(await lookUpByEmail(alm.reads, emails, alm.settings, signal)).values()];
  const wanted = new Set(emails.map((email) => email.toLowerCase()));
  const found: AlmUser[] = [];
  for await (const page of listUsers(alm.reads, alm.settings, signal))
    found.push(...page.filter(({ email }) => email !== null && wanted.has(email.toLowerCase())));
  return found;
}

/** Works through a list, a few items at a time. The first error ends it. */
async function pulled(items: readonly string[], work: (item: string) => Promise<void>): Promise<void> {
  let next = 0;
  const puller = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(READERS, items.length) }, puller));
}
