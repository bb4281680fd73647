import {
  type Alm,
  type AlmAnswer,
  type AlmRequest,
  addProfileUserRequest,
  createProfileRequest,
  createUserRequest,
  enrolRequest,
  gradeRequest,
  parseCreatedEnrolment,
  parseCreatedGrade,
  parseCreatedProfile,
  parseCreatedUser,
  parseUpdatedUser,
  updateUserRequest,
} from '../alm/index.js';
import type { Operation } from '../staging/index.js';
import { Defect } from '../terms/index.js';

/** The request that carries an operation out. Its parents are done, so every id that it needs is known. */
export function requestOf(operation: Operation, settings: Alm['settings']): AlmRequest {
  const { payload } = operation;
  switch (operation.kind) {
    case 'createProfile':
      return createProfileRequest({
        name: text(operation, 'name'),
        managerEmail: text(operation, 'managerEmail'),
        expiry: text(operation, 'expiry'),
        seatLimit: Number(payload.seatLimit),
      });
    case 'createUser':
      return createUserRequest({
        email: text(operation, 'email'),
        name: text(operation, 'name'),
        userUniqueId: textOrNull(operation, 'uniqueId'),
        profile: textOrNull(operation, 'profile'),
        ...(textOrNull(operation, 'managerKey') === null
          ? {}
          : { managerId: known(operation, operation.managerId, 'manager') }),
      });
    case 'addExternalUser':
      return addProfileUserRequest(known(operation, operation.profileId, 'external profile'), {
        email: text(operation, 'email'),
        name: text(operation, 'name'),
        userUniqueId: textOrNull(operation, 'uniqueId'),
      });
    case 'updateUser': {
      const profile = textOrNull(operation, 'profile');
      return updateUserRequest(almUser(operation), {
        name: text(operation, 'name'),
        ...(profile === null ? {} : { profile }),
      });
    }
    case 'enrol':
      return enrolRequest(
        almUser(operation),
        text(operation, 'courseId'),
        text(operation, 'instanceId'),
        settings,
      );
    case 'grade': {
      const completedAt = text(operation, 'completedAt');
      return gradeRequest(
        almUser(operation),
        {
          courseId: text(operation, 'courseId'),
          instanceId: text(operation, 'instanceId'),
          moduleId: text(operation, 'moduleId'),
          // `started` makes its date mandatory (alm-facts 1.1); a record without a start began when it ended.
          startedAt: textOrNull(operation, 'startedAt') ?? completedAt,
          completedAt,
          success: true,
          score: numberOrNull(operation, 'score'),
          minScore: numberOrNull(operation, 'scoreMin'),
          maxScore: numberOrNull(operation, 'scoreMax'),
          durationSeconds: numberOrNull(operation, 'durationSeconds'),
        },
        settings,
      );
    }
    default:
      return operation.kind satisfies never;
  }
}

/** A request as the journal keeps it: what was asked, without a body, which stands in the operation. */
export function journalled(request: AlmRequest): { readonly method: string; readonly path: string } {
  const pairs = Object.entries(request.query ?? {}).map(([name, value]) => `${name}=${value}`);
  const query = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  return { method: request.method, path: `${request.path}${query}` };
}

/** The id that ALM gave to what an operation made, out of its answer. Throws `AlmMisunderstood` where the answer is not one. */
export function resultOf(operation: Operation, answer: AlmAnswer): string | null {
  switch (operation.kind) {
    case 'createProfile':
      return parseCreatedProfile(answer).profileId;
    case 'createUser':
    case 'addExternalUser':
      return parseCreatedUser(answer).userId;
    case 'updateUser':
      return parseUpdatedUser(answer).userId;
    case 'enrol':
      return parseCreatedEnrolment(answer).enrolmentId;
    case 'grade':
      return parseCreatedGrade(answer).gradeId;
    default:
      return operation.kind satisfies never;
  }
}

export function text(operation: Operation, name: string): string {
  const value = operation.payload[name];
  if (typeof value !== 'string') throw new Defect('PAYLOAD-INCOMPLETE', `${operation.key} has no ${name}`);
  return value;
}

export function textOrNull(operation: Operation, name: string): string | null {
  const value = operation.payload[name];
  return typeof value === 'string' ? value : null;
}

export function numberOrNull(operation: Operation, name: string): number | null {
  const value = operation.payload[name];
  return typeof value === 'number' ? value : null;
}

export function almUser(operation: Operation): string {
  return known(operation, operation.almUserId, 'ALM user');
}

function known(operation: Operation, id: string | null, what: string): string {
  if (id === null)
    throw new Defect('PARENT-NOT-DONE', `${operation.key} was sent before its ${what} is known`);
  return id;
}
