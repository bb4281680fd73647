import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it, onTestFinished } from 'vitest';
import { createGrade } from '../../src/alm/index.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { clientOf } from '../executor/site.js';
import { inFolder, run, runJson } from './world.js';

const instances = (id: number) => [{ id, name: 'Default', isDefault: true }];
const path = { loType: 'learningProgram' as const };
const SEED = {
  account: { id: '77', name: 'Example Ltd' },
  users: [{ id: 101, email: 'ada@example.com', name: 'Ada Arnold', userUniqueId: 'ada' }],
  courses: [
    { id: 1, name: 'Safety', modules: [{ id: 11, name: 'Film' }], instances: instances(1001) },
    { id: 2, name: 'First aid', modules: [{ id: 21, name: 'Day' }], instances: instances(2001) },
    { id: 3, name: 'Nobody took it', modules: [{ id: 31, name: 'Film' }], instances: instances(3001) },
    { ...path, id: 8, name: 'Whole', courses: [1, 2], instances: instances(8001) },
    { ...path, id: 9, name: 'With more', courses: [1, 3], instances: instances(9001) },
  ],
};
const USERS = 'UserID,GivenName,FamilyName,E-mail,Status\nada,Ada,Arnold,ada@example.com,Active\n';
const TRAINING = `USERID,LEARNINGID,LOTITLE,STARTDATE,ENDDATE,STUDENTSTATUS,LOTYPE
ada,SAFETY,Safety,02-jan-2020,03-jan-2020,Completed,O
ada,PRG-8,Whole,01-jan-2020,09-jan-2020,Completed,C
ada,PRG-9,With more,01-jan-2020,09-jan-2020,Completed,C
`;
const EXTERNAL = `Action,RecordID,UserId,Title,CourseType,StartDate,EndDate,Status,Subject,Duration,Unit
A,E1,ada,First aid,R,2020-01-08,2020-01-08,4,Health,7.5,H
`;
const CROSSWALK = `learning_id,action,course,instance,modules,reason,external_title,external_type,external_subject
SAFETY,map,course:1,,all,,,,
PRG-8,map,learningProgram:8,,,,,,
PRG-9,map,learningProgram:9,,,,,,
,map,course:2,,all,,First aid,,
`;

/** What the report leaves: of each row of differences.csv the verdict, the code, the course, and the time spent. */
function differences(workspace: string): readonly string[] {
  const text = readFileSync(join(workspace, 'reports', 'differences.csv'), 'utf8');
  const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[];
  const columns = ['verdict', 'code', 'alm_course', 'expected_duration_seconds', 'actual_duration_seconds'];
  return rows.map((row) => columns.map((name) => row[name]).join(' '));
}

function workspaceFor(folder: string, { url }: Sandbox): string {
  const files = {
    'migration.yaml': `source:\n  referenceDate: 2026-01-31\nlimits:\n  maxPeopleShare: 1\nalm:\n  baseUrl: ${url}\n  visibilitySeconds: 0\n  recordsSince: 2020-01-01\n`,
    'crosswalk.csv': CROSSWALK,
    'users.csv': USERS,
    'training.csv': TRAINING,
    'external.csv': EXTERNAL,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

it(
  'time spent goes there and back by either snapshot, and a path is complete when its courses are',
  () =>
    inFolder(async (folder) => {
      const sandbox = await startSandbox({ seed: SEED, limits: 'none' });
      const alm = clientOf(sandbox.url);
      onTestFinished(async () => {
        await alm.close();
        await sandbox.close();
      });
      const workspace = workspaceFor(folder, sandbox);
      const [inIt, exports] = [
        ['-w', workspace],
        ['users.csv', 'training.csv', 'external.csv'].map((name) => join(folder, name)),
      ];
      await runJson(['stage', ...inIt, ...exports]);
      await runJson(['snapshot', ...inIt]);
      await runJson(['plan', ...inIt]);
      await runJson(['apply', ...inIt, '--notifications-are-off']);
      expect(sandbox.state().grades.map(({ moduleId, duration }) => [moduleId, duration])).toEqual([
        ['course:1_1001_11_0', null],
        ['course:2_2001_21_0', 27_000],
      ]);

      // Path 8 has all that it asks for; path 9 asks for a course that nobody took.
      const incomplete = ['contested ALM-PATH-INCOMPLETE learningProgram:9  '];
      await runJson(['reconcile', ...inIt]);
      expect(differences(workspace)).toEqual(incomplete);

      // Somebody writes the grade again, with ten minutes.
      const again = {
        courseId: 'course:2',
        instanceId: 'course:2_2001',
        moduleId: 'course:2_2001_21_0',
        startedAt: '2020-01-08T00:00:00.000Z',
        completedAt: '2020-01-08T00:00:00.000Z',
        success: true,
        score: null,
        minScore: null,
        maxScore: null,
        durationSeconds: 600,
      };
      await createGrade(alm.writes, '101', again, alm.settings);
      const left = [...incomplete, 'contested ALM-DURATION-DIFFERS course:2 27000 600'];
      for (const via of ['api', 'jobs']) {
        await runJson(['snapshot', ...inIt, '--via', via]);
        await runJson(['reconcile', ...inIt, '--no-snapshot']);
        expect(differences(workspace)).toEqual(left);
      }
      expect(await runJson(['plan', ...inIt])).toMatchObject({ operations: [] });
      const { stdout } = await run(['why', ...inIt, 'ada', 'First aid']);
      expect(stdout).toContain('durationSeconds=27000');
      expect(stdout).toContain('durationSeconds=600');
      expect(stdout).toContain('contested: ALM-DURATION-DIFFERS');
      expect((await run(['why', ...inIt, 'ada', 'PRG-9'])).stdout).toContain(
        'contested: ALM-PATH-INCOMPLETE',
      );
    }),
  120_000,
);

it(
  'a path that the crosswalk came to lead to after the snapshot is not planned blindly',
  () =>
    inFolder(async (folder) => {
      const enrolments = [{ userEmail: 'ada@example.com', instanceId: 'learningProgram:8_8001' }];
      const sandbox = await startSandbox({ seed: { ...SEED, enrolments }, limits: 'none' });
      onTestFinished(() => sandbox.close());
      const inIt = ['-w', workspaceFor(folder, sandbox)];
      const crosswalk = join(folder, 'crosswalk.csv');
      await runJson(['stage', ...inIt, ...['users.csv', 'training.csv'].map((name) => join(folder, name))]);
      writeFileSync(crosswalk, CROSSWALK.replaceAll(/^PRG.*\n/gm, ''));
      await runJson(['snapshot', ...inIt]);
      await runJson(['plan', ...inIt]);
      writeFileSync(crosswalk, CROSSWALK);
      const { exitCode, stderr } = await run(['plan', ...inIt]);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('SNAPSHOT-SCOPE')]);
      await runJson(['snapshot', ...inIt]);
      const { operations } = await runJson(['plan', ...inIt]);
      // Into the course and path 9: ada is in path 8 already.
      expect(operations).toContainEqual(expect.objectContaining({ kind: 'enrol', count: 2 }));
    }),
  120_000,
);
