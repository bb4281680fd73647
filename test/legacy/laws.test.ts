import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure, LEGACY_FORMATS, REASONS } from '../../src/terms/index.js';
import { type Read, readAll, SETTINGS, sourceOf } from './reading.js';

/** Text that XML can hold, with no blanks around it: those are layout. */
const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot write them
  .map((text) => text.replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, '_').trim())
  .filter((text) => text !== '');

const entry = fc.record({
  id: word,
  user: word,
  learning: word,
  title: fc.option(word, { nil: null }),
  end: fc.date({ min: new Date('1981-01-01'), max: new Date('2037-01-01'), noInvalidDate: true }),
});
type Entry = typeof entry extends fc.Arbitrary<infer E> ? E : never;

/** The ways in which XML may be written and mean the same. */
const manner = fc.record({
  prefix: fc.constantFrom('', 'p:', 'lms.x:'),
  text: fc.constantFrom('escaped', 'cdata', 'numeric'),
  layout: fc.constantFrom('', '\n  ', '\r\n\t'),
  quote: fc.constantFrom('"', "'"),
  noise: fc.constantFrom(
    '',
    '<!-- <trainingRecord id="x"> -->',
    '<?note trainingRecord?>',
    '<link href="a"/>',
  ),
  encoding: fc.constantFrom('utf-8', 'utf-16le'),
});
type Manner = typeof manner extends fc.Arbitrary<infer M> ? M : never;

function written(text: string, how: Manner['text']): string {
  if (how === 'cdata' && !text.includes(']]>')) return `<![CDATA[${text}]]>`;
  return Array.from(text, (character) => {
    if (how === 'numeric') return `&#x${(character.codePointAt(0) ?? 0).toString(16)};`;
    return { '&': '&amp;', '<': '&lt;', '>': '&gt;' }[character] ?? character;
  }).join('');
}

function xmlOf(entries: readonly Entry[], how: Manner): string {
  const tag = (name: string, body: string): string =>
    `<${how.prefix}${name}>${body}</${how.prefix}${name}>${how.layout}`;
  const records = entries.map((one) => {
    const { quote, prefix } = how;
    const id = written(one.id, 'escaped').replaceAll(quote, quote === '"' ? '&quot;' : '&apos;');
    const title = one.title === null ? '' : tag('title', written(one.title, how.text));
    const module = tag(
      'learningModule',
      `${how.layout}${tag('id', written(one.learning, how.text))}${title}`,
    );
    const fields = `${tag('userId', written(one.user, how.text))}${how.noise}${module}${tag('endDate', one.end.toISOString())}`;
    return `<${prefix}trainingRecord id=${quote}${id}${quote}>${fields}</${prefix}trainingRecord\n>${how.layout}`;
  });
  const namespace = how.prefix === '' ? '' : ` xmlns:${how.prefix.slice(0, -1)}="urn:x"`;
  const root = `${how.prefix}trainingHistory`;
  return `<?xml version="1.0"?>${how.noise.startsWith('<link') ? '' : how.noise}<${root}${namespace}>${how.layout}${records.join('')}</${root}>`;
}

function entriesOf(read: Read): readonly Entry[] {
  return read.items.map((item) => {
    if (item.type !== 'training') throw new Error(`unexpected ${JSON.stringify(item)}`);
    const { key, userId, learningId, title, endedAt } = item.record;
    return { id: key, user: userId, learning: learningId ?? '', title, end: new Date(endedAt ?? '') };
  });
}

function same(entries: readonly Entry[]): readonly Entry[] {
  return entries.map((one) => ({ ...one, user: one.user.toLowerCase() }));
}

function bytesOf(text: string, encoding: Manner['encoding']): Buffer {
  return encoding === 'utf-8' ? Buffer.from(text) : Buffer.from(`\ufeff${text}`, 'utf16le');
}

