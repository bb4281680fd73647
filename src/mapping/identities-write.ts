import { fieldOf } from './account-rules.js';
import type { WrittenIdentity } from './identities-parse.js';
import type { IdentityProposal } from './identity-match.js';
import { IDENTITY_HEADER, type IdentityColumn } from './identity-row.js';
import { writeSheet } from './sheet.js';

/** What became of the rows of an earlier identities.csv, and of the proposals. */
export interface IdentitiesSheet {
  readonly text: string;
  /** Rows that a person has reviewed: kept as they were. */
  readonly kept: number;
  /** Proposals written anew. */
  readonly proposed: number;
}

/** What waits for a person comes first, clashes before proposals; within that the most records first. */
const ATTENTION = Object.freeze({ undecided: 0, merge: 1, same: 2, new: 3, leave_out: 4 });

/**
 * identities.csv with a row for each proposal. Rows of the earlier file that say yes under reviewed are
 * written back cell by cell and get no proposal; the other rows were proposals, and are made anew.
 */
export function writeIdentities(
  earlier: readonly WrittenIdentity[],
  proposals: readonly IdentityProposal[],
  recordsOf: (userKey: string) => number,
): IdentitiesSheet {
  const reviewed = earlier.filter((row) => row.reviewed === true);
  const decided = new Set(reviewed.map((row) => row.userKey));
  const open = proposals
    .filter(({ user }) => !decided.has(user.key))
    .map((proposal) => ({ proposal, records: recordsOf(proposal.user.key) }))
    .sort(
      (a, b) =>
        Number(a.proposal.certain) - Number(b.proposal.certain) ||
        ATTENTION[a.proposal.action] - ATTENTION[b.proposal.action] ||
        b.records - a.records ||
        (a.proposal.user.key < b.proposal.user.key ? -1 : 1),
    );
  const rows = [
    ...reviewed.map((row) => IDENTITY_HEADER.map((column) => row.cells[column])),
    ...open.map(({ proposal, records }) =>
      IDENTITY_HEADER.map((column) => cellOf(proposal, records, column)),
    ),
  ];
  return { text: writeSheet(IDENTITY_HEADER, rows), kept: reviewed.length, proposed: open.length };
}

function cellOf(proposal: IdentityProposal, records: number, column: IdentityColumn): string {
  const { user, alm } = proposal;
  switch (column) {
    case 'user_id':
      return user.userId;
    case 'action':
      return proposal.action;
    case 'alm_user':
      return alm?.userId ?? '';
    case 'into':
      return proposal.into ?? '';
    case 'reason':
      return '';
    case 'reviewed':
      return proposal.certain ? '' : 'no';
    case 'level':
      return proposal.level ?? '';
    case 'why':
      return proposal.why;
    case 'name':
      return [user.givenName, user.familyName].filter((part) => part !== null).join(' ');
    case 'email':
      return fieldOf(user, 'email') ?? '';
    case 'status':
      return user.status ?? '';
    case 'records':
      return String(records);
    case 'alm_name':
      return alm?.name ?? '';
    case 'alm_email':
      return alm?.email ?? '';
    default:
      return column satisfies never;
  }
}
