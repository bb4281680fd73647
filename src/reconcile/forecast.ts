import {
  type Account,
  differenceCounts,
  type ForecastOutcome,
  forecastOutcomes,
  keepForecast,
  latestForecast,
  type Store,
} from '../staging/index.js';
import { changedSince, type Fingerprint, fingerprintOf, type MappingTexts } from './fingerprint.js';

/** A forecast held against what came of it. Instants are ISO 8601 in UTC. */
export interface ForecastResult {
  readonly madeAt: string;
  readonly snapshotAt: string;
  /** What is another than at the forecast, in words: then rows of their own kind differ, too. */
  readonly changed: readonly string[];
  readonly outcomes: readonly ForecastOutcome[];
}

/** Whether ALM lacks something that can be sent: where it does not, nothing is left to foresee. */
export function isSomethingToSend(store: Store): boolean {
  return differenceCounts(store).some(({ verdict }) => verdict === 'missing' || verdict === 'different');
}

/** Keeps the comparison as it stands as the forecast, in place of the one before. */
export function rememberForecast(
  store: Store,
  texts: MappingTexts,
  account: Account,
  at: { readonly madeAt: string; readonly snapshotAt: string },
): void {
  keepForecast(store, { ...at, fingerprint: JSON.stringify(fingerprintOf(store, texts, account)) });
}

/** Holds the comparison as it stands against the forecast; null where none was made. */
export function forecastResult(store: Store, texts: MappingTexts, account: Account): ForecastResult | null {
  const forecast = latestForecast(store);
  if (forecast === undefined) return null;
  const { madeAt, snapshotAt, fingerprint } = forecast;
  const changed = changedSince(JSON.parse(fingerprint) as Fingerprint, fingerprintOf(store, texts, account));
  return { madeAt, snapshotAt, changed, outcomes: forecastOutcomes(store) };
}
