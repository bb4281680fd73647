import type { Alm, AlmAccount } from '../../alm/index.js';
import type { CrosswalkRow, IdentityRow, MigrationConfig } from '../../mapping/index.js';
import type { Store } from '../../staging/index.js';
import type { Effects } from '../../terms/index.js';

/** Tells how far a snapshot is: `total` is null while it is not known. */
export type SnapshotProgress = (
  what: 'users' | 'courses' | 'people' | 'reports',
  done: number,
  total: number | null,
) => void;

/** What a snapshot is taken with. */
export interface SnapshotOptions {
  readonly store: Store;
  readonly alm: Alm;
  readonly account: AlmAccount;
  readonly effects: Effects;
  /** By requests, or by the reports of ALM's jobs. */
  readonly via: 'api' | 'jobs';
  /** True: one that was broken off is not gone on with. */
  readonly anew?: boolean;
  /** Who and what is in scope. */
  readonly scope: {
    readonly config: MigrationConfig;
    readonly crosswalk: readonly CrosswalkRow[];
    readonly identities: readonly IdentityRow[];
  };
  /** Where the files of jobs lie while they are read. */
  readonly folder: string;
  /** A line for the person at the terminal. */
  readonly say: (line: string) => void;
  readonly onProgress: SnapshotProgress;
  readonly signal: AbortSignal;
}

/** A snapshot under way. */
export interface SnapshotWork extends SnapshotOptions {
  readonly snapshotId: number;
}
