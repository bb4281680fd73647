import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { EXIT, Failure } from '../terms/index.js';
import { readSetting, SETTINGS, writeSetting } from './settings.js';
import type { Store } from './store.js';
import { storeFailure } from './store.js';

/** The locks this process holds: one that nobody refers to would be collected, and let go of. */
const locks = new Set<Database.Database>();

/**
 * Lets one process at a time change a workspace.
 *
 * The lock is an exclusive transaction on a database file of its own: the system lets go of it when
 * the process ends, in whatever way, so a crash leaves no lock behind.
 */
export function lockWorkspace(store: Store, command: string, now: () => number): () => void {
  const file = `${store.name}.lock`;
  const lock = open(file);
  try {
    // Whoever only looks whether the lock is held shares it for an instant: that must not refuse anybody.
    lock.pragma('busy_timeout = 250');
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw held(store);
    throw storeFailure(error, file);
  }
  writeSetting(
    store,
    SETTINGS.lockHolder,
    JSON.stringify({ pid: process.pid, command, since: new Date(now()).toISOString() }),
  );
  locks.add(lock);
  return () => {
    locks.delete(lock);
    lock.close();
  };
}

/**
 * Whether some process holds the workspace now. It shares the lock for an instant instead of taking it,
 * so that any number of lookers find neither each other nor are in the way of a command that begins.
 */
export function workspaceIsLocked(store: Store): boolean {
  const file = `${store.name}.lock`;
  if (!existsSync(file)) return false;
  const lock = new Database(file, { readonly: true });
  try {
    lock.pragma('busy_timeout = 0');
    lock.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return true;
    throw storeFailure(error, file);
  } finally {
    lock.close();
  }
}

/** Who holds the workspace, or held it last. */
export interface LockHolder {
  readonly pid: number;
  readonly command: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Only true while `workspaceIsLocked`; undefined where nobody ever held it. */
export function lockHolder(store: Store): LockHolder | undefined {
  const text = readSetting(store, SETTINGS.lockHolder);
  return text === undefined ? undefined : (JSON.parse(text) as LockHolder);
}

function open(file: string): Database.Database {
  try {
    return new Database(file);
  } catch (error) {
    throw storeFailure(error, file);
  }
}

function held(store: Store): Failure {
  const holder = lockHolder(store);
  return new Failure(
    'WORKSPACE-LOCKED',
    `another alm-migrate works in this workspace: ${holder?.command ?? 'unknown command'}, process ${holder?.pid ?? '?'}, since ${holder?.since ?? '?'}`,
    {
      remedy: 'wait for it, or watch it: alm-migrate status',
      exitCode: EXIT.usage,
      place: { file: store.name },
    },
  );
}
