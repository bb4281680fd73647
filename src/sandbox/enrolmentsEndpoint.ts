import { enrolmentDocument, gradeDocument } from './documents.js';
import type { Enrolment, User } from './entities.js';
import { compareText, parsePrefixedId } from './identifiers.js';
import { readLoTypes } from './learningObjectsEndpoint.js';
import { findInstance, findLearningObject, findUser, pathId } from './lookups.js';
import { links, openCursor, readPage, sealCursor } from './paging.js';
import type { Setting } from './setting.js';
import { enrolmentId, enrolmentsIn } from './tenant.js';
import {
  badRequest,
  type Call,
  doesNotExist,
  malformedId,
  missingParam,
  noContent,
  ok,
  type Reply,
  wrongType,
} from './wire.js';

/** "Max allowed is 10" (seed 001), with and without includes. */
const MAX_LIMIT = 10;

/** GET /users/{id}/enrollments: courses only, unless filter.loTypes says more. */
export function listEnrolments(setting: Setting, call: Call): Reply {
  const { query } = call;
  const user = findUser(setting, pathId(call, 'id'), call.now);
  const page = readPage(query, { maxLimit: MAX_LIMIT });
  const types = readLoTypes(query) ?? ['course'];
  const withGrades = readInclude(query);
  const states = query.get('filter.states');
  if (states !== null && states !== 'active') throw wrongType(`filter.states - ${states}`);
  const wanted = [...user.enrolments.values()]
    .filter((one) => types.includes(one.instance.lo.loType))
    .sort(order(query))
    .flatMap((one) => Array.from({ length: one.copies }, () => one));
  const from = page.cursor === null ? page.offset : openCursor(page.cursor);
  const shown = wanted.slice(from, from + page.limit);
  const more = from + page.limit < wanted.length;
  return ok({
    links: links(call.address, query, more ? sealCursor(from + page.limit) : null),
    data: shown.map(enrolmentDocument),
    ...included(shown, withGrades),
  });
}

export function getEnrolment(setting: Setting, call: Call): Reply {
  const user = findUser(setting, pathId(call, 'id'), call.now);
  return oneEnrolment(call, findEnrolment(user, pathId(call, 'enrolmentId')), 'none');
}

/** POST /users/{id}/enrollments: everything is in the query, and no body is needed. */
export function enrol(setting: Setting, call: Call): Reply {
  const { query } = call;
  const user = findUser(setting, pathId(call, 'id'), call.now);
  const lo = findLearningObject(setting, required(query, 'loId'));
  const instance = findInstance(lo, required(query, 'loInstanceId'));
  const multi = query.get('allowMultiEnrollment') ?? 'false';
  if (multi !== 'true' && multi !== 'false') throw wrongType(`allowMultiEnrollment - ${multi}`);
  if (user.state !== 'ACTIVE') throw badRequest('USER_NOT_ACTIVE', `user ${user.id} is ${user.state}`);
  const there = user.enrolments.get(enrolmentId(instance, user));
  if (there !== undefined) {
    const policy = setting.repeats().enrolments;
    if (policy === 'refuse') {
      throw badRequest(
        'ALREADY_ENROLLED',
        `user ${user.id} is already enrolled in ${instance.id}`,
        'repeated',
      );
    }
    if (policy === 'duplicate') there.copies += 1;
    return oneEnrolment(call, there, 'repeated');
  }
  if (lo.state !== 'Published') throw badRequest('LEARNING_OBJECT_NOT_AVAILABLE', `${lo.id} is ${lo.state}`);
  if (instance.state !== 'Active')
    throw badRequest('INSTANCE_NOT_AVAILABLE', `${instance.id} is ${instance.state}`);
  const elsewhere = enrolmentsIn(user, lo)[0];
  if (elsewhere !== undefined && multi === 'false') {
    throw badRequest(
      'ENROLLMENT_CONFLICT',
      `only one active enrollment is allowed, and ${elsewhere.id} is there`,
    );
  }
  const made = setting.tenant.enrol({
    user,
    instance,
    dateEnrolled: new Date(call.now).toISOString(),
    enrolledByClock: true,
    source: 'ADMIN_ENROLL',
  });
  return oneEnrolment(call, made, 'created');
}

/** DELETE …/enrollments/{enrolmentId}: 204; the grades go with it. */
export function unenrol(setting: Setting, call: Call): Reply {
  const user = findUser(setting, pathId(call, 'id'), call.now);
  setting.tenant.unenrol(findEnrolment(user, pathId(call, 'enrolmentId')));
  return noContent('removed');
}

function findEnrolment(user: User, id: string): Enrolment {
  if (parsePrefixedId(id, 3) === null) throw malformedId('Enrollment id');
  const enrolment = user.enrolments.get(id);
  if (enrolment === undefined) throw doesNotExist(`enrollment ${id} of user ${user.id}`);
  return enrolment;
}

function oneEnrolment(call: Call, enrolment: Enrolment, effect: Reply['effect']): Reply {
  return ok(
    {
      links: links(call.address, call.query, null),
      data: enrolmentDocument(enrolment),
      ...included([enrolment], readInclude(call.query)),
    },
    effect,
  );
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') throw missingParam(name);
  return value;
}

function readInclude(query: URLSearchParams): boolean {
  const include = query.get('include') ?? '';
  if (include !== '' && include !== 'loResourceGrades') throw badRequest('Invalid include', include);
  return include !== '';
}

function included(enrolments: readonly Enrolment[], withGrades: boolean): object {
  if (!withGrades) return {};
  const grades = [...new Set(enrolments)].flatMap((enrolment) =>
    [...enrolment.instance.lo.modules.keys()].flatMap((key) => {
      const given = enrolment.grades.filter((one) => one.moduleKey === key).map((one) => one.grade);
      return (given.length === 0 ? [undefined] : given).map((grade) => gradeDocument(enrolment, key, grade));
    }),
  );
  return { included: grades };
}

function order(query: URLSearchParams): (left: Enrolment, right: Enrolment) => number {
  const sort = query.get('sort') ?? 'dateEnrolled';
  const byDate = (left: Enrolment, right: Enrolment): number =>
    compareText(left.dateEnrolled, right.dateEnrolled) || compareText(left.id, right.id);
  if (sort === 'dateEnrolled') return byDate;
  if (sort === '-dateEnrolled') return (left, right) => byDate(right, left);
  throw badRequest('Invalid sort', `sort is dateEnrolled or -dateEnrolled, and was ${sort}`);
}
