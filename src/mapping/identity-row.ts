/**
 * One row of identities.csv: who a legacy account is. Without a row the plan goes by unique id, then by
 * email, and creates who is in ALM under neither.
 */
export interface IdentityRow {
  /** The line of the file on which the row begins, from 1. */
  readonly line: number;
  /** The legacy user id in lower case. */
  readonly userKey: string;
  readonly action: IdentityAction;
  /** `same`: ALM's id of the user. */
  readonly almUser: string | null;
  /** `merge`: the legacy user id, in lower case, of the account that carries this one's records. */
  readonly into: string | null;
  readonly reason: string | null;
  /** `false` is a proposal that nobody has checked: the account waits until somebody has. */
  readonly reviewed: boolean | null;
  /** What `match people` found, for the report of an account that waits. */
  readonly why: string | null;
}

/** What a row can say, each with its meaning. `undecided` is for proposals that only a person can complete. */
export const IDENTITY_ACTIONS = Object.freeze({
  same: 'the account is the ALM user in alm_user',
  new: 'ALM does not have this person yet',
  merge: 'the account belongs to the same person as the account in into, which carries its records',
  leave_out: 'the account does not move, for the reason in reason',
  undecided: 'somebody has to decide; until then the account waits',
});
export type IdentityAction = keyof typeof IDENTITY_ACTIONS;

/** The columns in the order they are written, each with what its cells hold. */
export const IDENTITY_COLUMNS = Object.freeze({
  user_id: 'the legacy user id',
  action: Object.keys(IDENTITY_ACTIONS).join(', '),
  alm_user: 'same: the id of the user in ALM',
  into: 'merge: the legacy user id that carries the records',
  reason: 'leave_out: why',
  reviewed: 'yes once a person has checked the row, no for a proposal; blank needs no check',
  level: 'how the match was found',
  why: 'what speaks for it, or what the clash is',
  name: 'the legacy name, for the reader',
  email: 'the legacy address, for the reader',
  status: 'the state of the legacy account, for the reader',
  records: 'training records of the account, for the reader',
  alm_name: 'the name in ALM, for the reader',
  alm_email: 'the address in ALM, for the reader',
});
export type IdentityColumn = keyof typeof IDENTITY_COLUMNS;
export const IDENTITY_HEADER = Object.keys(IDENTITY_COLUMNS) as readonly IdentityColumn[];
