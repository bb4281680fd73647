import { mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { readBalance } from '../../src/staging/index.js';
import { failing } from './failing.js';
import { withDisk } from './small-disk.js';
import { DEMO_EXPORTS, demoSeed, demoWorkspace, inFolder, inStore, planDemo, runJson } from './world.js';

const NOWHERE = 'http://127.0.0.1:9';
const NO_MOUNT = 'this user may not mount a disk of its own';

function writes(sandbox: Sandbox): number {
  return sandbox.log().filter((entry) => entry.method !== 'GET' && !entry.path.includes('/oauth/')).length;
}

function longExport(file: string, records: number): string {
  const rows = Array.from(
    { length: records },
    (_, index) => `FIRE-01,learner${index},01-Jan-2020 08:00,02-Jan-2020 09:00,Completed`,
  );
  writeFileSync(file, `LEARNINGID,USERID,STARTDATE,ENDDATE,STUDENTSTATUS\n${rows.join('\n')}\n`);
  return file;
}

describe('a disk that is full', () => {
  it('stops stage with what to do; what was staged stays, and with more room the same command goes on', ({
    skip,
  }) =>
    inFolder(async (folder) => {
      const file = longExport(join(folder, 'long.csv'), 20_000);
      const disk = join(folder, 'disk');
      const ran = await withDisk(disk, 1500, async ({ resize }) => {
        const workspace = demoWorkspace(disk, NOWHERE);
        await runJson(['stage', '-w', workspace, ...DEMO_EXPORTS]);
        const before = inStore(workspace, readBalance);
        const told = await failing(['stage', '-w', workspace, file]);
        expect(told).toMatchObject({ code: 'STORE-DISK-FULL', exitCode: 1 });
        expect(told.place.file).toContain('migration.db');
        expect(told.remedy).toContain('free some room');
        resize(60_000);
        expect(inStore(workspace, readBalance)).toMatchObject({ rejected: before.rejected });
        const { balance } = (await runJson(['stage', '-w', workspace, file])) as {
          balance: { staged: number };
        };
        expect(balance.staged).toBe(before.staged + 20_000);
        return true;
      });
      if (ran === null) skip(NO_MOUNT);
    }));

  it('stops apply with what to do; with more room the same command goes on, and nothing is done twice', ({
    skip,
  }) =>
    inFolder(async (folder) => {
      const seed = demoSeed() as SandboxSeed;
      const calm = await startSandbox({ seed, limits: 'none' });
      const sandbox = await startSandbox({ seed, limits: 'none' });
      const planned = async (workspace: string): Promise<void> => {
        await planDemo(workspace);
      };
      const disk = join(folder, 'disk');
      try {
        const ran = await withDisk(disk, 60_000, async ({ resize }) => {
          const workspace = demoWorkspace(disk, sandbox.url);
          await planned(workspace);
          // Room for the journal of some requests, and not of all.
          const { blocks, bfree, bsize } = statfsSync(disk);
          resize(((blocks - bfree) * bsize) / 1024 + 400);
          const told = await failing(['apply', '-w', workspace, '--notifications-are-off']);
          expect(told).toMatchObject({ code: 'STORE-DISK-FULL', exitCode: 1 });
          const begun = writes(sandbox);
          expect(begun).toBeGreaterThan(0);
          expect(begun).toBeLessThan(145);

          resize(60_000);
          await runJson(['apply', '-w', workspace, '--notifications-are-off']);
          const other = demoWorkspace(join(folder, 'calm'), calm.url);
          await planned(other);
          await runJson(['apply', '-w', other, '--notifications-are-off']);
          expect(sandbox.state()).toEqual(calm.state());
          expect(sandbox.log().filter((entry) => entry.effect === 'repeated')).toEqual([]);
          return true;
        });
        if (ran === null) skip(NO_MOUNT);
      } finally {
        await sandbox.close();
        await calm.close();
      }
    }));

  it('stops reconcile with what to do, and leaves no half of a report', ({ skip }) =>
    inFolder(async (folder) => {
      const sandbox = await startSandbox({ limits: 'none' });
      const disk = join(folder, 'disk');
      try {
        const ran = await withDisk(disk, 4, async () => {
          const workspace = demoWorkspace(join(folder, 'work'), sandbox.url);
          await runJson(['stage', '-w', workspace, ...DEMO_EXPORTS]);
          const told = await failing(['reconcile', '-w', workspace, '--output', disk]);
          expect(told).toMatchObject({ code: 'STORE-DISK-FULL', exitCode: 1 });
          expect(readdirSync(disk)).toEqual([]);
          return true;
        });
        if (ran === null) skip(NO_MOUNT);
      } finally {
        await sandbox.close();
      }
    }));
});

describe('a workspace that cannot be written', () => {
  it('on a read-only disk is told so by every command that would write', ({ skip }) =>
    inFolder(async (folder) => {
      const disk = join(folder, 'disk');
      const ran = await withDisk(disk, 4000, async ({ makeReadOnly }) => {
        const workspace = demoWorkspace(disk, NOWHERE);
        makeReadOnly();
        const fresh = await failing(['stage', '-w', workspace, ...DEMO_EXPORTS]);
        expect(fresh).toMatchObject({ code: 'STORE-READ-ONLY', exitCode: 1 });
        expect(fresh.place.file).toContain('migration.db');
        const made = await failing(['init', join(disk, 'new')]);
        expect(made).toMatchObject({ code: 'INIT-NOT-WRITABLE', exitCode: 1 });
        return true;
      });
      if (ran === null) skip(NO_MOUNT);
    }));

  it('on a disk that became read-only keeps what it holds', ({ skip }) =>
    inFolder(async (folder) => {
      const disk = join(folder, 'disk');
      const ran = await withDisk(disk, 4000, async ({ makeReadOnly }) => {
        const workspace = demoWorkspace(disk, NOWHERE);
        await runJson(['stage', '-w', workspace, ...DEMO_EXPORTS.slice(0, 1)]);
        makeReadOnly();
        const told = await failing(['stage', '-w', workspace, ...DEMO_EXPORTS]);
        expect(told).toMatchObject({ code: 'STORE-READ-ONLY', exitCode: 1 });
        return true;
      });
      if (ran === null) skip(NO_MOUNT);
    }));

  it('because something else has its name is told so, for everybody and root too', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'a-file');
      writeFileSync(file, '');
      expect(await failing(['init', file])).toMatchObject({ code: 'INIT-NOT-WRITABLE', place: { file } });
      const workspace = demoWorkspace(join(folder, 'work'), NOWHERE);
      mkdirSync(join(workspace, 'migration.db'));
      const told = await failing(['stage', '-w', workspace, ...DEMO_EXPORTS]);
      expect(told).toMatchObject({ code: 'STORE-READ-ONLY', exitCode: 1 });
    }));
});
