import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildSummary, type ReportSummary, type Tally, writeReport } from '../../src/reconcile/index.js';
import { writeArtefact } from '../../src/reconcile/report/artefact.js';
import { DIFFERENCE_COLUMNS, RECORD_COLUMNS, REJECT_COLUMNS } from '../../src/reconcile/report/index.js';
import { type Chapter, tellStory } from '../../src/reconcile/report/story.js';
import { personReader, rarestDifferences, rarestUnmoved, type Store } from '../../src/staging/index.js';
import { REASONS } from '../../src/terms/index.js';
import { HOSTILE, PLANTED, PLANTED_PROFILES, plantDamage } from './planted.js';
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

type Row = Readonly<Record<string, string>>;

interface Written {
  readonly summary: ReportSummary;
  readonly differences: readonly Row[];
  readonly records: readonly Row[];
  readonly rejected: readonly Row[];
  readonly page: string;
  readonly bytes: ReadonlyMap<string, Buffer>;
}

async function report(store: Store, folder: string, forecast = false): Promise<Written> {
  const summary = buildSummary(store, { ...CONTEXT, forecast });
  const { files } = await writeReport(store, folder, () => summary);
  const bytes = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  expect(files).toEqual(
    ['report.html', 'report.json', 'differences.csv', 'late.csv', 'records.csv', 'rejected.csv'].map((name) =>
      join(folder, name),
    ),
  );
  const csv = (name: string): Row[] => parse(bytes.get(name) ?? '', { bom: true, columns: true });
  expect(JSON.parse(bytes.get('report.json')?.toString() ?? '')).toEqual(summary);
  return {
    summary,
    differences: csv('differences.csv'),
    records: csv('records.csv'),
    rejected: csv('rejected.csv'),
    page: bytes.get('report.html')?.toString() ?? '',
    bytes,
  };
}

function counted<Key>(rows: readonly Row[], key: (row: Row) => Key): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
  return counts;
}

function added(tallies: readonly Tally[]): Tally {
  const sum = (part: keyof Tally): number => tallies.reduce((total, tally) => total + tally[part], 0);
  return {
    expected: sum('expected'),
    matched: sum('matched'),
    missing: sum('missing'),
    different: sum('different'),
    contested: sum('contested'),
    extra: sum('extra'),
  };
}

