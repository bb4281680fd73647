import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCrosswalk, parseMigration } from '../src/mapping/index.js';
import { buildExpected } from '../src/reconcile/index.js';
import {
  type AlmCourseRow,
  beginSnapshot,
  finishSnapshot,
  openStore,
  replaceCatalogue,
  type Store,
} from '../src/staging/index.js';

const ACCOUNT = { accountId: '4711', accountName: 'Example Industries (generated)', host: 'alm.example.com' };
const AT = '2026-01-01T00:00:00.000Z';

/** A workspace with the mapping that was generated beside the exports, and nothing staged yet. */
export async function freshWorkspace(folder: string, workDir: string): Promise<string> {
  const workspace = join(workDir, 'workspace');
  await rm(workspace, { recursive: true, force: true });
  await mkdir(workspace);
  for (const name of ['migration.yaml', 'crosswalk.csv'])
    await copyFile(join(folder, name), join(workspace, name));
  return workspace;
}

interface SeedCourse {
  readonly id: string;
  readonly name: string;
  readonly modules: readonly { readonly id: string; readonly name: string }[];
  readonly instances: readonly { readonly id: string; readonly name: string; readonly isDefault: boolean }[];
}

/**
 * Puts a snapshot beside the staged records that is as large as they are: an ALM that holds all but one in
 * a hundred of the people, and of what should be there all but one enrolment in a hundred and another date for one
 * completion in two hundred. The tables are written directly, because to read them by requests would take days.
 */
export async function writeSnapshot(
  workspace: string,
  folder: string,
): Promise<{ readonly enrolments: number; readonly grades: number }> {
  const seed = JSON.parse(await readFile(join(folder, 'sandbox-seed.json'), 'utf8')) as {
    courses: SeedCourse[];
  };
  const store = openStore(join(workspace, 'migration.db'));
  const copy = join(workspace, 'expected.db');
  try {
    const snapshotId = beginSnapshot(store, ACCOUNT, 'api', AT);
    replaceCatalogue(store, snapshotId, seed.courses.map(courseOf));
    store.exec(`
      INSERT INTO alm_user (alm_user_id, email, name, unique_id, user_type, state, snapshot_id, enrolments_read_in)
      SELECT 'u' || record_id, email, given_name || ' ' || family_name, record_key,
        iif(organization_code = 'PARTNERS', 'EXTERNAL', 'INTERNAL'), 'ACTIVE', ${snapshotId}, ${snapshotId}
      FROM user_record WHERE record_id % 100 <> 0;
      INSERT INTO alm_profile VALUES ('9001', 'Partners', 'partner.desk@example.com', '2030-12-31T23:59:59.000Z', 1000000, ${snapshotId});`);
    store.exec(`VACUUM INTO '${copy}'`);
    await expectIn(copy, workspace);
    store.exec(`ATTACH '${copy}' AS expected`);
    store.exec(`
      INSERT INTO alm_enrolment (enrolment_id, alm_user_id, course_id, instance_id, state, enrolled_at, started_at, completed_at)
      SELECT 'e' || e.expected_id, u.alm_user_id, e.course_id, e.instance_id,
        iif(e.state = 'completed', 'COMPLETED', 'ENROLLED'), e.enrolled_at, e.started_at, e.completed_at
      FROM expected.expected_enrolment e JOIN alm_user u ON u.unique_id = e.user_key WHERE e.record_id % 100 <> 1;
      INSERT INTO alm_grade (alm_user_id, module_id, completed, has_passed, started_at, completed_at, score, max_score)
      SELECT n.alm_user_id, c.module_id, 1, 1, c.started_at,
        iif(c.record_id % 200 = 2, '2011-01-01T00:00:00.000Z', c.completed_at), c.score, c.score_max
      FROM expected.expected_completion c JOIN alm_enrolment n ON n.enrolment_id = 'e' || c.expected_id;`);
    store.exec('DETACH expected');
    finishSnapshot(store, snapshotId, 0, AT);
    return { enrolments: countOf(store, 'alm_enrolment'), grades: countOf(store, 'alm_grade') };
  } finally {
    store.close();
    await rm(copy, { force: true });
  }
}

function courseOf(course: SeedCourse): AlmCourseRow {
  return {
    courseId: course.id,
    loType: 'course',
    title: course.name,
    uniqueId: null,
    state: 'Published',
    instances: course.instances.map((instance) => ({
      instanceId: `${course.id}_${instance.id}`,
      name: instance.name,
      isDefault: instance.isDefault,
      state: 'Active',
      modules: course.modules.map((module) => ({
        moduleId: `${course.id}_${instance.id}_${module.id}_0`,
        name: module.name,
        resourceType: 'Elearning',
        loResourceType: 'Content',
        mandatory: true,
        version: '0',
      })),
    })),
  };
}

async function expectIn(file: string, workspace: string): Promise<void> {
  const config = parseMigration(await readFile(join(workspace, 'migration.yaml'), 'utf8'), 'migration.yaml');
  const { rows } = parseCrosswalk(await readFile(join(workspace, 'crosswalk.csv'), 'utf8'), 'crosswalk.csv');
  const store = openStore(file);
  try {
    store.pragma('synchronous = OFF');
    buildExpected(store, { config, crosswalk: rows });
  } finally {
    store.close();
  }
}

function countOf(store: Store, table: string): number {
  return store.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
}

/** A newer export with `count` of the staged records, spread over all people, each with another score. */
export async function writeNewerExport(workspace: string, count: number): Promise<string> {
  const store = openStore(join(workspace, 'migration.db'));
  const total = countOf(store, 'training_record');
  const step = Math.max(1, Math.floor(total / count));
  const rows = store
    .prepare(
      `SELECT record_key AS id, user_id AS userId, learning_id AS learningId, title, learning_type AS type, status,
         enrolled_at AS enrolled, started_at AS started, ended_at AS ended
       FROM training_record WHERE kind = 'transcript' AND record_id % ? = 0 LIMIT ?`,
    )
    .all(step, count) as Record<string, string | null>[];
  store.close();
  const file = join(workspace, 'newer.xml');
  const element = (name: string, text: string | null | undefined): string =>
    text === null || text === undefined ? '' : `<${name}>${escaped(text)}</${name}>`;
  const records = rows.map(
    (row) =>
      `<trainingRecord id="${escaped(row.id ?? '')}">${element('userId', row.userId)}<learningModule>${element('id', row.learningId)}` +
      `${element('title', row.title)}${element('type', row.type)}</learningModule>${element('enrollmentDate', row.enrolled)}` +
      `${element('startDate', row.started)}${element('endDate', row.ended)}${element('overallStatus', row.status)}` +
      '<score>59.5</score></trainingRecord>',
  );
  const text = `<?xml version="1.0" encoding="UTF-8"?><trainingHistory><dateCreated>2026-01-02T00:00:00.000Z</dateCreated>${records.join('')}</trainingHistory>`;
  await writeFile(file, text);
  if (rows.length !== count) throw new Error(`${count} records should change, and ${rows.length} do`);
  return file;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
