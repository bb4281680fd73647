import type { UserRecord } from '../terms/index.js';
import { fieldOf } from './account-rules.js';
import type { MigrationConfig } from './config-schema.js';
import { addressParts, nameKey } from './person-names.js';

/** A user of ALM, as the snapshot found it. */
export interface AlmPerson {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly uniqueId: string | null;
  /** ACTIVE, DELETED, SUSPENDED. */
  readonly state: string;
  /** Dates that tell people of one name apart, as written; a snapshot by API has none. */
  readonly dates?: readonly string[];
}

/** By what two accounts can be one person, the surest first; each with what it means in words. */
export const IDENTITY_LEVELS = Object.freeze({
  uniqueId: 'the unique id is the same',
  employeeNumber: 'the employee number is the unique id in ALM',
  email: 'the email address is the same',
  emailAlias: 'the address differs in its +tag only',
  emailDomain: 'name and address are the same but for the domain',
  nameAndDate: 'the name and a date (birth or hire) are the same',
  name: 'the name is the same, and nobody else has it',
});
export type IdentityLevel = keyof typeof IDENTITY_LEVELS;

/** What of an account is compared; all texts folded, null where there is none. */
export interface AccountFacts {
  readonly user: UserRecord;
  readonly email: string | null;
  readonly employeeNumber: string | null;
  readonly name: string;
  /** Birth and hire dates, as `birth 31-dec-70`: two accounts of one export write a date alike. */
  readonly dates: readonly string[];
}

const DATE_COLUMNS: readonly (readonly [kind: string, column: RegExp])[] = Object.freeze([
  // peoplefluent-facts 2.5: the headers vary in blanks and in a bracketed suffix.
  ['birth', /^(?:birth ?date|date ?of ?birth)\b/i],
  ['hire', /^(?:join|hire) ?date\b/i],
]);

export function factsOf(user: UserRecord, config: MigrationConfig): AccountFacts {
  const dates: string[] = [];
  for (const [column, value] of Object.entries(user.details)) {
    const kind = DATE_COLUMNS.find(([, pattern]) => pattern.test(column))?.[0];
    const text = value.trim().toLowerCase();
    if (kind !== undefined && text !== '' && !/^\*?none\*?$/.test(text)) dates.push(`${kind} ${text}`);
  }
  return {
    user,
    email: fieldOf(user, config.users.email)?.toLowerCase() ?? null,
    employeeNumber: fieldOf(user, 'employeeNumber')?.toLowerCase() ?? null,
    name: nameKey(user.givenName, user.familyName),
    dates: dates.sort(),
  };
}

type Index = ReadonlyMap<string, readonly AlmPerson[]>;

/** ALM's users by everything that an account is looked up by. */
export interface AlmIndex {
  readonly byUniqueId: Index;
  readonly byEmail: Index;
  readonly byTagless: Index;
  readonly byLocal: Index;
  readonly byName: Index;
}

export function indexAlm(people: Iterable<AlmPerson>): AlmIndex {
  const [byUniqueId, byEmail, byTagless, byLocal, byName] = Array.from(
    { length: 5 },
    () => new Map<string, AlmPerson[]>(),
  ) as [Grown, Grown, Grown, Grown, Grown];
  for (const person of people) {
    if (person.uniqueId !== null && person.uniqueId !== '')
      add(byUniqueId, person.uniqueId.toLowerCase(), person);
    const parts = addressParts(person.email);
    if (parts !== null) {
      add(byEmail, person.email.trim().toLowerCase(), person);
      add(byTagless, `${parts.tagless}@${parts.domain}`, person);
      add(byLocal, parts.tagless, person);
    }
    const name = nameKey(person.name);
    if (name !== '') add(byName, name, person);
  }
  return { byUniqueId, byEmail, byTagless, byLocal, byName };
}

type Grown = Map<string, AlmPerson[]>;

function add(index: Grown, key: string, person: AlmPerson): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [person]);
  else list.push(person);
}

const NOBODY: readonly AlmPerson[] = Object.freeze([]);

/** Whom ALM has at one level; several are several possibilities, of which none is chosen here. */
export function candidatesAt(
  level: IdentityLevel,
  facts: AccountFacts,
  uniqueId: string | null,
  alm: AlmIndex,
): readonly AlmPerson[] {
  const at = (index: Index, key: string | null): readonly AlmPerson[] =>
    key === null || key === '' ? NOBODY : (index.get(key) ?? NOBODY);
  const parts = addressParts(facts.email);
  switch (level) {
    case 'uniqueId':
      return at(alm.byUniqueId, uniqueId?.toLowerCase() ?? null);
    case 'employeeNumber':
      return at(alm.byUniqueId, facts.employeeNumber);
    case 'email':
      return at(alm.byEmail, facts.email);
    case 'emailAlias':
      return parts === null ? NOBODY : at(alm.byTagless, `${parts.tagless}@${parts.domain}`);
    case 'emailDomain':
      return facts.name === '' || parts === null
        ? NOBODY
        : at(alm.byLocal, parts.tagless).filter((person) => nameKey(person.name) === facts.name);
    case 'nameAndDate':
      return at(alm.byName, facts.name).filter(
        (person) => person.dates?.some((date) => facts.dates.includes(date)) ?? false,
      );
    case 'name':
      return at(alm.byName, facts.name);
    default:
      return level satisfies never;
  }
}
