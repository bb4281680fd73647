import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { type Catalogue, checkCrosswalk, parseCrosswalk, parseMigration } from '../../src/mapping/index.js';
import { parseSeed } from '../../src/sandbox/index.js';

const text = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/demo/${name}`, import.meta.url)), 'utf8');

const readme = text('README.md');

interface Node {
  readonly '@_id'?: string;
  readonly id?: string;
  readonly userId?: string;
  readonly trainingRecord?: readonly Node[];
}

function xml(name: string): Record<string, Record<string, Node[]>> {
  expect(XMLValidator.validate(text(name))).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    removeNSPrefix: true,
    isArray: (tag) => tag === 'trainingRecord' || tag === 'user',
  });
  return parser.parse(text(name)) as Record<string, Record<string, Node[]>>;
}

const flat = (record: Node): Node[] => [record, ...(record.trainingRecord ?? []).flatMap(flat)];
const users = xml('users.xml').users?.user ?? [];
const transcripts = (xml('training-history.xml').trainingHistory?.trainingRecord ?? []).flatMap(flat);
const history = parse(text('training-history.csv'), {
  bom: true,
  delimiter: ';',
  relax_column_count: true,
}) as string[][];
const external = parse(text('external-training.csv'), { columns: true }) as Record<string, string>[];

/** The rows of the README's table under a heading, cells as text. */
function tableUnder(heading: string): string[][] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the demo data', () => {
  it('has as many records as its README tells', () => {
    const rows = readme.matchAll(/^\| `([^`]+)` \|.*\| (\d+) \|$/gm);
    const counts = Object.fromEntries([...rows].map(([, file, count]) => [file, Number(count)]));
    expect(counts).toEqual({
      'users.xml': users.length,
      'training-history.xml': transcripts.length,
      'training-history.csv': history.length - 1,
      'external-training.csv': external.length,
    });
  });

  it('has each record that the README speaks of, under the user it names', () => {
    const ids = new Map(transcripts.map((record) => [record['@_id'], record.userId]));
    const rows = tableUnder('training-history.xml');
    expect(rows.length).toBeGreaterThan(20);
    for (const [what = ''] of rows)
      for (const [, id, user] of what.matchAll(/(EKP\d{9})(?: and \d+)?(?: `(\w+)`)?/g)) {
        expect([...ids.keys()]).toContain(id);
        if (user !== undefined) expect(`${id} ${ids.get(id)}`).toBe(`${id} ${user}`);
      }
    const externalIds = external.map((row) => `${row.RecordID} ${row.UserId}`);
    for (const [what = ''] of tableUnder('external-training.csv'))
      for (const [, id, user] of what.matchAll(/(EXT\d{4}) `(\w+)`/g))
        expect(externalIds).toContain(`${id} ${user}`);
    const historyPairs = history.map(([learningId, userId]) => `${userId} ${learningId}`);
    for (const [what = ''] of tableUnder('training-history.csv'))
      for (const [, names = '', course] of what.matchAll(/^((?:`\w+`(?:, )?)+) (\S+)$/g))
        for (const [, user] of names.matchAll(/`(\w+)`/g))
          expect(historyPairs).toContain(`${user} ${course}`);
  });

  it('has accounts for all users but the one whose absence is told, and ids in lower case', () => {
    const known = new Set(users.map((user) => user.id));
    expect(known.size).toBe(25);
    for (const id of known) expect(id).toBe(id?.toLowerCase());
    const everyone = [
      ...transcripts.map((record) => record.userId ?? ''),
      ...history.slice(1).map(([, userId = '']) => userId.toLowerCase()),
      ...external.map((row) => (row.UserId ?? '').toLowerCase()),
    ];
    expect(new Set(everyone.filter((id) => id !== '' && !known.has(id)))).toEqual(new Set(['zghost']));
  });

  it('has exactly one row with a missing cell and exactly one record without an id', () => {
    const width = history[0]?.length;
    expect(history.filter((row) => row.length !== width).map(([, userId]) => userId)).toEqual(['NSvobodova']);
    expect(transcripts.filter((record) => record['@_id'] === undefined)).toHaveLength(1);
  });

  it('has the line ends and the mark that its README tells', () => {
    expect(text('training-history.csv').startsWith('\uFEFF')).toBe(true);
    expect(text('training-history.csv').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const name of ['users.xml', 'training-history.xml', 'external-training.csv'])
      expect(text(name)).not.toMatch(/\r/);
  });

  it('has settings and a crosswalk that are right, and an ALM in which all of it is found', () => {
    const settings = parseMigration(text('migration.yaml'), 'migration.yaml');
    expect(settings.source.timeZone).toBe('Europe/Berlin');
    const seed = parseSeed(text('sandbox-seed.json'));
    const catalogue: Catalogue = new Map(
      (seed.courses ?? []).map((course) => {
        const courseId = String(course.id);
        const instances = (course.instances ?? []).map((instance) => ({
          instanceId: `${courseId}_${instance.id}`,
          name: instance.name,
          isDefault: instance.isDefault ?? false,
          state: 'Active',
          modules: (course.modules ?? []).map((module) => ({
            moduleId: `${courseId}_${instance.id}_${module.id}_0`,
            mandatory: module.mandatory ?? true,
          })),
        }));
        return [courseId, { courseId, title: course.name, state: 'Published', instances }];
      }),
    );
    const { rows, problems } = parseCrosswalk(text('crosswalk.csv'), 'crosswalk.csv');
    expect(problems).toEqual([]);
    expect(checkCrosswalk(rows, catalogue)).toEqual([]);
    expect(rows).toHaveLength(11);

    const courses = new Set(rows.map((row) => row.learningId));
    const unmapped = new Set(history.slice(1).map(([learningId]) => learningId));
    for (const learningId of courses) unmapped.delete(learningId ?? undefined);
    expect(unmapped.size).toBe(0);
  });
});
