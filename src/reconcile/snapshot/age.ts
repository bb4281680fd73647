import type { SnapshotRow } from '../../staging/index.js';

/** How old a snapshot is, by its oldest part: ALM may have changed ever since it was begun. */
export interface SnapshotAge {
  readonly hours: number;
  readonly isOld: boolean;
}

export function snapshotAge(
  snapshot: Pick<SnapshotRow, 'startedAt'>,
  now: number,
  limitHours: number,
): SnapshotAge {
  const hours = Math.max(0, Math.floor((now - Date.parse(snapshot.startedAt)) / 3_600_000));
  return { hours, isOld: hours >= limitHours };
}