describe('of a store with one person for each kind of difference', () => {
  let written: Written;
  const stories = new Map<string, readonly Chapter[]>();
  let again: Written;
  beforeAll(() =>
    withWorld(async (store, folder) => {
      await plantDamage(store);
      written = await report(store, join(folder, 'reports'));
      again = await report(store, join(folder, 'reports'));
      const read = personReader(store, 60);
      for (const key of [...Object.keys(PLANTED), 'left', 'nobody', 'rehired-old'])
        stories.set(key, tellStory(read(key)).chapters);
    }),
  );

  test('the report names each planted difference and no other', () => {
    const found = new Map<string, string[]>();
    for (const row of written.differences) {
      const rows = found.get(row.user ?? '') ?? [];
      found.set(row.user ?? '', [...rows, `${row.subject} ${row.verdict} ${row.code}`]);
    }
    for (const [key, planted] of Object.entries(PLANTED))
      expect([key, found.get(key) ?? []]).toEqual([key, planted]);
    expect(new Set(found.get(''))).toEqual(new Set(PLANTED_PROFILES));
    expect([...found.keys()].filter((key) => key !== '' && !(key in PLANTED))).toEqual([]);
  });

  test('every difference is explained by the catalogue', () => {
    for (const row of written.differences) {
      expect(Object.keys(REASONS)).toContain(row.code);
      expect(row.meaning).not.toBe('');
      expect(row.what_to_do).not.toBe('');
    }
  });

  test('the totals are those of the rows', () => {
    const { totals } = written.summary;
    const subjects = {
      profile: 'profiles',
      person: 'persons',
      enrolment: 'enrolments',
      completion: 'completions',
    } as const;
    for (const [subject, name] of Object.entries(subjects)) {
      const rows = written.differences.filter((row) => row.subject === subject);
      const verdicts = counted(rows, (row) => row.verdict);
      const tally = totals[name];
      for (const verdict of ['missing', 'different', 'contested', 'extra'] as const) {
        expect([name, verdict, tally[verdict]]).toEqual([name, verdict, verdicts.get(verdict) ?? 0]);
      }
      expect(tally.matched).toBe(tally.expected - tally.missing - tally.different - tally.contested);
    }
    expect(totals.persons.expected).toBe(Object.keys(PLANTED).length);
    expect(totals.extra).toBe(1);
  });

  test('courses, organisations and years each add up to the totals', () => {
    const { totals, byCourse, byOrganisation, byYear } = written.summary;
    for (const groups of [byCourse, byOrganisation, byYear]) {
      expect(added(groups.map((group) => group.enrolments))).toEqual(totals.enrolments);
      expect(added(groups.map((group) => group.completions))).toEqual(totals.completions);
    }
    expect(added(byOrganisation.map((group) => group.persons))).toEqual(totals.persons);
    expect(byCourse.map((group) => group.title)).toContain(HOSTILE);
    expect(byYear.map((group) => group.year)).toEqual(['2020']);
  });

  test('records.csv and rejected.csv together have each record of the files once', () => {
    const { balance, files } = written.summary;
    expect(balance.defects).toEqual([]);
    expect(written.records).toHaveLength(balance.staged);
    expect(written.rejected).toHaveLength(balance.rejected);
    expect(written.records.length + written.rejected.length).toBe(balance.recordsInFiles);
    const places = [...written.records, ...written.rejected].map((row) => `${row.file_number} ${row.record}`);
    expect(new Set(places).size).toBe(places.length);
    const staged = counted(written.records, (row) => row.file_number);
    const rejected = counted(written.rejected, (row) => row.file_number);
    for (const file of files) {
      expect(staged.get(String(file.number)) ?? 0).toBe(file.staged);
      expect(rejected.get(String(file.number)) ?? 0).toBe(file.rejected);
      expect(file.staged + file.rejected).toBe(file.records);
    }
  });

  test('the fates in records.csv are those of the balance', () => {
    const fates = counted(written.records, (row) => row.fate);
    for (const [fate, count] of Object.entries(written.summary.balance.fates ?? {})) {
      expect([fate, fates.get(fate) ?? 0]).toEqual([fate, count]);
    }
    expect([...fates.values()].reduce((sum, count) => sum + count, 0)).toBe(written.records.length);
  });

  test('an expected record bears the gravest verdict of its differences, and else it is matched', () => {
    const own = written.records.filter((row) => row.kind !== 'user' && !row.user?.startsWith('rehired'));
    for (const row of own.filter((one) => one.fate === 'expected')) {
      const codes = row.difference_codes === '' ? [] : row.difference_codes?.split('|');
      const planted = (PLANTED[row.user ?? ''] ?? []).filter(
        (line) => !line.startsWith('person') && !line.includes('extra'),
      );
      expect([row.user, new Set(codes)]).toEqual([
        row.user,
        new Set(planted.map((line) => line.split(' ')[2])),
      ]);
      expect(row.verdict).toBe(planted.length === 0 ? 'matched' : planted.at(-1)?.split(' ')[1]);
    }
  });

  test('the records of an account that was merged into another are told with the person who carries them', () => {
    const chapters = stories.get('rehired');
    expect(chapters?.map((chapter) => [chapter.title, chapter.verdict])).toEqual([
      ['Account', 'matched'],
      ['Account REHIRED-OLD', 'merged'],
      ['Safety at work', 'matched'],
      ['Two parts', 'missing'],
    ]);
    expect(stories.get('rehired-old')).toEqual(chapters);
    const record = written.records.find((row) => row.user === 'rehired-old');
    expect(record).toMatchObject({ alm_course: 'course:2', verdict: 'missing', operation_state: 'planned' });
    const account = written.records.find((row) => row.user === 'REHIRED-OLD');
    expect(account).toMatchObject({ fate: 'merged', merged_into_file: 'users.xml' });
  });

  test('what a failed operation was answered stands beside its difference and its record', () => {
    const difference = written.differences.find((row) => row.user === 'refused');
    expect(difference).toMatchObject({
      operation: 'grade',
      operation_state: 'failed',
      operation_code: 'ALM-REJECTED',
      answer_status: '400',
      answer: 'the module does not take a score',
      file: 'training.xml',
    });
    const record = written.records.find((row) => row.user === 'refused' && row.kind === 'transcript');
    expect(record).toMatchObject({
      operation_state: 'failed',
      operation_code: 'ALM-REJECTED',
      verdict: 'missing',
    });
  });

  test('what was changed since is shown with the operation of the plan that wrote it', () => {
    expect(written.differences.find((row) => row.code === 'ALM-CHANGED-SINCE')).toMatchObject({
      operation_state: 'done',
      answer_status: '201',
      expected_completed_at: '2020-01-03T09:00:30.000Z',
      actual_completed_at: '2018-06-01T10:00:00.000Z',
    });
  });

  test('the page of a person tells the chain from the line of the export to what to do', () => {
    const chapter = stories.get('refused')?.at(-1);
    expect(chapter?.verdict).toBe('missing');
    const told = new Map(chapter?.steps.map(([label, ...lines]) => [label, lines.join('\n')]));
    expect([...told.keys()]).toEqual([
      'Legacy record',
      'Where it ended',
      'What ALM should hold',
      'What was sent',
      'What ALM answered',
      'What ALM holds',
      'Verdict',
      'What to do',
    ]);
    expect(told.get('Legacy record')).toMatch(
      /^training\.xml, line \d+\nSafety at work \(SAFETY\)\nstatus completed/,
    );
    expect(told.get('What ALM should hold')).toContain(
      'Safety at work, course:1_1: completed 2020-01-03 09:00 UTC',
    );
    expect(told.get('What was sent')).toContain(
      'write the completion: failed (plan 1, sent once); ALM-REJECTED',
    );
    expect(told.get('What ALM answered')).toContain('status 400, the module does not take a score');
    expect(told.get('What ALM holds')).toContain('course:1_1: enrolled');
    expect(told.get('Verdict')).toContain('ALM-COMPLETION-MISSING');
  });

  test('the page of a person counts each kind of ending: left out, quarantined, merged, extra', () => {
    const verdicts = (key: string) => stories.get(key)?.map((chapter) => chapter.verdict);
    expect(verdicts('left')).toEqual(['leftOut', 'leftOut']);
    expect(verdicts('nobody')).toEqual(['quarantined']);
    expect(verdicts('more-than-asked')).toEqual(['matched', 'matched', 'extra']);
    expect(verdicts('matched')).toContain('merged');
    expect(verdicts('clash')).toEqual(['contested', 'contested']);
  });

  test('the same store gives the same bytes', () => {
    expect([...again.bytes.keys()]).toEqual([...written.bytes.keys()]);
    for (const [name, bytes] of again.bytes)
      expect([name, bytes.equals(written.bytes.get(name) ?? Buffer.of())]).toEqual([name, true]);
  });

  test('cells that a spreadsheet would run are text, and leading zeros stay', () => {
    const text = [...written.bytes]
      .filter(([name]) => name.endsWith('.csv'))
      .map(([, bytes]) => bytes.toString());
    for (const csv of text) {
      expect(csv.startsWith('\uFEFF')).toBe(true);
      for (const row of parse(csv, { bom: true }) as string[][]) {
        for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }
    }
    expect(written.records.map((row) => row.legacy_id)).toContain('000123');
    expect(written.records.map((row) => row.legacy_title)).toContain("'@nobody knows this course");
    expect(written.rejected.map((row) => row.raw)).toContain("'-2+3");
  });

  test('nothing of the data is markup in the page', () => {
    const { page } = written;
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<b>Bold');
    const data = JSON.parse(
      /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '',
    );
    expect(data.exceptions.map((row: { what: string }) => row.what)).toContain(HOSTILE);
    expect(data.exceptions).toHaveLength(
      written.differences.length +
        written.rejected.length +
        written.records.filter((row) => row.fate === 'leftOut' || row.fate === 'quarantined').length,
    );
  });

  test('the page lets in no other script and no other style than its own', () => {
    const { page } = written;
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const hash = (text: string | undefined): string =>
      `'sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash(/<script>(.*?)<\/script>/s.exec(page)?.[1])};`);
    expect(policy).toContain(`style-src ${hash(/<style>(.*?)<\/style>/s.exec(page)?.[1])};`);
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).not.toMatch(/ (?:style|on\w+)="/);
  });
});

