import type { MissingUser } from '../../staging/index.js';
import { USERS } from '../specification/index.js';
import { csvLine } from './cell.js';
import { CsvFile } from './csvFile.js';

/** What the upload wants where somebody has no manager (alm-facts, section 5.4). */
const NO_MANAGER = 'ROOT';

/**
 * Managers before the people who name them; of the others, the order given. Who manages himself in a
 * circle has nobody above him, so the circle is opened at its first member.
 */
export function managersFirst(users: readonly MissingUser[]): readonly MissingUser[] {
  const byEmail = new Map(users.map((user) => [user.email.toLowerCase(), user]));
  const placed = new Set<MissingUser>();
  const ordered: MissingUser[] = [];
  for (const user of users) {
    const chain: MissingUser[] = [];
    let next: MissingUser | undefined = user;
    while (next !== undefined && !placed.has(next) && !chain.includes(next)) {
      chain.push(next);
      next = next.managerEmail === null ? undefined : byEmail.get(next.managerEmail.toLowerCase());
    }
    const closesCircle = next !== undefined && chain.includes(next);
    for (const one of chain.toReversed()) {
      placed.add(one);
      ordered.push(closesCircle && one === chain.at(-1) ? { ...one, managerEmail: null } : one);
    }
  }
  return ordered;
}

/**
 * Writes users.csv for the upload by hand or a connector: ALM's migration does not import users. A
 * leaver is a deleted user; the day of leaving is not in the exports, so that of the exports stands in.
 */
export function writeUsers(
  users: Iterable<MissingUser>,
  file: string,
  referenceDate: string,
): { readonly active: number; readonly deleted: number } {
  const columns = USERS.columns.map((column) => column.name);
  const csv = new CsvFile(file, columns);
  let deleted = 0;
  for (const user of managersFirst([...users])) {
    if (user.isLeaver) deleted += 1;
    csv.write(
      csvLine([
        user.managerEmail ?? NO_MANAGER,
        user.profile ?? '',
        user.name,
        user.email,
        user.profile ?? '',
        user.isLeaver ? 'DELETED' : 'ACTIVE',
        '',
        user.isLeaver ? `${referenceDate}T00:00:00.000Z` : '',
        user.uniqueId,
      ]),
    );
  }
  csv.finish();
  return { active: csv.rows - deleted, deleted };
}
