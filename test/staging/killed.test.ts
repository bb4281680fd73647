import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILE_NAMES, generateExports, optionsFrom } from '../../bench/generate/index.js';
import { detectLegacy, type LegacySource, openInputs, readLegacy } from '../../src/legacy/index.js';
import { interruptedFile, openStore, type Store, stageRecords } from '../../src/staging/index.js';
import { ended, startChild } from './child.js';
import { dump, inFolder, NOW } from './world.js';

const SETTINGS = { referenceDate: '2026-01-01' };

/** An export. 4,000 rows make a transaction, so 9,000 records are several of them. */
async function generated(folder: string, name: string, records: number): Promise<string> {
  const out = join(folder, name);
  const format = 'training-csv';
  await generateExports(
    optionsFrom({ records: String(records), people: '200', courses: '20', seed: '3', format, out }),
  );
  return join(out, FILE_NAMES[format]);
}

async function stageFile(store: Store, path: string): Promise<void> {
  for await (const source of openInputs([path])) {
    const detected = await detectLegacy(source, SETTINGS);
    const file = { ...detected, name: path, sha256: `digest of ${path}`, bytes: source.bytes ?? 0 };
    await stageRecords(store, file, readLegacy(source as LegacySource, detected, SETTINGS), () => NOW);
  }
}

/** Stages in a process of its own, which kills itself once it has stored so many records. */
function stageAndDie(database: string, path: string, records: number): Promise<{ signal: string | null }> {
  return ended(
    startChild(`
      const settings = ${JSON.stringify(SETTINGS)};
      const store = staging.openStore(${JSON.stringify(database)});
      for await (const source of legacy.openInputs([${JSON.stringify(path)}])) {
        const detected = await legacy.detectLegacy(source, settings);
        async function* dying() {
          let stored = 0;
          const batches = legacy.readInThread(source, detected, settings);
          for await (const batch of batches) {
            if (stored >= ${records}) process.kill(process.pid, 'SIGKILL');
            yield batch;
            stored += batch.length;
          }
        }
        const file = { ...detected, name: source.name, sha256: 'unknown yet', bytes: source.bytes };
        await staging.stagePacked(store, file, dying(), () => ${NOW});
      }`),
  );
}

describe('a stage that was killed while it read', () => {
  it('leaves nothing behind: staged again, the store is the same as without the kill', () =>
    inFolder(async (folder) => {
      const small = await generated(folder, 'small', 700);
      const large = await generated(folder, 'large', 9000);
      const undisturbed = openStore(join(folder, 'undisturbed.db'));
      await stageFile(undisturbed, small);
      await stageFile(undisturbed, large);
      const expected = dump(undisturbed);
      undisturbed.close();

      for (const records of [0, 5000, 8500]) {
        const database = join(folder, `killed-${records}.db`);
        const before = openStore(database);
        await stageFile(before, small);
        before.close();
        expect(await stageAndDie(database, large, records)).toMatchObject({ signal: 'SIGKILL' });

        const store = openStore(database);
        expect(interruptedFile(store)).toBe(large);
        const left = store.prepare('SELECT count(*) FROM training_record WHERE file_id = 2').pluck().get();
        expect(Number(left) > 0).toBe(records > 0);
        await stageFile(store, large);
        expect(interruptedFile(store)).toBeUndefined();
        expect(dump(store)).toBe(expected);
        expect(store.pragma('integrity_check', { simple: true })).toBe('ok');
        store.close();
      }
    }));
});
