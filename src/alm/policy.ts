import { Defect } from '../terms/index.js';
import type { Outcome } from './outcome.js';
import { saysMissing } from './refusal.js';

/**
 * ok: it took effect. retry: send again after a backoff. wait: it was not done, send again after
 * the time that was asked for. probe: look whether it took effect, before anything else. reject:
 * this request will never succeed as it is. stop: no request will. refresh: get a new token, once.
 */
export type Action = 'ok' | 'retry' | 'wait' | 'probe' | 'reject' | 'stop' | 'refresh';

/** What the policy must know beside the outcome. */
export interface Circumstances {
  /** The user that the request stands on was created moments ago, so it may not be visible yet. */
  readonly justCreated?: boolean;
  /** The token was refreshed for this request already. True of every answer that `Send` returns. */
  readonly refreshed?: boolean;
}

/** One row: the first that fits decides. */
export interface PolicyRow {
  readonly id: string;
  readonly on: 'read' | 'write' | 'both';
  /** The outcome in words, for the documentation. */
  readonly outcome: string;
  readonly fits: (outcome: Outcome, circumstances: Required<Circumstances>) => boolean;
  readonly action: Action;
  /** The reason code that a row of data gets when this is its end; `null` where it never is. */
  readonly code: string | null;
  readonly reason: string;
}

const status =
  (...statuses: readonly number[]) =>
  (outcome: Outcome): boolean =>
    outcome.kind === 'answered' && statuses.includes(outcome.status);
const between =
  (from: number, to: number) =>
  (outcome: Outcome): boolean =>
    outcome.kind === 'answered' && outcome.status >= from && outcome.status <= to;
const kind =
  (wanted: Outcome['kind']) =>
  (outcome: Outcome): boolean =>
    outcome.kind === wanted;

/**
 * The policy of answers. Numbers in the reasons are sections of the fact sheet on ALM.
 * The order matters: the special rows stand before the general ones.
 */
