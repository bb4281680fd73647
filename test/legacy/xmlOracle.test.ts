import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import type { TrainingRecord } from '../../src/terms/index.js';
import { readAll, text } from './reading.js';

/** The whole document as a tree: the naive reader that the streaming one must agree with. */
const ORACLE = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  htmlEntities: true,
  isArray: (name) => name === 'trainingRecord',
});

interface Node {
  readonly [name: string]: unknown;
}

function string(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function node(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}

/** Depth first, children before their parents, as elements close. */
function flatten(records: unknown, parent: string | null): Partial<TrainingRecord>[] {
  if (!Array.isArray(records)) return [];
  return records.flatMap((one: unknown) => {
    const record = node(one);
    const module = node(record.learningModule);
    const key = string(record['@id']) ?? '';
    return [
      ...flatten(record.trainingRecord, key),
      {
        key,
        parentId: parent,
        userId: (string(record.userId) ?? '').toLowerCase(),
        learningId: string(module.id),
        title: string(module.title),
        status: string(record.overallStatus),
        score: string(record.score),
      },
    ];
  });
}

const content = fc
  .array(fc.constantFrom('a', 'B', 'é', '—', '&amp;', '&lt;', '&#38;', '&#x41;', '安'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

interface Tree {
  readonly user: string;
  readonly module: string;
  readonly title: string | null;
  readonly status: string | null;
  readonly score: string | null;
  readonly statusFirst: boolean;
  readonly children: readonly Tree[];
}

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    user: content,
    module: content,
    title: fc.option(content, { nil: null }),
    status: fc.option(fc.constantFrom('completed', 'incomplete', 'odd'), { nil: null }),
    score: fc.option(fc.constantFrom('1', '87.5'), { nil: null }),
    statusFirst: fc.boolean(),
    children: fc.oneof(
      { depthSize: 'small' },
      fc.constant<readonly Tree[]>([]),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }),
}));

function write(tree: Tree, prefix: string, ids: { next: number }): string {
  const p = prefix;
  const id = `EKP${ids.next++}`;
  const own =
    (tree.status === null ? '' : `<${p}overallStatus>${tree.status}</${p}overallStatus>`) +
    (tree.score === null ? '' : `<${p}score>${tree.score}</${p}score>`);
  const children = tree.children.map((child) => write(child, prefix, ids)).join('');
  const title = tree.title === null ? `<${p}title/>` : `<${p}title>${tree.title}</${p}title>`;
  return `<${p}trainingRecord id="${id}"><${p}userId>${tree.user}</${p}userId><${p}learningModule><${p}id>${tree.module}</${p}id>${title}</${p}learningModule>${tree.statusFirst ? own + children : children + own}</${p}trainingRecord>`;
}

it('the streaming reader gives what the whole-document reader gives, for any tree of records', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tree, { maxLength: 5 }), fc.constantFrom('', 'p:'), async (trees, prefix) => {
      const ids = { next: 1 };
      const body = trees.map((one) => write(one, prefix, ids)).join('\n');
      const document = `<${prefix}trainingHistory xmlns:p="urn:x">${body}</${prefix}trainingHistory>`;
      const expected = flatten(node(node(ORACLE.parse(document)).trainingHistory).trainingRecord, null);
      const { items, end } = await readAll(text(document));
      expect(end.records).toBe(expected.length);
      expect(
        items.map((item) => {
          if (item.type !== 'training') return item;
          const { key, parentId, userId, learningId, title, status, score } = item.record;
          return { key, parentId, userId, learningId, title, status, score };
        }),
      ).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
