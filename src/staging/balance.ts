import { expectedIsCurrent } from './basis.js';
import { type FateCount, fateCounts } from './expected.js';
import type { Store } from './store.js';

/** The three sums of the balance, each counted from the rows of the store and never carried along. */
export interface Balance {
  readonly recordsInFiles: number;
  readonly staged: number;
  readonly rejected: number;
  /** null before the first plan, and as long as records were staged since the last one. */
  readonly fates: {
    readonly expected: number;
    readonly merged: number;
    readonly leftOut: number;
    readonly quarantined: number;
  } | null;
  readonly expected: {
    readonly alreadyThere: number;
    readonly contested: number;
    readonly done: number;
    readonly failed: number;
    readonly waiting: number;
    readonly unknown: number;
  } | null;
  /** What does not add up: a defect, and empty as long as there is none. */
  readonly defects: readonly string[];
}

const RECORDS = `
  SELECT (SELECT coalesce(sum(records_read), 0) FROM source_file WHERE state <> 'reading') AS recordsInFiles,
    (SELECT count(*) FROM user_record) + (SELECT count(*) FROM training_record)
      + (SELECT count(*) FROM earlier_record) AS staged,
    (SELECT count(*) FROM rejected_record) AS rejected`;

/**
 * Each expected record in one state: the worst of its operations in the latest plan. Without an
 * operation it is contested where the comparison says so, waiting where ALM does not hold it (the next
 * plan will), and else ALM held it already.
 */
const EXPECTED_STATES = `
  WITH planned AS (
    SELECT record_kind AS kind, record_id, max(CASE state WHEN 'unknown' THEN 5 WHEN 'inFlight' THEN 5
      WHEN 'failed' THEN 4 WHEN 'blocked' THEN 4 WHEN 'planned' THEN 3 WHEN 'waiting' THEN 3 ELSE 1 END) AS worst
    FROM operation WHERE plan_id = (SELECT max(plan_id) FROM plan) AND record_id IS NOT NULL GROUP BY 1, 2),
  disputed AS (
    SELECT kind, record_id, max(iif(verdict = 'contested', 2, 3)) AS worst FROM difference
    WHERE record_id IS NOT NULL GROUP BY 1, 2),
  touched AS (SELECT kind, record_id FROM planned UNION SELECT kind, record_id FROM disputed),
  states AS (
    SELECT max(coalesce(p.worst, 0), iif(d.worst = 3 AND p.worst IS NOT NULL, 0, coalesce(d.worst, 0))) AS worst
    FROM touched t CROSS JOIN record_fate f ON f.kind = t.kind AND f.record_id = t.record_id
    LEFT JOIN planned p ON p.kind = t.kind AND p.record_id = t.record_id
    LEFT JOIN disputed d ON d.kind = t.kind AND d.record_id = t.record_id
    WHERE f.fate = 'expected')
  SELECT ? - count(*) + coalesce(sum(worst = 0), 0) AS alreadyThere, coalesce(sum(worst = 1), 0) AS done,
    coalesce(sum(worst = 2), 0) AS contested, coalesce(sum(worst = 3), 0) AS waiting,
    coalesce(sum(worst = 4), 0) AS failed, coalesce(sum(worst = 5), 0) AS unknown
  FROM states`;

/** The records whose fate is "expected", counted where they must stand: each in one row of the expected state. */
const EXPECTED_ROWS = `
  SELECT (SELECT count(*) FROM expected_person)
    + (SELECT count(DISTINCT record_id) FROM expected_enrolment)
    + (SELECT count(DISTINCT c.record_id) FROM expected_enrolment e JOIN expected_completion c USING (expected_id)
       WHERE e.is_shared = 1 AND NOT EXISTS (SELECT 1 FROM expected_enrolment x WHERE x.record_id = c.record_id))
    AS rows`;

/** Counts the balance of design section 5; `counts` are those of `fateCounts`, where the caller has just asked for them. */
export function readBalance(store: Store, counts?: readonly FateCount[]): Balance {
  const records = store.prepare(RECORDS).get() as Pick<Balance, 'recordsInFiles' | 'staged' | 'rejected'>;
  if (!expectedIsCurrent(store))
    return { ...records, fates: null, expected: null, defects: recordDefects(records) };
  const fates = readFates(store, counts ?? fateCounts(store));
  const expected = store.prepare(EXPECTED_STATES).get(fates.expected) as NonNullable<Balance['expected']>;
  const { rows } = store.prepare(EXPECTED_ROWS).get() as { rows: number };
  const ends = fates.expected + fates.merged + fates.leftOut + fates.quarantined;
  const defects = [...recordDefects(records)];
  if (ends !== records.staged) defects.push(`staged is ${records.staged}, but ${ends} records have a fate`);
  if (rows !== fates.expected) {
    defects.push(`${fates.expected} records are expected, but ${rows} stand in the expected state`);
  }
  return { ...records, fates, expected, defects };
}

/** A record that says what a current one says, or said it before, was merged into that one. */
function readFates(store: Store, counts: readonly FateCount[]): NonNullable<Balance['fates']> {
  const earlier = store.prepare('SELECT count(*) FROM earlier_record').pluck().get() as number;
  const fates = { expected: 0, merged: earlier, leftOut: 0, quarantined: 0 };
  for (const { fate, records } of counts) fates[fate] += records;
  return fates;
}

function recordDefects(records: Pick<Balance, 'recordsInFiles' | 'staged' | 'rejected'>): readonly string[] {
  const sum = records.staged + records.rejected;
  return sum === records.recordsInFiles
    ? []
    : [`the files hold ${records.recordsInFiles} records, but ${sum} were staged or rejected`];
}
