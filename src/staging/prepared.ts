import type Database from 'better-sqlite3';
import type { Store } from './store.js';

const CACHE = new WeakMap<Store, Map<string, Database.Statement>>();

/**
 * The statement of `sql` on this connection, prepared once: to prepare costs as much as to run, and a
 * run of days asks the same few questions a million times. For texts that stand in the source only.
 */
export function prepared(store: Store, sql: string): Database.Statement {
  let statements = CACHE.get(store);
  if (statements === undefined) {
    statements = new Map();
    CACHE.set(store, statements);
  }
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = store.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}
