import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type beginReport as BeginReport,
  buildSummary,
  type writeReport as WriteReport,
  writeReport,
} from '../../src/reconcile/index.js';
import { temporaryOf } from '../../src/reconcile/report/artefact.js';
import { csvCell } from '../../src/reconcile/report/csv.js';
import { csvPage } from '../../src/reconcile/report/csvPage.js';
import { recordLines } from '../../src/reconcile/report/records-csv.js';
import { countSettled, type SettledCounts } from '../../src/reconcile/report/summary.js';
import { PartClaims } from '../../src/reconcile/report/thread/partClaims.js';
import type { ReportThread as Thread } from '../../src/reconcile/report/thread/reportThread.js';
import { recordParts, type Store, VALUE_END } from '../../src/staging/index.js';
import { plantDamage } from './planted.js';
import {
  almUser,
  CONTEXT,
  compare,
  course,
  enrolment,
  leadsTo,
  snapshot,
  stage,
  training,
  user,
  withWorld,
} from './world.js';

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

/** Values that are as good as any, and those of `AWKWARD`; with quotes as somebody may have put them already. */
const VALUE = fc.oneof(
  fc.constantFrom(...AWKWARD, '', 'plain', '7', '2026-02-01T08:00:00Z', '"quoted"', '"a,b"', 'x",y', 'a, b'),
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(VALUE_END, '')),
);

test('a page of values is written as each of its cells by itself would be, and what stands between them where it belongs', () => {
  const columns = Uint8Array.of(0, 0, 1, 0);
  const row = fc.tuple(VALUE, VALUE, fc.constantFrom('', '-3', '-0.5', '12'), VALUE);
  // Where a row would begin with no value, another stands instead.
  const rows = fc.array(
    fc.oneof(
      row.filter(([first]) => first !== ''),
      fc.constant(null),
    ),
    { maxLength: 9 },
  );
  fc.assert(
    fc.property(rows, (all) => {
      const others = all.flatMap((one, index) => (one === null ? [`another ${index}\r\n`] : []));
      const page = all.map((one) => (one === null ? VALUE_END : `${one.join(VALUE_END)}${VALUE_END}\n`));
      const written = csvPage(Buffer.from(page.join('')), columns, others);
      const cells = (one: readonly string[]): string =>
        one.map((value, index) => csvCell(index === 2 && value !== '' ? Number(value) : value)).join(',');
      const expected = all.map((one, index) => (one === null ? `another ${index}\r\n` : `${cells(one)}\r\n`));
      expect(textOf(written)).toBe(expected.join(''));
    }),
    { numRuns: 2000 },
  );
});

/** The pieces of a file, put together. */
function textOf(pieces: Iterable<string | Uint8Array>): string {
  return Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece as Uint8Array))).toString();
}

const texts = fc.record({ title: VALUE, learningId: VALUE, status: VALUE, score: VALUE });
const AWKWARD_RECORDS = fc.sample(texts, { numRuns: 1000, seed: 7 });

function ownCells(store: Store): readonly string[] {
  const rows = store
    .prepare(
      'SELECT line, ordinal, kind, user_id, learning_id, title, status, ended_at, score FROM training_record ORDER BY record_id',
    )
    .raw()
    .all() as (string | number | null)[][];
  return rows.map((row) => row.map(csvCell).join(','));
}

test('a record that has not ended anywhere is written with each of its own values in a cell of its own', () =>
  withWorld(async (store) => {
    const records = AWKWARD_RECORDS.map((fields, index) => training(`k${index}`, `user${index}`, fields));
    await stage(store, 'awkward, too.xml', records);
    const lines = ownCells(store).map((cells) => `1,"awkward, too.xml",${cells},${','.repeat(16)}\r\n`);
    expect(textOf(recordLines(store))).toBe(lines.join(''));
  }));

test('a record that moves and one that does not are written a page at a time as one by one', () =>
  withWorld(async (store) => {
    await stage(store, 'people.xml', [user('ada'), user('grace', { status: '=1+1, "closed"' })]);
    const records = AWKWARD_RECORDS.map((fields, index) =>
      training(`k${index}`, index % 2 === 0 ? 'ada' : 'nobody, known', {
        ...fields,
        statusTerm: 'completed',
      }),
    );
    await stage(store, 'awkward, too.xml', [
      ...records,
      ...[1, 2, 3].map((number) => training(`s${number}`, 'ada', { learningId: 'SAFETY', score: '50' })),
    ]);
    snapshot(store, {
      courses: [course(1, 'Safety')],
      users: [almUser('ada'), almUser('grace')],
      enrolments: { ada: [enrolment('ada', 1, '2020-01-03T09:00:30.000Z', { score: 50 })] },
    });
    compare(store, [leadsTo('SAFETY', 1)]);
    store.exec('UPDATE record_fate SET note = \'=a "note", of\r\nsorts\' WHERE record_id % 3 = 0');
    const paged = textOf(recordLines(store));
    expect(paged).toContain(
      ',expected,,,,,course:1,course:1_1,completed,2020-01-03T09:00:30.000Z,50,,,,,matched,,\r\n',
    );
    // Each record is an exception where there is an operation for it, if only one of somebody else.
    store.exec(`INSERT INTO operation (plan_id, operation_key, kind, verb, record_kind, record_id, user_key, payload)
      SELECT 1, 'other|' || record_id, 'enrol', 'POST', 'training', record_id, 'somebody else', '{}' FROM training_record
      UNION ALL SELECT 1, 'other|u' || record_id, 'enrol', 'POST', 'user', record_id, 'somebody else', '{}' FROM user_record`);
    expect(textOf(recordLines(store))).toBe(paged);
    const own = ownCells(store).map((cells) => `2,"awkward, too.xml",${cells},`);
    let at = 0;
    for (const cells of own) {
      const found = paged.indexOf(cells, at);
      expect(found).toBeGreaterThanOrEqual(at);
      at = found + 1;
    }
  }));

