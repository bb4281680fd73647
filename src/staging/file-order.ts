import type { Store } from './store.js';

/** The document's own stamp says which of two exports is newer; where one has none, the later staged is. */
export function newerThan(store: Store, fileId: number): (olderFileId: number) => boolean {
  const rows = store
    .prepare('SELECT file_id AS fileId, exported_at AS exportedAt FROM source_file')
    .all() as { fileId: number; exportedAt: string | null }[];
  const instants = new Map(
    rows.map((row) => [row.fileId, row.exportedAt === null ? Number.NaN : Date.parse(row.exportedAt)]),
  );
  const own = instants.get(fileId) ?? Number.NaN;
  return (olderFileId) => {
    const older = instants.get(olderFileId) ?? Number.NaN;
    return Number.isNaN(own) || Number.isNaN(older) ? true : own >= older;
  };
}

/**
 * The files that are certainly older than each of these: staged before, and not stamped to the contrary.
 */
export function olderThanAll(store: Store, fileIds: readonly number[]): readonly number[] {
  const all = store.prepare('SELECT file_id FROM source_file').pluck().all() as number[];
  const orders = fileIds.map((fileId) => ({ fileId, isNewer: newerThan(store, fileId) }));
  return all.filter((other) =>
    orders.every(({ fileId, isNewer }) => other < fileId && !fileIds.includes(other) && isNewer(other)),
  );
}
