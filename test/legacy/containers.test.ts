import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openInputs } from '../../src/legacy/index.js';
import { fixture, readAll, SETTINGS } from './reading.js';
import { zipOf } from './zipWriter.js';

const folder = mkdtempSync(join(tmpdir(), 'legacy-inputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(name: string, content: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const XML = fixture('history-nested.xml');
const CSV = fixture('external.csv');

/** What each input holds: its name, its format, its number of records. */
async function listed(paths: readonly string[]): Promise<[string, string, number][]> {
  const found: [string, string, number][] = [];
  for await (const source of openInputs(paths)) {
    const { detected, end } = await readAll(source);
    found.push([relative(folder, source.name), detected.format, end.records]);
  }
  return found;
}

async function bytesOf(path: string): Promise<number> {
  let bytes = 0;
  for await (const source of openInputs([path])) {
    for await (const chunk of source.open()) bytes += chunk.length;
  }
  return bytes;
}

describe('inputs', () => {
  it('are found in files, folders, gzip and zip, whatever they are called', async () => {
    mkdirSync(join(folder, 'exports', 'old'), { recursive: true });
    put('exports/b.dat', XML);
    put('exports/old/a.txt', gzipSync(CSV));
    put('exports/.DS_Store', Buffer.from('not for us'));
    const archive = put(
      'all.bin',
      zipOf({ 'x/': Buffer.alloc(0), 'x/one.xml': XML, 'two.csv.gz': gzipSync(CSV) }),
    );
    expect(await listed([join(folder, 'exports'), archive])).toEqual([
      ['exports/b.dat', 'trainingHistoryXml', 2],
      ['exports/old/a.txt', 'externalTrainingCsv', 9],
      ['all.bin!x/one.xml', 'trainingHistoryXml', 2],
      ['all.bin!two.csv.gz', 'externalTrainingCsv', 9],
    ]);
  });

  it('come from standard input too, which leaves nothing behind', async () => {
    const spooled = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('alm-migrate-spooled-'));
    const before = new Set(spooled());
    let during: string[] = [];
    const input = async function* () {
      yield gzipSync(XML);
    };
    for await (const source of openInputs(['-'], input)) {
      expect(source.name).toBe('standard input');
      expect((await readAll(source)).end.records).toBe(2);
      during = spooled().filter((name) => !before.has(name));
    }
    expect(during.length).toBeGreaterThan(0);
    for (const name of during) expect(existsSync(join(tmpdir(), name))).toBe(false);
  });

  it('that do not exist are named', async () => {
    await expect(listed([join(folder, 'missing.xml')])).rejects.toMatchObject({ code: 'PF-INPUT-MISSING' });
  });

  it('packed twice are refused', async () => {
    const zip = put('nested.zip', zipOf({ 'inner.zip': zipOf({ 'a.xml': XML }) }));
    await expect(listed([zip])).rejects.toMatchObject({ code: 'PF-CONTAINER-NESTED' });
    const gzip = put('nested.gz', gzipSync(gzipSync(XML)));
    await expect(listed([gzip])).rejects.toMatchObject({ code: 'PF-CONTAINER-NESTED' });
  });

  it('that are bombs are refused while they grow, or before', async () => {
    const zeros = Buffer.alloc(96 << 20);
    await expect(bytesOf(put('bomb.gz', gzipSync(zeros)))).rejects.toMatchObject({
      code: 'PF-CONTAINER-BOMB',
    });
    await expect(bytesOf(put('bomb.zip', zipOf({ a: zeros })))).rejects.toMatchObject({
      code: 'PF-CONTAINER-BOMB',
    });
  });

  it('that say they are smaller than they are do not get away with it', async () => {
    const liar = put('liar.zip', zipOf({ a: Buffer.alloc(1 << 20) }, { size: 100 }));
    await expect(bytesOf(liar)).rejects.toMatchObject({ code: 'PF-CONTAINER-BROKEN' });
  });

  it('that are damaged archives are named', async () => {
    const whole = zipOf({ 'a.xml': XML });
    await expect(listed([put('cut.zip', whole.subarray(0, whole.length - 30))])).rejects.toMatchObject({
      code: 'PF-CONTAINER-BROKEN',
    });
  });

  it('that are cut-off gzip give what came before the break', async () => {
    const many = Buffer.from(`USERID,LEARNINGID,STUDENTSTATUS\n${'ada,1,Completed\n'.repeat(50_000)}`);
    const packed = gzipSync(many);
    const path = put('cut.csv.gz', packed.subarray(0, packed.length - 200));
    for await (const source of openInputs([path])) {
      const { items, end } = await readAll(source, SETTINGS);
      expect(end.broken?.code).toBe('PF-SOURCE-UNREADABLE');
      expect(end.records).toBe(items.length);
      expect(items.length).toBeGreaterThan(1000);
    }
  });
});
