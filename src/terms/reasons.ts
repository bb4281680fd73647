import { ALM_REASONS } from './reasons/alm.js';
import { DATA_REASONS } from './reasons/data.js';
import { DIFFERENCE_REASONS } from './reasons/difference.js';
import { MAP_REASONS } from './reasons/map.js';
import { PF_REASONS } from './reasons/pf.js';

/** One row of the catalogue of reasons: a stable code, what causes it, how to mend it. */
export interface Reason {
  readonly cause: string;
  readonly mend: string;
}

/** Every reason that this program gives for not doing as the data asked. */
export const REASONS = Object.freeze({
  ...PF_REASONS,
  ...DATA_REASONS,
  ...MAP_REASONS,
  ...ALM_REASONS,
  ...DIFFERENCE_REASONS,
});
export type ReasonCode = keyof typeof REASONS;

/** The catalogue's row, or a plain answer for a code of an older version. */
export function reasonOf(code: string): Reason {
  return (
    (REASONS as Readonly<Record<string, Reason>>)[code] ?? {
      cause: `the code ${code} is not in this version's catalogue`,
      mend: 'look it up in the documentation of the version that wrote it',
    }
  );
}
