import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '../src/staging/index.js';

/** How many rows each side has, and how many of the expected ones the comparison found wanting. */
export interface ComparedRows {
  readonly expected: number;
  readonly actual: number;
  readonly differing: number;
}

/** One row an enrolment without completions, and one row a completion, on both sides. */
const EXPECTED_ROWS = `
  SELECT e.user_key, e.instance_id, coalesce(c.module_id, '') AS module_id, e.state,
    coalesce(c.completed_at, e.completed_at) AS completed_at, coalesce(c.score, e.score) AS score
  FROM store.expected_enrolment e LEFT JOIN store.expected_completion c ON c.expected_id = e.expected_id`;
const ACTUAL_ROWS = `
  SELECT u.unique_id, n.instance_id, g.module_id, n.state, g.completed_at, g.score
  FROM store.alm_enrolment n CROSS JOIN store.alm_user u ON u.alm_user_id = n.alm_user_id
  CROSS JOIN store.alm_module m ON m.instance_id = n.instance_id
  CROSS JOIN store.alm_grade g ON g.alm_user_id = n.alm_user_id AND g.module_id = m.module_id
  UNION ALL
  SELECT u.unique_id, n.instance_id, '', n.state, n.completed_at, n.score
  FROM store.alm_enrolment n CROSS JOIN store.alm_user u ON u.alm_user_id = n.alm_user_id
  WHERE NOT EXISTS (
    SELECT 1 FROM store.alm_module o CROSS JOIN store.alm_grade h ON h.alm_user_id = n.alm_user_id AND h.module_id = o.module_id
    WHERE o.instance_id = n.instance_id)`;

/**
 * Writes both sides of a compared workspace as tables of their own, in the order of their keys: without an
 * index SQLite goes through the whole of one for each row of the other, and a rival should not be hobbled.
 */
export async function writeRivalTables(workspace: string): Promise<string> {
  const file = join(workspace, 'rival.db');
  await rm(file, { force: true });
  const database = openStore(file);
  try {
    database.pragma('synchronous = OFF');
    database.exec(`ATTACH '${join(workspace, 'migration.db')}' AS store`);
    const columns =
      'user_key TEXT, instance_id TEXT, module_id TEXT, state TEXT, completed_at TEXT, score REAL, PRIMARY KEY (user_key, instance_id, module_id)';
    database.exec(`
      CREATE TABLE expected_row (${columns}) STRICT, WITHOUT ROWID; INSERT INTO expected_row ${EXPECTED_ROWS};
      CREATE TABLE actual_row (${columns}) STRICT, WITHOUT ROWID; INSERT INTO actual_row ${ACTUAL_ROWS};
      DETACH store`);
  } finally {
    database.close();
  }
  return file;
}

/** Lets the next comparison be one of everything, as after a snapshot that found other people than the last. */
export function forgetComparison(workspace: string): void {
  const store = openStore(join(workspace, 'migration.db'));
  store.exec('UPDATE expected_basis SET compared = 0, alm_people_stale = 1; DELETE FROM difference');
  store.close();
}

/** What the comparison found, counted in the rows of the rival's tables. */
export function comparedRows(workspace: string): ComparedRows {
  const store = openStore(join(workspace, 'migration.db'));
  try {
    store.exec(`ATTACH '${join(workspace, 'rival.db')}' AS rival`);
    const count = (sql: string): number => store.prepare(sql).pluck().get() as number;
    return {
      expected: count('SELECT count(*) FROM rival.expected_row'),
      actual: count('SELECT count(*) FROM rival.actual_row'),
      differing:
        count(`SELECT count(*) FROM difference WHERE subject = 'completion'`) +
        count(`SELECT count(*) FROM difference d WHERE subject = 'enrolment' AND verdict <> 'extra'
               AND NOT EXISTS (SELECT 1 FROM expected_completion c WHERE c.expected_id = d.expected_id)`),
    };
  } finally {
    store.close();
  }
}
