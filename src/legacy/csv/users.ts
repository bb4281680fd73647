/** The user loader's layout, as report R109 writes it (peoplefluent-facts 2.5): a row to a user. */
import type { AccountTerm, Finding, UserRecord } from '../../terms/index.js';
import type { DayFirst } from '../values/dates.js';
import { accountStatus } from '../values/statuses.js';
import { cellAt, detailsOf } from './cells.js';
import { type Header, type RowReader, squeezeHeader } from './layout.js';
import { LEVEL_CODE } from './layouts.js';

/** The columns of organisation codes, the deepest level first. */
function levels(header: Header): number[] {
  return header.details
    .map(({ index, name }) => ({
      index,
      level: Number(LEVEL_CODE.exec(squeezeHeader(name))?.[1] ?? Number.NaN),
    }))
    .filter(({ level }) => !Number.isNaN(level))
    .sort((a, b) => b.level - a.level)
    .map(({ index }) => index);
}

/** A password is nothing that a migration needs, and nothing that a store should hold. */
function withoutPasswords(header: Header): Header {
  return { ...header, details: header.details.filter(({ name }) => squeezeHeader(name) !== 'password') };
}

/** The organisation is the code of the deepest level that is filled; all levels stay in `details`. */
export function userRows(fullHeader: Header, dates: DayFirst): RowReader {
  const header = withoutPasswords(fullHeader);
  const levelsAt = levels(header);
  const userAt = header.role('userId');
  const statusAt = header.role('status');
  const emailAt = header.role('email');
  const givenAt = header.role('givenName');
  const familyAt = header.role('familyName');
  const numberAt = header.role('employeeNumber');
  const managerAt = header.role('managerId');

  return (cells) => {
    const userId = cellAt(cells, userAt);
    if (userId === null) {
      return { type: 'reject', code: 'PF-USER-ID-MISSING', message: 'the row has no UserID' };
    }
    const findings: Finding[] = [];
    const details = detailsOf(cells, header, dates, findings);
    const status = cellAt(cells, statusAt);
    const level = levelsAt.find((index) => cellAt(cells, index) !== null);
    const record: UserRecord = {
      key: userId.toLowerCase(),
      userId,
      email: cellAt(cells, emailAt),
      givenName: cellAt(cells, givenAt),
      familyName: cellAt(cells, familyAt),
      status,
      statusTerm: accountTerm(status, 'Status', findings),
      employeeNumber: cellAt(cells, numberAt),
      organizationId: null,
      organizationCode: level === undefined ? null : cellAt(cells, level),
      managerId: cellAt(cells, managerAt)?.toLowerCase() ?? null,
      details,
    };
    return { type: 'user', record, findings };
  };
}

function accountTerm(status: string | null, field: string, findings: Finding[]): AccountTerm {
  const term = status === null ? null : accountStatus(status);
  if (term !== null) return term;
  findings.push({
    code: status === null ? 'PF-STATUS-MISSING' : 'PF-STATUS-UNKNOWN',
    field,
    value: status ?? '',
  });
  return 'unknown';
}
