import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseMigration } from '../src/mapping/index.js';
import { fingerprintOf } from '../src/reconcile/index.js';
import { beginSnapshot, finishSnapshot, openStore } from '../src/staging/index.js';

const ACCOUNT = { accountId: '4711', accountName: 'Example Industries (generated)', host: 'alm.example.com' };
const AT = '2026-01-01T00:00:00.000Z';
const PEOPLE = 50_000;
const COURSES = 2_000;
/** One sprint, so that the files can be compared with others byte by byte. */
const MIGRATION = 'source:\n  referenceDate: 2026-01-01\nbundle:\n  sprintRows: 100000000\n';

/**
 * A workspace whose plan sends `records` completions, each with its enrolment, by the bundle. The tables
 * are filled directly: how they come to be filled is measured elsewhere. Made once, as nothing changes it
 * but the note of each bundle.
 */
export async function bundleWorkspace(records: number, workDir: string): Promise<string> {
  const workspace = join(workDir, `workspace-${records}`);
  if (existsSync(join(workspace, 'ready'))) return workspace;
  await rm(workspace, { recursive: true, force: true });
  await mkdir(workspace, { recursive: true });
  await writeFile(join(workspace, 'migration.yaml'), MIGRATION);
  await writeFile(join(workspace, 'crosswalk.csv'), '');
  parseMigration(MIGRATION, 'migration.yaml');
  fill(join(workspace, 'migration.db'), records);
  await writeFile(join(workspace, 'ready'), '');
  return workspace;
}

function fill(file: string, records: number): void {
  const store = openStore(file);
  store.pragma('synchronous = OFF');
  const snapshotId = beginSnapshot(store, ACCOUNT, 'api', AT);
  finishSnapshot(store, snapshotId, 0, AT);
  const texts = { migration: MIGRATION, crosswalk: '' };
  const fingerprint = JSON.stringify(fingerprintOf(store, texts, ACCOUNT));
  store
    .prepare(
      `INSERT INTO plan (plan_id, state, created_at, account_id, account_name, host, fingerprint)
       VALUES (1, 'ready', ?, ?, ?, ?, ?)`,
    )
    .run(AT, ACCOUNT.accountId, ACCOUNT.accountName, ACCOUNT.host, fingerprint);
  const numbers = (count: number): string =>
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})`;
  store.exec(`
    INSERT INTO alm_user (alm_user_id, email, name, unique_id, user_type, state, snapshot_id)
    ${numbers(PEOPLE)} SELECT 20000000 + i, 'person' || i || '@example.com', 'Person ' || i, 'p' || i, 'INTERNAL', 'ACTIVE', 1 FROM n;
    INSERT INTO expected_person (user_key, record_id, email, name, unique_id, user_type, alm_user_id)
    SELECT unique_id, alm_user_id, email, name, unique_id, 'INTERNAL', alm_user_id FROM alm_user;`);
  store.exec(operations(numbers(records), records));
  store.pragma('wal_checkpoint(TRUNCATE)');
  store.close();
}

/** Person after person, as a plan has them; each person's courses are all different. */
function operations(numbers: string, records: number): string {
  const each = Math.max(1, Math.ceil(records / PEOPLE));
  const person = `'p' || (i / ${each})`;
  const course = `(7000000 + (i % ${each} * 97 + i / ${each}) % ${COURSES})`;
  const ids = `'course:' || ${course}`;
  const instance = `${ids} || '_' || (${course} + 1000000)`;
  const module = `${instance} || '_' || (${course} + 2000000) || '_0'`;
  const at = (seconds: number): string =>
    `strftime('%Y-%m-%dT%H:%M:%S.000Z', 1000000000 + i * 317 % 700000000 + ${seconds}, 'unixepoch')`;
  return `
    INSERT INTO operation (operation_id, plan_id, operation_key, kind, verb, record_kind, record_id, user_key, payload, waits_for, route)
    ${numbers}
    SELECT i * 2 + 1, 1, 'enrol|' || ${person} || '|' || ${instance}, 'enrol', 'POST', 'training', i + 1, ${person},
      json_object('courseId', ${ids}, 'instanceId', ${instance}, 'enrolledAt', ${at(0)}, 'firstDate', ${at(0)}), NULL, 'bundle'
    FROM n
    UNION ALL
    SELECT i * 2 + 2, 1, 'grade|' || ${person} || '|' || ${module}, 'grade', 'POST', 'training', i + 1, ${person},
      json_object('courseId', ${ids}, 'instanceId', ${instance}, 'moduleId', ${module}, 'startedAt', ${at(3600)},
        'completedAt', ${at(90_000)}, 'score', i % 101, 'scoreMin', 0, 'scoreMax', 100), i * 2 + 1, 'bundle'
    FROM n;`;
}
