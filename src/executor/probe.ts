import {
  type Alm,
  AlmAmbiguous,
  AlmMisunderstood,
  AlmRefusal,
  AlmUnreachable,
  enrolmentIdOf,
  getEnrolment,
  getUser,
  listProfiles,
  lookUpByEmail,
} from '../alm/index.js';
import type { Operation } from '../staging/index.js';
import type { Effects } from '../terms/index.js';
import type { Finding } from './life.js';
import { almUser, numberOrNull, text, textOrNull } from './requests.js';

/** How far apart the looks of one probe are at the least. */
const FIRST_PAUSE_MS = 1000;

/**
 * Finds out from ALM whether an operation took effect. It only reads.
 *
 * "It is there" is an answer at once. "It is not there" counts only when ALM has had the time to show
 * what it was sent: a new user takes seconds to be visible (alm-facts 1.2), and a probe that believed
 * the first look would send it twice. So it looks again until `visibilityWaitMs` after `sentAt`
 * (milliseconds since the epoch; 0 where ALM has refused, so that nothing can be on its way).
 */
export async function probe(
  operation: Operation,
  alm: Alm,
  effects: Effects,
  signal: AbortSignal,
  sentAt: number,
): Promise<Finding> {
  const trustedFrom = sentAt + alm.settings.visibilityWaitMs;
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    const lookedAt = effects.now();
    const finding = await look(operation, alm, signal);
    if (finding.tookEffect !== 'no' || lookedAt >= trustedFrom) return finding;
    await effects.sleep(Math.min(pause, Math.max(trustedFrom - effects.now(), 0)), signal);
  }
}

async function look(operation: Operation, alm: Alm, signal: AbortSignal): Promise<Finding> {
  try {
    return await lookAt(operation, alm, signal);
  } catch (error) {
    const said =
      error instanceof AlmRefusal ||
      error instanceof AlmMisunderstood ||
      error instanceof AlmUnreachable ||
      (error instanceof AlmAmbiguous && error.kind !== 'aborted');
    if (!said) throw error;
    return { tookEffect: 'cannotTell', message: `ALM could not be asked: ${error.message}` };
  }
}

async function lookAt(operation: Operation, alm: Alm, signal: AbortSignal): Promise<Finding> {
  switch (operation.kind) {
    case 'createProfile':
      return lookForProfile(operation, alm, signal);
    case 'createUser':
    case 'addExternalUser':
      return lookForUser(operation, alm, signal);
    case 'updateUser':
      return lookForUpdate(operation, alm, signal);
    case 'enrol':
      return lookForEnrolment(operation, alm, signal);
    case 'grade':
      return lookForGrade(operation, alm, signal);
    default:
      return operation.kind satisfies never;
  }
}

const NO: Finding = { tookEffect: 'no' };

async function lookForProfile(operation: Operation, alm: Alm, signal: AbortSignal): Promise<Finding> {
  const found: string[] = [];
  for await (const page of listProfiles(alm.reads, alm.settings, signal)) {
    for (const profile of page) if (profile.name === text(operation, 'name')) found.push(profile.profileId);
  }
  if (found.length > 1)
    return { tookEffect: 'cannotTell', message: `ALM has ${found.length} profiles of this name` };
  return found[0] === undefined ? NO : { tookEffect: 'yes', result: found[0] };
}

async function lookForUser(operation: Operation, alm: Alm, signal: AbortSignal): Promise<Finding> {
  const email = text(operation, 'email');
  const user = (await lookUpByEmail(alm.reads, [email], alm.settings, signal)).get(email.toLowerCase());
  if (user === undefined) return NO;
  const ours = text(operation, 'uniqueId').toLowerCase();
  const theirs = user.userUniqueId?.toLowerCase();
  if (user.state !== 'ACTIVE') {
    return {
      tookEffect: 'cannotTell',
      message: `ALM holds ${email} as ${user.state ?? 'a user without a state'}`,
    };
  }
  // An account without unique ids of its own shows the email (alm-facts 2.1).
  if (theirs === undefined || theirs === ours || theirs === email.toLowerCase()) {
    return { tookEffect: 'yes', result: user.userId };
  }
  return {
    tookEffect: 'cannotTell',
    message: `ALM holds ${email} with the unique id ${theirs}, not ${ours}`,
  };
}

async function lookForUpdate(operation: Operation, alm: Alm, signal: AbortSignal): Promise<Finding> {
  const user = await getUser(alm.reads, almUser(operation), signal);
  if (user === null)
    return { tookEffect: 'cannotTell', message: 'ALM does not show the user that was to be updated' };
  const profile = textOrNull(operation, 'profile');
  const isUpdated = user.name === text(operation, 'name') && (profile === null || user.profile === profile);
  return isUpdated ? { tookEffect: 'yes', result: user.userId } : NO;
}

async function lookForEnrolment(operation: Operation, alm: Alm, signal: AbortSignal): Promise<Finding> {
  const enrolment = await enrolmentOf(operation, alm, signal);
  return enrolment === null ? NO : { tookEffect: 'yes', result: enrolment.enrolmentId };
}

async function lookForGrade(operation: Operation, alm: Alm, signal: AbortSignal): Promise<Finding> {
  const enrolment = await enrolmentOf(operation, alm, signal);
  const moduleId = text(operation, 'moduleId');
  const grade = enrolment?.grades.find((one) => one.moduleId === moduleId);
  if (grade === undefined || grade.completed === false) return NO;
  if (grade.completed === null)
    return { tookEffect: 'cannotTell', message: 'ALM names the grade and does not show it' };
  const score = numberOrNull(operation, 'score');
  const sameMinute = grade.completedAt?.slice(0, 16) === text(operation, 'completedAt').slice(0, 16);
  return sameMinute && (score === null || grade.score === score)
    ? { tookEffect: 'yes', result: grade.gradeId }
    : NO;
}

async function enrolmentOf(operation: Operation, alm: Alm, signal: AbortSignal) {
  const userId = almUser(operation);
  const enrolmentId = enrolmentIdOf(text(operation, 'instanceId'), userId);
  return enrolmentId === null ? null : getEnrolment(alm.reads, userId, enrolmentId, signal);
}
