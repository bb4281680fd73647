import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.js';

const AT = '2020-03-01T10:00:00.000Z';
const SEED = {
  users: [
    { email: 'ana@example.com', name: 'Ana Ruiz' },
    { email: 'bo@example.com', name: 'Bo Li', state: 'DELETED' as const },
  ],
  courses: [
    {
      id: '7001',
      name: 'Fire safety',
      modules: [{ id: '9011', name: 'Film' }],
      instances: [
        { id: '8001', name: 'Default', isDefault: true },
        { id: '8002', name: 'Second' },
      ],
    },
  ],
};
const ENROLMENTS = 'userId,courseId,courseInstanceId,dateEnrolled,retrofit';
const GRADES =
  'userId,courseId,moduleId,completion,started,success,scoreRaw,scoreMin,scoreMax,startedDate,successDate,completionDate,retrofit';

interface Bench {
  readonly sandbox: Sandbox;
  readonly put: (files: Readonly<Record<string, readonly string[]>>) => void;
  readonly ask: (method: string, path: string) => Promise<{ status: number; body: Record<string, unknown> }>;
  /** Starts, follows to the end, and gives each file's state and its refused rows. */
  readonly run: () => Promise<Record<string, { state: string; refused: string }>>;
}

async function onBench(
  use: (bench: Bench) => Promise<void>,
  bulk: Partial<NonNullable<SandboxOptions['bulk']>> = {},
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'sandbox-bulk-'));
  const folder = join(root, 'sprint');
  mkdirSync(folder);
  const sandbox = await startSandbox({ seed: SEED, limits: 'none', bulk: { folder, ...bulk } });
  try {
    const { clientId, clientSecret, refreshToken } = sandbox.credentials;
    const token = await fetch(`${sandbox.url}/oauth/token/refresh`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecret,
        refresh_token: refreshToken,
      }),
    });
    const { access_token } = (await token.json()) as { access_token: string };
    const headers = { authorization: `oauth ${access_token}`, accept: 'application/vnd.api+json' };
    const ask: Bench['ask'] = async (method, path) => {
      const response = await fetch(`${sandbox.url}/primeapi/v2/bulkimport/${path}`, { method, headers });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    await use({
      sandbox,
      ask,
      put: (files) => {
        for (const [name, lines] of Object.entries(files)) {
          writeFileSync(join(folder, name), lines.map((line) => `${line}\r\n`).join(''));
        }
      },
      run: async () => {
        const { body } = await ask('POST', 'startrun');
        const { migrationInfo } = body.source as { migrationInfo: Record<string, string> };
        for (;;) {
          const status = await ask('GET', `runStatus?${new URLSearchParams(migrationInfo)}`);
          const jobs = status.body.jobs as { objectName: string; jobState: string; errorCsvLink: string }[];
          if (jobs.some((job) => /PROGRESS|QUEUE/.test(job.jobState))) continue;
          const ends: Record<string, { state: string; refused: string }> = {};
          for (const job of jobs) {
            const refused = job.errorCsvLink === '' ? '' : await (await fetch(job.errorCsvLink)).text();
            ends[job.objectName] = { state: job.jobState, refused };
          }
          return ends;
        }
      },
    });
  } finally {
    await sandbox.close();
    rmSync(root, { recursive: true });
  }
}