describe('reading is the inverse of writing', () => {
  it('reads any list of records from any legal form of XML', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 8 }),
        manner,
        fc.integer({ min: 1, max: 200 }),
        async (entries, how, chunk) => {
          const read = await readAll(sourceOf(bytesOf(xmlOf(entries, how), how.encoding), chunk));
          expect(read.end).toEqual({ records: entries.length, exportedAt: null, broken: null });
          expect(entriesOf(read)).toEqual(same(entries));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reads any list of rows from any legal form of CSV, whatever the order of its columns', async () => {
    const columns = fc.shuffledSubarray(['USERID', 'LEARNINGID', 'LOTITLE', 'ENDDATE'], { minLength: 4 });
    const form = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t'),
      newline: fc.constantFrom('\n', '\r\n'),
      quoteAll: fc.boolean(),
      final: fc.boolean(),
      encoding: fc.constantFrom<Manner['encoding']>('utf-8', 'utf-16le'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 8 }),
        columns,
        form,
        fc.integer({ min: 1, max: 200 }),
        async (entries, order, how, chunk) => {
          const cell = (value: string): string => {
            const needed = how.quoteAll || /[",;\t\r\n]/.test(value);
            return needed ? `"${value.replaceAll('"', '""')}"` : value;
          };
          const rows = entries.map((one) => {
            const cells: Record<string, string> = {
              USERID: one.user,
              LEARNINGID: one.learning,
              LOTITLE: one.title ?? '',
              ENDDATE: one.end.toISOString().slice(0, 19),
            };
            return order.map((name) => cell(cells[name] ?? '')).join(how.delimiter);
          });
          const text =
            [order.join(how.delimiter), ...rows].join(how.newline) + (how.final ? how.newline : '');
          const read = await readAll(sourceOf(bytesOf(text, how.encoding), chunk));
          expect(read.end.records).toBe(entries.length);
          expect(
            read.items.map((item) =>
              item.type === 'training'
                ? [item.record.userId, item.record.learningId, item.record.title, item.record.endedAt]
                : item,
            ),
          ).toEqual(
            entries.map((one) => [
              one.user.toLowerCase(),
              one.learning,
              one.title,
              one.end.toISOString().slice(0, 19),
            ]),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Pieces that markup and rows are made of, so that chance comes near to what is hard. */
const pieces = fc.constantFrom(
  '<trainingHistory>',
  '</trainingHistory>',
  '<trainingRecord id="1">',
  '</trainingRecord>',
  '<trainingRecord/>',
  '<userId>ada</userId>',
  '<learningModule><id>1</id></learningModule>',
  '<learningModule>',
  '</p:x>',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?x',
  '?>',
  '&',
  '&amp;',
  '&#0;',
  '&#x41;',
  '&nbsp;',
  ';',
  '<',
  '>',
  '<!DOCTYPE x>',
  'text',
  '\u{1f600}',
  '\ufffd',
  'ada,1,Robots,Completed\n',
  ',',
  '"',
  '""',
  '\n',
  '\r\n',
  '\r',
  '\0',
  ' ',
  'ada',
  '="1"',
);
const START = fc.constantFrom(
  '',
  '<trainingHistory>',
  '<trainingRecord id="0">',
  'USERID,LEARNINGID,LOTITLE,STUDENTSTATUS\n',
  'a;b\r',
);
const garbage = fc
  .tuple(
    START,
    fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 40 }),
    fc.array(fc.nat(), { maxLength: 3 }),
  )
  .map(([start, parts, flips]) => {
    const bytes = Buffer.from(start + parts.join(''));
    for (const flip of flips) if (bytes.length > 0) bytes[flip % bytes.length] = flip & 0xff;
    return bytes;
  });

describe('any bytes at all', () => {
  it('end in records and rejects that add up, or in a named failure, the same in any chunks', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(
        garbage,
        fc.constantFrom(...LEGACY_FORMATS, null),
        fc.integer({ min: 1, max: 9 }),
        async (bytes, format, chunk) => {
          const settings = format === null ? SETTINGS : { ...SETTINGS, format };
          const outcome = async (size: number): Promise<unknown> => {
            try {
              const all = await readAll(sourceOf(bytes, size), settings);
              read += 1;
              expect(all.items.length).toBe(all.end.records);
              const ordinals = all.items.map((item) => item.ordinal).sort((a, b) => a - b);
              expect(ordinals).toEqual(all.items.map((_, index) => index + 1));
              for (const item of all.items)
                if (item.type === 'reject') expect(REASONS).toHaveProperty(item.code);
              if (all.end.broken !== null) expect(REASONS).toHaveProperty(all.end.broken.code);
              return all;
            } catch (error) {
              if (!(error instanceof Failure)) throw error;
              expect(REASONS).toHaveProperty(error.code);
              return { failure: error.code };
            }
          };
          expect(await outcome(chunk)).toEqual(await outcome(65_536));
        },
      ),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(300);
  });
});
