import {
  type JsonObject,
  optionalFlag,
  optionalInstant,
  optionalNumber,
  readResource,
  requiredEmail,
  requiredText,
} from './body.js';
import { profileDocument, userDocument } from './documents.js';
import { type ExternalProfile, USER_STATES, type User } from './entities.js';
import { compareNumbers } from './identifiers.js';
import { findProfile, findUser, pathId, visible } from './lookups.js';
import { links, pageLimit, readPage } from './paging.js';
import { plainUser } from './planting.js';
import type { Setting } from './setting.js';
import { emailTaken, oneUser, readPerson, uniqueIdTaken } from './usersEndpoint.js';
import { badRequest, type Call, doesNotExist, missingParam, ok, type Reply, wrongType } from './wire.js';

export function listProfiles(setting: Setting, call: Call): Reply {
  const profiles = [...setting.tenant.profiles.values()].sort((left, right) =>
    compareNumbers(left.id, right.id),
  );
  return byOffset(call, profiles, (profile) => profileDocument(profile, setting.origin));
}

export function getProfile(setting: Setting, call: Call): Reply {
  return oneProfile(setting, call, findProfile(setting, pathId(call, 'id')), 'none');
}

/** POST /externalProfiles: name, managerEmail, expiry and seatLimit are mandatory. Names may repeat. */
export function createProfile(setting: Setting, call: Call): Reply {
  const { attributes } = readResource(call.body, 'externalProfile');
  const profile: ExternalProfile = {
    name: requiredText(attributes, 'name'),
    managerEmail: requiredEmail(attributes, 'managerEmail'),
    expiry: requiredExpiry(attributes),
    seatLimit: requiredSeats(attributes),
    enabled: optionalFlag(attributes, 'enabled') ?? true,
    loginRequired: optionalNumber(attributes, 'loginRequired'),
    id: setting.tenant.newProfileId(),
    members: new Set(),
    seated: new Set(),
  };
  setting.tenant.addProfile(profile);
  return oneProfile(setting, call, profile, 'created');
}

/** PATCH /externalProfiles/{id}: any of the attributes. */
export function updateProfile(setting: Setting, call: Call): Reply {
  const profile = findProfile(setting, pathId(call, 'id'));
  const { id, attributes } = readResource(call.body, 'externalProfile');
  if (id !== null && id !== profile.id) throw wrongType(`id - ${id} is not the profile of the path`);
  const changed = {
    name: attributes.name === undefined ? profile.name : requiredText(attributes, 'name'),
    managerEmail:
      attributes.managerEmail === undefined
        ? profile.managerEmail
        : requiredEmail(attributes, 'managerEmail'),
    expiry: attributes.expiry === undefined ? profile.expiry : requiredExpiry(attributes),
    seatLimit: attributes.seatLimit === undefined ? profile.seatLimit : requiredSeats(attributes),
    enabled: optionalFlag(attributes, 'enabled') ?? profile.enabled,
    loginRequired: optionalNumber(attributes, 'loginRequired') ?? profile.loginRequired,
  };
  const before = JSON.stringify(profileDocument(profile, setting.origin));
  Object.assign(profile, changed);
  const same = JSON.stringify(profileDocument(profile, setting.origin)) === before;
  return oneProfile(setting, call, profile, same ? 'repeated' : 'changed');
}

export function listProfileUsers(setting: Setting, call: Call): Reply {
  const profile = findProfile(setting, pathId(call, 'id'));
  const states = (call.query.get('filter.userStates') ?? '').split(',').filter((state) => state !== '');
  for (const state of states) {
    if (!USER_STATES.some((known) => known === state)) throw wrongType(`filter.userStates - ${state}`);
  }
  const members = [...profile.members]
    .filter((user) => visible(user, call.now) && (states.length === 0 || states.includes(user.state)))
    .sort((left, right) => compareNumbers(left.id, right.id));
  return byOffset(call, members, (user) => userDocument(user, setting.tenant.account, setting.adminId));
}

