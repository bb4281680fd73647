import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockWorkspace, openStore, workspaceIsLocked } from '../../src/staging/index.js';
import { EXIT, Failure } from '../../src/terms/index.js';
import { ended, said, startChild } from './child.js';
import { inFolder, NOW } from './world.js';

const now = (): number => NOW;

function failureOf(use: () => unknown): Failure {
  try {
    use();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('the lock of a workspace', () => {
  it('refuses a second process and names the first; a kill -9 leaves it free', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'migration.db');
      const child = startChild(`
        const store = staging.openStore(${JSON.stringify(file)});
        staging.lockWorkspace(store, 'stage', () => ${NOW});
        globalThis.gc();
        console.log('locked');
        process.stdin.resume();`);
      const end = ended(child);
      await said(child, 'locked');
      const store = openStore(file);
      try {
        expect(workspaceIsLocked(store)).toBe(true);
        const failure = failureOf(() => lockWorkspace(store, 'apply', now));
        expect(failure).toMatchObject({ code: 'WORKSPACE-LOCKED', exitCode: EXIT.usage });
        expect(failure.message).toContain(`stage, process ${child.pid}, since 2026-01-02T00:00:00.000Z`);
        child.kill('SIGKILL');
        expect(await end).toEqual({ code: null, signal: 'SIGKILL' });
        expect(workspaceIsLocked(store)).toBe(false);
        const unlock = lockWorkspace(store, 'apply', now);
        expect(workspaceIsLocked(store)).toBe(true);
        unlock();
        expect(workspaceIsLocked(store)).toBe(false);
      } finally {
        store.close();
      }
    }));

  it('refuses nobody because somebody looks whether it is held, however often', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'migration.db');
      const store = openStore(file);
      lockWorkspace(store, 'stage', now)();
      const looker = startChild(`
        const store = staging.openStoreToRead(${JSON.stringify(file)});
        const look = () => { for (let n = 0; n < 50; n += 1) staging.workspaceIsLocked(store); setImmediate(look); };
        look();
        console.log('looking');`);
      const end = ended(looker);
      await said(looker, 'looking');
      try {
        for (let nth = 0; nth < 100; nth += 1) lockWorkspace(store, 'apply', now)();
      } finally {
        looker.kill('SIGKILL');
        await end;
        store.close();
      }
    }));
});

describe('a store that cannot be used', () => {
  it('written by a newer version is left alone', () =>
    inFolder((folder) => {
      const file = join(folder, 'migration.db');
      const store = openStore(file);
      store.pragma('user_version = 9999');
      store.close();
      expect(failureOf(() => openStore(file))).toMatchObject({ code: 'STORE-NEWER', place: { file } });
    }));

  it('that is no database at all says so', () =>
    inFolder((folder) => {
      const file = join(folder, 'migration.db');
      writeFileSync(file, 'USERID,LEARNINGID\n'.repeat(1000));
      expect(failureOf(() => openStore(file))).toMatchObject({ code: 'STORE-DAMAGED', place: { file } });
    }));

  it('whose place is a folder says so', () =>
    inFolder((folder) => {
      expect(failureOf(() => openStore(folder))).toMatchObject({ code: 'STORE-READ-ONLY' });
    }));

  it('opens as before when it was copied while nobody wrote to it', () =>
    inFolder((folder) => {
      const file = join(folder, 'migration.db');
      openStore(file).close();
      expect(existsSync(`${file}-wal`)).toBe(false);
      copyFileSync(file, join(folder, 'copy.db'));
      openStore(join(folder, 'copy.db')).close();
    }));
});
