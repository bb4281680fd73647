import {
  type JsonObject,
  optionalFields,
  optionalText,
  type Resource,
  readResource,
  relatedId,
  requiredEmail,
  requiredText,
} from './body.js';
import { userDocument } from './documents.js';
import type { User } from './entities.js';
import { isBareNumber } from './identifiers.js';
import { findUser, pathId, visible } from './lookups.js';
import { links, pageLimit, readPage } from './paging.js';
import { plainUser } from './planting.js';
import type { Setting } from './setting.js';
import {
  badRequest,
  type Call,
  doesNotExist,
  missingParam,
  noContent,
  ok,
  type Reply,
  wrongType,
} from './wire.js';

/** "the endpoint's maximum supported offset value is 500" (seed 003). */
const MAX_OFFSET = 500;
/** "Max allowed number of ids that can be included is 10" (seed 003). */
const MAX_IDS = 10;

/** GET /users: by `ids`, or paged. A parameter it does not know is ignored, `filter.email` too. */
export function listUsers(setting: Setting, call: Call): Reply {
  const { query } = call;
  const ids = query.get('ids');
  checkFilter(query);
  if (ids !== null) {
    if (query.has('filter') || query.has('userId')) {
      throw badRequest('Bad request. Check url, params and headers', 'filter and userId do not go with ids');
    }
    return userPage(setting, call, usersNamed(setting, ids, call.now), null);
  }
  const maxLimit = Math.min(setting.usersPageLimit, pageLimit(query));
  const page = readPage(query, { maxLimit, maxOffset: MAX_OFFSET });
  const descending = sortDescends(query);
  const all = setting.tenant.users;
  if (page.cursor !== null && !isBareNumber(page.cursor)) {
    throw badRequest('Invalid cursor', 'page[cursor] must be taken from links.next');
  }
  const found: User[] = [];
  // The cursor is the id of the last user of the page before.
  let skip = page.cursor === null ? page.offset : 0;
  const after = page.cursor === null ? null : setting.tenant.positionAfter(page.cursor);
  let at = descending ? (after === null ? all.length - 1 : after - 2) : (after ?? 0);
  for (; at >= 0 && at < all.length && found.length <= page.limit; at += descending ? -1 : 1) {
    const user = all[at];
    if (user === undefined || !visible(user, call.now)) continue;
    if (skip > 0) skip -= 1;
    else found.push(user);
  }
  const shown = found.slice(0, page.limit);
  const more = found.length > page.limit;
  return userPage(setting, call, shown, more ? (shown.at(-1)?.id ?? null) : null);
}

function checkFilter(query: URLSearchParams): void {
  const filter = query.get('filter');
  if (filter !== null && filter !== 'gamification' && filter !== 'gamificationAll') {
    throw wrongType(`filter - ${filter}`);
  }
}

function sortDescends(query: URLSearchParams): boolean {
  const sort = query.get('sort') ?? 'id';
  if (sort !== 'id' && sort !== '-id') throw badRequest('Invalid sort', `sort is id or -id, and was ${sort}`);
  return sort === '-id';
}

/** Numbers and `email:` forms, up to ten together; those that nobody has are simply not in the answer. */
function usersNamed(setting: Setting, ids: string, now: number): readonly User[] {
  const named = ids.split(',').map((one) => one.trim());
  if (named.length > MAX_IDS) {
    throw badRequest('Invalid ids', `at most ${MAX_IDS} ids are allowed, and ${named.length} came`);
  }
  const found = new Set<User>();
  for (const one of named) {
    const isEmail = one.startsWith('email:') && one.length > 'email:'.length;
    if (!isEmail && !isBareNumber(one)) throw wrongType(`ids - ${one}`);
    const user = isEmail
      ? setting.tenant.userByEmail(one.slice('email:'.length))
      : setting.tenant.userById(one);
    if (user !== undefined && visible(user, now)) found.add(user);
  }
  return [...found];
}

function userPage(setting: Setting, call: Call, users: readonly User[], next: string | null): Reply {
  return ok({
    links: links(call.address, call.query, next),
    data: users.map((user) => document(setting, user)),
  });
}

export function getUser(setting: Setting, call: Call): Reply {
  return oneUser(setting, call, findUser(setting, pathId(call, 'id'), call.now));
}

/** POST /users: internal users only; `userType` is INTERNAL on the way in and Internal on the way out. */
export function createUser(setting: Setting, call: Call): Reply {
  const resource = readResource(call.body, 'user');
  const { tenant } = setting;
  const asked = readPerson(resource.attributes, 'INTERNAL');
  const managerId = readManager(setting, resource, call.now);
  const there = tenant.userByEmail(asked.email);
  if (there !== undefined) {
    const policy = setting.repeats().users;
    if (policy === 'accept') return oneUser(setting, call, there, 'repeated');
    if (policy === 'refuse') throw emailTaken(asked.email, 'repeated');
  } else if (tenant.userByUniqueId(asked.userUniqueId) !== undefined) {
    throw uniqueIdTaken(asked.userUniqueId);
  }
  const visibleFrom = call.now + setting.lateVisibilityMs();
  const user: User = {
    ...plainUser(tenant.newUserId(), asked.email, asked.name, 'Internal', visibleFrom),
    userUniqueId: asked.userUniqueId,
    managerId,
  };
  applyPlainAttributes(user, resource.attributes);
  tenant.addUser(user);
  return oneUser(setting, call, user, there === undefined ? 'created' : 'repeated');
}