test('before anything was sent the same report is a forecast', () =>
  withWorld(async (store, folder) => {
    await stage(store, 'users.xml', [user('ada')]);
    await stage(store, 'training.xml', [training('1', 'ada')]);
    snapshot(store, { courses: [course(1, 'Safety')], users: [], enrolments: {} });
    compare(
      store,
      [leadsTo('SAFETY', 1)],
      'profiles: { P: { managerEmail: m@example.com, expiry: 2030-01-01, seatLimit: 1 } }',
    );
    const { page, summary } = await report(store, folder, true);
    expect(summary.forecast).toBe(true);
    expect(page).toContain('A forecast of what is still to send');
    expect(page).toContain('Sending would add 1 person, 1 enrolment and 1 completion.');
  }));

test('a report without any difference is clean, and says so', () =>
  withWorld(async (store, folder) => {
    await stage(store, 'users.xml', [user('ada')]);
    await stage(store, 'training.xml', [training('1', 'ada')]);
    snapshot(store, {
      courses: [course(1, 'Safety')],
      users: [almUser('ada')],
      enrolments: { ada: [enrolment('ada', 1, '2020-01-03T09:00:00Z')] },
    });
    compare(store, [leadsTo('SAFETY', 1)]);
    const { page, summary, differences, records } = await report(store, folder);
    expect(summary.verdict).toBe('clean');
    expect(differences).toEqual([]);
    expect(records.map((row) => row.verdict)).toEqual(['matched', 'matched']);
    expect(page).toContain('Everything arrived');
    expect(page).toContain('100%');
  }));

