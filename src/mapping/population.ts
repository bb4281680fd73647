import type { ReasonCode, UserRecord } from '../terms/index.js';
import { findClashes } from './clashes.js';
import type { MigrationConfig } from './config-schema.js';
import type { AlmPerson } from './identity-levels.js';
import type { IdentityRow } from './identity-row.js';
import type { PersonExcluded } from './outcomes.js';
import { type ExpectedPerson, expectPerson } from './people.js';

/** A staged account: its record's id is the store's. */
export type StagedAccount = UserRecord & {
  readonly recordId: number;
  /** The full export that no longer holds it. */
  readonly goneFrom?: number | null;
};

type Placed = Pick<StagedAccount, 'key' | 'recordId'>;

/** A person whom ALM should have. */
export interface Resident {
  readonly recordId: number;
  readonly person: ExpectedPerson;
  /** Who this is in ALM, where identities.csv says so; null where unique id and email decide. */
  readonly almUserId: string | null;
  /** What is not quite as the account has it. */
  readonly notes: readonly ReasonCode[];
}

/** Where an account's own record ended. */
export interface AccountFate {
  readonly recordId: number;
  readonly fate: 'expected' | 'merged' | 'leftOut' | 'quarantined';
  readonly code: PersonExcluded['code'] | null;
  readonly intoRecord: number | null;
  readonly note: string | null;
}

/** Whose the training records of an account are: somebody's who moves (by user key), or nobody's. */
export type Standing = { readonly carrier: string } | PersonExcluded;

export interface Population {
  /** In the order of their user keys. */
  readonly residents: readonly Resident[];
  /** One for each account, in the order of the accounts. */
  readonly fates: readonly AccountFate[];
  readonly standings: ReadonlyMap<string, Standing>;
}

/**
 * Who of the staged accounts becomes whom. identities.csv speaks first, the rules of migration.yaml after
 * it; accounts that would be one in ALM, though nobody said that they are one person, do not move.
 */
export function expectPopulation(
  accounts: Iterable<StagedAccount>,
  config: MigrationConfig,
  identities: readonly IdentityRow[],
  almUser: (almUserId: string) => AlmPerson | undefined,
): Population {
  const rows = new Map(identities.map((row) => [row.userKey, row]));
  // No more than this of each: a site has many accounts, and a record of one is large.
  const order: Placed[] = [];
  const residents = new Map<string, Resident>();
  const excluded = new Map<string, PersonExcluded>();
  const merged = new Map<string, IdentityRow>();
  for (const account of accounts) {
    order.push({ key: account.key, recordId: account.recordId });
    const row = rows.get(account.key);
    if (row?.reviewed === false) excluded.set(account.key, waiting(row));
    else if (row?.action === 'leave_out') {
      excluded.set(account.key, { fate: 'leftOut', code: 'MAP-IDENTITY-LEFT-OUT', note: row.reason });
    } else if (row?.action === 'merge') merged.set(account.key, row);
    else if (row === undefined && isGone(account)) excluded.set(account.key, GONE);
    else {
      const lead = row?.action === 'same' && row.almUser !== null ? almUser(row.almUser) : undefined;
      const decision = expectPerson(account, config, lead);
      if (decision.fate === 'expected') {
        const { recordId } = account;
        const { person, notes } = decision;
        residents.set(account.key, { recordId, person, notes, almUserId: lead?.userId ?? null });
      } else excluded.set(account.key, { fate: decision.fate, code: decision.code, note: decision.note });
    }
  }
  excludeClashes(residents, excluded);
  return settle(order, residents, excluded, merged);
}

/** Who has gone from the export can still be somebody whom identities.csv knows. */
const GONE: PersonExcluded = Object.freeze({ fate: 'leftOut', code: 'MAP-USER-GONE', note: null });

function isGone({ goneFrom = null }: StagedAccount): boolean {
  return goneFrom !== null;
}

function waiting(row: IdentityRow): PersonExcluded {
  const note = `identities.csv:${row.line} ${row.why ?? row.action}`;
  return { fate: 'quarantined', code: 'MAP-IDENTITY-UNREVIEWED', note };
}

function excludeClashes(residents: Map<string, Resident>, excluded: Map<string, PersonExcluded>): void {
  // Whom identities.csv leads to an ALM user has that user's address, whatever the export says.
  const free = [...residents.values()].filter(({ almUserId }) => almUserId === null);
  for (const clash of findClashes(free.map(({ person }) => person))) {
    const note = `${clash.value}: ${clash.userKeys.join(', ')}`;
    for (const userKey of clash.userKeys) {
      residents.delete(userKey);
      excluded.set(userKey, { fate: 'quarantined', code: clash.code, note });
    }
  }
}

function settle(
  order: readonly Placed[],
  residents: ReadonlyMap<string, Resident>,
  excluded: ReadonlyMap<string, PersonExcluded>,
  merged: ReadonlyMap<string, IdentityRow>,
): Population {
  const fates: AccountFate[] = [];
  const standings = new Map<string, Standing>();
  for (const { key, recordId } of order) {
    const row = merged.get(key);
    const carrier = row?.into ?? key;
    const resident = residents.get(carrier);
    if (resident !== undefined) {
      standings.set(key, { carrier });
      const into = row === undefined ? null : resident.recordId;
      const fate = row === undefined ? 'expected' : 'merged';
      const note = row === undefined ? null : `identities.csv:${row.line} merges it into ${carrier}`;
      fates.push({ recordId, fate, code: null, intoRecord: into, note });
      continue;
    }
    // Whoever is merged into somebody who does not move shares the fate, and its reason.
    const why = excluded.get(carrier) ?? NOT_STAGED;
    const note = row === undefined ? why.note : [`merged into ${carrier}`, why.note ?? ''].join(' ').trim();
    standings.set(key, { ...why, note });
    fates.push({ recordId, fate: why.fate, code: why.code, intoRecord: null, note });
  }
  const sorted = [...residents.values()].sort((a, b) => (a.person.userKey < b.person.userKey ? -1 : 1));
  return { residents: sorted, fates, standings };
}

const NOT_STAGED: PersonExcluded = Object.freeze({
  fate: 'quarantined',
  code: 'MAP-USER-MISSING',
  note: null,
});
