import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprintOf } from '../../src/reconcile/index.js';
import { openStore, type Store, writePrediction } from '../../src/staging/index.js';

const ACCOUNT = { accountId: '4711', accountName: 'The benchmark' };

/**
 * A workspace whose plan has `operations` enrolments, as `plan` would have left it: each of its own
 * person, so that nothing waits for anything.
 */
export async function makeWorkspace(folder: string, url: string, operations: number): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const migration = `source:\n  referenceDate: 2026-01-01\nalm:\n  baseUrl: ${url}\n  visibilitySeconds: 0\n`;
  await writeFile(join(folder, 'migration.yaml'), migration);
  await writeFile(join(folder, 'crosswalk.csv'), '');
  const store = openStore(join(folder, 'migration.db'));
  try {
    fillStore(store, new URL(url).host, { migration, crosswalk: '' }, operations);
  } finally {
    store.close();
  }
}

export function fillStore(
  store: Store,
  host: string,
  texts: { readonly migration: string; readonly crosswalk: string },
  operations: number,
): number {
  store.pragma('synchronous = OFF');
  const planId = store.transaction(() => {
    const at = '2026-01-01T00:00:00.000Z';
    const account = { ...ACCOUNT, host };
    store
      .prepare(
        `INSERT INTO snapshot (account_id, account_name, host, via, state, started_at, finished_at)
         VALUES (?, ?, ?, 'api', 'complete', ?, ?)`,
      )
      .run(account.accountId, account.accountName, host, at, at);
    const plan = store
      .prepare(
        `INSERT INTO plan (state, created_at, account_id, account_name, host, fingerprint) VALUES ('ready', ?, ?, ?, ?, ?)`,
      )
      .run(
        at,
        account.accountId,
        account.accountName,
        host,
        JSON.stringify(fingerprintOf(store, texts, account)),
      );
    const planId = Number(plan.lastInsertRowid);
    store
      .prepare(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO expected_person (user_key, record_id, email, name, unique_id, user_type, alm_user_id)
         SELECT 'person' || i, i, 'person' || i || '@example.com', 'Person ' || i, 'person' || i, 'INTERNAL', 1000000 + i FROM n`,
      )
      .run(operations);
    store
      .prepare(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO operation (plan_id, operation_key, kind, verb, record_kind, record_id, user_key, payload)
         SELECT ?, 'enrol|person' || i || '|course:1_2', 'enrol', 'POST', 'training', i, 'person' || i,
           '{"courseId":"course:1","instanceId":"course:1_2"}' FROM n`,
      )
      .run(operations, planId);
    writePrediction(store, planId);
    return planId;
  })();
  store.exec('ANALYZE');
  store.pragma('wal_checkpoint(TRUNCATE)');
  store.pragma('synchronous = FULL');
  return planId;
}
