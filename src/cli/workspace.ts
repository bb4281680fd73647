import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, openStoreToRead, type Store, storeFailure } from '../staging/index.js';
import { EXIT, Failure } from '../terms/index.js';

/** The files of a workspace; their names are part of the contract with its users. */
export const FILES = Object.freeze({
  migration: 'migration.yaml',
  crosswalk: 'crosswalk.csv',
  identities: 'identities.csv',
  store: 'migration.db',
  reports: 'reports',
  /** Reports of ALM's jobs, while they are read. */
  jobs: 'jobs.tmp',
});

/**
 * Opens the store of a workspace for as long as `use` runs. The workspace must have been made by `init`.
 * A full disk, a folder that cannot be written and the like come out as a `Failure`, whoever met them.
 */
export async function withStore<Result>(
  workspace: string,
  use: (store: Store) => Promise<Result>,
): Promise<Result> {
  requireWorkspace(workspace);
  return closedAfter(openStore(join(workspace, FILES.store)), use);
}

/** The same to look at only: whatever else works in the workspace is not held up. */
export async function withStoreToRead<Result>(
  workspace: string,
  use: (store: Store) => Promise<Result>,
): Promise<Result> {
  requireWorkspace(workspace);
  const file = join(workspace, FILES.store);
  if (!existsSync(file)) openStore(file).close();
  return closedAfter(openStoreToRead(file), use);
}

async function closedAfter<Result>(store: Store, use: (store: Store) => Promise<Result>): Promise<Result> {
  try {
    return await use(store);
  } catch (error) {
    throw storeFailure(error, (error as NodeJS.ErrnoException).path ?? store.name);
  } finally {
    store.close();
  }
}

export function requireWorkspace(workspace: string): void {
  if (existsSync(join(workspace, FILES.migration))) return;
  throw new Failure('WORKSPACE-MISSING', `there is no ${FILES.migration} in ${workspace}`, {
    remedy: `make a workspace there (alm-migrate init ${workspace}), or name another with -w DIR`,
    exitCode: EXIT.usage,
  });
}
