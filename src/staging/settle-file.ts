import type { ReadEnd } from '../terms/index.js';
import { newerThan } from './file-order.js';
import { takeBack } from './gone.js';
import { ensureKeyIndex } from './key-index.js';
import { KEY_IS_IDENTITY, type RecordTable, TRAINING_TABLE, USER_TABLE } from './record-tables.js';
import { noteRegressions } from './regressions.js';
import { type Settlement, settleKey, type Version } from './settle.js';
import type { Store } from './store.js';

/** Above these record ids are the records of the file that settles. */
export interface Base {
  readonly user: number;
  readonly training: number;
}

export function baseOf(store: Store): Base {
  return { user: maxRecordId(store, USER_TABLE), training: maxRecordId(store, TRAINING_TABLE) };
}

function maxRecordId(store: Store, table: RecordTable<never>): number {
  const row = store.prepare(`SELECT coalesce(max(record_id), 0) AS id FROM ${table.name}`).get() as {
    id: number;
  };
  return row.id;
}

/** Settles the records of a file that was read against those of earlier files, in the caller's transaction. */
export function settleRecords(store: Store, fileId: number, base: Base, end: ReadEnd): void {
  store
    .prepare(
      `UPDATE source_file SET records_read = ?, exported_at = ?, broken_code = ?, broken_message = ?,
         broken_line = ?, state = ? WHERE file_id = ?`,
    )
    .run(
      end.records,
      end.exportedAt,
      end.broken?.code ?? null,
      end.broken?.message ?? null,
      end.broken?.line ?? null,
      end.broken === null ? 'staged' : 'broken',
      fileId,
    );
  const newer = newerThan(store, fileId);
  settleTable(store, fileId, USER_TABLE, base.user, newer);
  settleTable(store, fileId, TRAINING_TABLE, base.training, newer);
}

function settleTable(
  store: Store,
  fileId: number,
  table: RecordTable<never>,
  base: number,
  incomingIsNewer: (olderFileId: number) => boolean,
): void {
  ensureKeyIndex(store, table);
  const incoming = maxRecordId(store, table) - base;
  if (incoming === 0) return;
  findColliding(store, table, base, incoming);
  const counts = { unchanged: settleSame(store, table, base), changed: 0, outdated: 0 };
  for (const settlement of settlements(store, table, base, incomingIsNewer)) counts[settlement.counts] += 1;
  store.exec('DROP TABLE temp.colliding');
  takeBack(store, fileId, table.name);
  store
    .prepare(
      `UPDATE source_file SET records_new = records_new + ?, records_changed = records_changed + ?,
         records_unchanged = records_unchanged + ?, records_outdated = records_outdated + ? WHERE file_id = ?`,
    )
    .run(
      incoming - counts.unchanged - counts.outdated - counts.changed,
      counts.changed,
      counts.unchanged,
      counts.outdated,
      fileId,
    );
}

/**
 * Fills `temp.colliding` with the keys of incoming records that stand more than once. A large file is
 * found by one pass over the index, a small one by a look for each of its records.
 */
function findColliding(store: Store, table: RecordTable<never>, base: number, incoming: number): void {
  store.exec(`CREATE TEMP TABLE colliding (
    position INTEGER PRIMARY KEY, kind TEXT, record_key TEXT, versions INTEGER, first INTEGER, last INTEGER)`);
  const keys =
    incoming > base / 8
      ? `${table.name}`
      : `(SELECT t.kind, t.record_key, t.record_id FROM
           (SELECT DISTINCT kind, record_key FROM ${table.name} WHERE record_id > @base) AS own
           CROSS JOIN ${table.name} AS t USING (kind, record_key))`;
  store
    .prepare(
      `INSERT INTO colliding (kind, record_key, versions, first, last)
       SELECT kind, record_key, count(*), min(record_id), max(record_id) FROM ${keys}
       GROUP BY kind, record_key HAVING count(*) > 1 AND max(record_id) > @base`,
    )
    .run({ base });
}

