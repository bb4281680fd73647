import type { ExpectedPerson } from './people.js';

/** Accounts that would be one in ALM though nobody said that they are one person. */
export interface Clash {
  readonly code: 'MAP-USER-EMAIL-CLASH' | 'MAP-USER-ID-CLASH';
  /** The shared value, in lower case. */
  readonly value: string;
  /** Two or more, sorted. */
  readonly userKeys: readonly string[];
}

/** Every email and every unique id that several accounts share; none of those accounts may move. */
export function findClashes(
  persons: Iterable<Pick<ExpectedPerson, 'userKey' | 'email' | 'uniqueId'>>,
): readonly Clash[] {
  const emails = new Map<string, string | string[]>();
  const ids = new Map<string, string | string[]>();
  for (const { userKey, email, uniqueId } of persons) {
    note(emails, email, userKey);
    note(ids, uniqueId, userKey);
  }
  return [...clashesIn(emails, 'MAP-USER-EMAIL-CLASH'), ...clashesIn(ids, 'MAP-USER-ID-CLASH')];
}

/** A list is made only for the few that are shared: most values have one owner. */
function note(index: Map<string, string | string[]>, value: string, userKey: string): void {
  const folded = value.toLowerCase();
  const known = index.get(folded);
  if (known === undefined) index.set(folded, userKey);
  else if (typeof known === 'string') {
    if (known !== userKey) index.set(folded, [known, userKey]);
  } else if (!known.includes(userKey)) known.push(userKey);
}

function clashesIn(index: ReadonlyMap<string, string | string[]>, code: Clash['code']): Clash[] {
  const clashes: Clash[] = [];
  for (const [value, owners] of index) {
    if (typeof owners !== 'string') clashes.push({ code, value, userKeys: [...owners].sort() });
  }
  return clashes.sort((a, b) => (a.value < b.value ? -1 : 1));
}
