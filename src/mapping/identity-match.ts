import type { UserRecord } from '../terms/index.js';
import type { MigrationConfig } from './config-schema.js';
import { samePersonEvidence, sharedTraits } from './identity-groups.js';
import {
  type AccountFacts,
  type AlmIndex,
  type AlmPerson,
  candidatesAt,
  factsOf,
  IDENTITY_LEVELS,
  type IdentityLevel,
  indexAlm,
} from './identity-levels.js';
import type { IdentityAction } from './identity-row.js';
import { expectPerson } from './people.js';
import { nameKey, sharesWord } from './person-names.js';

/** What `match people` proposes for one account. */
export interface IdentityProposal {
  readonly user: UserRecord;
  readonly action: Exclude<IdentityAction, 'leave_out'>;
  readonly alm: AlmPerson | null;
  readonly into: string | null;
  readonly level: IdentityLevel | null;
  /** True where the plan would decide so by itself, and nothing speaks against it: nobody has to check. */
  readonly certain: boolean;
  /** What speaks for it; of an undecided one, what the clash is. */
  readonly why: string;
}

/** An account that could move by itself, or that somebody else may turn out to be. */
interface Standing {
  readonly facts: AccountFacts;
  /** The unique id it would get in ALM; null where it does not move by itself (closed, without address). */
  readonly uniqueId: string | null;
  readonly moves: boolean;
  /** True of an account without an address: ALM may know the person all the same, with one. */
  readonly lacksAddress: boolean;
}

/** Exclusions that identities.csv may overrule: the account itself is sound (design section 5). */
const MAY_BE_LED: readonly string[] = ['MAP-USER-CLOSED', 'MAP-USER-WITHOUT-EMAIL'];
/** The plan goes by these by itself; the others are proposals that a person has to check. */
const SURE: readonly IdentityLevel[] = ['uniqueId', 'email'];
const STRONG: readonly IdentityLevel[] = ['uniqueId', 'employeeNumber', 'email'];
const WEAK: readonly IdentityLevel[] = ['emailAlias', 'emailDomain', 'nameAndDate', 'name'];

/**
 * Matches legacy accounts with each other and with ALM's users, level by level. It proposes; what has two
 * possible answers stays undecided. One proposal for each account that moves or may be somebody who does,
 * in the order of the user ids; accounts that rules leave out have none, nor those without an address whom
 * nobody in ALM resembles.
 */
export function matchIdentities(
  users: Iterable<UserRecord>,
  almPeople: Iterable<AlmPerson>,
  config: MigrationConfig,
): readonly IdentityProposal[] {
  const alm = indexAlm(almPeople);
  const standings = standingsOf(users, config);
  const proposals = new Map<string, IdentityProposal>();
  proposeMerges(standings, alm, proposals);
  for (const [key, standing] of standings) {
    if (proposals.has(key)) continue;
    if (standing.moves) proposals.set(key, proposeMatch(standing, alm));
    else if (standing.lacksAddress) {
      const led = proposeMatch(standing, alm);
      // The plan leaves the account out by itself, so that whoever it is has to be confirmed.
      if (led.action !== 'new') proposals.set(key, { ...led, certain: false });
    }
  }
  reportContestedUsers(proposals);
  return [...proposals.values()].sort((a, b) => (a.user.key < b.user.key ? -1 : 1));
}

function standingsOf(users: Iterable<UserRecord>, config: MigrationConfig): ReadonlyMap<string, Standing> {
  const standings = new Map<string, Standing>();
  for (const user of users) {
    const decision = expectPerson(user, config);
    if (decision.fate === 'expected') {
      const { uniqueId } = decision.person;
      const facts = factsOf(user, config);
      standings.set(user.key, { facts, uniqueId, moves: true, lacksAddress: false });
    } else if (MAY_BE_LED.includes(decision.code)) {
      const facts = factsOf(user, config);
      const lacksAddress = decision.code === 'MAP-USER-WITHOUT-EMAIL';
      const uniqueId = lacksAddress ? idWithoutAddress(facts, config) : null;
      standings.set(user.key, { facts, uniqueId, moves: false, lacksAddress });
    }
  }
  return standings;
}

function idWithoutAddress(facts: AccountFacts, config: MigrationConfig): string | null {
  if (config.users.uniqueId === 'userId') return facts.user.key;
  return config.users.uniqueId === 'employeeNumber' ? facts.employeeNumber : null;
}

const TRAIT_WORDS = Object.freeze({
  email: ['email', 'the address'],
  employeeNumber: ['employeeNumber', 'the employee number'],
  nameAndDate: ['nameAndDate', 'name and date'],
} as const);

