import type { ProfileExample } from './profile-marks.js';
import type { Store } from './store.js';

/** What the readers found in one field, for one reason. */
export interface ValueFinding {
  readonly code: string;
  readonly field: string;
  readonly count: number;
  /** Different values, and the most frequent of them, each with where it stands first. */
  readonly distinct: number;
  readonly values: readonly (ProfileExample & { readonly count: number })[];
}

const VALUES = 5;

/** The findings of the readers by code and field, the most frequent first; without those of records that are gone. */
export function valueFindings(store: Store): readonly ValueFinding[] {
  store.exec(`
    CREATE TEMP TABLE profile_gone (file_id INTEGER, ordinal INTEGER, PRIMARY KEY (file_id, ordinal)) WITHOUT ROWID;
    INSERT INTO temp.profile_gone SELECT file_id, ordinal FROM main.user_record WHERE gone_from IS NOT NULL
      UNION ALL SELECT file_id, ordinal FROM main.training_record WHERE gone_from IS NOT NULL;
    CREATE TEMP TABLE profile_value AS
      SELECT code, field, value, count(*) AS count, min(rowid) AS first FROM record_finding
      WHERE (file_id, ordinal) NOT IN (SELECT file_id, ordinal FROM temp.profile_gone) GROUP BY 1, 2, 3;
    CREATE TEMP TABLE profile_place AS
      SELECT f.rowid AS first, f.file_id, f.ordinal, NULL AS line, NULL AS user
      FROM record_finding f WHERE f.rowid IN (
        SELECT first FROM (SELECT first, row_number() OVER (PARTITION BY code, field ORDER BY count DESC, first) AS place
          FROM temp.profile_value) WHERE place <= ${VALUES});
    CREATE INDEX temp.profile_place_of ON profile_place (file_id, ordinal)`);
  // The records have no index by ordinal: they are passed by once, and ask whether a place wants them.
  store.exec(`
    CREATE TEMP TABLE profile_found AS
      SELECT p.first, r.line, r.user_id AS user FROM training_record r
        CROSS JOIN temp.profile_place p ON p.file_id = r.file_id AND p.ordinal = r.ordinal
      UNION ALL
      SELECT p.first, r.line, r.user_id FROM user_record r
        CROSS JOIN temp.profile_place p ON p.file_id = r.file_id AND p.ordinal = r.ordinal;
    UPDATE temp.profile_place SET (line, user) = (
      SELECT f.line, f.user FROM temp.profile_found f WHERE f.first = profile_place.first)`);
  store.exec(`
    UPDATE temp.profile_place AS w SET line = e.line, user = coalesce(e.content ->> '$.user_id', '')
      FROM earlier_record e WHERE w.line IS NULL AND e.file_id = w.file_id AND e.ordinal = w.ordinal`);
  const values = store.prepare(
    `SELECT s.name AS file, p.line, p.ordinal AS record, p.user, v.value, v.count FROM temp.profile_value v
     JOIN temp.profile_place p USING (first) JOIN source_file s ON s.file_id = p.file_id
     WHERE v.code = ? AND v.field = ? ORDER BY v.count DESC, v.first`,
  );
  const fields = store
    .prepare(
      `SELECT code, field, sum(count) AS count, count(*) AS "distinct" FROM temp.profile_value
       GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
    )
    .all() as Omit<ValueFinding, 'values'>[];
  return fields.map((row) => ({
    ...row,
    values: values.all(row.code, row.field) as ValueFinding['values'][number][],
  }));
}

/** The rejects by code, with the first of each. */
export function rejectFindings(store: Store): readonly {
  readonly code: string;
  readonly count: number;
  readonly examples: readonly ProfileExample[];
}[] {
  const examples = store.prepare(
    `SELECT s.name AS file, r.line, r.ordinal AS record, '' AS user, r.message AS value FROM rejected_record r JOIN source_file s USING (file_id)
     WHERE r.code = ? ORDER BY r.file_id, r.ordinal LIMIT 3`,
  );
  const codes = store
    .prepare('SELECT code, count(*) AS count FROM rejected_record GROUP BY 1 ORDER BY 2 DESC, 1')
    .all() as { code: string; count: number }[];
  return codes.map((row) => ({ ...row, examples: examples.all(row.code) as ProfileExample[] }));
}