export const POLICY: readonly PolicyRow[] = Object.freeze([
  {
    id: 'done',
    on: 'both',
    outcome: 'any 2xx that could be read',
    fits: between(200, 299),
    action: 'ok',
    code: null,
    reason: 'which 2xx a write answers is not documented for all endpoints (1.1)',
  },
  {
    id: 'unreachable',
    on: 'both',
    outcome: 'no connection: name unknown, refused, no route, TLS',
    fits: kind('unreachable'),
    action: 'retry',
    code: 'ALM-UNREACHABLE',
    reason: 'nothing left this machine, so nothing happened',
  },
  {
    id: 'ambiguous-read',
    on: 'read',
    outcome: 'time-out, reset, a broken or unreadable body',
    fits: kind('ambiguous'),
    action: 'retry',
    code: 'ALM-OUTCOME-UNKNOWN',
    reason: 'a read changes nothing',
  },
  {
    id: 'ambiguous-write',
    on: 'write',
    outcome: 'time-out, reset, a broken or unreadable body (HTML with a 200, too)',
    fits: kind('ambiguous'),
    action: 'probe',
    code: 'ALM-OUTCOME-UNKNOWN',
    reason: 'it may have taken effect before the answer was lost',
  },
  {
    id: 'misunderstood-read',
    on: 'read',
    outcome: 'a 2xx of another shape than documented',
    fits: kind('misunderstood'),
    action: 'retry',
    code: 'ALM-ANSWER-UNREADABLE',
    reason: 'a proxy may have answered; when it stays, the API has changed',
  },
  {
    id: 'misunderstood-write',
    on: 'write',
    outcome: 'a 2xx of another shape than documented',
    fits: kind('misunderstood'),
    action: 'probe',
    code: 'ALM-ANSWER-UNREADABLE',
    reason: 'it probably took effect, but the answer does not prove it',
  },
  {
    id: 'too-many',
    on: 'both',
    outcome: '429',
    fits: status(429),
    action: 'wait',
    code: 'ALM-RATE-LIMITED',
    reason: 'refused at the door, so it was not done; Retry-After says how long (4)',
  },
  {
    id: 'busy-told',
    on: 'both',
    outcome: '503 with Retry-After',
    fits: (outcome) => outcome.kind === 'answered' && outcome.status === 503 && outcome.retryAfterMs !== null,
    action: 'wait',
    code: 'ALM-UNAVAILABLE',
    reason: 'a server that names the time to come back has not done it',
  },
  {
    id: 'server-error-read',
    on: 'read',
    outcome: '408 or 5xx',
    fits: (outcome) => status(408)(outcome) || between(500, 599)(outcome),
    action: 'retry',
    code: 'ALM-UNAVAILABLE',
    reason: 'the documents say to try again after some time (9)',
  },
  {
    id: 'server-error-write',
    on: 'write',
    outcome: '408, 500, 502, 504, 503 without Retry-After, any other 5xx',
    fits: (outcome) => status(408)(outcome) || between(500, 599)(outcome),
    action: 'probe',
    code: 'ALM-OUTCOME-UNKNOWN',
    reason: 'the error may have come before the effect or after it',
  },
  {
    id: 'token-old',
    on: 'both',
    outcome: '401, the first time',
    fits: (outcome, { refreshed }) => !refreshed && status(401)(outcome),
    action: 'refresh',
    code: 'ALM-UNAUTHORISED',
    reason: 'tokens last seven days (7); refused at the door, so it was not done',
  },
  {
    id: 'token-refused',
    on: 'both',
    outcome: '401 with a fresh token',
    fits: status(401),
    action: 'stop',
    code: 'ALM-UNAUTHORISED',
    reason: 'every other request will be refused, too',
  },
  {
    id: 'forbidden',
    on: 'both',
    outcome: '403',
    fits: status(403),
    action: 'stop',
    code: 'ALM-FORBIDDEN',
    reason:
      'the role or the scope is not that of an administrator (7); every other request will be refused, too',
  },
  {
    id: 'not-acceptable',
    on: 'both',
    outcome: '406',
    fits: status(406),
    action: 'stop',
    code: 'ALM-REJECTED',
    reason: 'ALM does not take our Accept header any more, which concerns every request (7)',
  },
  {
    id: 'redirected',
    on: 'both',
    outcome: '3xx',
    fits: between(300, 399),
    action: 'stop',
    code: 'ALM-REDIRECTED',
    reason: 'the API is somewhere else; the token does not follow to a host that nobody named',
  },
  {
    id: 'not-visible-yet',
    on: 'write',
    outcome: '400 or 404 "object doesn\'t exist", on a user that was just created',
    fits: (outcome, { justCreated }) =>
      justCreated && outcome.kind === 'answered' && status(400, 404)(outcome) && saysMissing(outcome),
    action: 'wait',
    code: 'ALM-NOT-VISIBLE',
    reason: 'a new user is indexed within seconds (1.2)',
  },
  {
    id: 'refused',
    on: 'both',
    outcome: 'any other 4xx',
    fits: between(400, 499),
    action: 'reject',
    code: 'ALM-REJECTED',
    reason: 'ALM will give the same answer again',
  },
  {
    id: 'odd-status',
    on: 'both',
    outcome: 'a status below 200 or above 599',
    fits: kind('answered'),
    action: 'stop',
    code: 'ALM-ANSWER-UNREADABLE',
    reason: 'whatever answered is not ALM',
  },
] satisfies readonly PolicyRow[]);

export interface Decision {
  readonly action: Action;
  /** `PolicyRow.id`. */
  readonly row: string;
  readonly code: string | null;
  readonly reason: string;
  /** What ALM asked for; `null` when it named no time. */
  readonly waitMs: number | null;
}

/**
 * What to do after `outcome`. Pure. Without circumstances the user is not new, and the token is
 * fresh, as it is for every answer that comes through `Send`.
 */
export function decide(outcome: Outcome, isRead: boolean, circumstances: Circumstances = {}): Decision {
  const full = {
    justCreated: circumstances.justCreated ?? false,
    refreshed: circumstances.refreshed ?? true,
  };
  for (const row of POLICY) {
    if (row.on !== 'both' && (row.on === 'read') !== isRead) continue;
    if (!row.fits(outcome, full)) continue;
    const waitMs = outcome.kind === 'answered' ? outcome.retryAfterMs : null;
    return { action: row.action, row: row.id, code: row.code, reason: row.reason, waitMs };
  }
  throw new Defect('ALM-POLICY-GAP', `no row of the policy fits ${JSON.stringify(outcome)}`);
}