/** Accounts that share an address, a number, or a name and a date: one person (then merged), or a clash. */
function proposeMerges(
  standings: ReadonlyMap<string, Standing>,
  alm: AlmIndex,
  proposals: Map<string, IdentityProposal>,
): void {
  const carriers = new Set<string>();
  for (const { trait, value, accounts } of sharedTraits([...standings.values()].map(({ facts }) => facts))) {
    const open = accounts.filter(({ user }) => !proposals.has(user.key));
    if (open.length < 2) continue;
    const carrier = carrierOf(open, standings, alm, carriers);
    // Leavers among themselves: nobody of them moves, so nothing has to be decided.
    if (carrier === null) continue;
    const [level, words] = TRAIT_WORDS[trait];
    const strangers: AccountFacts[] = [];
    for (const facts of open) {
      if (facts === carrier || carriers.has(facts.user.key)) continue;
      const evidence = samePersonEvidence(carrier, facts);
      if (evidence === null) strangers.push(facts);
      else {
        carriers.add(carrier.user.key);
        const why = `shares ${words} ${value} with ${carrier.user.key}; ${evidence}`;
        const into = carrier.user.key;
        proposals.set(facts.user.key, proposal(facts, { action: 'merge', into, level, why }));
      }
    }
    const moving = strangers.filter(({ user }) => standings.get(user.key)?.moves === true);
    if (moving.length === 0) continue;
    const names = [carrier, ...moving]
      .map(({ user }) => user.key)
      .sort()
      .join(', ');
    const why = `${words} ${value} is shared by ${names}, who have nothing else in common: one person, or a shared mailbox?`;
    for (const facts of [carrier, ...moving]) {
      proposals.set(facts.user.key, proposal(facts, { action: 'undecided', level, why }));
    }
  }
}

/**
 * The account that would carry the others' records: one that carries some already, else one that moves
 * and that ALM knows by its unique id, else one that moves; of several the last by user id, because a
 * rehire's id is newer than the closed one, which cannot be used again (peoplefluent-facts 2.5).
 */
function carrierOf(
  accounts: readonly AccountFacts[],
  standings: ReadonlyMap<string, Standing>,
  alm: AlmIndex,
  carriers: ReadonlySet<string>,
): AccountFacts | null {
  const moving = accounts.filter(({ user }) => standings.get(user.key)?.moves === true);
  const known = moving.filter((facts) => {
    const uniqueId = standings.get(facts.user.key)?.uniqueId ?? null;
    return candidatesAt('uniqueId', facts, uniqueId, alm).length > 0;
  });
  return moving.find(({ user }) => carriers.has(user.key)) ?? known.at(-1) ?? moving.at(-1) ?? null;
}

function proposeMatch({ facts, uniqueId }: Standing, alm: AlmIndex): IdentityProposal {
  const found = STRONG.map((level) => ({ level, people: candidatesAt(level, facts, uniqueId, alm) })).filter(
    ({ people }) => people.length > 0,
  );
  const [first] = found;
  if (first !== undefined) {
    const people = new Map(found.flatMap(({ people }) => people.map((person) => [person.userId, person])));
    const [person] = people.values();
    if (people.size > 1 || person === undefined) {
      const why = found
        .map(({ level, people }) => `${IDENTITY_LEVELS[level]} as of ${people.map(inWords).join(' and ')}`)
        .join('; ');
      return proposal(facts, { action: 'undecided', level: first.level, why });
    }
    const doubt = doubtOf(facts, person, first.level);
    const certain = SURE.includes(first.level) && doubt === null;
    const why = [
      ...found.map(({ level }) => IDENTITY_LEVELS[level]),
      ...(doubt === null ? [] : [doubt]),
    ].join('; ');
    return proposal(facts, { action: 'same', alm: person, level: first.level, certain, why });
  }
  for (const level of WEAK) {
    const people = candidatesAt(level, facts, uniqueId, alm);
    const [person] = people;
    if (person === undefined) continue;
    if (people.length > 1) {
      const why = `${IDENTITY_LEVELS[level].replace(', and nobody else has it', '')} as of ${people.map(inWords).join(' and ')}`;
      return proposal(facts, { action: 'undecided', level, why });
    }
    return proposal(facts, { action: 'same', alm: person, level, why: IDENTITY_LEVELS[level] });
  }
  return proposal(facts, { action: 'new', certain: true, why: 'nobody in ALM resembles this person' });
}

/** What speaks against a match that is sure by its level. */
function doubtOf(facts: AccountFacts, person: AlmPerson, level: IdentityLevel): string | null {
  if (person.state !== 'ACTIVE') return `the user is ${person.state.toLowerCase()} in ALM`;
  if (level !== 'uniqueId' && !namesMeet(facts.name, nameKey(person.name))) {
    return `the names differ (${person.name} in ALM): was the ${level === 'email' ? 'address' : 'number'} given to somebody else?`;
  }
  return null;
}

/** True where one has no name, or the two share a word of it. */
function namesMeet(a: string, b: string): boolean {
  return a === '' || b === '' || sharesWord(a, b);
}

/** One ALM user can be one account: others that lead there too leave it to a person. */
function reportContestedUsers(proposals: Map<string, IdentityProposal>): void {
  const claims = new Map<string, IdentityProposal[]>();
  for (const one of proposals.values()) {
    if (one.action !== 'same' || one.alm === null) continue;
    const list = claims.get(one.alm.userId);
    if (list === undefined) claims.set(one.alm.userId, [one]);
    else list.push(one);
  }
  for (const list of claims.values()) {
    const [first] = list;
    if (list.length < 2 || first?.alm == null) continue;
    const names = list.map((one) => `${one.user.key} (${one.level ?? ''})`).join(', ');
    const why = `several accounts lead to ALM's ${inWords(first.alm)}: ${names}`;
    for (const one of list) {
      proposals.set(one.user.key, { ...one, action: 'undecided', alm: null, certain: false, why });
    }
  }
}

function inWords(person: AlmPerson): string {
  return `user ${person.userId} (${person.name}, ${person.email})`;
}

function proposal(
  facts: AccountFacts,
  given: Pick<IdentityProposal, 'action' | 'why'> & Partial<Omit<IdentityProposal, 'user'>>,
): IdentityProposal {
  return { user: facts.user, alm: null, into: null, level: null, certain: false, ...given };
}
