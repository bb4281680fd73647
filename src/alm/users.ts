import { z } from 'zod';
import { Defect } from '../terms/index.js';
import { AlmMisunderstood } from './errors.js';
import { attributesOf, optionalText, type Resource, readList, readSingle } from './jsonApi.js';
import { type PageOf, pages, placeAfter } from './paging.js';
import { isMissing, refusalOf } from './refusal.js';
import type { AlmAnswer, AlmRequest, Send } from './seam.js';
import { DEFAULT_SETTINGS } from './settings.js';

export interface AlmUser {
  readonly userId: string;
  /** As ALM holds it; `null` for some deleted users. */
  readonly email: string | null;
  readonly name: string | null;
  readonly userUniqueId: string | null;
  readonly userType: 'INTERNAL' | 'EXTERNAL';
  /** ACTIVE, DELETED, SUSPENDED (fact sheet, section 2.3), or what comes later. */
  readonly state: string | null;
  readonly profile: string | null;
}

/** What it takes to create an internal user (section 2.1); without a unique id ALM takes the email. */
export interface UserToCreate {
  readonly email: string;
  readonly name: string;
  readonly userUniqueId: string | null;
  readonly profile: string | null;
  /** Active fields, by their name in ALM. */
  readonly fields?: Readonly<Record<string, string | readonly string[]>>;
  readonly managerId?: string | null;
}

/** What may be changed (section 2.2); what is absent stays. The state is not among it. */
export interface UserChanges {
  readonly email?: string;
  readonly name?: string;
  readonly userUniqueId?: string;
  readonly profile?: string;
  readonly fields?: Readonly<Record<string, string | readonly string[]>>;
  readonly managerId?: string;
}

/** Requests say INTERNAL, answers Internal (section 2.1). */
const userAttributes = z.looseObject({
  email: optionalText,
  name: optionalText,
  userUniqueId: optionalText,
  userType: z
    .string()
    .toUpperCase()
    .pipe(z.enum(['INTERNAL', 'EXTERNAL'])),
  state: optionalText,
  profile: optionalText,
});

export function toUser(what: string, resource: Resource, requestId: string | null): AlmUser {
  const { email, name, userUniqueId, userType, state, profile } = attributesOf(
    what,
    userAttributes,
    resource,
    requestId,
  );
  return { userId: resource.id, email, name, userUniqueId, userType, state, profile };
}

/** All users of the account, a page at a time. Offsets end at 500, so it goes by cursor (section 2.3). */
export async function* listUsers(
  send: Send,
  settings = DEFAULT_SETTINGS,
  signal?: AbortSignal,
): AsyncGenerator<readonly AlmUser[], void, undefined> {
  for await (const page of listUserPages(send, settings, {}, signal)) yield page.items;
}

/** Likewise, with the place of each next page, from the page that `place` names. */
export async function* listUserPages(
  send: Send,
  settings = DEFAULT_SETTINGS,
  place: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): AsyncGenerator<PageOf<AlmUser>, void, undefined> {
  const what = 'the users could not be listed';
  const first: AlmRequest = {
    method: 'GET',
    path: '/users',
    query: { 'page[limit]': String(settings.usersPageSize), sort: 'id', ...place },
  };
  for await (const page of pages(what, send, first, signal)) {
    yield {
      items: page.data.map((each) => toUser(what, each, page.answer.requestId)),
      next: placeAfter(page),
    };
  }
}

/** `null` when ALM says that there is no such user. */
export async function getUser(send: Send, userId: string, signal?: AbortSignal): Promise<AlmUser | null> {
  const what = `user ${userId} could not be read`;
  const answer = await send({ method: 'GET', path: `/users/${encodeURIComponent(userId)}` }, signal);
  if (isMissing(answer)) return null;
  return toUser(what, readSingle(what, answer).data, answer.requestId);
}

/** One look-up. At most 10 addresses, which is the documented most (section 2.3). */
export function lookUpRequest(emails: readonly string[]): AlmRequest {
  if (emails.length === 0 || emails.length > 10) {
    throw new Defect('ALM-LOOK-UP-SIZE', `a look-up of ${emails.length} addresses`);
  }
  return { method: 'GET', path: '/users', query: { ids: emails.map((email) => `email:${email}`).join(',') } };
}