/** PATCH /users/{id}. A state in the body is ignored: it "cannot be updated via API". */
export function updateUser(setting: Setting, call: Call): Reply {
  const user = findUser(setting, pathId(call, 'id'), call.now);
  const resource = readResource(call.body, 'user');
  if (resource.id === null) throw missingParam('id');
  if (resource.id !== user.id) throw wrongType(`id - ${resource.id} is not the user of the path`);
  if (user.state === 'DELETED') throw doesNotExist(`user ${user.id}`);
  const { attributes } = resource;
  const email = attributes.email === undefined ? user.email : requiredEmail(attributes, 'email');
  const uniqueId = optionalText(attributes, 'userUniqueId') ?? user.userUniqueId;
  const name = attributes.name === undefined ? user.name : requiredText(attributes, 'name');
  const managerId = readManager(setting, resource, call.now);
  const sameEmail = setting.tenant.userByEmail(email);
  if (sameEmail !== undefined && sameEmail !== user) throw emailTaken(email, 'none');
  const sameUniqueId = setting.tenant.userByUniqueId(uniqueId);
  if (sameUniqueId !== undefined && sameUniqueId !== user) throw uniqueIdTaken(uniqueId);
  const before = JSON.stringify(document(setting, user));
  applyPlainAttributes(user, attributes);
  setting.tenant.rename(user, email, uniqueId);
  user.name = name;
  if (managerId !== null) user.managerId = managerId;
  const changed = JSON.stringify(document(setting, user)) !== before;
  return oneUser(setting, call, user, changed ? 'changed' : 'repeated');
}

/** DELETE /users/{id}: 204, and the user stays readable as DELETED. Deletes are not idempotent. */
export function deleteUser(setting: Setting, call: Call): Reply {
  const user = findUser(setting, pathId(call, 'id'), call.now);
  if (user.state === 'DELETED')
    throw badRequest('OBJECT_DOESNT_EXIST', `user ${user.id} is deleted`, 'repeated');
  setting.tenant.markDeleted(user);
  return noContent('removed');
}

export interface Person {
  readonly email: string;
  readonly name: string;
  readonly userUniqueId: string;
}

/** The three mandatory attributes of a new user; the unique id defaults to the email. */
export function readPerson(attributes: JsonObject, userType: 'INTERNAL' | 'EXTERNAL'): Person {
  const email = requiredEmail(attributes, 'email');
  const name = requiredText(attributes, 'name');
  const given = requiredText(attributes, 'userType');
  if (given !== userType) throw wrongType(`userType should be "${userType}", and was "${given}"`);
  return { email, name, userUniqueId: optionalText(attributes, 'userUniqueId') ?? email };
}

/** The words are those of the CSV upload: what the API says is not published. */
export function emailTaken(email: string, effect: 'repeated' | 'none') {
  return badRequest(
    'USER_ALREADY_EXISTS',
    `Email address of user already present in the system - ${email}`,
    effect,
  );
}

export function uniqueIdTaken(uniqueId: string) {
  return badRequest('USER_ALREADY_EXISTS', `userUniqueId already present in the system - ${uniqueId}`);
}

export function oneUser(setting: Setting, call: Call, user: User, effect: Reply['effect'] = 'none'): Reply {
  return ok({ links: { self: call.address }, data: document(setting, user) }, effect);
}

function document(setting: Setting, user: User): object {
  return userDocument(user, setting.tenant.account, setting.adminId);
}

function readManager(setting: Setting, resource: Resource, now: number): string | null {
  const id = relatedId(resource.relationships, 'manager', 'user');
  if (id === null || id === setting.adminId) return id;
  return findUser(setting, id, now).id;
}

/** Reads all before it changes any, so that a refused request has changed nothing. */
function applyPlainAttributes(user: User, attributes: JsonObject): void {
  const read = {
    profile: optionalText(attributes, 'profile'),
    fields: optionalFields(attributes),
    roles: readRoles(attributes),
    bio: optionalText(attributes, 'bio'),
    contentLocale: optionalText(attributes, 'contentLocale'),
    uiLocale: optionalText(attributes, 'uiLocale'),
    timeZoneCode: optionalText(attributes, 'timeZoneCode'),
  };
  user.profile = read.profile ?? user.profile;
  user.fields = read.fields === null ? user.fields : { ...user.fields, ...read.fields };
  user.roles = read.roles ?? user.roles;
  user.bio = read.bio ?? user.bio;
  user.contentLocale = read.contentLocale ?? user.contentLocale;
  user.uiLocale = read.uiLocale ?? user.uiLocale;
  user.timeZoneCode = read.timeZoneCode ?? user.timeZoneCode;
}

/** "New Roles will be added and old roles will be removed": the list replaces the one before. */
function readRoles(attributes: JsonObject): readonly string[] | null {
  const roles = attributes.roles;
  if (roles === undefined) return null;
  if (!Array.isArray(roles) || !roles.every((role): role is string => typeof role === 'string')) {
    throw wrongType('roles must be a list of strings');
  }
  return roles;
}
