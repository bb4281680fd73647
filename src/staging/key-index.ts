import type { RecordTable } from './record-tables.js';
import type { Store } from './store.js';

/** Another file of this share of what is staged already is loaded without the indexes, too. */
const LARGE_SHARE = 0.25;

/**
 * Takes the indexes of a table away before many rows go into it. Keys come in no order, and an index
 * built afterwards, from sorted keys, costs a third of one that is kept up row by row (perf-limits 3).
 * For a file that is small beside what is staged, building all of the index again would cost more.
 */
export function prepareForLoad(store: Store, table: RecordTable<never>, bytes: number): void {
  const filled = store.prepare(`SELECT 1 FROM ${table.name} LIMIT 1`).get() !== undefined;
  const { staged } = store
    .prepare(`SELECT coalesce(sum(bytes), 0) AS staged FROM source_file WHERE state <> 'reading'`)
    .get() as { staged: number };
  if (filled && bytes < staged * LARGE_SHARE) return;
  store.exec(`DROP INDEX IF EXISTS ${table.name}_by_key; DROP INDEX IF EXISTS ${table.name}_by_user`);
}

/** The file is in the index so that records can be counted by it without a look at the table. */
export function ensureKeyIndex(store: Store, table: RecordTable<never>): void {
  store.exec(`CREATE INDEX IF NOT EXISTS ${table.name}_by_key ON ${table.name} (kind, record_key, file_id)`);
}