/**
 * The users who have these addresses, by address in lower case; who is absent does not exist.
 *
 * Returned addresses are compared: a filter that ALM ignores answers with the first page of all
 * users (section 2.3), which must never be taken for a match, nor its silence for "nobody".
 */
export async function lookUpByEmail(
  send: Send,
  emails: readonly string[],
  settings = DEFAULT_SETTINGS,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, AlmUser>> {
  const wanted = [...new Set(emails.map((email) => email.trim().toLowerCase()))].filter(
    (email) => email !== '',
  );
  // A comma separates addresses, so one that contains a comma goes alone.
  const alone = wanted.filter((email) => email.includes(','));
  const together = wanted.filter((email) => !email.includes(','));
  const found = new Map<string, AlmUser>();
  for (let from = 0; from < together.length; from += settings.lookUpBatch) {
    await lookUpBatch(send, together.slice(from, from + settings.lookUpBatch), found, signal);
  }
  for (const email of alone) await lookUpBatch(send, [email], found, signal);
  return found;
}

async function lookUpBatch(
  send: Send,
  emails: readonly string[],
  found: Map<string, AlmUser>,
  signal?: AbortSignal,
): Promise<void> {
  const what = 'users could not be looked up by email';
  const answer = await send(lookUpRequest(emails), signal);
  if (answer.status === 400 || answer.status === 404) {
    // Whether one unknown address spoils the batch is not documented; alone, each speaks for itself.
    if (emails.length > 1) {
      for (const email of emails) await lookUpBatch(send, [email], found, signal);
      return;
    }
    if (isMissing(answer)) return;
    throw refusalOf(what, answer);
  }
  const { data } = readList(what, answer);
  for (const resource of data) {
    const user = toUser(what, resource, answer.requestId);
    const email = user.email?.toLowerCase() ?? '';
    if (!emails.includes(email)) {
      throw new AlmMisunderstood(
        what,
        `user ${user.userId}`,
        'nobody asked for this address',
        answer.requestId,
      );
    }
    const known = found.get(email);
    if (known === undefined || known.state === 'DELETED') found.set(email, user);
  }
}

/** `POST /users`, for internal users only; external ones go through their profile (section 2.1). */
export function createUserRequest(user: UserToCreate): AlmRequest {
  const attributes: Record<string, unknown> = { email: user.email, name: user.name, userType: 'INTERNAL' };
  if (user.userUniqueId !== null) attributes.userUniqueId = user.userUniqueId;
  if (user.profile !== null) attributes.profile = user.profile;
  if (user.fields !== undefined) attributes.fields = user.fields;
  return {
    method: 'POST',
    path: '/users',
    body: { data: { type: 'user', attributes, ...managed(user.managerId ?? undefined) } },
  };
}

/** The new user out of the answer; also of `addProfileUserRequest`. */
export function parseCreatedUser(answer: AlmAnswer): AlmUser {
  const what = 'the user could not be created';
  return toUser(what, readSingle(what, answer).data, answer.requestId);
}

export async function createUser(send: Send, user: UserToCreate, signal?: AbortSignal): Promise<AlmUser> {
  return parseCreatedUser(await send(createUserRequest(user), signal));
}

export function updateUserRequest(userId: string, changes: UserChanges): AlmRequest {
  const { managerId, ...attributes } = changes;
  return {
    method: 'PATCH',
    path: `/users/${encodeURIComponent(userId)}`,
    body: { data: { id: userId, type: 'user', attributes, ...managed(managerId) } },
  };
}

/** The user as ALM answers it; on large accounts the change may still be under way (section 2.2). */
export function parseUpdatedUser(answer: AlmAnswer): AlmUser {
  const what = 'the user could not be updated';
  return toUser(what, readSingle(what, answer).data, answer.requestId);
}

export async function updateUser(
  send: Send,
  userId: string,
  changes: UserChanges,
  signal?: AbortSignal,
): Promise<AlmUser> {
  return parseUpdatedUser(await send(updateUserRequest(userId, changes), signal));
}

function managed(managerId: string | undefined): { relationships?: unknown } {
  if (managerId === undefined) return {};
  return { relationships: { manager: { data: { id: managerId, type: 'user' } } } };
}
