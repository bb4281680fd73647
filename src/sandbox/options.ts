import type { BulkOptions } from './bulkImport.js';
import type { FaultOptions } from './faults.js';
import type { JobOptions } from './jobs.js';
import type { LimitOptions } from './limits.js';
import type { SandboxSeed } from './seed.js';
import type { ClientCredentials } from './tokens.js';

export interface SandboxOptions {
  /** What the tenant holds at the start; an empty tenant by default. */
  readonly seed?: SandboxSeed;
  /** On 127.0.0.1, always; 0 (the default) takes a free one. */
  readonly port?: number;
  /** `documented` by default: the table for admins and the hourly limits of two lists. */
  readonly limits?: LimitOptions;
  /** Milliseconds since the epoch; the machine's clock by default. */
  readonly now?: () => number;
  readonly faults?: FaultOptions;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly refreshToken?: string;
  /** The life of an access token; seven days by default. */
  readonly tokenLifetimeSeconds?: number;
  /** The largest page of GET /users; the documents say 10 in one place and 100 in another. */
  readonly usersPageLimit?: 10 | 100;
  /** By default the classic shape, plain CSV, and done at the second look. */
  readonly jobs?: Partial<JobOptions>;
  /** With a folder the account has a migration project, whose sprint takes its files from there. */
  readonly bulk?: Partial<BulkOptions> & Pick<BulkOptions, 'folder'>;
}

/** Not secrets: everybody's sandbox has the same, and it listens on this machine only. */
export const SANDBOX_CREDENTIALS: ClientCredentials = Object.freeze({
  clientId: 'sandbox-client',
  clientSecret: 'sandbox-client-secret',
  refreshToken: 'sandbox-refresh-token',
});
