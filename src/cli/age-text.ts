import type { SnapshotAge } from '../reconcile/index.js';
import { count } from './wording.js';

/** How old a snapshot is, in the unit that matters. */
export function ageText({ hours }: Pick<SnapshotAge, 'hours'>): string {
  if (hours < 1) return 'less than an hour ago';
  return hours < 48 ? `${count(hours, 'hour')} ago` : `${count(Math.floor(hours / 24), 'day')} ago`;
}
