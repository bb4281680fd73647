import Database from 'better-sqlite3';

/**
 * One full outer join of what should be in ALM and what is, each a table in the order of its key: it reads every
 * column that the comparison reads. With `count` it only counts what differs; with `rows` it hands out every
 * joined row, as a report has to have it. It maps nothing, judges nothing, and writes nothing.
 */
const FROM = `FROM expected_row e FULL OUTER JOIN actual_row a
  ON a.user_key = e.user_key AND a.instance_id = e.instance_id AND a.module_id = e.module_id`;
const DIFFERENT = `substr(e.completed_at, 1, 16) IS NOT substr(a.completed_at, 1, 16)
  OR (e.score IS NOT NULL AND e.score IS NOT a.score) OR (e.state = 'completed' AND a.state <> 'COMPLETED')`;

const ROWS = `
  SELECT CASE WHEN a.user_key IS NULL THEN 'missing' WHEN e.user_key IS NULL THEN 'extra'
      WHEN ${DIFFERENT} THEN 'different' ELSE 'matched' END,
    e.user_key, e.instance_id, e.module_id, e.state, e.completed_at, e.score,
    a.user_key, a.instance_id, a.module_id, a.state, a.completed_at, a.score ${FROM}`;
const COUNTS = `
  SELECT coalesce(sum(a.user_key IS NULL), 0) AS missing, coalesce(sum(e.user_key IS NULL), 0) AS extra,
    coalesce(sum(e.user_key IS NOT NULL AND a.user_key IS NOT NULL AND (${DIFFERENT})), 0) AS different ${FROM}`;

const [file = '', mode = 'count'] = process.argv.slice(2);
const database = new Database(file, { readonly: true });
// As much memory as the store gives itself.
database.pragma('cache_size = -32000');
if (mode === 'count') console.log(JSON.stringify(database.prepare(COUNTS).get()));
else {
  const counts = { matched: 0, missing: 0, extra: 0, different: 0 };
  const rows = database.prepare(ROWS).raw().iterate() as IterableIterator<[keyof typeof counts]>;
  for (const [verdict] of rows) counts[verdict] += 1;
  console.log(JSON.stringify(counts));
}
database.close();
