import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  detectLegacy,
  type LegacySource,
  type readInThread as ReadInThread,
  readLegacy,
} from '../../src/legacy/index.js';
import { type PackedItem, packedBatches } from '../../src/staging/index.js';
import type { ReadEnd } from '../../src/terms/index.js';

/** What was built: a thread begins with a file that Node can run. */
const { readInThread } = (await import(new URL('../../dist/src/legacy/index.js', import.meta.url).href)) as {
  readonly readInThread: typeof ReadInThread;
};

const SETTINGS = { referenceDate: '2026-01-01' };
const FIXTURES = new URL('../../fixtures/legacy/', import.meta.url);

function sourceOf(name: string, chunkBytes: number, breaksAfter = Number.POSITIVE_INFINITY): LegacySource {
  const bytes = readFileSync(new URL(name, FIXTURES));
  return {
    name,
    open: async function* () {
      for (let from = 0; from < bytes.length; from += chunkBytes) {
        if (from >= breaksAfter) throw new Error('the disk is gone');
        yield bytes.subarray(from, from + chunkBytes);
      }
    },
  };
}

async function readAll(
  batches: AsyncGenerator<readonly PackedItem[], ReadEnd>,
): Promise<{ readonly items: readonly PackedItem[]; readonly end: ReadEnd }> {
  const items: PackedItem[] = [];
  let step = await batches.next();
  for (; !step.done; step = await batches.next()) items.push(...step.value);
  return { items, end: step.value };
}

describe('reading in a thread', () => {
  it.each([
    'history-nested.xml',
    'history-truncated.xml',
    'history-bad-bytes.xml',
    'history-utf16le.xml',
    'history-proto.csv',
    'history-ragged.csv',
    'external.csv',
    'users-r109.csv',
  ])('%s gives the same as reading here, whatever the pieces', async (name) => {
    for (const chunkBytes of [7, 1 << 20]) {
      const source = sourceOf(name, chunkBytes);
      const detected = await detectLegacy(source, SETTINGS);
      const here = await readAll(packedBatches(readLegacy(source, detected, SETTINGS)));
      expect(await readAll(readInThread(source, detected, SETTINGS))).toEqual(here);
    }
  });

  it('ends where the source cannot be read on, and keeps what came before', async () => {
    const source = sourceOf('history-nested.xml', 64, 512);
    const detected = await detectLegacy(sourceOf('history-nested.xml', 64), SETTINGS);
    const here = await readAll(packedBatches(readLegacy(source, detected, SETTINGS)));
    expect(here.end.broken?.code).toBe('PF-SOURCE-UNREADABLE');
    expect(await readAll(readInThread(source, detected, SETTINGS))).toEqual(here);
  });

  it('fails with the reader’s own failure', async () => {
    const source = sourceOf('refused-duplicate-header.csv', 64);
    const detected = { format: 'trainingHistoryCsv', encoding: 'utf-8' } as const;
    const failure = { code: 'PF-HEADER-DUPLICATE', place: { line: 1 }, exitCode: 1 };
    await expect(readAll(packedBatches(readLegacy(source, detected, SETTINGS)))).rejects.toMatchObject(
      failure,
    );
    await expect(readAll(readInThread(source, detected, SETTINGS))).rejects.toMatchObject(failure);
  });

  it('lets go of the source and of the thread when nobody wants more', async () => {
    let closed = 0;
    const inner = sourceOf('history-nested.xml', 16);
    const source: LegacySource = {
      name: inner.name,
      open: async function* () {
        try {
          yield* inner.open();
        } finally {
          closed += 1;
        }
      },
    };
    const detected = await detectLegacy(inner, SETTINGS);
    const batches = readInThread(source, detected, SETTINGS);
    expect((await batches.next()).done).toBe(false);
    await batches.return({ records: 0, exportedAt: null, broken: null });
    expect(closed).toBe(1);
  });
});