test('one difference among many thousand is not rounded away', () =>
  withWorld(async (store, folder) => {
    const keys = Array.from({ length: 2100 }, (_, index) => `user-${index}`);
    await stage(
      store,
      'users.xml',
      keys.map((key) => user(key)),
    );
    snapshot(store, { courses: [], users: keys.slice(1).map((key) => almUser(key)), enrolments: {} });
    compare(store, []);
    const { page, summary } = await report(store, folder);
    expect(summary.totals.persons).toMatchObject({ expected: 2100, matched: 2099 });
    expect(page).toContain('99.9%');
    expect(page).not.toContain('100%<');
    expect(page).toContain('One thing needs a look');
  }));

test('an empty store has a report, which expects nothing', () =>
  withWorld(async (store, folder) => {
    snapshot(store, { courses: [], users: [], enrolments: {} });
    compare(store, []);
    const { page, records } = await report(store, folder);
    expect(records).toEqual([]);
    expect(page).toContain('Nothing is expected in ALM');
  }));

test('rare kinds are shown before frequent ones, however few rows the page has room for', () =>
  withWorld(async (store) => {
    const many = Array.from({ length: 40 }, (_, index) => `many-${index}`);
    await stage(
      store,
      'users.xml',
      [...many, 'typed'].map((key) => user(key)),
    );
    await stage(store, 'training.xml', [
      ...many.map((key) => training(key, key, { learningId: 'NOWHERE' })),
      training('x', 'typed', { endedAt: null }),
    ]);
    snapshot(store, { courses: [], users: [almUser('typed', { userType: 'EXTERNAL' })], enrolments: {} });
    compare(store, []);
    expect(rarestDifferences(store, 3)[0]?.code).toBe('ALM-USER-TYPE');
    expect(rarestDifferences(store, 3)).toHaveLength(3);
    expect(rarestUnmoved(store, 2)[0]?.userKey).toBe('typed');
  }));

