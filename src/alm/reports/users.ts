import type { AlmUser } from '../users.js';
import { type ReportHeader, reportRows, unreadable } from './rows.js';

/** The columns of generateUsers that we read (fact sheet, section 5.3); the first three must be there. */
const COLUMNS = Object.freeze({
  userId: 'internalUserID',
  email: 'userEmail',
  userType: 'userType',
  name: 'name',
  userUniqueId: 'customerDefinedUniqueUserId',
  state: 'state',
  profile: 'profile',
  managerEmail: 'managerEmail',
});
const NEEDED = ['userId', 'email', 'userType'] as const;

/** A user as the report has it: its manager by email, where the list of users has an id. */
export interface ReportedUser extends AlmUser {
  readonly managerEmail: string | null;
}

/** Reads the file that generateUsers made. Throws a `Failure` where it is not what the documents describe. */
export async function* usersOfReport(file: string): AsyncGenerator<ReportedUser> {
  let column: Readonly<Record<keyof typeof COLUMNS, number>> | undefined;
  for await (const { line, cell } of reportRows(file, (header) => {
    column = columnsOf(file, header);
  })) {
    if (column === undefined) continue;
    const text = (name: keyof typeof COLUMNS): string | null =>
      cell(column?.[name] ?? -1) === '' ? null : cell(column?.[name] ?? -1);
    const userId = text('userId');
    const userType = (text('userType') ?? '').toUpperCase();
    if (userId === null) throw unreadable(file, 'a row without internalUserID', null, line);
    if (userType !== 'INTERNAL' && userType !== 'EXTERNAL') {
      throw unreadable(file, `a userType that is neither internal nor external: ${userType}`, null, line);
    }
    yield {
      userId,
      email: text('email'),
      name: text('name'),
      userUniqueId: text('userUniqueId'),
      userType,
      state: text('state')?.toUpperCase() ?? null,
      profile: text('profile'),
      managerEmail: text('managerEmail'),
    };
  }
}

function columnsOf(file: string, header: ReportHeader): Readonly<Record<keyof typeof COLUMNS, number>> {
  const found = Object.fromEntries(
    Object.entries(COLUMNS).map(([key, name]) => [key, header.find(name)]),
  ) as Record<keyof typeof COLUMNS, number>;
  const missing = NEEDED.filter((key) => found[key] === -1).map((key) => COLUMNS[key]);
  if (missing.length > 0) throw unreadable(file, `it has no column ${missing.join(', ')}`, null, 1);
  return found;
}