/** POST /externalProfiles/{id}/users: one user a call, who takes a seat. */
export function createProfileUser(setting: Setting, call: Call): Reply {
  const { tenant } = setting;
  const profile = findProfile(setting, pathId(call, 'id'));
  const asked = readPerson(readResource(call.body, 'user').attributes, 'EXTERNAL');
  const there = tenant.userByEmail(asked.email);
  if (there !== undefined) {
    const isRepeat = there.externalProfile === profile;
    const policy = setting.repeats().users;
    if (!isRepeat) throw emailTaken(asked.email, 'none');
    if (policy === 'accept') return oneUser(setting, call, there, 'repeated');
    if (policy === 'refuse') throw emailTaken(asked.email, 'repeated');
  } else if (tenant.userByUniqueId(asked.userUniqueId) !== undefined) {
    throw uniqueIdTaken(asked.userUniqueId);
  }
  requireSeat(profile);
  const visibleFrom = call.now + setting.lateVisibilityMs();
  const user: User = {
    ...plainUser(tenant.newUserId(), asked.email, asked.name, 'External', visibleFrom),
    userUniqueId: asked.userUniqueId,
    profile: profile.name,
    externalProfile: profile,
  };
  tenant.addUser(user);
  return oneUser(setting, call, user, there === undefined ? 'created' : 'repeated');
}

/** PUT …/users/{userId}?newExternalProfileId=: the parameter's name is not printed anywhere; this is ours. */
export function moveProfileUser(setting: Setting, call: Call): Reply {
  const from = findProfile(setting, pathId(call, 'id'));
  const user = findUser(setting, pathId(call, 'userId'), call.now);
  const target = call.query.get('newExternalProfileId');
  if (target === null) throw missingParam('newExternalProfileId');
  const to = findProfile(setting, target);
  if (user.externalProfile !== from || user.state === 'DELETED') {
    const isRepeat = user.externalProfile === to && user.state !== 'DELETED';
    const refused = doesNotExist(`user ${user.id} of external profile ${from.id}`);
    throw isRepeat ? badRequest(refused.title, refused.info, 'repeated') : refused;
  }
  if (from === to) return oneUser(setting, call, user, 'repeated');
  requireSeat(to);
  setting.tenant.moveTo(user, to);
  return oneUser(setting, call, user, 'changed');
}

function requireSeat(profile: ExternalProfile): void {
  if (profile.seated.size >= profile.seatLimit) {
    throw badRequest(
      'SEAT_LIMIT_EXCEEDED',
      `external profile ${profile.id} has ${profile.seatLimit} seats, all taken`,
    );
  }
}

function requiredExpiry(attributes: JsonObject): string {
  const expiry = optionalInstant(attributes, 'expiry');
  if (expiry === null) throw missingParam('expiry');
  return expiry;
}

function requiredSeats(attributes: JsonObject): number {
  const seats = optionalNumber(attributes, 'seatLimit');
  if (seats === null) throw missingParam('seatLimit');
  if (!Number.isSafeInteger(seats) || seats < 1) throw wrongType(`seatLimit - ${seats}`);
  return seats;
}

function oneProfile(setting: Setting, call: Call, profile: ExternalProfile, effect: Reply['effect']): Reply {
  return ok({ links: { self: call.address }, data: profileDocument(profile, setting.origin) }, effect);
}

/** These two lists page by page[offset]; `next` names the offset as the cursor, which works likewise. */
function byOffset<T>(call: Call, all: readonly T[], write: (one: T) => object): Reply {
  const page = readPage(call.query, { maxLimit: pageLimit(call.query) });
  if (page.cursor !== null && !/^\d{1,9}$/.test(page.cursor)) {
    throw badRequest('Invalid cursor', 'page[cursor] must be taken from links.next');
  }
  const from = page.cursor === null ? page.offset : Number(page.cursor);
  const end = from + page.limit;
  return ok({
    links: links(call.address, call.query, end < all.length ? String(end) : null),
    data: all.slice(from, end).map(write),
  });
}