test('a record replaced by a newer export, or said twice, is a row of its own that names the one that counts', () =>
  withWorld(async (store, folder) => {
    await stage(store, 'users.xml', [user('ada')]);
    await stage(store, 'old.xml', [training('1', 'ada', { title: 'Old title' })], '2026-01-01T00:00:00Z');
    const newer = training('1', 'ada', { title: 'New title' });
    await stage(store, 'new.xml', [newer, newer], '2026-01-02T00:00:00Z');
    snapshot(store, { courses: [course(1, 'Safety')], users: [almUser('ada')], enrolments: { ada: [] } });
    compare(store, [leadsTo('SAFETY', 1)]);
    const { records, summary } = await report(store, folder);
    expect(summary.balance.defects).toEqual([]);
    const [account, old, ...twins] = records;
    expect(account).toMatchObject({ file: 'users.xml', fate: 'expected' });
    expect(old).toMatchObject({
      file: 'old.xml',
      legacy_title: 'Old title',
      fate: 'merged',
      fate_note: 'replaced by a newer one',
      merged_into_file: 'new.xml',
    });
    const counting = twins.find((row) => row.fate === 'expected');
    const other = twins.find((row) => row !== counting);
    expect(twins).toHaveLength(2);
    expect(counting).toMatchObject({ verdict: 'missing', alm_course: 'course:1' });
    expect(other).toMatchObject({
      fate: 'merged',
      merged_into_file: 'new.xml',
      merged_into_line: counting?.line,
    });
  }));

test('a report that cannot be finished leaves the one of before as it was', () =>
  withWorld(async (_store, folder) => {
    const file = join(folder, 'report.json');
    writeFileSync(file, 'before');
    function* broken(): Generator<string> {
      yield 'half of ';
      throw new Error('the store broke');
    }
    await expect(writeArtefact(file, broken())).rejects.toThrow('the store broke');
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  }));

test('the store is not changed by its report', () =>
  withWorld(async (store, folder) => {
    await plantDamage(store);
    store.pragma('wal_checkpoint(TRUNCATE)');
    const before = store.pragma('data_version', { simple: true });
    const changes = (): unknown => store.prepare('SELECT total_changes() AS n').get();
    const counted = changes();
    await report(store, join(folder, 'reports'));
    expect(changes()).toEqual(counted);
    expect(store.pragma('data_version', { simple: true })).toBe(before);
  }));

test('the columns of the CSVs are a contract: names and order', () => {
  const names = (columns: readonly { readonly name: string }[]): string =>
    columns.map((column) => column.name).join(' ');
  expect(names(DIFFERENCE_COLUMNS)).toBe(
    'difference verdict subject code meaning what_to_do user user_name user_email organisation alm_user profile alm_course alm_course_title alm_instance alm_module alm_module_name expected_state actual_state expected_enrolled_at actual_enrolled_at expected_completed_at actual_completed_at expected_score actual_score expected_person actual_person file_number file line record legacy_id legacy_title legacy_status operation plan operation_state operation_code operation_message attempts asked_at answer_status answer_request_id answer expected_duration_seconds actual_duration_seconds',
  );
  expect(names(RECORD_COLUMNS)).toBe(
    'file_number file line record kind user legacy_id legacy_title legacy_status legacy_end legacy_score fate fate_code fate_note merged_into_file merged_into_line alm_course alm_instance expected_state expected_completed_at expected_score operation_state operation_code operation_message plan verdict difference_codes remarks',
  );
  expect(names(REJECT_COLUMNS)).toBe('file_number file line record code meaning what_to_do message raw');
  for (const column of [...DIFFERENCE_COLUMNS, ...RECORD_COLUMNS, ...REJECT_COLUMNS])
    expect(column.holds).not.toBe('');
});