/**
 * The common case, all in SQL: one record of before, and one of now that says the same. That is most of
 * a newer export of the same people; one by one they took five times as long as reading them.
 */
function settleSame(store: Store, table: RecordTable<never>, base: number): number {
  store
    .prepare(
      `CREATE TEMP TABLE same_again AS SELECT c.position, c.first, c.last FROM colliding c
         JOIN ${table.name} AS before ON before.record_id = c.first
         JOIN ${table.name} AS now ON now.record_id = c.last
       WHERE c.versions = 2 AND c.first <= ? AND before.content_hash = now.content_hash
       ORDER BY c.last`,
    )
    .run(base);
  const { changes } = store
    .prepare(
      `INSERT INTO earlier_record (file_id, ordinal, line, kind, relation, record_id, content)
       SELECT now.file_id, now.ordinal, now.line, now.kind, 'same', s.first, NULL
       FROM same_again s CROSS JOIN ${table.name} AS now ON now.record_id = s.last`,
    )
    .run();
  store.exec(`
    DELETE FROM ${table.name} WHERE record_id IN (SELECT last FROM same_again);
    DELETE FROM colliding WHERE position IN (SELECT position FROM same_again);
    DROP TABLE temp.same_again`);
  return changes;
}

interface VersionRow {
  readonly recordId: number;
  readonly contentHash: string;
  /** JSON: its file, and those that said the same. */
  readonly fileIds: string;
}

/** Settles the keys that are left, one by one, and tells what became of each. */
function* settlements(
  store: Store,
  table: RecordTable<never>,
  base: number,
  incomingIsNewer: (olderFileId: number) => boolean,
): Generator<Settlement> {
  const page = store.prepare(
    'SELECT position, kind, record_key AS recordKey FROM colliding WHERE position > ? ORDER BY position LIMIT 1000',
  );
  const versions = store.prepare(
    `SELECT record_id AS recordId, content_hash AS contentHash,
       (SELECT json_group_array(file_id) FROM (SELECT r.file_id UNION SELECT e.file_id FROM earlier_record e
          WHERE e.kind = r.kind AND e.record_id = r.record_id AND e.relation = 'same')) AS fileIds
     FROM ${table.name} r WHERE kind = ? AND record_key = ? ORDER BY record_id`,
  );
  const content = table.columns.map((column) => `'${column}', ${column}`).join(', ');
  const keep = store.prepare(
    `INSERT INTO earlier_record (file_id, ordinal, line, kind, relation, record_id, content)
     SELECT file_id, ordinal, line, kind, @relation, @winner,
       CASE @relation WHEN 'replaced' THEN json_object(${content}) END
     FROM ${table.name} WHERE record_id = @loser`,
  );
  // What said the same as the loser is replaced with it.
  const follow = store.prepare(
    `UPDATE earlier_record SET record_id = @winner, relation = 'replaced', content = coalesce(content,
       (SELECT json_object(${content}) FROM ${table.name} WHERE record_id = @loser))
     WHERE kind = @kind AND record_id = @loser`,
  );
  const drop = store.prepare(`DELETE FROM ${table.name} WHERE record_id = @loser`);
  const note = table.name === 'training_record' ? noteRegressions(store) : () => {};
  for (let after = 0; ; ) {
    const keys = page.all(after) as { position: number; kind: string; recordKey: string }[];
    for (const { kind, recordKey } of keys) {
      const rows = versions.all(kind, recordKey) as VersionRow[];
      const known: Version[] = rows.map(({ recordId, contentHash, fileIds }) => ({
        recordId,
        contentHash,
        fileIds: JSON.parse(fileIds) as number[],
        incoming: recordId > base,
      }));
      for (const settlement of settleKey(known, KEY_IS_IDENTITY[kind] ?? false, incomingIsNewer)) {
        const { relation, winner, loser } = settlement;
        if (relation === 'replaced') note(loser, winner);
        keep.run({ relation, winner, loser });
        follow.run({ winner, kind, loser });
        drop.run({ loser });
        yield settlement;
      }
    }
    const last = keys.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}
