import { createHash } from 'node:crypto';
import { type Account, type Store, stagedDigest } from '../staging/index.js';

/** What a plan was made from. A plan that no longer fits any of it is refused. */
export interface Fingerprint {
  readonly staged: string;
  readonly migration: string;
  readonly crosswalk: string;
  readonly identities: string;
  readonly account: string;
}

/** The texts as they stand in the workspace: one changed character is a change. */
export interface MappingTexts {
  readonly migration: string;
  readonly crosswalk: string;
  /** Empty where there is no identities.csv. */
  readonly identities?: string;
}

export function fingerprintOf(store: Store, texts: MappingTexts, account: Account): Fingerprint {
  return {
    staged: stagedDigest(store),
    migration: digest(texts.migration),
    crosswalk: digest(texts.crosswalk),
    identities: digest(texts.identities ?? ''),
    account: `${account.host} ${account.accountId}`,
  };
}

const WORDS: Readonly<Record<keyof Fingerprint, string>> = Object.freeze({
  staged: 'the staged exports',
  migration: 'migration.yaml',
  crosswalk: 'crosswalk.csv',
  identities: 'identities.csv',
  account: 'the ALM account',
});

/** In words, what has changed between two fingerprints; empty where they fit. */
export function changedSince(before: Fingerprint, now: Fingerprint): readonly string[] {
  const parts = Object.keys(WORDS) as (keyof Fingerprint)[];
  return parts.filter((part) => before[part] !== now[part]).map((part) => WORDS[part]);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
