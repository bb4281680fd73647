import { z } from 'zod';
import {
  attributesOf,
  optionalFlag,
  optionalNumber,
  optionalText,
  type Resource,
  readSingle,
} from './jsonApi.js';
import { pages } from './paging.js';
import type { AlmAnswer, AlmRequest, Send } from './seam.js';
import { DEFAULT_SETTINGS } from './settings.js';
import { type AlmUser, parseCreatedUser, toUser } from './users.js';

export interface AlmProfile {
  readonly profileId: string;
  readonly name: string | null;
  readonly managerEmail: string | null;
  /** ISO 8601, UTC. */
  readonly expiry: string | null;
  readonly seatLimit: number | null;
  readonly enabled: boolean | null;
}

/** All four are mandatory (fact sheet, section 3). */
export interface ProfileToCreate {
  readonly name: string;
  readonly managerEmail: string;
  /** ISO 8601, UTC. */
  readonly expiry: string;
  readonly seatLimit: number;
}

export interface ProfileUserToAdd {
  readonly email: string;
  readonly name: string;
  /** Only where the account has unique ids enabled (section 3). */
  readonly userUniqueId: string | null;
}

const profileAttributes = z.looseObject({
  name: optionalText,
  managerEmail: optionalText,
  expiry: optionalText,
  seatLimit: optionalNumber,
  enabled: optionalFlag,
});

// `accessKey` and `url` are left where they are: whoever holds them can register.
function toProfile(what: string, resource: Resource, requestId: string | null): AlmProfile {
  const { name, managerEmail, expiry, seatLimit, enabled } = attributesOf(
    what,
    profileAttributes,
    resource,
    requestId,
  );
  return { profileId: resource.id, name, managerEmail, expiry, seatLimit, enabled };
}

export async function* listProfiles(
  send: Send,
  settings = DEFAULT_SETTINGS,
  signal?: AbortSignal,
): AsyncGenerator<readonly AlmProfile[], void, undefined> {
  const what = 'the external profiles could not be listed';
  const query = { 'page[limit]': String(settings.profilesPageSize) };
  for await (const page of pages(what, send, { method: 'GET', path: '/externalProfiles', query }, signal)) {
    yield page.data.map((each) => toProfile(what, each, page.answer.requestId));
  }
}

/** The users of one profile: GET /users does not say which profile an external user belongs to. */
export async function* listProfileUsers(
  send: Send,
  profileId: string,
  settings = DEFAULT_SETTINGS,
  signal?: AbortSignal,
): AsyncGenerator<readonly AlmUser[], void, undefined> {
  const what = `the users of external profile ${profileId} could not be listed`;
  const path = `/externalProfiles/${encodeURIComponent(profileId)}/users`;
  const query = { 'page[limit]': String(settings.profilesPageSize) };
  for await (const page of pages(what, send, { method: 'GET', path, query }, signal)) {
    yield page.data.map((each) => toUser(what, each, page.answer.requestId));
  }
}

export function createProfileRequest(profile: ProfileToCreate): AlmRequest {
  const { name, managerEmail, expiry, seatLimit } = profile;
  return {
    method: 'POST',
    path: '/externalProfiles',
    body: { data: { type: 'externalProfile', attributes: { name, expiry, managerEmail, seatLimit } } },
  };
}

export function parseCreatedProfile(answer: AlmAnswer): AlmProfile {
  const what = 'the external profile could not be created';
  return toProfile(what, readSingle(what, answer).data, answer.requestId);
}

export async function createProfile(
  send: Send,
  profile: ProfileToCreate,
  signal?: AbortSignal,
): Promise<AlmProfile> {
  return parseCreatedProfile(await send(createProfileRequest(profile), signal));
}

/** Creates an external user, and takes a seat of the profile (section 3). */
export function addProfileUserRequest(profileId: string, user: ProfileUserToAdd): AlmRequest {
  const attributes: Record<string, unknown> = { email: user.email, name: user.name, userType: 'EXTERNAL' };
  if (user.userUniqueId !== null) attributes.userUniqueId = user.userUniqueId;
  return {
    method: 'POST',
    path: `/externalProfiles/${encodeURIComponent(profileId)}/users`,
    body: { data: { type: 'user', attributes } },
  };
}

export async function addProfileUser(
  send: Send,
  profileId: string,
  user: ProfileUserToAdd,
  signal?: AbortSignal,
): Promise<AlmUser> {
  return parseCreatedUser(await send(addProfileUserRequest(profileId, user), signal));
}