describe('the bulk import of the sandbox', () => {
  it('takes enrolments with their dates, and completions onto them', async () => {
    await onBench(async ({ put, run, sandbox }) => {
      put({
        'enrollment.csv': [ENROLMENTS, `ana@example.com,7001,8002,${AT},TRUE`],
        'user_course_grade.csv': [
          GRADES,
          `ana@example.com,7001,9011,TRUE,TRUE,TRUE,8,0,10,${AT},${AT},${AT},TRUE`,
        ],
      });
      expect(await run()).toEqual({
        enrollment: { state: 'COMPLETED', refused: '' },
        user_course_grade: { state: 'COMPLETED', refused: '' },
      });
      const { enrolments, grades } = sandbox.state();
      expect(enrolments).toMatchObject([
        { instanceId: 'course:7001_8002', dateEnrolled: AT, state: 'COMPLETED' },
      ]);
      expect(grades).toMatchObject([{ moduleId: 'course:7001_8002_9011_0', score: 8, dateCompleted: AT }]);
    });
  });

  it('takes nothing twice: a run of the same files changes nothing', async () => {
    await onBench(async ({ put, run, sandbox }) => {
      put({
        'enrollment.csv': [ENROLMENTS, `ana@example.com,7001,,${AT},TRUE`, `bo@example.com,7001,,${AT},TRUE`],
      });
      await run();
      const before = JSON.stringify(sandbox.state());
      expect((await run()).enrollment).toEqual({ state: 'COMPLETED', refused: '' });
      expect(JSON.stringify(sandbox.state())).toBe(before);
    });
  });

  it('refuses row by row, in the printed words, and takes the others', async () => {
    await onBench(async ({ put, run, sandbox }) => {
      const bad = [
        [`nobody@example.com,7001,8001,${AT},TRUE`, 'Not a valid Learning Manager Id'],
        [`ana@example.com,FIRE-01,8001,${AT},TRUE`, 'Not a valid Learning Manager Id'],
        [`ana@example.com,7001,9999,${AT},TRUE`, 'Not a valid Learning Manager Id'],
        ['ana@example.com,7001,8001,2038-07-17T08:53:21.000Z,TRUE', 'out of range'],
        ['ana@example.com,7001,8001,1980-04-17T08:13:25.322Z,TRUE', 'out of range'],
        ['ana@example.com,7001,8001,2020-03-01,TRUE', 'not a valid date'],
        ['ana@example.com,7001,8001,,TRUE', 'mandatory'],
        [`ana@example.com,7001,8001,${AT},true`, 'neither TRUE nor FALSE'],
      ] as const;
      put({
        'enrollment.csv': [ENROLMENTS, ...bad.map(([row]) => row), `ana@example.com,7001,8001,${AT},TRUE`],
      });
      const { refused } = (await run()).enrollment ?? { refused: '' };
      const [header, ...rows] = refused.trimEnd().split('\r\n');
      expect(header).toBe(`${ENROLMENTS},errorMessage`);
      expect(
        rows.map((row, index) => [
          row.startsWith(bad[index]?.[0] ?? '-'),
          row.includes(bad[index]?.[1] ?? '-'),
        ]),
      ).toEqual(bad.map(() => [true, true]));
      expect(sandbox.state().enrolments).toHaveLength(1);
    });
  });

  it('holds completions to the constraints of the workbook', async () => {
    await onBench(async ({ put, run }) => {
      put({
        'enrollment.csv': [ENROLMENTS, `ana@example.com,7001,8001,${AT},TRUE`],
        'user_course_grade.csv': [
          GRADES,
          `ana@example.com,7001,9011,TRUE,FALSE,,,,,,,${AT},TRUE`,
          `ana@example.com,7001,9011,TRUE,TRUE,,,,,${AT},,,TRUE`,
          `ana@example.com,7001,9011,,TRUE,,11,0,10,${AT},,,TRUE`,
          `ana@example.com,7001,9012,,TRUE,,,,,${AT},,,TRUE`,
          `bo@example.com,7001,9011,,TRUE,,,,,${AT},,,TRUE`,
        ],
      });
      const refused = (await run()).user_course_grade?.refused ?? '';
      for (const said of [
        'started is not set',
        'completionDate is mandatory',
        'scoreRaw',
        'Learning Manager Id : 9012',
        'not enrolled',
      ]) {
        expect(refused).toContain(said);
      }
      expect(refused.trimEnd().split('\r\n')).toHaveLength(6);
    });
  });

  it('refuses a whole file for a header that it does not know, and for a byte order mark', async () => {
    await onBench(async ({ put, run }) => {
      put({ 'enrollment.csv': ['userId,courseId,courseInstanceId,dateEnroled,retrofit', 'x'] });
      expect((await run()).enrollment).toMatchObject({ state: 'FAILED' });
      put({ 'enrollment.csv': [`\uFEFF${ENROLMENTS}`, 'x'] });
      expect((await run()).enrollment).toMatchObject({ state: 'FAILED' });
    });
  });

  it('makes courses without content of the catalogue files, and takes their history by the source’s ids', async () => {
    await onBench(async ({ put, run, sandbox }) => {
      put({
        'module.csv': [
          'id,moduleType,lastModifiedDate,visibility,title',
          `M1,Self-paced,${AT},Shared,Old film`,
        ],
        'module_version.csv': ['moduleId,moduleVersion,dateCreated,duration', `M1,1,${AT},60`],
        'course.csv': [
          'id,courseName,courseCreationDate,state,author,uniqueLoId',
          `OLD-1,"Old, but gold",${AT},Published,Me,OLD-1`,
        ],
        'course_instance.csv': [
          'courseId,instanceId,dateCreated,completionDeadline,name,state',
          `OLD-1,I1,${AT},2037-12-31T23:59:59.000Z,History,Active`,
        ],
        'course_module.csv': [
          'courseId,moduleId,moduleVersion,courseModuleType,moduleOrderInCourse',
          'OLD-1,M1,1,CONTENT,0',
        ],
        'enrollment.csv': [ENROLMENTS, `ana@example.com,OLD-1,I1,${AT},FALSE`],
        'user_course_grade.csv': [
          GRADES,
          `ana@example.com,OLD-1,M1,TRUE,TRUE,TRUE,,,,${AT},${AT},${AT},FALSE`,
        ],
      });
      const ends = await run();
      expect(Object.values(ends).map((one) => `${one.state} ${one.refused}`)).toEqual(
        Object.values(ends).map(() => 'COMPLETED '),
      );
      expect(sandbox.state().enrolments).toMatchObject([
        { userEmail: 'ana@example.com', state: 'COMPLETED' },
      ]);
    });
  });

  it('lets one run at a time begin, and says why another may not', async () => {
    await onBench(
      async ({ put, ask }) => {
        expect(await ask('POST', 'startrun')).toMatchObject({
          status: 400,
          body: { source: { info: 'Error, No valid files present in the folder' } },
        });
        put({ 'enrollment.csv': [ENROLMENTS, `ana@example.com,7001,,${AT},TRUE`] });
        expect((await ask('GET', 'cansync')).body).toEqual({
          status: 'OK',
          title: 'BULKIMPORT_CAN_SYNC_NOW',
          source: { info: 'Yes' },
        });
        expect((await ask('POST', 'startrun')).status).toBe(200);
        expect(await ask('POST', 'startrun')).toMatchObject({
          status: 400,
          body: {
            title: 'BULKIMPORT_ERROR_CANNOT_INITATE_RUN',
            source: { info: 'Error, A run is in-progress' },
          },
        });
        expect((await ask('GET', 'runStatus?sprintId=1&sprintRunId=1')).body).toMatchObject({
          title: 'Missing Param',
        });
      },
      { polls: 10 },
    );
  });

  it('says no where no project is active', async () => {
    await onBench(
      async ({ ask }) => {
        expect((await ask('GET', 'cansync')).body).toMatchObject({
          source: { info: 'Error, No active projects' },
        });
      },
      { projects: 'none' },
    );
  });
});
