import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PlainRecord } from '../../src/legacy/xml/plainRecord.js';
import { XmlReader } from '../../src/legacy/xml/reader.js';
import { TRAINING } from '../../src/legacy/xml/training.js';
import type { ReadEnd, ReadItem } from '../../src/terms/index.js';

/** A record as servers write it; what stands in it is in the hands of the test. */
function record(id: number, title: string, nested = ''): string {
  return `<p:trainingRecord id="R${id}"><p:userId>ada${id}</p:userId><p:learningModule><p:id>L${id}</p:id>
    <p:title>${title}</p:title></p:learningModule>${nested}<p:overallStatus>completed</p:overallStatus><p:note/></p:trainingRecord>`;
}

const PLAIN = [1, 2, 3, 4, 5, 6]
  .map((id) => record(id, `Étude &amp; Prüfung ${id}`, id % 3 === 0 ? record(id * 10, 'inside') : ''))
  .join('\n');
const DOCUMENT = `<p:trainingHistory xmlns:p="urn:x">${PLAIN}</p:trainingHistory>`;

/** What turns plain markup into something else, or into nothing that XML knows. */
const oddity = fc.constantFrom(
  ...[
    '<',
    '>',
    '/',
    '"',
    "'",
    '&',
    ';',
    '&amp;',
    '&lt',
    '&#65;',
    '&#x1;',
    '&no;',
    '&amp',
    ']]>',
    '<!-- - -->',
  ],
  ...['<!--', '<![CDATA[<a>]]>', '<?x y?>', '</', '/>', '<p:userId>', '</p:userId>', '<p:trainingRecord>'],
  ...['</p:trainingRecord>', ' a="b"', ' id="2"', " b='c'", ' p:id=""', '<p:link/>', '<p:link>x</p:link>'],
  ...['\r', '\n', '\r\n', '\t', ' ', '\u00a0', '\u0000', '\u0085', '\u2028', '\u009f', '\ufeff', '\ufffe'],
  ...['\ufffd', '😀', 'text', 'constructor', '__proto__', '<__proto__>x</__proto__>', '<p:dateCreated>'],
);
const change = fc.record({
  at: fc.nat({ max: DOCUMENT.length }),
  taken: fc.oneof(fc.constant(0), fc.constant(1), fc.nat({ max: 12 }), fc.nat({ max: 400 })),
  put: fc.array(oddity, { maxLength: 3 }).map((parts) => parts.join('')),
});

function read(pieces: readonly string[]): { readonly items: readonly ReadItem[]; readonly end: ReadEnd } {
  const reader = new XmlReader(TRAINING, []);
  for (const piece of pieces) if (!reader.write(piece)) break;
  const end = reader.end(null);
  return { items: reader.take(), end };
}

it('a record that is taken as plain is what the parser would have made of it, whatever stands around it', () => {
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 900 }),
      (changes, size) => {
        let text = DOCUMENT;
        for (const { at, taken, put } of changes) text = text.slice(0, at) + put + text.slice(at + taken);
        // Neither half of a character nor a byte order mark at the beginning comes out of a decoder.
        text = text.replace(/\p{Surrogate}/gu, '?').replace(/^\ufeff+/, '');
        // No record is whole in a single character: this way the parser reads all of them.
        const parsed = read(Array.from({ length: text.length }, (_, at) => text.charAt(at)));
        expect(read([text])).toEqual(parsed);
        const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
          text.slice(index * size, (index + 1) * size),
        );
        expect(read(pieces)).toEqual(parsed);
      },
    ),
    { numRuns: 3000 },
  );
});

it('nearly every record of an export is plain, and those inside others, too', () => {
  const original = PlainRecord.prototype.read;
  let taken = 0;
  PlainRecord.prototype.read = function (...place) {
    const plain = original.apply(this, place);
    if (plain) taken += 1;
    return plain;
  };
  try {
    expect(read([DOCUMENT]).items).toHaveLength(8);
  } finally {
    PlainRecord.prototype.read = original;
  }
  // All but the first of each kind, from which the names are learnt, and the two around others.
  expect(taken).toBe(4);
});
