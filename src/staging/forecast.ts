import type { DifferenceRow } from './compare.js';
import { isAmong } from './second-look.js';
import type { Store } from './store.js';

/** A forecast: what the differences were before anything was sent. Instants are ISO 8601 in UTC. */
export interface ForecastRow {
  readonly madeAt: string;
  /** When ALM had been read. */
  readonly snapshotAt: string;
  /** JSON: what it was made from. */
  readonly fingerprint: string;
}

/** What became of a forecast, for one kind of row. */
export interface ForecastOutcome {
  readonly subject: DifferenceRow['subject'];
  /** Missing or different at the forecast, so that a push had to close it. */
  readonly foreseen: number;
  /** Of those, what is as it should be now. */
  readonly closed: number;
  /** foreseen − closed. */
  readonly open: number;
  /** Left to a person at the forecast, and still so or otherwise not right. */
  readonly contested: number;
  /** Not right now, and nothing of it was seen at the forecast. */
  readonly unforeseen: number;
}

/** Keeps the differences as they stand as the forecast, in place of the one before. */
export function keepForecast(store: Store, forecast: ForecastRow): void {
  store.transaction(() => {
    store.exec('DELETE FROM forecast_difference');
    store
      .prepare('INSERT OR REPLACE INTO forecast VALUES (1, $madeAt, $snapshotAt, $fingerprint)')
      .run(forecast);
    store.exec(
      `INSERT INTO forecast_difference SELECT difference_id, subject, verdict, profile_name FROM difference
       WHERE verdict <> 'extra' ORDER BY difference_id`,
    );
  })();
}

export function latestForecast(store: Store): ForecastRow | undefined {
  return store
    .prepare('SELECT made_at AS madeAt, snapshot_at AS snapshotAt, fingerprint FROM forecast')
    .get() as ForecastRow | undefined;
}

const SUBJECTS = ['profile', 'person', 'enrolment', 'completion'] as const;

/** The forecast against the differences as they stand, for each kind of row that either speaks of. */
export function forecastOutcomes(store: Store): readonly ForecastOutcome[] {
  const rows = store
    .prepare(
      `SELECT subject, coalesce(sum(kind = 'foreseen'), 0) AS foreseen, coalesce(sum(kind = 'open'), 0) AS open,
         coalesce(sum(kind = 'contested'), 0) AS contested, coalesce(sum(kind = 'unforeseen'), 0) AS unforeseen
       FROM (
         SELECT f.subject, 'foreseen' AS kind FROM forecast_difference f WHERE f.verdict <> 'contested'
         UNION ALL
         SELECT f.subject, iif(f.verdict = 'contested', 'contested', 'open') FROM forecast_difference f
         WHERE ${isAmong('difference', 'f')}
         UNION ALL
         SELECT d.subject, 'unforeseen' FROM difference d WHERE d.verdict <> 'extra'
           AND NOT ${isAmong('forecast_difference', 'd')})
       GROUP BY subject`,
    )
    .all() as Omit<ForecastOutcome, 'closed'>[];
  return SUBJECTS.flatMap((subject) => {
    const row = rows.find((one) => one.subject === subject);
    return row === undefined ? [] : [{ ...row, closed: row.foreseen - row.open }];
  });
}
