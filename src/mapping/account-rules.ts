import type { UserRecord } from '../terms/index.js';
import { ACCOUNT_FIELDS, type AccountField, type MigrationConfig } from './config-schema.js';
import { detailOf } from './details.js';

type When = MigrationConfig['users']['external'][number]['when'];
/** Whether a rule of migration.yaml holds for an account. */
export type Condition = (user: UserRecord, email: string | null) => boolean;

/** Keys of `details` that name an organisation of the user, or one above it: XML (`organization`
 * with its `parent`s) and the user CSV's levels (peoplefluent-facts 2.3 and 2.5). */
const ORGANISATION_DETAIL = /^(?:organization(?:\.parent)*\.(?:id|code)|level\d+code)$/i;

/**
 * The value of a field by the name that migration.yaml uses; null where it is absent or blank.
 */
export function fieldOf(user: UserRecord, name: string): string | null {
  const value = isAccountField(name) ? user[name] : detailOf(user.details, name.slice('details.'.length));
  const text = value?.trim() ?? '';
  return text === '' ? null : text;
}

function isAccountField(name: string): name is AccountField {
  return (ACCOUNT_FIELDS as readonly string[]).includes(name);
}

/** A rule as a function: all of its conditions must hold, of a list one entry, all without case. */
export function condition(when: When): Condition {
  const parts: Condition[] = [];
  if (when.organization !== undefined) parts.push(inOrganisation(when.organization));
  if (when.emailDomain !== undefined) parts.push(inDomain(when.emailDomain));
  if (when.users !== undefined) {
    const ids = folded(when.users);
    parts.push((user) => ids.has(user.key.toLowerCase()));
  }
  for (const [field, wanted] of Object.entries(when.field ?? {})) {
    const values = folded(typeof wanted === 'string' ? [wanted] : wanted);
    parts.push((user) => values.has((fieldOf(user, field) ?? '').toLowerCase()));
  }
  return (user, email) => parts.every((part) => part(user, email));
}

function folded(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.map((text) => text.trim().toLowerCase()));
}

function inOrganisation(names: readonly string[]): Condition {
  const wanted = folded(names);
  return (user) => {
    const has = (name: string | null): boolean => name !== null && wanted.has(name.trim().toLowerCase());
    if (has(user.organizationId) || has(user.organizationCode)) return true;
    return Object.entries(user.details).some(([key, value]) => ORGANISATION_DETAIL.test(key) && has(value));
  };
}

function inDomain(domains: readonly string[]): Condition {
  const wanted = [...folded(domains)];
  const exact = new Set(wanted.filter((domain) => !domain.startsWith('*.')));
  const endings = wanted.filter((domain) => domain.startsWith('*.')).map((domain) => domain.slice(1));
  return (_user, email) => {
    if (email === null) return false;
    const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
    return exact.has(domain) || endings.some((ending) => domain.endsWith(ending));
  };
}
