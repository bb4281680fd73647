import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stagedFiles } from '../../src/staging/index.js';
import { committed } from '../golden.js';
import { failing } from './failing.js';
import { DEMO, demoWorkspace, inFolder, inStore, run, runJson } from './world.js';

const NOWHERE = 'http://127.0.0.1:9';
const USERS = join(DEMO, 'users.xml');

interface FileDocument {
  readonly state: string;
  readonly wasStagedBefore: boolean;
  readonly staged: number;
  readonly rejected: number;
  readonly recordsRead: number;
  readonly broken: { readonly code: string; readonly line: number } | null;
}

interface StageDocument {
  readonly files: readonly FileDocument[];
  readonly balance: { readonly recordsInFiles: number; readonly staged: number; readonly rejected: number };
}

async function stage(workspace: string, ...files: readonly string[]): Promise<StageDocument> {
  return (await runJson(['stage', '-w', workspace, ...files])) as unknown as StageDocument;
}

/** Stages a good file and this one in one command: the whole must be refused, and the store stay empty. */
async function refused(file: string) {
  return inFolder(async (folder) => {
    const workspace = demoWorkspace(join(folder, 'work'), NOWHERE);
    const told = await failing(['stage', '-w', workspace, USERS, file]);
    expect(told.place.file).toBe(file);
    expect(inStore(workspace, stagedFiles)).toEqual([]);
    return told;
  });
}

describe('stage, given a file that it cannot use, says so and stages nothing', () => {
  it('a file of no known format', async () => {
    const told = await refused(join(DEMO, 'README.md'));
    expect(told).toMatchObject({ code: 'PF-FORMAT-UNKNOWN', exitCode: 1, place: { line: 1 } });
    expect(told.message).toContain('# The demo data');
  });

  it('a file of bytes that are no text', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'export.xml');
      writeFileSync(file, Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 131) % 256)));
      expect((await refused(file)).code).toBe('PF-FORMAT-UNKNOWN');
    });
  });

  it('an XML document with an entity bomb', async () => {
    const told = await refused(committed('fixtures/legacy/refused-entity-bomb.xml'));
    expect(told).toMatchObject({ code: 'PF-XML-DOCTYPE', exitCode: 1 });
  });

  it('a CSV without its key column', async () => {
    const told = await refused(committed('fixtures/legacy/refused-no-key.csv'));
    expect(told).toMatchObject({ code: 'PF-KEY-COLUMN-MISSING', exitCode: 1, place: { line: 1 } });
    expect(told.message).toContain('USERID and LEARNINGID');
  });

  it('an empty file', async () => {
    expect(await refused(committed('fixtures/legacy/refused-empty.csv'))).toMatchObject({
      code: 'PF-FILE-EMPTY',
    });
  });

  it('a file that is not there', async () => {
    const told = await refused(join(DEMO, 'userz.xml'));
    expect(told.exitCode).toBe(2);
    expect(told.message).toContain('no such file');
  });
});

describe('stage', () => {
  it('keeps what comes before the place where an XML document is cut off, names the place, and ends with 3', async () => {
    await inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), NOWHERE);
      const text = readFileSync(join(DEMO, 'training-history.xml'), 'utf8');
      const cut = join(folder, 'cut.xml');
      const until = text.indexOf('EKP000076825');
      writeFileSync(cut, text.slice(0, until));
      const line = text.slice(0, until).split('\n').length;

      const { exitCode, stdout, stderr } = await run(['stage', '-w', workspace, cut]);
      expect([exitCode, stderr]).toEqual([3, '']);
      expect(stdout).toContain(`BREAKS OFF at line ${line}: PF-XML-TRUNCATED`);
      expect(stdout).toContain('get a whole file, and stage that');

      const again = (await stage(workspace, cut)).files[0];
      expect(again).toMatchObject({
        state: 'broken',
        wasStagedBefore: true,
        broken: { code: 'PF-XML-TRUNCATED', line },
      });
      expect(again?.staged).toBeGreaterThan(20);
      expect((await run(['stage', '-w', workspace, cut])).stdout).toContain('BREAKS OFF');

      // The whole file brings what was missing, and counts nothing twice.
      const { files } = await stage(workspace, join(DEMO, 'training-history.xml'));
      expect(files[0]).toMatchObject({ state: 'staged', recordsRead: 69, staged: 68, rejected: 1 });
    });
  });

  it('changes nothing when the same file is staged again, under another name too', async () => {
    await inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), NOWHERE);
      const first = await stage(workspace, USERS);
      const copy = join(folder, 'copy.bin');
      writeFileSync(copy, readFileSync(USERS));
      const second = await stage(workspace, USERS, copy);
      expect(second.files.map((file) => file.wasStagedBefore)).toEqual([true, true]);
      expect(second.balance).toEqual(first.balance);
      const { exitCode, stdout } = await run(['stage', '-w', workspace, USERS]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('staged before, nothing changed (25 records)');
    });
  });

  it('counts every record of each file as staged or rejected', async () => {
    await inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), NOWHERE);
      const { files, balance } = await stage(
        workspace,
        join(DEMO, 'training-history.xml'),
        join(DEMO, 'training-history.csv'),
      );
      for (const file of files) expect(file.staged + file.rejected).toBe(file.recordsRead);
      expect(balance.staged + balance.rejected).toBe(balance.recordsInFiles);
      expect(balance.rejected).toBe(2);
      const { exitCode, stdout } = await run(['rejects', '-w', workspace]);
      expect(exitCode).toBe(3);
      expect(stdout).toMatch(/training-history\.csv:\d+ {2}PF-ROW-RAGGED/);
      expect((await runJson(['rejects', '-w', workspace])).total).toBe(2);
    });
  });
});
