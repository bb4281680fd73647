import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSummary, type writeReport as WriteReport, writeReport } from '../../src/reconcile/index.js';
import { temporaryOf } from '../../src/reconcile/report/artefact.js';
import { cellsWriter, csvCell } from '../../src/reconcile/report/csv.js';
import type { recordsThread as RecordsThread } from '../../src/reconcile/report/thread/recordsThread.js';
import { type Store, VALUE_END } from '../../src/staging/index.js';
import { plantDamage } from './planted.js';
import { CONTEXT, stage, training, withWorld } from './world.js';

/** What was built: a thread begins with a file that Node can run. */
const built = async <Module>(path: string): Promise<Module> =>
  (await import(new URL(`../../dist/src/reconcile/${path}`, import.meta.url).href)) as Module;

/** Values that a spreadsheet, a CSV or our own separators could trip over. */
const AWKWARD = ['"', ',', '\n', '\r\n', '=1+1', '-3', '@x', "'", ' ', 'é', '日本', '\u001f', '|', '<b>'];

function filesIn(folder: string): ReadonlyMap<string, string> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

async function plantAwkward(store: Store): Promise<void> {
  await plantDamage(store);
  const records = AWKWARD.flatMap((text, index) => [
    training(`a${index}`, `user ${text}`, { title: `before${text}after`, status: text, learningId: text }),
    training(`b${index}`, 'ada', { title: text, score: text, endedAt: null }),
  ]);
  await stage(store, 'awkward.xml', records);
}

test('cells that come as one text are written as cells that come one by one', () => {
  const value = fc.oneof(
    fc.constantFrom(...AWKWARD, '', 'plain', '7', '2026-02-01T08:00:00Z'),
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(VALUE_END, '')),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 9 }), (values) => {
      const separator = values.some((one) => one.includes(',')) ? VALUE_END : ',';
      expect(cellsWriter(values.length)(values.join(separator))).toBe(values.map(csvCell).join(','));
    }),
    { numRuns: 2000 },
  );
});

describe('with many records', () => {
  test('a thread writes records.csv, with the bytes that it has without one', () =>
    withWorld(async (store, folder) => {
      await plantAwkward(store);
      const few = join(folder, 'few');
      await writeReport(store, few, () => buildSummary(store, CONTEXT));
      // A record that was staged late is all that it takes to be many; its number stands in no file.
      store.exec(
        'UPDATE training_record SET record_id = 1000000 WHERE record_id = (SELECT max(record_id) FROM training_record)',
      );
      const many = join(folder, 'many');
      const { writeReport: write } = await built<{ writeReport: typeof WriteReport }>('index.js');
      await write(store, many, () => buildSummary(store, CONTEXT));
      expect(filesIn(many)).toEqual(filesIn(few));
      const { recordsThread } = await built<{ recordsThread: typeof RecordsThread }>(
        'report/thread/recordsThread.js',
      );
      const alone = join(folder, 'alone', 'records.csv');
      await recordsThread(store.name, alone).written;
      expect(readFileSync(temporaryOf(alone), 'latin1')).toBe(filesIn(few).get('records.csv'));
      expect(filesIn(many).get('records.csv')?.split('\r\n').length).toBeGreaterThan(2 * AWKWARD.length);
    }));

  test('what the thread cannot read is told as if there were none', () =>
    withWorld(async (_store, folder) => {
      const { recordsThread } = await built<{ recordsThread: typeof RecordsThread }>(
        'report/thread/recordsThread.js',
      );
      const missing = recordsThread(join(folder, 'missing.db'), join(folder, 'records.csv'));
      await expect(missing.written).rejects.toMatchObject({ name: 'Failure', code: 'STORE-READ-ONLY' });
    }));
});

test('a report that goes wrong on the way leaves the one of before, whole', () =>
  withWorld(async (store, folder) => {
    await plantAwkward(store);
    const reports = join(folder, 'reports');
    await writeReport(store, reports, () => buildSummary(store, CONTEXT));
    const before = filesIn(reports);
    store.exec("UPDATE training_record SET title = 'another'");
    const counted = (): never => {
      throw new Error('the balance does not add up');
    };
    await expect(writeReport(store, reports, counted)).rejects.toThrow('the balance does not add up');
    const summary = buildSummary(store, CONTEXT);
    const unreadable = { ...summary, files: null as never };
    await expect(writeReport(store, reports, () => unreadable)).rejects.toThrow();
    expect(filesIn(reports)).toEqual(before);
  }));
