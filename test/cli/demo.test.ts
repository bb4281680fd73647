import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxSeed, type SandboxState, startSandbox } from '../../src/sandbox/index.js';
import { committed, expectGolden } from '../golden.js';
import { expectDocument } from './documents.js';
import { failing } from './failing.js';
import { fateOf, PLANTED, type RecordRow, readRecords } from './planted.js';
import { demoSeed, demoWorkspace, inFolder, planDemo, run, runJson } from './world.js';

/** What differs from run to run and from machine to machine, in the same words for all of them. */
function masked(text: string, workspace: string): string {
  const ofProgress = /^(staging|reading ALM|comparing|applying) .*\/(s|min)\b.*$/;
  return text
    .split('\n')
    .filter((line) => !ofProgress.test(line))
    .join('\n')
    .replaceAll(workspace, 'WORKSPACE')
    .replaceAll(committed(''), '')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/(, | in )(\d+ min )?\d+ (ms|s|min)(?=\.?$)/gm, '$1DURATION');
}

describe('the demo', () => {
  it('runs the whole path, tells it, ends with exit code 3 explained, and sends nothing the second time', () =>
    inFolder(async (folder) => {
      const workspace = join(folder, 'demo');
      const { exitCode, stdout, stderr } = await run(['demo', '--keep', workspace, '--json']);
      expect(exitCode, stderr).toBe(3);
      const document = JSON.parse(stdout) as { writesOfSecondApply: number; steps: unknown[] };
      expectDocument('demo', document);
      expect(document.writesOfSecondApply).toBe(0);
      expectGolden('test/cli/demo.golden.txt', masked(stderr, workspace));

      const report = join(workspace, 'reports', 'report.html');
      expect(existsSync(report)).toBe(true);
      expect(stderr).toContain(report);
      expect(stderr).toContain('144 records in the files = 142 staged + 2 rejected');
      expect(await failing(['demo', '--keep', workspace])).toMatchObject({
        code: 'DEMO-WORKSPACE',
        exitCode: 2,
      });
    }));

  it('closes with where the report is, what the second apply sent, and what the exit code means', () =>
    inFolder(async (folder) => {
      const { exitCode, stdout } = await run(['demo', '-q', '--keep', join(folder, 'demo')]);
      expect(exitCode).toBe(3);
      expect(stdout).toMatch(/^The report: +\S+report\.html$/m);
      expect(stdout).toContain('A second apply sent 0 writes.');
      expect(stdout).toContain('Exit code 3: done, and something needs a person.');
    }));
});

describe('what is planted in the demo data', () => {
  let sandbox: Sandbox;
  let records: readonly RecordRow[];
  let state: SandboxState;
  let plan: Readonly<Record<string, unknown>>;
  beforeAll(async () => {
    sandbox = await startSandbox({ seed: demoSeed() as SandboxSeed, limits: 'none' });
    await inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), sandbox.url);
      await planDemo(workspace);
      await runJson(['apply', '-w', workspace, '--notifications-are-off']);
      await runJson(['reconcile', '-w', workspace]);
      records = readRecords(workspace);
      // After a clean apply the plan is empty.
      plan = await runJson(['plan', '-w', workspace]);
    });
    state = sandbox.state();
  });
  afterAll(() => sandbox.close());

  const enrolmentsOf = (email: string, course: string) =>
    state.enrolments.filter((each) => each.userEmail === email && each.instanceId.startsWith(course));
  const gradesOf = (email: string, course: string) =>
    state.grades.filter((each) => each.userEmail === email && each.moduleId.startsWith(`${course}_`));

  it('becomes what its README says, record by record', () => {
    const told = PLANTED.map(([file, text]) => fateOf(records, file, text));
    expect(told).toEqual(PLANTED.map(([file, text, fate, detail]) => `${file} ${text}: ${fate} ${detail}`));
  });

  it('is named in the README, all of it', () => {
    const readme = readFileSync(committed('fixtures/demo/README.md'), 'utf8');
    for (const [, ids] of readme.matchAll(/^\| ((?:EKP|EXT)\d+[^|]*) \|/gm)) {
      for (const [id] of (ids ?? '').matchAll(/(?:EKP|EXT)\d+/g))
        expect(
          PLANTED.some(([, text]) => text.includes(id)),
          id,
        ).toBe(true);
    }
  });

  it('leaves nothing to plan, and all that is plain has arrived', () => {
    expect(plan.operations).toEqual([]);
    const notArrived = records.filter((row) => row.fate === 'expected' && row.verdict !== 'matched');
    expect(notArrived.map((row) => [row.user, row.legacy_id, row.difference_codes])).toEqual([
      ['emueller', 'COC-06', 'ALM-COMPLETION-LATER'],
    ]);
  });

  it('brings 21 people into ALM, the partners as external users of their profile, and nobody else', () => {
    const ids = state.users.map((user) => user.userUniqueId);
    expect(ids.filter((id) => id !== '').length).toBe(21);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ['tvogel', 'ukaya', 'vwerner', 'vwerner2', 'zghost']) expect(ids).not.toContain(id);
    const external = state.users.filter((user) => user.userType === 'External');
    expect(external.map((user) => [user.userUniqueId, user.externalProfile]).sort()).toEqual([
      ['pdubois', 'Partners'],
      ['qsmith', 'Partners'],
      ['rtanaka', 'Partners'],
      ['sbianchi', 'Temporary staff'],
    ]);
  });

  it('gives one completion for two, with the score of the later one', () => {
    expect(gradesOf('boris.kovac@example.com', 'course:7001').map((grade) => grade.score)).toEqual([85]);
  });

  it('leaves a score off that is out of its scale, and keeps the completion', () => {
    const grades = gradesOf('karl.weiss@example.com', 'course:7001');
    expect(grades.map(({ completed, score }) => [completed, score])).toEqual([[true, null]]);
  });

  it('enrols in the instance that the crosswalk names', () => {
    const instances = new Set(
      state.enrolments
        .filter((each) => each.instanceId.startsWith('course:7003'))
        .map((each) => each.instanceId),
    );
    expect(instances).toEqual(new Set(['course:7003_8103']));
  });

  it('completes two of three modules of the forklift licence, and the enrolment with them', () => {
    for (const email of ['karl.weiss@example.com', 'murat.yilmaz@example.com']) {
      expect(gradesOf(email, 'course:7004').map((grade) => grade.moduleId)).toEqual([
        'course:7004_8004_9041_0',
        'course:7004_8004_9042_0',
      ]);
      expect(enrolmentsOf(email, 'course:7004').map((each) => each.state)).toEqual(['COMPLETED']);
    }
  });

  it('leaves alone what ALM held: a later completion, and an enrolment that nobody expects', () => {
    expect(gradesOf('eva.mueller@example.com', 'course:7006').map((grade) => grade.dateCompleted)).toEqual([
      '2025-10-06T09:15:00.000Z',
    ]);
    expect(enrolmentsOf('paul.dubois@example.com', 'course:7005')).toHaveLength(1);
  });
});
