import { describe, expect, it } from 'vitest';
import { markGone, type StagedFile, type Store } from '../../src/staging/index.js';
import type { TrainingRecord } from '../../src/terms/index.js';
import { inStore, stage, training } from './world.js';

/** Stages records as one file of transcripts; the last ones may be ones that could not be read. */
function stageItems(
  store: Store,
  name: string,
  records: readonly TrainingRecord[],
  unreadable = 0,
): Promise<StagedFile> {
  const rows = [...records, ...Array.from({ length: unreadable }, () => null)];
  return stage(store, { name, exportedAt: null, rows });
}

describe('a full export', () => {
  const records = (from: number, to: number, user = 'jdoe') =>
    Array.from({ length: to - from }, (_, index) =>
      training('transcript', `T${from + index}`, 'completed', { userId: user }),
    );
  const gone = (store: Store): readonly string[] =>
    store
      .prepare('SELECT record_key FROM training_record WHERE gone_from IS NOT NULL ORDER BY record_key')
      .pluck()
      .all() as string[];

  it('marks what older files brought and it does not hold, and takes nothing out', () =>
    inStore(async (store) => {
      await stageItems(store, 'old', records(0, 9));
      const { fileId } = await stageItems(store, 'full', records(1, 9));
      expect(markGone(store, [fileId], 0.2)).toEqual([
        { kind: 'transcript', missing: 1, of: 9, outcome: 'marked' },
      ]);
      expect(gone(store)).toEqual(['T0']);
      // Once more finds nothing new.
      expect(markGone(store, [fileId], 0)).toEqual([
        { kind: 'transcript', missing: 0, of: 8, outcome: 'marked' },
      ]);
    }));

  it('marks nothing where more than the share is missing', () =>
    inStore(async (store) => {
      await stageItems(store, 'old', records(0, 9));
      const { fileId } = await stageItems(store, 'part', records(5, 9));
      expect(markGone(store, [fileId], 0.5)).toEqual([
        { kind: 'transcript', missing: 5, of: 9, outcome: 'tooMany' },
      ]);
      expect(gone(store)).toEqual([]);
    }));

  it('may come in parts, which are one', () =>
    inStore(async (store) => {
      await stageItems(store, 'old', records(0, 9));
      const one = await stageItems(store, 'part 1', records(1, 5));
      const two = await stageItems(store, 'part 2', records(5, 9));
      expect(markGone(store, [one.fileId, two.fileId], 0.2)).toMatchObject([
        { missing: 1, outcome: 'marked' },
      ]);
      expect(gone(store)).toEqual(['T0']);
    }));

  it('says nothing of other kinds, nor of what a later file holds', () =>
    inStore(async (store) => {
      await stageItems(store, 'old', records(0, 3));
      await stageItems(store, 'csv', [training('history', 'H1', 'completed')]);
      const { fileId } = await stageItems(store, 'full', records(2, 3));
      await stageItems(store, 'later', records(1, 2));
      expect(markGone(store, [fileId], 1)).toMatchObject([{ missing: 1, of: 3 }]);
      expect(gone(store)).toEqual(['T0']);
    }));

  it('that could not be read whole marks nothing', () =>
    inStore(async (store) => {
      await stageItems(store, 'old', records(0, 3));
      const { fileId } = await stageItems(store, 'full', records(1, 3), 1);
      expect(markGone(store, [fileId], 1)).toMatchObject([{ missing: 1, outcome: 'unreadable' }]);
      expect(gone(store)).toEqual([]);
    }));

  it('is followed by one that has the record again, the same or changed: it is not gone', () =>
    inStore(async (store) => {
      await stageItems(store, 'old', records(0, 4));
      const { fileId } = await stageItems(store, 'full', records(2, 4));
      markGone(store, [fileId], 1);
      expect(gone(store)).toEqual(['T0', 'T1']);
      await stageItems(store, 'again', [...records(0, 1), ...records(1, 2, 'asmith')]);
      expect(gone(store)).toEqual([]);
    }));
});
