import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, describe, expect, it } from 'vitest';
import { generateExports, type Manifest, optionsFrom } from '../../bench/generate/index.js';
import { parseCrosswalk, parseMigration } from '../../src/mapping/index.js';
import { parseSeed } from '../../src/sandbox/index.js';

const folders: string[] = [];

async function generate(texts: Record<string, string | string[] | boolean>): Promise<[string, Manifest]> {
  const out = await mkdtemp(join(tmpdir(), 'generate-'));
  folders.push(out);
  return [out, await generateExports(optionsFrom({ ...texts, out }))];
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

/** The hash of each file of a folder, by name. */
async function hashes(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort())
    found[name] = createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
  return found;
}

const xml = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  htmlEntities: true,
  removeNSPrefix: true,
  isArray: (name) => name === 'trainingRecord' || name === 'user',
});

interface XmlRecord {
  readonly '@_id'?: string;
  readonly userId: string;
  readonly learningModule: { readonly id: string; readonly title: string };
  readonly overallStatus: string;
  readonly endDate?: string;
  readonly startDate?: string;
  readonly score?: string;
  readonly trainingRecord?: readonly XmlRecord[];
}

async function xmlRecords(folder: string): Promise<XmlRecord[]> {
  const text = await readFile(join(folder, 'training-history.xml'), 'utf8');
  expect(XMLValidator.validate(text)).toBe(true);
  const document = xml.parse(text) as { trainingHistory: { trainingRecord?: XmlRecord[] } };
  const flat = (record: XmlRecord): XmlRecord[] => [record, ...(record.trainingRecord ?? []).flatMap(flat)];
  return (document.trainingHistory.trainingRecord ?? []).flatMap(flat);
}

async function csvRecords(folder: string, name: string): Promise<Record<string, string>[]> {
  return parse(await readFile(join(folder, name)), { columns: true }) as Record<string, string>[];
}

const SMALL = { records: '3000', people: '150', courses: '120', seed: '7' };