test('records that were replaced or are said again have their lines between the others, where they stand in the files', () =>
  withWorld(async (store) => {
    await stage(store, 'people.xml', [user('ada')]);
    const records = (changed: number) =>
      Array.from({ length: 600 }, (_, index) =>
        training(`k${index}`, 'ada', { title: index % 3 === changed ? 'another' : 'Safety' }),
      );
    for (const changed of [0, 1, 2]) await stage(store, `${changed}.xml`, records(changed));
    snapshot(store, { courses: [course(1, 'Safety')], users: [almUser('ada')], enrolments: {} });
    compare(store, [leadsTo('SAFETY', 1)]);
    const whole = textOf(recordLines(store));
    const rows = parse(whole) as string[][];
    const places = [1, 2, 3, 4].flatMap((file) =>
      Array.from({ length: file === 1 ? 1 : 600 }, (_, index) => `${file} ${index + 1}`),
    );
    expect(rows.map(([file, , , record]) => `${file} ${record}`)).toEqual(places);
    const counts = store.prepare('SELECT relation, count(*) FROM earlier_record GROUP BY 1').raw().all();
    expect(counts.length).toBe(2);
    const parts = recordParts(store, 7);
    const each = parts.map((part, index) => textOf(recordLines(store, part, parts[index + 1])));
    expect(each.join('')).toBe(whole);
  }));

/** A record with a high number is all that it takes to be many; the number stands in no file. */
function makeMany(store: Store): void {
  store.exec(
    'UPDATE training_record SET record_id = 1000000 WHERE record_id = (SELECT max(record_id) FROM training_record)',
  );
}

async function threadFor(storeFile: string): Promise<Thread> {
  const { ReportThread } = await built<{ ReportThread: new (storeFile: string) => Thread }>(
    'report/thread/reportThread.js',
  );
  return new ReportThread(storeFile);
}

describe('with many records', () => {
  test('two threads write records.csv, with the bytes that it has from one', () =>
    withWorld(async (store, folder) => {
      await plantAwkward(store);
      const few = join(folder, 'few');
      await writeReport(store, few, () => buildSummary(store, CONTEXT));
      makeMany(store);
      const many = join(folder, 'many');
      const { writeReport: write } = await built<{ writeReport: typeof WriteReport }>('index.js');
      await write(store, many, () => buildSummary(store, CONTEXT));
      expect(filesIn(many)).toEqual(filesIn(few));
      expect(filesIn(many).get('records.csv')?.split('\r\n').length).toBeGreaterThan(2 * AWKWARD.length);
    }));

  test('the thread takes the parts that nobody else has taken, from the first on', () =>
    withWorld(async (store, folder) => {
      await plantAwkward(store);
      const parts = recordParts(store, 5);
      const all = textOf(recordLines(store));
      const each = parts.map((part, index) => textOf(recordLines(store, part, parts[index + 1])));
      expect(each.join('')).toBe(all);
      for (const others of [0, 2, 5]) {
        const claims = new PartClaims(parts.length);
        for (let taken = 0; taken < others; taken += 1) expect(claims.take()).toBe(true);
        const thread = await threadFor(store.name);
        const file = join(folder, `${others}`, 'records.csv');
        await thread.writeRecords(file, parts, claims);
        await thread.stop();
        const [, lines] =
          /^([^\r\n]*\r\n)([\s\S]*)$/.exec(readFileSync(temporaryOf(file), 'utf8'))?.slice(1) ?? [];
        expect(lines).toBe(each.slice(0, parts.length - others).join(''));
        expect(claims.take()).toBe(false);
      }
    }));

  test('a report that was begun before the comparison counts what one counts that was not', () =>
    withWorld(async (store, folder) => {
      await plantAwkward(store);
      makeMany(store);
      const { beginReport: begin } = await built<{ beginReport: typeof BeginReport }>('index.js');
      const report = begin(store, folder);
      report.count();
      let settled: SettledCounts | undefined;
      await report.write((counts) => {
        settled = counts;
        return buildSummary(store, CONTEXT, counts);
      });
      await report.stop();
      expect(settled).toEqual(countSettled(store));
      expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe(
        `${JSON.stringify(buildSummary(store, CONTEXT), null, 2)}\n`,
      );
    }));

  test('what the thread cannot read is told as if there were none', () =>
    withWorld(async (_store, folder) => {
      const thread = await threadFor(join(folder, 'missing.db'));
      const refused = { name: 'Failure', code: 'STORE-READ-ONLY' };
      await expect(thread.count()).rejects.toMatchObject(refused);
      await thread.stop();
      await expect(thread.count()).rejects.toMatchObject(refused);
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
