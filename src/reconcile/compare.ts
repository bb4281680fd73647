import type { MigrationConfig } from '../mapping/index.js';
import {
  compareStates,
  latestSnapshot,
  type SnapshotRow,
  type Store,
  type Tolerances,
} from '../staging/index.js';
import { buildExpected, type ExpectedWork, type MappingInputs } from './expect.js';

/** ALM's transcript is exact to the minute, whichever way it rounds (alm-facts, section 5.2). */
const MINUTE = 60;

/** How exactly two instants must agree, and what is compared at all: every report says it in these words. */
export function tolerancesOf(
  config: MigrationConfig,
  { via }: Pick<SnapshotRow, 'via'>,
): Tolerances & { readonly words: string } {
  const { toleranceSeconds } = config.alm;
  const seconds = via === 'jobs' ? Math.max(MINUTE, toleranceSeconds) : toleranceSeconds;
  const source = via === 'jobs' ? ' (ALM was read by its transcript, which is exact to the minute)' : '';
  // ALM's transcript knows durations by the minute only.
  const durationSeconds = Math.max(MINUTE, toleranceSeconds);
  return {
    seconds,
    durationSeconds,
    compareAccounts: false,
    words: `instants less than ${seconds} seconds apart are equal${source}; so are durations less than ${durationSeconds} seconds apart; names and profiles of accounts that ALM had before are its own`,
  };
}

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
  compareWithActual(store, inputs);
  return work;
}

/** The second half of it, where the expected state has been brought up to date. */
export function compareWithActual(store: Store, { config }: MappingInputs): void {
  const tolerances = tolerancesOf(config, latestSnapshot(store) ?? { via: 'api' });
  compareStates(store, tolerances, Object.keys(config.profiles));
}
