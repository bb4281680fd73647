import {
  type JsonObject,
  optionalFlag,
  optionalInstant,
  optionalNumber,
  readResource,
  relatedIdInArray,
} from './body.js';
import { gradeDocument, gradeId } from './documents.js';
import { type Enrolment, type Grade, latestGrade, type User } from './entities.js';
import { isBareNumber, parseCourseModuleId, parsePrefixedId } from './identifiers.js';
import { findLearningObject, findUser, pathId } from './lookups.js';
import type { Setting } from './setting.js';
import { enrolmentsIn } from './tenant.js';
import {
  badRequest,
  type Call,
  doesNotExist,
  malformedId,
  missingParam,
  ok,
  type Reply,
  wrongType,
} from './wire.js';

/** Dates outside of 1981 to 2038 fail; 2038-07-17 is named as failing, so the end is that of 32 bits. */
const EARLIEST = '1981-01-01T00:00:00.000Z';
const LATEST = '2038-01-19T03:14:07.999Z';

/** The attributes of the printed payload. A name of the CSV route (scoreRaw, …) is refused, not lost. */
const ATTRIBUTES: readonly string[] = [
  'duration',
  'score',
  'minScore',
  'maxScore',
  'dateCompleted',
  'dateSuccess',
  'dateStarted',
  'started',
  'completed',
  'success',
];

const RELATIONSHIPS: readonly string[] = ['learner', 'module', 'course', 'courseInstance'];

/** POST /users/{id}/userModuleGrade: one module of one course for one learner who is enrolled. */
export function createGrade(setting: Setting, call: Call): Reply {
  const user = findUser(setting, pathId(call, 'id'), call.now);
  const { attributes, relationships } = readResource(call.body, 'userModuleGrade');
  for (const name of Object.keys(attributes)) {
    if (!ATTRIBUTES.includes(name)) throw wrongType(`unknown attribute - ${name}`);
  }
  for (const name of Object.keys(relationships)) {
    if (!RELATIONSHIPS.includes(name)) throw wrongType(`incorrect relation type - ${name}`);
  }
  const learner = relatedIdInArray(relationships, 'learner', 'user');
  if (learner === null) throw missingParam('learner');
  if (learner !== user.id)
    throw badRequest('Field Type incorrect', `learner - ${learner} is not the user of the path`);
  const { courseId, moduleKey } = readModule(relationships);
  const lo = findLearningObject(setting, `course:${courseId}`);
  if (!lo.modules.has(moduleKey)) throw doesNotExist(`module ${courseId}_${moduleKey}`);
  const grade = readGrade(attributes);
  const enrolment = findTarget(user, enrolmentsIn(user, lo), courseId, relationships);
  const before = latestGrade(enrolment.grades, moduleKey);
  const isRepeat = before !== undefined && JSON.stringify(before) === JSON.stringify(grade);
  const policy = setting.repeats().grades;
  if (before !== undefined && policy === 'refuse') {
    throw badRequest('GRADE_ALREADY_EXISTS', gradeId(enrolment, moduleKey), isRepeat ? 'repeated' : 'none');
  }
  setting.tenant.grade(enrolment, moduleKey, grade, policy === 'duplicate');
  const effect = before === undefined ? 'created' : isRepeat ? 'repeated' : 'changed';
  return ok(
    {
      links: { self: call.address },
      data: { id: gradeId(enrolment, moduleKey), type: 'userModuleGrade', attributes, relationships },
    },
    effect,
  );
}

/** GET /loResourceGrades/{id}: there from the enrolment on, also while nothing is graded. */
export function getGrade(setting: Setting, call: Call): Reply {
  const id = pathId(call, 'id');
  const parsed = parsePrefixedId(id, 5);
  if (parsed === null) throw malformedId('LO resource grade id');
  const [course, instance, module, version, learner] = parsed.numbers;
  const enrolment = setting.tenant.enrolments.get(`${parsed.loType}:${course}_${instance}_${learner}`);
  const moduleKey = `${module}_${version}`;
  if (enrolment === undefined || !enrolment.instance.lo.modules.has(moduleKey)) {
    throw doesNotExist(`loResourceGrade ${id}`);
  }
  const grade = latestGrade(enrolment.grades, moduleKey);
  return ok({ links: { self: call.address }, data: gradeDocument(enrolment, moduleKey, grade) });
}

