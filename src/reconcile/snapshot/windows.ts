/** A span of time that one job may be asked for, as instants; both ends belong to it. */
export interface Window {
  readonly from: string;
  readonly to: string;
}

const DAY = 86_400_000;

/**
 * The windows that cover everything from `since` (`YYYY-MM-DD`) on, each five years at most (alm-facts,
 * section 5.1). The last one ends a day ahead: ALM's clock need not be ours, and what was written a moment ago
 * must be in it. One day of each window is spared, since nobody says whether the limit itself is still taken.
 */
export function windowsSince(since: string, now: number): readonly Window[] {
  const end = now + DAY;
  const windows: Window[] = [];
  for (let from = Date.parse(`${since}T00:00:00.000Z`); from < end; ) {
    const limit = new Date(from);
    limit.setUTCFullYear(limit.getUTCFullYear() + 5);
    const next = limit.getTime() - DAY;
    const to = Math.min(next - 1, end);
    windows.push({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
    from = next;
  }
  return windows;
}
