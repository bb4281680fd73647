import type { BulkImport } from './bulkImport.js';
import type { Jobs } from './jobs.js';
import type { Tenant } from './tenant.js';

/** What a tenant does with a write whose effect is already there. */
export const REPEAT_POLICIES = ['accept', 'refuse', 'duplicate'] as const;
export type RepeatPolicy = (typeof REPEAT_POLICIES)[number];

/** The documents leave repeats open, so each kind can be told what to do. */
export interface Repeats {
  readonly users: RepeatPolicy;
  readonly enrolments: RepeatPolicy;
  readonly grades: RepeatPolicy;
}

/**
 * Users and enrolments are refused, as everything seen suggests; a module grade is written over,
 * as otherwise no completion could ever be corrected.
 */
export const DEFAULT_REPEATS: Repeats = Object.freeze({
  users: 'refuse',
  enrolments: 'refuse',
  grades: 'accept',
});

/** All that an endpoint works with. */
export interface Setting {
  readonly tenant: Tenant;
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  readonly jobs: Jobs;
  /** Null: the account has no migration project. */
  readonly bulk: BulkImport | null;
  /** Where the jobs' files lie: another host than ALM's. */
  readonly fileOrigin: string;
  /** The user in whose name the token speaks; managers default to them. Not one of the users. */
  readonly adminId: string;
  /** The largest page of GET /users: the documents say 10 in one place and 100 in another. */
  readonly usersPageLimit: number;
  readonly repeats: () => Repeats;
  /** How long a created user is not found, in milliseconds. */
  readonly lateVisibilityMs: () => number;
}
