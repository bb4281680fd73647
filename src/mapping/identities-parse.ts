import type { Problem } from './crosswalk-row.js';
import {
  IDENTITY_ACTIONS,
  IDENTITY_HEADER,
  type IdentityAction,
  type IdentityColumn,
  type IdentityRow,
} from './identity-row.js';
import { cellText, columnName, columnPlaces, readYesNo, type SheetLine, splitSheet } from './sheet.js';

/** A row as it was written, so that `match people` can write it back unchanged. */
export type WrittenIdentity = IdentityRow & { readonly cells: Readonly<Record<IdentityColumn, string>> };

/**
 * Reads identities.csv: columns by name in any order and case. Never throws for what the file holds; a row
 * with an error is a problem and not a row. An empty file has no rows and nothing wrong.
 */
export function parseIdentities(
  text: string,
  file: string,
): { readonly rows: readonly WrittenIdentity[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const report = (
    code: Problem['code'],
    line: number,
    column: IdentityColumn | null,
    message: string,
    severity: Problem['severity'] = 'error',
  ): void => {
    problems.push({ code, severity, file, line, column, message });
  };
  const { lines: all, broken } = splitSheet(text);
  if (broken !== null) report('MAP-IDENTITIES-UNREADABLE', broken.line, null, broken.message);
  const [header, ...lines] = all;
  if (header === undefined) return { rows: [], problems };
  const places = columnPlaces<IdentityColumn>(
    header,
    { known: IDENTITY_HEADER, required: ['user_id', 'action'], forTheReader: ['comment'] },
    (column, message, severity) => report('MAP-IDENTITIES-COLUMN', header.line, column, message, severity),
  );
  if (places === null) return { rows: [], problems };

  const rows: WrittenIdentity[] = [];
  const firstLines = new Map<string, number>();
  for (const line of lines) {
    if (line.cells.length !== header.cells.length) {
      const message = `the row has ${line.cells.length} cells, the header ${header.cells.length}`;
      report('MAP-IDENTITIES-ROW', line.line, null, message);
      continue;
    }
    if (line.cells.every((cell) => cell.trim() === '')) continue;
    const row = readRow(line, places, (column, message) =>
      report('MAP-IDENTITIES-ROW', line.line, column, message),
    );
    if (row === null) continue;
    const first = firstLines.get(row.userKey);
    if (first === undefined) {
      firstLines.set(row.userKey, line.line);
      rows.push(row);
    } else {
      const message = `line ${first} decides on ${row.userKey} already; keep one of the rows`;
      report('MAP-IDENTITIES-DUPLICATE', line.line, 'user_id', message);
    }
  }
  return { rows, problems };
}

function readRow(
  line: SheetLine,
  places: ReadonlyMap<IdentityColumn, number>,
  wrong: (column: IdentityColumn, message: string) => void,
): WrittenIdentity | null {
  const cell = (column: IdentityColumn): string | null => cellText(line, places.get(column));
  const userId = cell('user_id');
  const action = columnName(cell('action') ?? '');
  const [almUser, into, reason] = [cell('alm_user'), cell('into'), cell('reason')];
  const reviewed = readYesNo(cell('reviewed'));
  if (userId === null) {
    wrong('user_id', 'the row names no account; fill in the legacy user id');
    return null;
  }
  const known = isAction(action);
  const mistakes: [IdentityColumn, string][] = [];
  if (!known) {
    const choices = Object.keys(IDENTITY_ACTIONS).join(', ');
    mistakes.push(['action', `write ${choices} (received "${cell('action') ?? ''}")`]);
  }
  if (reviewed === undefined) {
    mistakes.push(['reviewed', `write yes or no (received "${cell('reviewed') ?? ''}")`]);
  }
  if (action === 'same' && almUser === null)
    mistakes.push(['alm_user', 'same needs the id of the ALM user; fill it in, or write new']);
  if (action === 'merge' && into === null)
    mistakes.push(['into', 'merge needs the legacy user id that carries the records; fill it in']);
  if (action === 'leave_out' && reason === null)
    mistakes.push(['reason', 'leave_out needs a reason; the report repeats it']);
  if (action === 'undecided' && reviewed !== false)
    mistakes.push(['action', 'undecided decides nothing; write what is right, or no under reviewed']);
  if (action !== 'same' && almUser !== null && known && reviewed !== false)
    mistakes.push(['alm_user', `${action} leads to no ALM user; clear the cell, or write same`]);
  if (action !== 'merge' && into !== null && known && reviewed !== false)
    mistakes.push(['into', `${action} merges nothing; clear the cell, or write merge`]);
  for (const [column, message] of mistakes) wrong(column, message);
  if (mistakes.length > 0 || reviewed === undefined || !known) return null;
  const cells = Object.fromEntries(IDENTITY_HEADER.map((column) => [column, cell(column) ?? ''])) as Record<
    IdentityColumn,
    string
  >;
  return {
    line: line.line,
    userKey: userId.toLowerCase(),
    action,
    almUser,
    into: into?.toLowerCase() ?? null,
    reason,
    reviewed,
    why: cell('why'),
    cells,
  };
}

function isAction(text: string): text is IdentityAction {
  return Object.hasOwn(IDENTITY_ACTIONS, text);
}
