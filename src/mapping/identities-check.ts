import type { Problem } from './crosswalk-row.js';
import type { IdentityRow } from './identity-row.js';

/** What identities.csv is checked against: what was staged, and whom ALM has. */
export interface KnownPeople {
  readonly hasAccount: (userKey: string) => boolean;
  readonly hasAlmUser: (almUser: string) => boolean;
}

/** What is wrong with the rows against each other, the staged accounts and ALM's users, in file order. */
export function checkIdentities(
  rows: readonly IdentityRow[],
  known: KnownPeople,
  file = 'identities.csv',
): readonly Problem[] {
  const problems: Problem[] = [];
  const wrong = (
    row: IdentityRow,
    column: string,
    message: string,
    severity: Problem['severity'] = 'error',
  ): void => {
    problems.push({ code: 'MAP-IDENTITIES-TARGET', severity, file, line: row.line, column, message });
  };
  const used = rows.filter((row) => row.reviewed !== false);
  const byKey = new Map(used.map((row) => [row.userKey, row]));
  const claims = new Map<string, IdentityRow>();
  for (const row of used) {
    if (!known.hasAccount(row.userKey)) {
      // A later export may have the account again, so the row stays where it is.
      wrong(row, 'user_id', `no account ${row.userKey} was staged; the row has no effect`, 'warning');
      continue;
    }
    if (row.action === 'same' && row.almUser !== null) {
      const other = claims.get(row.almUser);
      if (!known.hasAlmUser(row.almUser)) {
        wrong(row, 'alm_user', `the snapshot of ALM has no user ${row.almUser}`);
      } else if (other !== undefined) {
        const message = `line ${other.line} leads ${other.userKey} to the same ALM user; if the two are one person, merge one into the other`;
        wrong(row, 'alm_user', message);
      } else claims.set(row.almUser, row);
    }
    if (row.action === 'merge' && row.into !== null) {
      const target = byKey.get(row.into);
      if (row.into === row.userKey) wrong(row, 'into', 'an account cannot be merged into itself');
      else if (!known.hasAccount(row.into)) wrong(row, 'into', `no account ${row.into} was staged`);
      else if (target?.action === 'merge')
        wrong(
          row,
          'into',
          `${row.into} is merged into ${target.into ?? ''} on line ${target.line}; name that one`,
        );
      else if (target?.action === 'leave_out')
        wrong(row, 'into', `${row.into} is left out on line ${target.line}; its records would go nowhere`);
    }
  }
  return problems;
}
