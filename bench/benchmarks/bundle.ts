import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Lap } from '../benchmark.js';
import { bundleWorkspace } from '../bundleWorld.js';
import { expectSuccess, measureNode, measureProgram } from '../measure.js';

const CLI = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** The rows as SQLite's own shell writes them: the same joins, the same cells, nothing split or noted. */
const FROM = `FROM operation o
  CROSS JOIN expected_person p ON p.user_key = o.user_key
  CROSS JOIN alm_user u ON u.alm_user_id = p.alm_user_id
  WHERE o.plan_id = 1 AND o.route = 'bundle' AND o.state = 'planned'`;
const COURSE = `substr(o.payload ->> 'courseId', 8)`;
const INSTANCE = `substr(o.payload ->> 'instanceId', 9 + length(${COURSE}))`;
const MODULE = `substr(o.payload ->> 'moduleId', 10 + length(${COURSE}) + length(${INSTANCE}))`;
const QUERIES: Readonly<Record<string, string>> = {
  'enrollment.csv': `SELECT u.email AS userId, ${COURSE} AS courseId, ${INSTANCE} AS courseInstanceId,
    o.payload ->> 'firstDate' AS dateEnrolled, NULL AS deadline, NULL AS assignedByUserId, NULL AS lastModifiedDatetime,
    'TRUE' AS retrofit ${FROM} AND o.kind = 'enrol' ORDER BY o.operation_id`,
  'user_course_grade.csv': `SELECT u.email AS userId, ${COURSE} AS courseId,
    substr(${MODULE}, 1, length(${MODULE}) - 2) AS moduleId, 'TRUE' AS completion, 'TRUE' AS started, 'TRUE' AS success,
    o.payload ->> 'score' AS scoreRaw, o.payload ->> 'scoreMin' AS scoreMin, o.payload ->> 'scoreMax' AS scoreMax,
    NULL AS duration, o.payload ->> 'startedAt' AS startedDate, o.payload ->> 'completedAt' AS successDate,
    o.payload ->> 'completedAt' AS completionDate, 'TRUE' AS retrofit ${FROM} AND o.kind = 'grade' ORDER BY o.operation_id`,
};

/** Two rows for each completion: the enrolment that it stands on, and the completion itself. */
export const benchmark: Benchmark = {
  name: 'bundle',
  describe: "writes completions and their enrolments as ALM's migration files; limit: sqlite3 -csv",
  defaultRecords: 1_000_000,
  run: async (records, workDir) => {
    const workspace = await bundleWorkspace(records, workDir);
    const limit = await sqliteWrites(workspace, workDir);
    const folder = join(workDir, 'bundle');
    await rm(folder, { recursive: true, force: true });
    const written = expectSuccess(
      'bundle write',
      await measureNode(CLI, ['bundle', 'write', folder, '-w', workspace, '--json', '--quiet']),
    );
    const sprints = (JSON.parse(written.stdout) as { written: { sprints: { completions: number }[] } })
      .written.sprints;
    const completions = sprints.reduce((sum, one) => sum + one.completions, 0);
    if (completions !== records)
      throw new Error(`${completions} completions were written instead of ${records}`);
    await expectSameBytes(join(folder, 'sprint-001'), join(workDir, 'limit'));
    return {
      seconds: written.seconds,
      peakRssMb: written.peakRssMb,
      limit: 'sqlite3 -csv, the same rows in two files',
      limitSeconds: limit,
      also: [await checked(folder, records)],
    };
  },
};

async function sqliteWrites(workspace: string, workDir: string): Promise<number> {
  const folder = join(workDir, 'limit');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const commands = Object.entries(QUERIES).flatMap(([name, query]) => [
    `.output "${join(folder, name)}"`,
    query,
  ]);
  const database = join(workspace, 'migration.db');
  // `-csv` alone ends lines with LF; the mode ends them as the files want it.
  const measured = await measureProgram(
    'sqlite3',
    ['-header', database, '.mode csv', ...commands],
    'sqlite3',
  );
  return expectSuccess('sqlite3', measured).seconds;
}

async function expectSameBytes(ours: string, theirs: string): Promise<void> {
  for (const name of Object.keys(QUERIES)) {
    const [left, right] = await Promise.all([digest(join(ours, name)), digest(join(theirs, name))]);
    if (left !== right) throw new Error(`${name} is not what sqlite3 wrote`);
  }
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function checked(folder: string, records: number): Promise<Lap> {
  const measured = expectSuccess(
    'bundle check',
    await measureNode(CLI, ['bundle', 'check', folder, '--quiet']),
  );
  return {
    name: 'bundle check of the same files (two rows a completion)',
    records,
    seconds: measured.seconds,
    peakRssMb: measured.peakRssMb,
  };
}
