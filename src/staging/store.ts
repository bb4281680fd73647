import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Failure } from '../terms/index.js';
import { MIGRATIONS } from './migrations/index.js';

/** An open store: a connection to `migration.db`. Statements live in the files beside this one. */
export type Store = Database.Database;

/**
 * Opens the store of a workspace, makes it where it is missing, and brings its schema up to date.
 *
 * `synchronous` is set on every connection: better-sqlite3 falls back to NORMAL by itself in WAL
 * mode, and the journal of the executor is only as good as the flush behind it.
 */
export function openStore(file: string): Store {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const store = new Database(file);
    store.pragma('journal_mode = WAL');
    store.pragma('synchronous = FULL');
    store.pragma('foreign_keys = OFF');
    store.pragma('busy_timeout = 5000');
    store.pragma(cacheOf(CACHE_MB));
    store.pragma('temp_store = FILE');
    migrate(store, file);
    return store;
  } catch (error) {
    throw storeFailure(error, file);
  }
}

/**
 * Opens the store of a workspace to look at only, beside whatever works in it: this connection cannot
 * write, so it holds up nobody. The store has to be there, with the schema of this version. `cacheMb` is what
 * it keeps of the file in memory, in megabytes.
 */
export function openStoreToRead(file: string, cacheMb = CACHE_MB): Store {
  try {
    const store = new Database(file, { readonly: true, fileMustExist: true });
    store.pragma('busy_timeout = 5000');
    store.pragma(cacheOf(cacheMb));
    requireKnownSchema(store, file);
    return store;
  } catch (error) {
    throw storeFailure(error, file);
  }
}

const CACHE_MB = 32;

function cacheOf(megabytes: number): string {
  return `cache_size = ${-1000 * megabytes}`;
}

function requireKnownSchema(store: Store, file: string): void {
  const version = schemaVersion(store, file);
  if (version === MIGRATIONS.length) return;
  throw new Failure('STORE-OLDER', `the store was written by an older alm-migrate (schema ${version})`, {
    place: { file },
    remedy: 'once nothing works in this workspace, bring it up to date: alm-migrate status',
  });
}

function migrate(store: Store, file: string): void {
  const version = schemaVersion(store, file);
  for (let next = version; next < MIGRATIONS.length; next += 1) {
    const migration = MIGRATIONS[next];
    if (migration === undefined) continue;
    store.transaction(() => {
      store.exec(migration.sql);
      store.pragma(`user_version = ${next + 1}`);
    })();
  }
}

function schemaVersion(store: Store, file: string): number {
  const version = Number(store.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length) {
    throw new Failure('STORE-NEWER', `the store was written by a newer alm-migrate (schema ${version})`, {
      place: { file },
      remedy: 'update alm-migrate, or use another workspace: alm-migrate init DIR',
    });
  }
  return version;
}

/** Runs `use` in one transaction that is undone in the end, whatever came of it: the store is as it was. */
export async function undoneAfter<Result>(store: Store, use: () => Promise<Result>): Promise<Result> {
  store.exec('BEGIN');
  try {
    return await use();
  } finally {
    store.exec('ROLLBACK');
  }
}

/** What SQLite could not do, said so that a person can mend it; other errors pass unchanged. */
export function storeFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError) && !isSystemError(error)) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  const row = STORE_FAILURES.find(([prefix]) => code.startsWith(prefix));
  if (row === undefined) return error;
  const [, reason, message, remedy] = row;
  return new Failure(reason, message, { place: { file }, remedy, cause: error });
}

const FOLDER = 'give this user the right to write there, or choose another workspace with -w DIR';
/** SQLite's and the system's codes by prefix: reason, what happened, what to do now. */
const STORE_FAILURES: readonly (readonly [string, string, string, string])[] = [
  [
    'SQLITE_FULL',
    'STORE-DISK-FULL',
    'the disk is full; nothing was half-written',
    'free some room, then run the same command again',
  ],
  [
    'ENOSPC',
    'STORE-DISK-FULL',
    'the disk is full; nothing was half-written',
    'free some room, then run the same command again',
  ],
  ['SQLITE_READONLY', 'STORE-READ-ONLY', 'the workspace cannot be written', FOLDER],
  ['SQLITE_CANTOPEN', 'STORE-READ-ONLY', 'the store cannot be opened or created', FOLDER],
  ['SQLITE_PERM', 'STORE-READ-ONLY', 'the workspace cannot be written', FOLDER],
  ['EACCES', 'STORE-READ-ONLY', 'the workspace cannot be written', FOLDER],
  ['EROFS', 'STORE-READ-ONLY', 'the workspace cannot be written', FOLDER],
  ['EPERM', 'STORE-READ-ONLY', 'the workspace cannot be written', FOLDER],
  [
    'SQLITE_IOERR',
    'STORE-DISK',
    'the disk reported an error',
    'check the disk, then run the same command again',
  ],
  [
    'SQLITE_NOTADB',
    'STORE-DAMAGED',
    'this file is not a store of alm-migrate',
    'restore a copy of it, or start anew: alm-migrate init DIR',
  ],
  [
    'SQLITE_CORRUPT',
    'STORE-DAMAGED',
    'the store is damaged',
    'restore a copy of it; `sqlite3 migration.db "PRAGMA integrity_check"` shows the damage',
  ],
  [
    'SQLITE_BUSY',
    'STORE-BUSY',
    'another program holds the store',
    'close it (a sqlite3 shell, a second alm-migrate), then run the same command again',
  ],
];

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
