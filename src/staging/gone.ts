import type { LegacyFormat } from '../terms/index.js';
import { olderThanAll } from './file-order.js';
import type { RecordTable } from './record-tables.js';
import type { Store } from './store.js';

/** What the full exports of one kind said by what they do not hold. */
export interface Removal {
  readonly kind: 'user' | 'transcript' | 'history' | 'external';
  /** Current records of older files that no file of the export holds. */
  readonly missing: number;
  /** All current records of the kind, these among them. */
  readonly of: number;
  /**
   * Whether they were marked as gone; else nothing was: the share was too large, or some records of
   * the export were rejected or cut off, and may be among those that seem to be missing.
   */
  readonly outcome: 'marked' | 'tooMany' | 'unreadable';
}

const KIND_OF: Readonly<Record<LegacyFormat, Removal['kind']>> = Object.freeze({
  usersXml: 'user',
  usersCsv: 'user',
  trainingHistoryXml: 'transcript',
  trainingHistoryCsv: 'history',
  externalTrainingCsv: 'external',
});

/**
 * Takes these files as the full export of each of their kinds, several files of a kind as its parts, and
 * marks as gone what older files brought and no part holds any more. A record that a later file holds
 * again is taken back by `takeBack`. Nothing is deleted, and where more than `maxShare` (0 to 1) of a
 * kind would go, nothing of it is marked: a part that was forgotten looks just like that.
 */
export function markGone(store: Store, fileIds: readonly number[], maxShare: number): readonly Removal[] {
  return store.transaction(() => {
    const files = store
      .prepare(
        `SELECT file_id AS fileId, format, state = 'broken' OR EXISTS (
           SELECT 1 FROM rejected_record r WHERE r.file_id = f.file_id AND NOT EXISTS (
             SELECT 1 FROM mended_reject m WHERE m.file_id = r.file_id AND m.ordinal = r.ordinal)) AS isUnreadable
         FROM source_file f WHERE file_id IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(fileIds)) as { fileId: number; format: LegacyFormat; isUnreadable: number }[];
    const kinds = [...new Set(files.map(({ format }) => KIND_OF[format]))];
    return kinds.map((kind): Removal => {
      const parts = files.filter(({ format }) => KIND_OF[format] === kind);
      const ids = parts.map(({ fileId }) => fileId);
      const { missing, of } = findMissing(store, kind, ids);
      const isUnreadable = parts.some((part) => part.isUnreadable === 1);
      const outcome = isUnreadable ? 'unreadable' : missing > maxShare * of ? 'tooMany' : 'marked';
      if (outcome === 'marked' && missing > 0) {
        store
          .prepare(
            `UPDATE ${tableOf(kind)} SET gone_from = ? WHERE record_id IN (SELECT record_id FROM temp.missing)`,
          )
          .run(Math.max(...ids));
      }
      store.exec('DROP TABLE temp.missing');
      return { kind, missing, of, outcome };
    });
  })();
}

/** Fills `temp.missing`. */
function findMissing(
  store: Store,
  kind: Removal['kind'],
  parts: readonly number[],
): { readonly missing: number; readonly of: number } {
  const table = tableOf(kind);
  const older = JSON.stringify(olderThanAll(store, parts));
  // What any file but the older ones says again is there still.
  store
    .prepare(
      `CREATE TEMP TABLE missing AS SELECT record_id FROM ${table}
       WHERE kind = @kind AND gone_from IS NULL AND file_id IN (SELECT value FROM json_each(@older))
         AND record_id NOT IN (SELECT record_id FROM earlier_record
           WHERE kind = @kind AND file_id NOT IN (SELECT value FROM json_each(@older)))`,
    )
    .run({ kind, older });
  const { present } = store
    .prepare(
      `SELECT count(*) AS present FROM ${table} WHERE kind = @kind AND gone_from IS NULL
`,
    )
    .get({ kind }) as { present: number };
  const missing = store.prepare('SELECT count(*) FROM temp.missing').pluck().get() as number;
  return { missing, of: present };
}

/** After a file has settled: what it holds is not gone, whatever an earlier export did not have. */
export function takeBack(store: Store, fileId: number, table: RecordTable<never>['name']): void {
  store
    .prepare(
      `UPDATE ${table} SET gone_from = NULL WHERE gone_from IS NOT NULL AND EXISTS (
         SELECT 1 FROM earlier_record e WHERE e.kind = ${table}.kind AND e.record_id = ${table}.record_id AND e.file_id = ?)`,
    )
    .run(fileId);
}

function tableOf(kind: Removal['kind']): RecordTable<never>['name'] {
  return kind === 'user' ? 'user_record' : 'training_record';
}
