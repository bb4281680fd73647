import type { ExternalProfile, Instance, LearningObject, User } from './entities.js';
import { isBareNumber, parsePrefixedId } from './identifiers.js';
import type { Setting } from './setting.js';
import { type Call, doesNotExist, malformedId } from './wire.js';

/** Finds what a request names, or refuses as ALM does: a wrong grammar and a missing object are both 400. */

/** A parameter of the path; the router has made sure that it is there. */
export function pathId(call: Call, name: string): string {
  return call.params[name] ?? '';
}

export function visible(user: User, now: number): boolean {
  return user.visibleFrom <= now;
}

export function findUser(setting: Setting, id: string, now: number): User {
  if (!isBareNumber(id)) throw malformedId('User id');
  const user = setting.tenant.userById(id);
  if (user === undefined || !visible(user, now)) throw doesNotExist(`user ${id}`);
  return user;
}

export function findProfile(setting: Setting, id: string): ExternalProfile {
  if (!isBareNumber(id)) throw malformedId('External profile id');
  const profile = setting.tenant.profiles.get(id);
  if (profile === undefined) throw doesNotExist(`external profile ${id}`);
  return profile;
}

export function findLearningObject(setting: Setting, id: string): LearningObject {
  if (parsePrefixedId(id, 1) === null) throw malformedId('Either LO id');
  const lo = setting.tenant.learningObjects.get(id);
  if (lo === undefined) throw doesNotExist(`learning object ${id}`);
  return lo;
}

export function findInstance(lo: LearningObject, id: string): Instance {
  if (parsePrefixedId(id, 2) === null) throw malformedId('LO instance id');
  const instance = lo.instances.get(id);
  if (instance === undefined) throw doesNotExist(`instance ${id} of ${lo.id}`);
  return instance;
}
