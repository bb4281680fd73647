import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Facts, readFacts, watchFacts } from '../../src/live/index.js';
import {
  lockWorkspace,
  openStore,
  openStoreToRead,
  SETTINGS,
  type Store,
  writeSetting,
} from '../../src/staging/index.js';

let folder: string;
let file: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alm-migrate-test-'));
  file = join(folder, 'migration.db');
  store = openStore(file);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A clock that stands still but for sleeping; before each sleep ends, the next thing of `script` happens. */
function scripted(script: readonly (() => void)[]) {
  const naps: number[] = [];
  const coming = [...script];
  let now = Date.parse('2026-03-01T00:00:00Z');
  return {
    naps,
    effects: {
      now: () => now,
      sleep: async (milliseconds: number) => {
        naps.push(milliseconds);
        now += milliseconds;
        coming.shift()?.();
      },
    },
  };
}

async function watched(script: (stop: () => void) => readonly (() => void)[]) {
  const stop = new AbortController();
  const looker = openStoreToRead(file);
  const { effects, naps } = scripted(script(() => stop.abort()));
  const seen: Facts[] = [];
  try {
    for await (const facts of watchFacts(looker, effects, stop.signal)) seen.push(facts);
  } finally {
    looker.close();
  }
  return { seen, naps };
}

describe('watching a workspace', () => {
  it('tells how it stands at once, and again only when that is otherwise', async () => {
    const { seen, naps } = await watched((stop) => [
      () => undefined,
      () => writeSetting(store, SETTINGS.steering, 'pause'),
      () => writeSetting(store, SETTINGS.mailConfirmed, 'something that nobody is shown'),
      stop,
    ]);
    expect(seen.map(({ steering }) => steering.isPaused)).toEqual([false, true]);
    expect(naps).toEqual([1000, 1000, 1000, 1000]);
  });

  it('sees a command begin and end, which writes nothing into the store when it ends', async () => {
    let unlock = (): void => undefined;
    const { seen } = await watched((stop) => [
      () => {
        unlock = lockWorkspace(store, 'apply', () => 0);
      },
      () => unlock(),
      stop,
    ]);
    expect(seen.map(({ isRunning, holder }) => [isRunning, holder?.command ?? null])).toEqual([
      [false, null],
      [true, 'apply'],
      [false, null],
    ]);
    expect(seen[1]?.holder).toEqual({
      pid: process.pid,
      command: 'apply',
      since: '1970-01-01T00:00:00.000Z',
    });
  });

  it('is in nobody’s way: it cannot write, and a command can begin at any moment of a look', () => {
    const looker = openStoreToRead(file);
    try {
      expect(() => writeSetting(looker, SETTINGS.steering, 'pause')).toThrow(/readonly/);
      looker.exec('BEGIN; SELECT count(*) FROM plan');
      const unlock = lockWorkspace(store, 'apply', () => 0);
      writeSetting(store, SETTINGS.share, '0.5');
      looker.exec('COMMIT');
      expect(readFacts(looker, 0)).toMatchObject({ isRunning: true, steering: { share: 0.5 } });
      unlock();
      expect(readFacts(looker, 0).isRunning).toBe(false);
    } finally {
      looker.close();
    }
  });

  it('looks at a store of this version alone, and never changes its schema', () => {
    store.pragma('user_version = 1');
    expect(() => openStoreToRead(file)).toThrow(
      expect.objectContaining({ code: 'STORE-OLDER', place: { file } }),
    );
    expect(store.pragma('user_version', { simple: true })).toBe(1);
  });
});
