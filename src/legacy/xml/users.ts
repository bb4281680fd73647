/**
 * users200510Xml and user200510Xml. Only `user` and its child `id` are proven; the other names are
 * those of the same system's JSON (peoplefluent-facts 2.2 to 2.4). What has another name is kept.
 */
import type { AccountTerm, Finding, UserRecord } from '../../terms/index.js';
import { accountStatus } from '../values/statuses.js';
import type { Gathered, Shape, Shaped } from './shape.js';

const SLOTS = Object.freeze([
  'id',
  'email',
  'given',
  'family',
  'status',
  'employeeNumber',
  'organization.id',
  'organization.code',
  'directAppraiser.id',
] as const);

function toRecord(gathered: Gathered): Shaped {
  const [id, email, given, family, status, employeeNumber, organizationId, organizationCode, manager] =
    gathered.values;
  if (id === undefined) {
    return { type: 'reject', code: 'PF-USER-ID-MISSING', message: 'the user has no id' };
  }
  const record: UserRecord = {
    key: id.toLowerCase(),
    userId: id,
    email: email ?? null,
    givenName: given ?? null,
    familyName: family ?? null,
    status: status ?? null,
    statusTerm: statusOf(status, gathered.findings),
    employeeNumber: employeeNumber ?? null,
    organizationId: organizationId ?? null,
    organizationCode: organizationCode ?? null,
    managerId: manager?.toLowerCase() ?? null,
    details: gathered.details,
  };
  return { type: 'user', record, findings: gathered.findings };
}

function statusOf(text: string | undefined, findings: Finding[]): AccountTerm {
  const term = text === undefined ? null : accountStatus(text);
  if (term !== null) return term;
  const code = text === undefined ? 'PF-STATUS-MISSING' : 'PF-STATUS-UNKNOWN';
  findings.push({ code, field: 'status', value: text ?? '' });
  return 'unknown';
}

export const USERS: Shape = Object.freeze({
  table: { record: 'user', nested: false, stamp: null, slots: SLOTS, skipped: [] },
  idAttribute: false,
  toRecord,
});
