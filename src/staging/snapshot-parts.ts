import type { Store } from './store.js';

/** The parameters of the page where a list goes on. */
export type PagePlace = Readonly<Record<string, string>>;

/** Where a snapshot stands in one of the lists that it reads: not begun, at a page, or through. */
export function partOf(store: Store, snapshotId: number, part: string): 'unread' | 'read' | PagePlace {
  const place = store
    .prepare('SELECT place FROM snapshot_part WHERE snapshot_id = ? AND part = ?')
    .pluck()
    .get(snapshotId, part) as string | null | undefined;
  if (place === undefined) return 'unread';
  return place === null ? 'read' : (JSON.parse(place) as PagePlace);
}

/** Notes where a list goes on; null: it was read to its end. Belongs into the transaction that saves the page. */
export function setPart(store: Store, snapshotId: number, part: string, place: PagePlace | null): void {
  store
    .prepare('INSERT OR REPLACE INTO snapshot_part VALUES (?, ?, ?)')
    .run(snapshotId, part, place === null ? null : JSON.stringify(place));
}

/** Saves a page and where the list goes on, both or neither. */
export function savePage(
  store: Store,
  snapshotId: number,
  part: string,
  next: PagePlace | null,
  save: () => void,
): void {
  store.transaction(() => {
    save();
    setPart(store, snapshotId, part, next);
  })();
}
