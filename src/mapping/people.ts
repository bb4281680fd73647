import type { ReasonCode, UserRecord } from '../terms/index.js';
import { type Condition, condition, fieldOf } from './account-rules.js';
import type { MigrationConfig } from './config-schema.js';
import type { AlmPerson } from './identity-levels.js';

/** ALM's account of one person, as mapping expects it. */
export interface ExpectedPerson {
  /** The legacy user id in lower case. */
  readonly userKey: string;
  /** As written in the export; ALM and this program compare it without case. */
  readonly email: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly userType: 'INTERNAL' | 'EXTERNAL';
  /** The external profile; null for internal people. */
  readonly profileName: string | null;
  /** ALM's `profile` attribute: the job title. */
  readonly profile: string | null;
  /** A leaver who is kept is a deleted user in ALM; only the users' CSV can make one (alm-facts, section 5.4). */
  readonly accountState: 'ACTIVE' | 'DELETED';
}

export type PersonDecision =
  | { readonly fate: 'expected'; readonly person: ExpectedPerson; readonly notes: readonly ReasonCode[] }
  | { readonly fate: 'leftOut' | 'quarantined'; readonly code: ReasonCode; readonly note: string | null };

/** One address: something, an at sign, something. What ALM takes beyond that is ALM's to say. */
const ADDRESS = /^[^\s@,;<>]+@[^\s@,;<>]+$/;

/**
 * Who an account becomes in ALM, or why nobody. The state of the account speaks first, then the
 * rules of users.leaveOut, then what ALM cannot do without: an email and a unique id.
 *
 * `lead` is the ALM user whom a person has said the account to be: then its state does not matter, and
 * the user's address stands in for one that is missing.
 */
export function expectPerson(user: UserRecord, config: MigrationConfig, lead?: AlmPerson): PersonDecision {
  const rules = rulesOf(config);
  const byState = lead === undefined ? decideByState(user, config) : null;
  if (byState !== null) return byState;

  const own = fieldOf(user, config.users.email);
  const email = lead !== undefined && (own === null || !ADDRESS.test(own)) ? lead.email : own;
  const leftOut = rules.leaveOut.find(({ holds }) => holds(user, email));
  if (leftOut !== undefined) return { fate: 'leftOut', code: 'MAP-USER-LEFT-OUT', note: leftOut.reason };

  if (email === null) {
    const fate = config.users.withoutEmail === 'leaveOut' ? 'leftOut' : 'quarantined';
    return { fate, code: 'MAP-USER-WITHOUT-EMAIL', note: null };
  }
  if (!ADDRESS.test(email)) return { fate: 'quarantined', code: 'MAP-USER-EMAIL-INVALID', note: email };
  const uniqueId = uniqueIdOf(user, email, config);
  if (uniqueId === null) {
    return { fate: 'quarantined', code: 'MAP-USER-WITHOUT-ID', note: config.users.uniqueId };
  }

  const notes: ReasonCode[] = [];
  if (user.statusTerm === 'suspended') notes.push('MAP-USER-SUSPENDED');
  let name = nameOf(user, config.users.name);
  if (name === '') {
    name = user.userId;
    notes.push('MAP-USER-WITHOUT-NAME');
  }
  const external = rules.external.find(({ holds }) => holds(user, email));
  const { setProfile } = config.users;
  const person: ExpectedPerson = {
    userKey: user.key,
    email,
    name,
    uniqueId,
    userType: external === undefined ? 'INTERNAL' : 'EXTERNAL',
    profileName: external?.profile ?? null,
    profile: setProfile === undefined ? null : fieldOf(user, setProfile),
    accountState: isKeptLeaver(user, config) && lead === undefined ? 'DELETED' : 'ACTIVE',
  };
  return { fate: 'expected', person, notes };
}

function isKeptLeaver(user: UserRecord, config: MigrationConfig): boolean {
  return user.statusTerm === 'closed' && config.users.closed === 'keepDeleted';
}

/** Account states: peoplefluent-facts 2.5. An account whose export has no state counts as active. */
function decideByState(user: UserRecord, config: MigrationConfig): PersonDecision | null {
  const { closed, deleted, suspended } = config.users;
  switch (user.statusTerm) {
    case 'active':
      return null;
    case 'closed':
      return closed === 'leaveOut' ? { fate: 'leftOut', code: 'MAP-USER-CLOSED', note: user.status } : null;
    case 'deleted':
      return deleted === 'leaveOut' ? { fate: 'leftOut', code: 'MAP-USER-DELETED', note: user.status } : null;
    case 'suspended':
      return suspended === 'leaveOut'
        ? { fate: 'leftOut', code: 'MAP-USER-SUSPENDED', note: user.status }
        : null;
    case 'unknown':
      return user.status === null || user.status.trim() === ''
        ? null
        : { fate: 'quarantined', code: 'MAP-USER-STATUS-UNKNOWN', note: user.status };
  }
}

/** Ids and emails in lower case, as PeopleFluent stores its ids (peoplefluent-facts 2.5). */
function uniqueIdOf(user: UserRecord, email: string, config: MigrationConfig): string | null {
  switch (config.users.uniqueId) {
    case 'userId':
      return user.key === '' ? null : user.key.toLowerCase();
    case 'email':
      return email.toLowerCase();
    case 'employeeNumber':
      return fieldOf(user, 'employeeNumber');
  }
}

function nameOf(user: UserRecord, template: string): string {
  return template
    .replaceAll(/\{([^{}]*)\}/g, (_whole, field: string) => fieldOf(user, field) ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

interface Rules {
  readonly external: readonly { readonly holds: Condition; readonly profile: string }[];
  readonly leaveOut: readonly { readonly holds: Condition; readonly reason: string }[];
}
const RULES = new WeakMap<MigrationConfig, Rules>();

function rulesOf(config: MigrationConfig): Rules {
  let rules = RULES.get(config);
  if (rules === undefined) {
    rules = {
      external: config.users.external.map(({ when, profile }) => ({ holds: condition(when), profile })),
      leaveOut: config.users.leaveOut.map(({ when, reason }) => ({ holds: condition(when), reason })),
    };
    RULES.set(config, rules);
  }
  return rules;
}
