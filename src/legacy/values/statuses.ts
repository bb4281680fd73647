/**
 * The vocabularies of states. Tokens are compared without case, spaces and punctuation; a token
 * that no table has is `unknown` and its text is kept by the reader.
 */
import type { AccountTerm, StatusTerm } from '../../terms/index.js';

/** `overallStatus` of records.xsd (peoplefluent-facts 7.1). */
const XML_ENUM: Readonly<Record<string, StatusTerm>> = Object.freeze({
  administrativeEntry: 'administrative',
  cancelled: 'cancelled',
  completed: 'completed',
  enrolled: 'enrolled',
  finishedUsing: 'administrative',
  incomplete: 'inProgress',
  pendingApproval: 'pending',
  resource: 'administrative',
  shared: 'administrative',
  unknown: 'unknown',
  waitlisted: 'waitlisted',
  withdrawn: 'withdrawn',
});

/** What the user interface calls them, 26.02 (peoplefluent-facts 7.1): newer releases and reports. */
const INTERFACE: Readonly<Record<string, StatusTerm>> = Object.freeze({
  'Not Started': 'enrolled',
  'In Process': 'inProgress',
  Waitlisted: 'waitlisted',
  'Dropped from Waitlist': 'withdrawn',
  Withdrawn: 'withdrawn',
  'Withdraw - Valid Reason': 'withdrawn',
  'Withdraw - Invalid Reason': 'withdrawn',
  'Withdrawn - Account Closed': 'withdrawn',
  Completed: 'completed',
  'Completed (Self-Asserted)': 'selfAsserted',
  Cancelled: 'cancelled',
  'Pending Approval': 'pending',
  'Approval Denied': 'denied',
  Passed: 'passed',
  Failed: 'failed',
  'No show': 'noShow',
  Deactivated: 'deactivated',
  'Deadline Expired': 'expired',
  'Session Selection Needed': 'pending',
  'Waiver/Exempt': 'waived',
  Excused: 'excused',
});

/** STUDENTSTATUS of trainingHistoryCsv (seed 004, lines 1506-1546); `Active` depends on the dates. */
const LOADER: Readonly<Record<string, StatusTerm>> = Object.freeze({
  Pass: 'passed',
  Completed: 'completed',
  Withdrawn: 'withdrawn',
  Deactivated: 'deactivated',
  Exempt: 'waived',
  // what the loader turns `Active` into, as it would read in a report of the result (same lines)
  'In Progress': 'inProgress',
});

/** Status of externalTrainingCsv by number and name (seed 004, lines 1549-1577). */
const EXTERNAL: Readonly<Record<string, StatusTerm>> = Object.freeze({
  '0': 'inProgress',
  'Open for editing': 'inProgress',
  '1': 'pending',
  'Pending Approval': 'pending',
  // approval of the request, not of a completion (peoplefluent-facts 7.3)
  '2': 'enrolled',
  Approved: 'enrolled',
  '3': 'denied',
  'Approval Denied': 'denied',
  '4': 'completed',
  Completed: 'completed',
  '5': 'cancelled',
  Cancelled: 'cancelled',
});

/** Account states: loader tokens, JSON values and the names of the interface (peoplefluent-facts 2.5). */
const ACCOUNT: Readonly<Record<string, AccountTerm>> = Object.freeze({
  active: 'active',
  suspend: 'suspended',
  suspended: 'suspended',
  close: 'closed',
  closed: 'closed',
  'Account Closed': 'closed',
  'Logically Deleted': 'deleted',
  deleted: 'deleted',
});

function squeeze(token: string): string {
  return token.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Squeezed tokens, with a memory of spellings met: a file of a million rows has a dozen. */
class Vocabulary<Term> {
  readonly #terms = new Map<string, Term>();
  readonly #met = new Map<string, Term | null>();

  constructor(...tables: readonly Readonly<Record<string, Term>>[]) {
    for (const table of tables) {
      for (const [token, term] of Object.entries(table)) this.#terms.set(squeeze(token), term);
    }
  }

  find(token: string): Term | null {
    const met = this.#met.get(token);
    if (met !== undefined) return met;
    const term = this.#terms.get(squeeze(token)) ?? null;
    if (this.#met.size < 1000) this.#met.set(token, term);
    return term;
  }
}

const TRANSCRIPT = new Vocabulary(XML_ENUM, INTERFACE);
const HISTORY = new Vocabulary(XML_ENUM, INTERFACE, LOADER);
const EXTERNAL_TRAINING = new Vocabulary(EXTERNAL);
const ACCOUNTS = new Vocabulary(ACCOUNT);

/** The term of an `overallStatus`; null where no table has it. */
export function transcriptStatus(token: string): StatusTerm | null {
  return TRANSCRIPT.find(token);
}

/** The term of a STUDENTSTATUS. `Active` is in progress if the row has dates, else only enrolled. */
export function historyStatus(token: string, hasDates: boolean): StatusTerm | null {
  if (token.length === 6 && token.toLowerCase() === 'active') return hasDates ? 'inProgress' : 'enrolled';
  return HISTORY.find(token);
}

/** The term of an external training's Status, by number or name. */
export function externalStatus(token: string): StatusTerm | null {
  return EXTERNAL_TRAINING.find(token);
}

/** The term of an account's status. */
export function accountStatus(token: string): AccountTerm | null {
  return ACCOUNTS.find(token);
}