describe('the generator', { timeout: 120_000 }, () => {
  it('writes the same bytes for the same options, and other bytes for another seed', async () => {
    const settings = { ...SMALL, quirks: '0.01', existing: '0.3' };
    const [first] = await generate(settings);
    const [second] = await generate(settings);
    const [other] = await generate({ ...settings, seed: '8' });
    const [a, b, c] = [await hashes(first), await hashes(second), await hashes(other)];
    expect(b).toEqual(a);
    for (const name of ['users.xml', 'training-history.xml', 'training-history.csv', 'external-training.csv'])
      expect(c[name]).not.toBe(a[name]);
  });

  it('writes as many records as asked for, in whichever formats', async () => {
    const [all, manifest] = await generate(SMALL);
    const counts = {
      'training-history.xml': (await xmlRecords(all)).length,
      'training-history.csv': (await csvRecords(all, 'training-history.csv')).length,
      'external-training.csv': (await csvRecords(all, 'external-training.csv')).length,
    };
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(3000);
    for (const [name, count] of Object.entries(counts)) expect(manifest.files[name]?.records).toBe(count);

    const [only] = await generate({ ...SMALL, format: ['training-xml'] });
    expect(await readdir(only)).not.toContain('training-history.csv');
    expect(await xmlRecords(only)).toHaveLength(3000);
  });

  it('writes clean exports unless quirks are asked for: every key once, every course and user known', async () => {
    const [folder] = await generate(SMALL);
    const records = await xmlRecords(folder);
    expect(new Set(records.map((record) => record['@_id'])).size).toBe(records.length);
    expect(records.some((record) => record.trainingRecord !== undefined)).toBe(true);

    const users = xml.parse(await readFile(join(folder, 'users.xml'), 'utf8')) as {
      users: { user: { id: string; email: string; given: string }[] };
    };
    expect(users.users.user).toHaveLength(150);
    expect(new Set(users.users.user.map((user) => user.email)).size).toBe(150);
    const ids = new Set(users.users.user.map((user) => user.id));
    const crosswalk = await csvRecords(folder, 'crosswalk.csv');
    const learningIds = new Set(crosswalk.map((row) => row.learning_id));
    const history = await csvRecords(folder, 'training-history.csv');
    const keys = history.map((row) => `${row.USERID}|${row.LEARNINGID}|${row.SESSIONCODE}|${row.ENROLLDATE}`);
    expect(new Set(keys).size).toBe(history.length);
    const taken = [
      ...history.map((row) => ({ learningId: row.LEARNINGID, userId: row.USERID?.toLowerCase() })),
      ...records.map((record) => ({ learningId: record.learningModule.id, userId: record.userId })),
    ];
    expect(taken.filter(({ learningId }) => !learningIds.has(learningId))).toEqual([]);
    expect(taken.filter(({ userId }) => userId !== '' && !ids.has(userId ?? ''))).toEqual([]);
    const late = records.filter(({ endDate }) => Date.parse(endDate ?? '') >= Date.parse('2026-01-01'));
    const early = records.filter(
      ({ startDate, endDate }) => Date.parse(endDate ?? '') <= Date.parse(startDate ?? ''),
    );
    expect([late, early]).toEqual([[], []]);
  });

  it('gives local times the offset that the zone had', async () => {
    const [folder] = await generate(SMALL);
    const zone = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', timeZoneName: 'longOffset' });
    const ends = (await xmlRecords(folder)).flatMap(({ endDate }) =>
      endDate === undefined ? [] : [endDate],
    );
    const offset = (text: string): string | undefined =>
      zone.formatToParts(new Date(text)).find((part) => part.type === 'timeZoneName')?.value;
    expect(ends.filter((end) => `GMT${end.slice(-6)}` !== offset(end))).toEqual([]);
    // Both halves of the year were there.
    expect(new Set(ends.map((end) => end.slice(-6)))).toEqual(new Set(['+01:00', '+02:00']));
  });

  it('writes a crosswalk that speaks only of courses, instances and modules of the seed', async () => {
    const [folder] = await generate({ ...SMALL, existing: '0.5' });
    const seed = JSON.parse(await readFile(join(folder, 'sandbox-seed.json'), 'utf8')) as {
      users: { email: string }[];
      courses: { id: string; modules: { id: string }[]; instances: { id: string }[] }[];
    };
    const instances = new Set(
      seed.courses.flatMap((course) => course.instances.map((one) => `${course.id}_${one.id}`)),
    );
    const modules = new Set(
      seed.courses.flatMap((course) =>
        course.instances.flatMap((one) =>
          course.modules.map((module) => `${course.id}_${one.id}_${module.id}_0`),
        ),
      ),
    );
    const rows = await csvRecords(folder, 'crosswalk.csv');
    const mapped = rows.filter((row) => row.action === 'map');
    expect(mapped.length).toBeGreaterThan(100);
    expect(mapped.some((row) => row.instance !== '')).toBe(true);
    expect(mapped.some((row) => row.modules !== 'all')).toBe(true);
    for (const row of mapped) {
      expect(seed.courses.map((course) => course.id)).toContain(row.course);
      if (row.instance !== '') expect(instances).toContain(row.instance);
      if (row.modules !== 'all') expect(modules).toContain(row.modules);
    }
    for (const row of rows) if (row.action === 'leave_out') expect(row.reason).not.toBe('');
    expect(seed.users.length).toBeGreaterThan(40);
    expect(seed.users.length).toBeLessThan(110);
  });

  it('writes settings, a crosswalk and an ALM that the rest of the project understands', async () => {
    const [folder] = await generate({ ...SMALL, records: '10', existing: '0.5' });
    const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
    const settings = parseMigration(await read('migration.yaml'), 'migration.yaml');
    expect(settings.source).toMatchObject({ timeZone: 'Europe/Berlin', referenceDate: '2026-01-01' });
    expect(settings.users.external[0]?.profile).toBe('Partners');
    expect(parseCrosswalk(await read('crosswalk.csv'), 'crosswalk.csv').problems).toEqual([]);
    expect(parseSeed(await read('sandbox-seed.json')).courses?.length).toBeGreaterThan(100);
  });

  it('plants exactly the quirks that its manifest tells of', async () => {
    const [folder, manifest] = await generate({ ...SMALL, quirks: '0.02' });
    const told = manifest.files['training-history.xml']?.quirks ?? {};
    const records = await xmlRecords(folder);
    const having = (test: (record: XmlRecord) => boolean): number => records.filter(test).length;
    expect(having((record) => record['@_id'] === undefined)).toBeGreaterThanOrEqual(
      told['missing-id'] ?? NaN,
    );
    expect(having((record) => record.overallStatus === 'archivedByVendor')).toBeGreaterThan(0);
    expect(having((record) => record.learningModule.id.startsWith('LOST-'))).toBeGreaterThan(0);
    // A duplicate repeats what came before it, quirks and all: so the sum over distinct records is exact.
    const distinct = new Map(records.map((record) => [record['@_id'] ?? record, record]));
    const withId = [...distinct.values()].filter((record) => record['@_id'] !== undefined);
    expect(withId.filter((record) => record.overallStatus === 'archivedByVendor')).toHaveLength(
      told['unknown-status'] ?? 0,
    );
    expect(withId.filter((record) => record.learningModule.id.startsWith('LOST-'))).toHaveLength(
      told['unmapped-course'] ?? 0,
    );
    expect(withId.filter((record) => record.userId.startsWith('ghost'))).toHaveLength(
      told['unknown-user'] ?? 0,
    );
    expect(withId.filter((record) => record.score === '250')).toHaveLength(told['score-out-of-scale'] ?? 0);
    expect(withId.filter((record) => record.endDate?.includes('-02-31'))).toHaveLength(told['bad-date'] ?? 0);
    expect(withId.filter((record) => record.learningModule.title.startsWith('Ã©'))).toHaveLength(
      told['double-encoded'] ?? 0,
    );

    const cells = manifest.files['training-history.csv']?.quirks['missing-cell'] ?? 0;
    expect(cells).toBeGreaterThan(0);
    const rows = parse(await readFile(join(folder, 'training-history.csv')), {
      relax_column_count: true,
    }) as string[][];
    expect(rows.filter((row) => row.length === 25).length).toBeGreaterThanOrEqual(cells);
    expect(rows).toHaveLength((manifest.files['training-history.csv']?.records ?? 0) + 1);
  });

  it.each([
    [{ records: 'many' }, /--records wants a whole number.*many/],
    [{ format: ['docx'] }, /--format wants .*docx/],
    [{ quirk: ['gremlins=0.1'] }, /--quirk wants NAME=SHARE.*gremlins/],
    [{ quirk: ['bad-date=2'] }, /--quirk bad-date wants a share.*2/],
    [{ 'reference-date': '01.01.2026' }, /YYYY-MM-DD.*01\.01\.2026/],
  ])('refuses %j and says what it was given', (texts, message) => {
    expect(() => optionsFrom({ out: 'somewhere', ...texts })).toThrow(message);
  });
});
