import Database from 'better-sqlite3';

/**
 * One full outer join of what should be in ALM and what is, each a table in
 * the order of its key: it reads every column that the comparison reads, and only counts what differs. It maps
 * nothing, judges nothing, and reports nothing.
 */
const JOIN = `
  SELECT count(*) AS rows, coalesce(sum(a.user_key IS NULL), 0) AS missing, coalesce(sum(e.user_key IS NULL), 0) AS extra,
    coalesce(sum(e.user_key IS NOT NULL AND a.user_key IS NOT NULL AND (
      substr(e.completed_at, 1, 16) IS NOT substr(a.completed_at, 1, 16)
      OR (e.score IS NOT NULL AND e.score IS NOT a.score)
      OR (e.state = 'completed' AND a.state <> 'COMPLETED'))), 0) AS different
  FROM expected_row e FULL OUTER JOIN actual_row a
    ON a.user_key = e.user_key AND a.instance_id = e.instance_id AND a.module_id = e.module_id`;

const [file = ''] = process.argv.slice(2);
const database = new Database(file, { readonly: true });
// As much memory as the store gives itself.
database.pragma('cache_size = -32000');
console.log(JSON.stringify(database.prepare(JOIN).get()));
database.close();
