import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { latestPlan, latestSnapshot } from '../../src/staging/index.js';
import { failing } from './failing.js';
import { openImpostor } from './impostor.js';
import { DEMO, DEMO_EXPORTS, demoSeed, demoWorkspace, inFolder, inStore, run, runJson } from './world.js';

const ACCESS = { ALM_CLIENT_ID: 'sandbox-client', ALM_CLIENT_SECRET: 'sandbox-client-secret' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: demoSeed() as SandboxSeed, limits: 'none' });
});
afterAll(() => sandbox.close());

function inWorkspace(use: (workspace: string) => Promise<void>, url = sandbox.url): Promise<void> {
  return inFolder((folder) => use(demoWorkspace(join(folder, 'work'), url)));
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function writes(): number {
  return sandbox.log().filter((entry) => entry.method !== 'GET' && !entry.path.includes('/oauth/')).length;
}

describe('a workspace with a mistake in its settings', () => {
  it('names the line and the column of a wrong key in migration.yaml, and what was meant', () =>
    inWorkspace(async (workspace) => {
      const file = join(workspace, 'migration.yaml');
      edit(file, (text) => text.replace('timeZone:', 'timeZon:'));
      for (const command of ['stage', 'apply']) {
        const told = await failing([command, '-w', workspace, ...(command === 'stage' ? DEMO_EXPORTS : [])]);
        expect(told).toMatchObject({
          code: 'CONFIG-INVALID',
          exitCode: 2,
          place: { file, line: 3, column: 3 },
        });
        expect(told.message).toContain('did you mean timeZone?');
      }
      expect(existsSync(join(workspace, 'migration.db'))).toBe(false);
    }));

  it('names the line and the column where migration.yaml is no YAML', () =>
    inWorkspace(async (workspace) => {
      const file = join(workspace, 'migration.yaml');
      edit(file, (text) => text.replace('users:', 'users: [\n'));
      const told = await failing(['plan', '-w', workspace]);
      expect(told).toMatchObject({ code: 'CONFIG-INVALID', exitCode: 2, place: { file } });
      expect(told.place.line).toBeGreaterThan(4);
    }));

  it('does not take a folder for a file of settings', () =>
    inWorkspace(async (workspace) => {
      const file = join(workspace, 'crosswalk.csv');
      rmSync(file);
      mkdirSync(file);
      expect(await failing(['plan', '-w', workspace])).toMatchObject({
        code: 'FILE-NOT-READABLE',
        exitCode: 2,
        place: { file },
      });
    }));

  it('names the line of a crosswalk row that leads to a course that ALM does not have', () =>
    inWorkspace(async (workspace) => {
      await runJson(['stage', '-w', workspace, ...DEMO_EXPORTS]);
      await runJson(['snapshot', '-w', workspace]);
      const file = join(workspace, 'crosswalk.csv');
      const before = readFileSync(file, 'utf8').trimEnd();
      const columns = (before.split('\n')[0] ?? '').split(',');
      const row = columns.map(
        (name) =>
          ({ learning_id: 'LOST-77', action: 'map', course: 'course:999999', modules: 'all' })[name] ?? '',
      );
      writeFileSync(file, `${before}\n${row.join(',')}\n`);
      const line = before.split('\n').length + 1;
      const told = await failing(['plan', '-w', workspace]);
      expect(told).toMatchObject({ code: 'CROSSWALK-INVALID', exitCode: 2, place: { file, line } });
      expect(told.message).toContain(`${file}:${line}`);
      expect(told.message).toContain('999999');
      expect(inStore(workspace, latestPlan)).toBeUndefined();
    }));

  it('is asked for where there is none', () =>
    inFolder(async (folder) => {
      for (const command of ['stage', 'rejects', 'apply']) {
        const told = await failing([command, '-w', folder, ...(command === 'stage' ? DEMO_EXPORTS : [])]);
        expect(told).toMatchObject({ code: 'WORKSPACE-MISSING', exitCode: 2 });
        expect(told.remedy).toContain(`alm-migrate init ${folder}`);
      }
    }));
});

describe('the way to ALM', () => {
  it('needs credentials, and says which are missing', () =>
    inWorkspace(async (workspace) => {
      const none = await failing(['snapshot', '-w', workspace], {});
      expect(none).toMatchObject({ code: 'ALM-CREDENTIALS-MISSING', exitCode: 2 });
      for (const name of ['ALM_CLIENT_ID', 'ALM_CLIENT_SECRET', 'ALM_REFRESH_TOKEN'])
        expect(none.remedy).toContain(name);
      const some = await failing(['snapshot', '-w', workspace], ACCESS);
      expect(some.message).toContain('ALM_REFRESH_TOKEN not set');
    }));

  it('takes what the environment lacks, or has empty, from .env', () =>
    inWorkspace(async (workspace) => {
      writeFileSync(join(workspace, '.env'), 'ALM_REFRESH_TOKEN=sandbox-refresh-token\n');
      const { exitCode } = await run(['snapshot', '-w', workspace], { ...ACCESS, ALM_REFRESH_TOKEN: '' });
      expect(exitCode).toBe(0);
    }));

  it('says that credentials are refused, and never shows them', () =>
    inWorkspace(async (workspace) => {
      const environment = { ...ACCESS, ALM_REFRESH_TOKEN: 'a-wrong-refresh-token' };
      const { exitCode, stdout, stderr } = await run(['snapshot', '-w', workspace], environment);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain('ALM-CREDENTIALS-REFUSED');
      for (const secret of Object.values(environment).slice(1)) expect(stderr).not.toContain(secret);
    }));

  it('says that nobody answers at the address', () =>
    inWorkspace(async (workspace) => {
      const told = await failing(['snapshot', '-w', workspace]);
      expect(told).toMatchObject({ code: 'ALM-NOT-THERE', exitCode: 1 });
      expect(told.message).toContain('127.0.0.1:9');
    }, 'http://127.0.0.1:9'));

  it('says that a page of HTML is no answer of ALM', async () => {
    const page = '<!doctype html><html><body>Please log in</body></html>';
    for (const status of [200, 302]) {
      const impostor = await openImpostor(status, 'text/html', page);
      try {
        await inWorkspace(async (workspace) => {
          const told = await failing(['snapshot', '-w', workspace], {
            ALM_ACCESS_TOKEN: 'a-token-for-nobody',
          });
          expect(told, `status ${status}`).toMatchObject({ code: 'ALM-NOT-ALM', exitCode: 1 });
          expect(told.remedy).toContain('base URL');
          expect(inStore(workspace, latestSnapshot)).toBeUndefined();
        }, impostor.url);
      } finally {
        await impostor.close();
      }
    }
  });

  it('refuses to carry a token over plain HTTP to another machine', () =>
    inWorkspace(async (workspace) => {
      expect(await failing(['snapshot', '-w', workspace])).toMatchObject({
        code: 'ALM-BASE-URL',
        exitCode: 2,
      });
    }, 'http://alm.example.com'));
});

describe('commands in the wrong order', () => {
  it('are told which comes first, and touch nothing', () =>
    inWorkspace(async (workspace) => {
      const before = writes();
      const here = `-w ${workspace}`;
      const order = [
        ['plan', 'SNAPSHOT-MISSING', `alm-migrate snapshot ${here}`],
        ['apply', 'SNAPSHOT-MISSING', `alm-migrate snapshot ${here}`],
      ] as const;
      for (const [command, code, remedy] of order)
        expect(await failing([command, '-w', workspace])).toMatchObject({ code, remedy, exitCode: 2 });
      await runJson(['stage', '-w', workspace, ...DEMO_EXPORTS]);
      await runJson(['snapshot', '-w', workspace]);
      expect(await failing(['apply', '-w', workspace])).toMatchObject({
        code: 'PLAN-MISSING',
        remedy: `alm-migrate plan ${here}`,
        exitCode: 2,
      });

      await runJson(['plan', '-w', workspace]);
      expect(await failing(['apply', '-w', workspace])).toMatchObject({
        code: 'MAIL-UNCONFIRMED',
        exitCode: 2,
      });

      appendFileSync(join(workspace, 'crosswalk.csv'), '\n');
      const outdated = await failing(['apply', '-w', workspace, '--notifications-are-off']);
      expect(outdated).toMatchObject({ code: 'PLAN-OUTDATED', exitCode: 2 });
      expect(outdated.message).toContain('crosswalk.csv');

      copyFileSync(join(DEMO, 'crosswalk.csv'), join(workspace, 'crosswalk.csv'));
      edit(join(workspace, 'migration.yaml'), (text) => `${text}\n# a remark\n`);
      const remarked = await failing(['apply', '-w', workspace, '--notifications-are-off']);
      expect(remarked.message).toContain('migration.yaml');
      expect(writes()).toBe(before);
    }));

  it('refuse a workspace whose store is something else', () =>
    inWorkspace(async (workspace) => {
      const file = join(workspace, 'migration.db');
      writeFileSync(file, 'this is no database, but it is somebody’s file'.repeat(100));
      const before = readFileSync(file);
      expect(await failing(['status', '-w', workspace])).toMatchObject({
        code: 'STORE-DAMAGED',
        place: { file },
      });
      expect(readFileSync(file)).toEqual(before);
    }));
});
