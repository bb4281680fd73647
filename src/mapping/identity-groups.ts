import type { AccountFacts } from './identity-levels.js';
import { sharesWord, wordsInCommon } from './person-names.js';

/** Legacy accounts that share something by which they may be one person. */
export interface SharedTrait {
  readonly trait: 'email' | 'employeeNumber' | 'nameAndDate';
  /** The shared value, folded. */
  readonly value: string;
  /** Two or more, in the order of their keys. */
  readonly accounts: readonly AccountFacts[];
}

/** Every trait that several accounts share, surest first, then by value. */
export function sharedTraits(accounts: readonly AccountFacts[]): readonly SharedTrait[] {
  const groups = new Map<string, AccountFacts[]>();
  const note = (trait: SharedTrait['trait'], value: string | null, facts: AccountFacts): void => {
    if (value === null || value === '') return;
    const key = `${trait}\u0000${value}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [facts]);
    else if (!group.includes(facts)) group.push(facts);
  };
  for (const facts of accounts) {
    note('email', facts.email, facts);
    note('employeeNumber', facts.employeeNumber, facts);
    if (facts.name !== '')
      for (const date of facts.dates) note('nameAndDate', `${facts.name}, ${date}`, facts);
  }
  const rank = { email: 0, employeeNumber: 1, nameAndDate: 2 };
  return [...groups]
    .filter(([, group]) => group.length > 1)
    .map(([key, group]): SharedTrait => {
      const [trait = '', value = ''] = key.split('\u0000');
      const sorted = [...group].sort((a, b) => (a.user.key < b.user.key ? -1 : 1));
      return { trait: trait as SharedTrait['trait'], value, accounts: sorted };
    })
    .sort((a, b) => rank[a.trait] - rank[b.trait] || (a.value < b.value ? -1 : 1));
}

/**
 * What, beside the shared trait, speaks for one person; null where nothing does. A shared mailbox has one
 * address and many names; a rehire, or somebody who changed a name, has more in common than that.
 */
export function samePersonEvidence(a: AccountFacts, b: AccountFacts): string | null {
  if (a.name !== '' && a.name === b.name) return 'the name is the same';
  if (a.employeeNumber !== null && a.employeeNumber === b.employeeNumber && sharesWord(a.name, b.name)) {
    return 'part of the name and the employee number are the same: a changed name';
  }
  if (a.email !== null && a.email === b.email && wordsInCommon(a.name, b.name) > 1) {
    return 'most of the name is the same: a changed name';
  }
  const date = a.dates.find((one) => b.dates.includes(one));
  if (date !== undefined && sharesWord(a.name, b.name))
    return `part of the name and a date are the same (${date})`;
  return null;
}
