import {
  type AlmEnrolment,
  enrolmentIdOf,
  getEnrolment,
  getUser,
  listProfiles,
  lookUpByEmail,
  type Send,
} from '../alm/index.js';
import { heldGrade, type Operation } from '../staging/index.js';
import type { Finding } from './life.js';
import { almUser, numberOrNull, text, textOrNull } from './requests.js';
import type { Workplace } from './workplace.js';

/** What one look at ALM needs: `reads` is the way to it, which the caller may watch. */
interface Look {
  readonly operation: Operation;
  readonly place: Workplace;
  readonly reads: Send;
}

/** Looks once whether an operation took effect. It only reads, and throws the client's errors. */
export async function lookOnce(operation: Operation, place: Workplace, reads: Send): Promise<Finding> {
  const look: Look = { operation, place, reads };
  switch (operation.kind) {
    case 'createProfile':
      return lookForProfile(look);
    case 'createUser':
    case 'addExternalUser':
      return lookForUser(look);
    case 'updateUser':
      return lookForUpdate(look);
    case 'enrol':
      return lookForEnrolment(look);
    case 'grade':
      return lookForGrade(look);
    default:
      return operation.kind satisfies never;
  }
}

const NO: Finding = { tookEffect: 'no' };

function cannotTell(message: string): Finding {
  return { tookEffect: 'cannotTell', message };
}

async function lookForProfile({ operation, place, reads }: Look): Promise<Finding> {
  const found: string[] = [];
  for await (const page of listProfiles(reads, place.alm.settings, place.giveUp)) {
    for (const profile of page) if (profile.name === text(operation, 'name')) found.push(profile.profileId);
  }
  if (found.length > 1) return cannotTell(`ALM has ${found.length} profiles of this name`);
  return found[0] === undefined ? NO : { tookEffect: 'yes', result: found[0] };
}

async function lookForUser({ operation, place, reads }: Look): Promise<Finding> {
  const email = text(operation, 'email');
  const found = await lookUpByEmail(reads, [email], place.alm.settings, place.giveUp);
  const user = found.get(email.trim().toLowerCase());
  if (user === undefined) return NO;
  const ours = text(operation, 'uniqueId').toLowerCase();
  const theirs = user.userUniqueId?.toLowerCase();
  if (user.state !== null && user.state !== 'ACTIVE')
    return cannotTell(`ALM holds ${email} as ${user.state}`);
  const wanted = operation.kind === 'addExternalUser' ? 'EXTERNAL' : 'INTERNAL';
  if (user.userType !== wanted) return cannotTell(`ALM holds ${email} as ${user.userType}, not ${wanted}`);
  // An account without unique ids of its own shows the email (alm-facts 2.1).
  if (theirs === undefined || theirs === ours || theirs === email.toLowerCase()) {
    return { tookEffect: 'yes', result: user.userId };
  }
  return cannotTell(`ALM holds ${email} with the unique id ${theirs}, not ${ours}`);
}

async function lookForUpdate({ operation, place, reads }: Look): Promise<Finding> {
  const user = await getUser(reads, almUser(operation), place.giveUp);
  if (user === null) return cannotTell('ALM does not show the user that was to be updated');
  const profile = textOrNull(operation, 'profile');
  const isUpdated = user.name === text(operation, 'name') && (profile === null || user.profile === profile);
  return isUpdated ? { tookEffect: 'yes', result: user.userId } : NO;
}

async function lookForEnrolment(look: Look): Promise<Finding> {
  const enrolment = await enrolmentOf(look);
  if (enrolment === 'unnamed') return cannotTell('the enrolment cannot be named, so it cannot be looked for');
  return enrolment === null ? NO : { tookEffect: 'yes', result: enrolment.enrolmentId };
}

/**
 * A grade is there when ALM holds the completion of the module with our minute and our score. Where it
 * holds another one than before we sent ours, somebody else wrote it: to send ours again would wipe
 * theirs out.
 */
async function lookForGrade(look: Look): Promise<Finding> {
  const { operation, place } = look;
  const enrolment = await enrolmentOf(look);
  if (enrolment === 'unnamed') return cannotTell('the enrolment cannot be named, so it cannot be looked for');
  const moduleId = text(operation, 'moduleId');
  const grade = enrolment?.grades.find((one) => one.moduleId === moduleId);
  if (grade === undefined || grade.completed === false) return NO;
  if (grade.completed === null) return cannotTell('ALM names the grade and does not show it');
  const score = numberOrNull(operation, 'score');
  const minute = minuteOf(grade.completedAt);
  if (minute === minuteOf(text(operation, 'completedAt')) && (score === null || grade.score === score)) {
    return { tookEffect: 'yes', result: grade.gradeId };
  }
  const before = heldGrade(place.store, almUser(operation), moduleId);
  const isAsBefore =
    before !== null && minuteOf(before.completedAt) === minute && before.score === grade.score;
  if (isAsBefore) return NO;
  const held = `${grade.completedAt ?? 'without a date'}${grade.score === null ? '' : `, score ${grade.score}`}`;
  return { tookEffect: 'contested', message: `ALM holds a completion that is not ours: ${held}` };
}

/** ALM's own transcript is exact to the minute (alm-facts 5.2). */
function minuteOf(instant: string | null): string | null {
  return instant === null ? null : instant.slice(0, 16);
}

async function enrolmentOf({ operation, place, reads }: Look): Promise<AlmEnrolment | null | 'unnamed'> {
  const userId = almUser(operation);
  const enrolmentId = enrolmentIdOf(text(operation, 'instanceId'), userId);
  return enrolmentId === null ? 'unnamed' : getEnrolment(reads, userId, enrolmentId, place.giveUp);
}