/** The course is a bare number, the module `<c>_<m>_<v>` of the same course. */
function readModule(relationships: JsonObject): { courseId: string; moduleKey: string } {
  const courseId = relatedIdInArray(relationships, 'course', 'course');
  if (courseId === null) throw missingParam('course');
  if (!isBareNumber(courseId)) throw malformedId('course id');
  const moduleId = relatedIdInArray(relationships, 'module', 'courseModule');
  if (moduleId === null) throw missingParam('module');
  const parsed = parseCourseModuleId(moduleId);
  if (parsed === null) throw malformedId('module id');
  if (parsed.course !== courseId)
    throw badRequest('Field Type incorrect', `module ${moduleId} is not of ${courseId}`);
  return { courseId, moduleKey: `${parsed.module}_${parsed.version}` };
}

/** The instance that the body names, else the primary one: first completed, or first enrolled. */
function findTarget(
  user: User,
  enrolments: readonly Enrolment[],
  courseId: string,
  relationships: JsonObject,
): Enrolment {
  const named = relatedIdInArray(relationships, 'courseInstance', 'courseInstance');
  if (named !== null && !/^\d+_\d+$/.test(named)) throw malformedId('courseInstance id');
  const found =
    named === null ? primary(enrolments) : enrolments.find((one) => one.instance.id === `course:${named}`);
  if (found === undefined) {
    throw badRequest('NOT_ENROLLED', `user ${user.id} is not enrolled in ${named ?? `course:${courseId}`}`);
  }
  return found;
}

/** Reads "first enrolled or first completed" as: of the completed the first, else of all the first. */
function primary(enrolments: readonly Enrolment[]): Enrolment | undefined {
  const completed = enrolments.filter((one) => one.progress.state === 'COMPLETED');
  const key = (one: Enrolment): string =>
    (completed.length > 0 ? one.progress.dateCompleted : one.dateEnrolled) ?? one.dateEnrolled;
  return [...(completed.length > 0 ? completed : enrolments)].sort((left, right) =>
    key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0,
  )[0];
}

/** The rules of the CSV twin (fact sheet, section 1.1): flags need dates, scores their bounds. */
function readGrade(attributes: JsonObject): Grade {
  const grade: Grade = {
    started: optionalFlag(attributes, 'started') ?? false,
    completed: optionalFlag(attributes, 'completed') ?? false,
    success: optionalFlag(attributes, 'success') ?? false,
    score: optionalNumber(attributes, 'score'),
    minScore: optionalNumber(attributes, 'minScore'),
    maxScore: optionalNumber(attributes, 'maxScore'),
    dateStarted: readDate(attributes, 'dateStarted'),
    dateCompleted: readDate(attributes, 'dateCompleted'),
    dateSuccess: readDate(attributes, 'dateSuccess'),
    duration: optionalNumber(attributes, 'duration'),
  };
  if ((grade.completed || grade.success) && !grade.started) throw missingParam('started');
  if (grade.started && grade.dateStarted === null) throw missingParam('dateStarted');
  if (grade.completed && grade.dateCompleted === null) throw missingParam('dateCompleted');
  if (grade.success && grade.dateSuccess === null) throw missingParam('dateSuccess');
  if (grade.duration !== null && grade.duration < 0) throw wrongType(`duration - ${grade.duration}`);
  checkScore(grade);
  return grade;
}

function checkScore({ score, minScore, maxScore, started }: Grade): void {
  const lowest = minScore ?? 0;
  const highest = maxScore ?? Number.POSITIVE_INFINITY;
  if (lowest > highest) throw wrongType(`minScore ${lowest} is above maxScore ${highest}`);
  if (score === null) return;
  if (!started) throw missingParam('started');
  if (score < lowest || score > highest) {
    throw wrongType(`score ${score} is not between minScore ${lowest} and maxScore ${highest}`);
  }
}

function readDate(attributes: JsonObject, name: string): string | null {
  const instant = optionalInstant(attributes, name);
  if (instant !== null && (instant < EARLIEST || instant > LATEST)) {
    throw wrongType(`${name} must be from 1981 to 2038 - ${instant}`);
  }
  return instant;
}
