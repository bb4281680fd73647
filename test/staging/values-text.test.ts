import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packedText, unpackedText } from '../../src/staging/index.js';
import { packed } from '../../src/staging/packed.js';
import { type Cell, ValuesReader, valuesAsText } from '../../src/staging/values-text.js';
import type { ReadItem } from '../../src/terms/index.js';

const awkward = fc.constantFrom('', '-', '3:abc', '1:', ':', '0', 'r', 'j', 'Ł', '😀', '\u0000', '\ud800');
const cell = fc.oneof(awkward, fc.string({ unit: 'binary' }), fc.constant(null), fc.nat());

function readAll(text: string, count: number): { readonly values: (string | null)[]; readonly at: number } {
  const reader = new ValuesReader(text, 0);
  const values = Array.from({ length: count }, () => reader.next());
  return { values, at: reader.at };
}

describe('values as one text', () => {
  it('come back as they were, whatever they look like', () => {
    fc.assert(
      fc.property(fc.array(cell), (cells: Cell[]) => {
        const text = valuesAsText(cells);
        const { values, at } = readAll(text, cells.length);
        expect(values).toEqual(cells.map((value) => (value === null ? null : String(value))));
        expect(at).toBe(text.length);
      }),
    );
  });

  it('can begin with a later one', () => {
    expect(valuesAsText([7, 'a', null, 'bc'], 2)).toBe('-2:bc');
  });
});

const text = fc.oneof(awkward, fc.string());
const orNull = fc.option(text, { nil: null });
const record = fc.record({
  kind: fc.constant('transcript' as const),
  key: text,
  userId: text,
  learningId: text,
  title: orNull,
  learningType: orNull,
  parentId: orNull,
  sessionCode: orNull,
  status: orNull,
  statusTerm: fc.constant('completed' as const),
  enrolledAt: orNull,
  startedAt: orNull,
  endedAt: orNull,
  score: orNull,
  timeZone: orNull,
  details: fc.dictionary(fc.string(), fc.string()),
});
const place = { ordinal: fc.nat(), line: fc.nat() };
const findings = fc.array(fc.record({ code: text, field: text, value: text }), { maxLength: 1 });
const items = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ type: fc.constant('training' as const), ...place, record, findings }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('reject' as const),
        ...place,
        code: text,
        message: text,
        raw: text,
      }),
    },
  ),
);

describe('items as one text', () => {
  it('are what they are when they are packed in place', () => {
    fc.assert(
      fc.property(items, (some) => {
        const given = some as readonly ReadItem[];
        expect(unpackedText(packedText(given))).toEqual(given.map(packed));
      }),
    );
  });
});
