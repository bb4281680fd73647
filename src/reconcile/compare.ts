import { compareStates, type Store, type Tolerances } from '../staging/index.js';
import { buildExpected, type ExpectedWork, type MappingInputs } from './expect.js';

/** How exactly two instants must agree, and what is compared at all: every report says it in these words. */
export const TOLERANCES: Tolerances & { readonly words: string } = Object.freeze({
  instantLength: 16,
  compareAccounts: false,
  words:
    'instants are equal to the minute, in UTC; names and profiles of accounts that ALM had before are its own',
});

/**
 * The one comparison that does all the work: `plan` turns what it finds into operations, `reconcile`
 * into a report. A dry run is the same call with nothing sent afterwards.
 */
export function compareExpectedWithActual(
  store: Store,
  inputs: MappingInputs,
  onProgress?: (people: number) => void,
): ExpectedWork {
  const work = buildExpected(store, inputs, onProgress);
  compareStates(store, TOLERANCES, Object.keys(inputs.config.profiles));
  return work;
}
