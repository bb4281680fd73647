import { contentHash } from './record-tables.js';
import type { Store } from './store.js';
import { valuesAsText } from './values-text.js';

/** What became of a file: counted from the rows of the store, but for `recordsRead`, the reader's count. */
export interface StagedFile {
  readonly fileId: number;
  readonly name: string;
  readonly sha256: string;
  readonly format: string;
  readonly encoding: string;
  readonly bytes: number;
  readonly state: 'reading' | 'staged' | 'broken';
  readonly recordsRead: number;
  readonly staged: number;
  readonly rejected: number;
  readonly findings: number;
  readonly recordsNew: number;
  readonly recordsChanged: number;
  readonly recordsUnchanged: number;
  /** Said by a newer export, or by a later row of the same file, in another way. */
  readonly recordsOutdated: number;
  readonly brokenCode: string | null;
  readonly brokenMessage: string | null;
  readonly brokenLine: number | null;
}

/** Each table is counted once for all files, in an index where it has one: never a scan of the table for each file. */
const FILES = `
  WITH held AS (
    SELECT file_id, sum(rows) AS rows FROM (
      SELECT file_id, count(*) AS rows FROM user_record GROUP BY file_id
      UNION ALL SELECT file_id, count(*) FROM training_record GROUP BY file_id
      UNION ALL SELECT file_id, count(*) FROM earlier_record GROUP BY file_id) GROUP BY file_id),
  refused AS (SELECT file_id, count(*) AS rows FROM rejected_record GROUP BY file_id),
  noted AS (SELECT file_id, count(*) AS rows FROM record_finding GROUP BY file_id)
  SELECT f.file_id AS fileId, name, sha256, format, encoding, bytes, state, records_read AS recordsRead,
    records_new AS recordsNew, records_changed AS recordsChanged, records_unchanged AS recordsUnchanged,
    records_outdated AS recordsOutdated,
    broken_code AS brokenCode, broken_message AS brokenMessage, broken_line AS brokenLine,
    coalesce(held.rows, 0) AS staged, coalesce(refused.rows, 0) AS rejected, coalesce(noted.rows, 0) AS findings
  FROM source_file f LEFT JOIN held USING (file_id) LEFT JOIN refused USING (file_id) LEFT JOIN noted USING (file_id)`;

/** One file of the store, or undefined where there is none of that id. */
export function stagedFile(store: Store, fileId: number): StagedFile | undefined {
  return store.prepare(`${FILES} WHERE f.file_id = ?`).get(fileId) as StagedFile | undefined;
}

/** The file of this content, when it was staged to its end (or to its break). */
export function fileByContent(store: Store, sha256: string): StagedFile | undefined {
  const row = store
    .prepare(`SELECT file_id AS fileId FROM source_file WHERE sha256 = ? AND state <> 'reading'`)
    .get(sha256) as { fileId: number } | undefined;
  return row === undefined ? undefined : stagedFile(store, row.fileId);
}

/**
 * Whether a file of so many bytes can be one that was staged before: only then is it worth looking
 * through before it is read. Null: the size is not known, as of what is packed.
 */
export function contentMayBeKnown(store: Store, bytes: number | null): boolean {
  const row = store
    .prepare(
      `SELECT 1 FROM source_file WHERE state <> 'reading' AND (@bytes IS NULL OR bytes = @bytes) LIMIT 1`,
    )
    .get({ bytes });
  return row !== undefined;
}

/** All files of the store, in the order in which they were staged. */
export function stagedFiles(store: Store): readonly StagedFile[] {
  return store.prepare(`${FILES} ORDER BY f.file_id`).all() as StagedFile[];
}

/** What all staged files hold, in one hash: the same exports in any order give the same. */
export function stagedDigest(store: Store): string {
  const rows = store
    .prepare(
      `SELECT sha256, state, (SELECT count(*) FROM user_record WHERE gone_from = file_id)
         + (SELECT count(*) FROM training_record WHERE gone_from = file_id) AS gone
       FROM source_file WHERE state <> 'reading' ORDER BY sha256`,
    )
    .all() as { sha256: string; state: string; gone: number }[];
  return contentHash(valuesAsText(rows.flatMap((row) => [row.sha256, row.state, String(row.gone)])));
}

/** The file whose staging was cut off, if there is one: until it is staged again the store is half a store. */
export function interruptedFile(store: Store): string | undefined {
  const row = store.prepare(`SELECT name FROM source_file WHERE state = 'reading' LIMIT 1`).get() as
    | { name: string }
    | undefined;
  return row?.name;
}

/** The names of the source files by their number. */
export function fileNames(store: Store): ReadonlyMap<number, string> {
  const rows = store.prepare('SELECT file_id, name FROM source_file').raw().all() as [number, string][];
  return new Map(rows);
}
