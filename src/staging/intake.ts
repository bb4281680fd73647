import type { LegacyFormat, ReadEnd, ReadItem } from '../terms/index.js';
import { appender } from './append.js';
import { ensureKeyIndex, prepareForLoad } from './key-index.js';
import { type PackedItem, packedBatches } from './packed.js';
import { type RecordTable, TRAINING_TABLE, USER_TABLE } from './record-tables.js';
import { baseOf, settleRecords } from './settle-file.js';
import { fileByContent, type StagedFile, stagedFile } from './source-files.js';
import type { Store } from './store.js';

/** A file about to be staged. */
export interface IncomingFile {
  /** Of its bytes; or a call that gives it, once they have been read. */
  readonly sha256: string | (() => string);
  readonly name: string;
  readonly format: LegacyFormat;
  readonly encoding: string;
  /** Its size; or a call that gives it, once it has been read. */
  readonly bytes: number | (() => number);
  /** Of a CSV: what its header says. */
  readonly layout?: { readonly delimiter: string; readonly columns: readonly string[] };
}

const RECORD_TABLES: readonly RecordTable<never>[] = [USER_TABLE, TRAINING_TABLE];
const ROWS_PER_TRANSACTION = 4000;

/** Stages what a reader yields; see `stagePacked`. */
export function stageRecords(
  store: Store,
  file: IncomingFile,
  batches: AsyncGenerator<readonly ReadItem[], ReadEnd>,
  now: () => number,
  onProgress?: (recordsRead: number) => void,
): Promise<StagedFile> {
  return stagePacked(store, file, packedBatches(batches), now, onProgress);
}

/**
 * Stages one file: appends its records, then settles them against those of earlier files. A file whose
 * content was staged before leaves the store as it was, and what became of it then is the answer.
 *
 * The life of a file: it is `reading` while rows are appended; one transaction settles it and makes it
 * `staged` (or `broken`, when it broke off: what came before the break stays). Killed in between, it is
 * still `reading`; the next call takes its rows out before it reads, for whatever file it is.
 */
export async function stagePacked(
  store: Store,
  file: IncomingFile,
  batches: AsyncGenerator<readonly PackedItem[], ReadEnd>,
  now: () => number,
  onProgress: (recordsRead: number) => void = () => {},
): Promise<StagedFile> {
  const fileId = beginFile(store, file, new Date(now()).toISOString());
  const base = baseOf(store);
  for (const table of RECORD_TABLES) {
    prepareForLoad(store, table, typeof file.bytes === 'number' ? file.bytes : 0);
  }
  // Rows of a file that is still `reading` need not survive a power cut: they are read again. The
  // settling does, and its flush covers whatever the log holds before it.
  store.pragma('synchronous = NORMAL');
  // Pages at the end of a table are written and not read, and an index is sorted within the cache: while
  // two heaps are at work, memory is better kept, and is the same for a large file as for a small one.
  const cacheSize = Number(store.pragma('cache_size', { simple: true }));
  store.pragma('cache_size = -8000');
  try {
    const end = await appendAll(store, fileId, batches, onProgress);
    store.pragma('synchronous = FULL');
    return store.transaction(() => settle(store, fileId, file, base, end))();
  } finally {
    store.pragma('synchronous = FULL');
    store.pragma(`cache_size = ${cacheSize}`);
  }
}

async function appendAll(
  store: Store,
  fileId: number,
  batches: AsyncGenerator<readonly PackedItem[], ReadEnd>,
  onProgress: (recordsRead: number) => void,
): Promise<ReadEnd> {
  const appendItem = appender(store, fileId);
  let records = 0;
  let uncommitted = 0;
  let ended = false;
  try {
    for (;;) {
      const step = await batches.next();
      if (step.done) {
        ended = true;
        if (store.inTransaction) store.exec('COMMIT');
        onProgress(records);
        return step.value;
      }
      // Rows go into the store as they come, so that they die young: a heap that gathered them for one
      // transaction grew by half.
      if (!store.inTransaction) store.exec('BEGIN');
      for (const item of step.value) appendItem(item);
      records += step.value.length;
      uncommitted += step.value.length;
      if (uncommitted < ROWS_PER_TRANSACTION) continue;
      store.exec('COMMIT');
      uncommitted = 0;
      onProgress(records);
    }
  } finally {
    if (store.inTransaction) store.exec('ROLLBACK');
    // Whoever stops in the middle lets go of the file, and of the thread that may read it.
    if (!ended) await (batches as AsyncGenerator<unknown, unknown>).return(undefined);
  }
}

function settle(
  store: Store,
  fileId: number,
  file: IncomingFile,
  base: ReturnType<typeof baseOf>,
  end: ReadEnd,
): StagedFile {
  const sha256 = typeof file.sha256 === 'string' ? file.sha256 : file.sha256();
  const before = fileByContent(store, sha256);
  if (before !== undefined) {
    takeOutRows(store, fileId);
    takeOutFile(store, fileId);
    for (const table of RECORD_TABLES) ensureKeyIndex(store, table);
    return before;
  }
  const bytes = typeof file.bytes === 'number' ? file.bytes : file.bytes();
  store
    .prepare('UPDATE source_file SET sha256 = ?, bytes = ?, layout = ? WHERE file_id = ?')
    .run(sha256, bytes, file.layout === undefined ? null : JSON.stringify(file.layout), fileId);
  settleRecords(store, fileId, base, end);
  const staged = stagedFile(store, fileId);
  if (staged === undefined) throw new Error('a file that was just staged is in the store');
  return staged;
}

function beginFile(store: Store, file: IncomingFile, stagedAt: string): number {
  // Until it is read to its end, a file has no digest: its name stands in, marked so that no digest is alike.
  const unread = `unread:${file.name}`;
  return store.transaction(() => {
    const cutOff = store
      .prepare(`SELECT file_id AS fileId, name FROM source_file WHERE state = 'reading'`)
      .all() as { fileId: number; name: string }[];
    for (const other of cutOff) {
      // Rows that never settled must not be there when others do. The file itself stays on the list,
      // until it is staged: nobody else remembers that it is missing.
      takeOutRows(store, other.fileId);
      if (other.name === file.name) takeOutFile(store, other.fileId);
    }
    const result = store
      .prepare(
        `INSERT INTO source_file (sha256, name, format, encoding, bytes, state, records_read, staged_at)
         VALUES (?, ?, ?, ?, 0, 'reading', 0, ?)`,
      )
      .run(unread, file.name, file.format, file.encoding, stagedAt);
    return Number(result.lastInsertRowid);
  })();
}

/** Takes a file off the list whose staging was broken off; false where there is none of that name. */
export function forgetInterrupted(store: Store, name: string): boolean {
  return store.transaction(() => {
    const ids = store
      .prepare(`SELECT file_id FROM source_file WHERE state = 'reading' AND name = ?`)
      .pluck()
      .all(name) as number[];
    for (const fileId of ids) {
      takeOutRows(store, fileId);
      takeOutFile(store, fileId);
    }
    return ids.length > 0;
  })();
}

function takeOutRows(store: Store, fileId: number): void {
  for (const table of ['user_record', 'training_record', 'rejected_record', 'record_finding']) {
    store.prepare(`DELETE FROM ${table} WHERE file_id = ?`).run(fileId);
  }
  store.prepare('DELETE FROM mended_reject WHERE by_file_id = ?').run(fileId);
}

function takeOutFile(store: Store, fileId: number): void {
  store.prepare('DELETE FROM source_file WHERE file_id = ?').run(fileId);
}
