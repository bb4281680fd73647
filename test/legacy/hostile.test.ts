import { describe, expect, it } from 'vitest';
import { type LegacySource, LIMITS } from '../../src/legacy/index.js';
import type { LegacyFormat } from '../../src/terms/index.js';
import { type Read, readAll, SETTINGS, text } from './reading.js';

/** A source of `head`, then `piece` so many times, then `tail`; never whole in memory. */
function endless(head: string, piece: string, times: number, tail: string): LegacySource {
  return {
    name: 'hostile',
    async *open() {
      yield Buffer.from(head);
      const chunk = Buffer.from(piece);
      for (let count = 0; count < times; count++) yield chunk;
      yield Buffer.from(tail);
    },
  };
}

async function readBounded(source: LegacySource, format: LegacyFormat): Promise<Read> {
  return readAll(source, SETTINGS, { format, encoding: 'utf-8' });
}

const HEADER = 'USERID,LEARNINGID,LOTITLE,STUDENTSTATUS\n';
const GOOD =
  '<trainingRecord id="1"><userId>a</userId><learningModule><id>m</id></learningModule></trainingRecord>';
const MEGABYTE = 'x'.repeat(1 << 20);
/** Far more than any limit: 32 MB. A heap that kept them would show; a gigabyte only takes longer. */
const MANY = 32;

function codes(read: Read): string[] {
  return read.items.map((item) => (item.type === 'reject' ? item.code : item.type));
}

describe('hostile XML', () => {
  it('with a DOCTYPE in the document ends there, whatever it declares', async () => {
    const read = await readBounded(
      text(`<!DOCTYPE t [<!ENTITY a "b">]><trainingHistory>${GOOD}</trainingHistory>`),
      'trainingHistoryXml',
    );
    expect(read.end.broken?.code).toBe('PF-XML-DOCTYPE');
    expect(read.items).toEqual([]);
  });

  it('with elements nested 100,000 deep ends with what came before', async () => {
    const source = endless(`<trainingHistory>${GOOD}`, '<a>'.repeat(1000), 100, '');
    const read = await readBounded(source, 'trainingHistoryXml');
    expect(read.end.broken?.code).toBe('PF-XML-TOO-DEEP');
    expect(codes(read)).toEqual(['training']);
  });

  it('with records nested 100,000 deep accounts for each record that it saw', async () => {
    const source = endless('<trainingHistory>', '<trainingRecord id="1">'.repeat(1000), 100, '');
    const read = await readBounded(source, 'trainingHistoryXml');
    expect(read.end.broken?.code).toBe('PF-XML-TOO-DEEP');
    expect(read.items.length).toBe(read.end.records);
    expect(new Set(codes(read))).toEqual(new Set(['PF-RECORD-INCOMPLETE']));
  });

  it('with one endless text, tag, comment or CDATA ends with a reason', async () => {
    for (const [open, close] of [
      ['<title>', ''],
      ['<title a="', ''],
      ['<!--', '-->'],
      ['<![CDATA[', ']]>'],
      ['<?x ', '?>'],
    ]) {
      const head = `<trainingHistory>${GOOD}<trainingRecord id="2">${open}`;
      const read = await readBounded(endless(head, MEGABYTE, MANY, `${close}`), 'trainingHistoryXml');
      expect(read.end.broken?.code, open).toBe('PF-XML-TOKEN-TOO-LARGE');
      expect(codes(read), open).toEqual(['training', 'PF-RECORD-INCOMPLETE']);
    }
  });

  it('with a record of many fields beyond the limit refuses that record and goes on', async () => {
    const head = `<trainingHistory>${GOOD}<trainingRecord id="2">`;
    const source = endless(
      head,
      `<note>${'x'.repeat(1 << 15)}</note>`,
      200,
      `</trainingRecord>${GOOD}</trainingHistory>`,
    );
    const read = await readBounded(source, 'trainingHistoryXml');
    expect(codes(read)).toEqual(['training', 'PF-RECORD-TOO-LARGE', 'training']);
    const [, reject] = read.items;
    expect(reject?.type === 'reject' && reject.raw.length).toBe(LIMITS.rawChars);
    expect(read.end.broken).toBeNull();
  });

  it('with a million attributes and names ends with a reason', async () => {
    const many = Array.from({ length: 150_000 }, (_, index) => ` a${index}="1"`).join('');
    const attributes = await readBounded(
      text(`<trainingHistory><trainingRecord id="1"${many}></trainingRecord></trainingHistory>`),
      'trainingHistoryXml',
    );
    expect(codes(attributes)).toEqual(['PF-RECORD-TOO-LARGE']);
    const names = Array.from({ length: 150_000 }, (_, index) => `<n${index}>1</n${index}>`).join('');
    const elements = await readBounded(
      text(`<trainingHistory><trainingRecord id="1">${names}</trainingRecord></trainingHistory>`),
      'trainingHistoryXml',
    );
    expect(codes(elements)).toEqual(['PF-RECORD-TOO-LARGE']);
  });

  it('with a NUL byte ends there, with its line', async () => {
    const read = await readBounded(
      text(`<trainingHistory>${GOOD}\n\0</trainingHistory>`),
      'trainingHistoryXml',
    );
    expect(read.end.broken).toMatchObject({ code: 'PF-XML-MALFORMED', line: 2 });
    expect(codes(read)).toEqual(['training']);
  });

  it('of bytes that are no text at all is refused byte by byte, within memory', async () => {
    const bytes = Buffer.alloc(1 << 16, 0xff);
    const source: LegacySource = {
      name: 'hostile',
      async *open() {
        yield Buffer.from(`<trainingHistory>${GOOD}<trainingRecord id="2"><userId>`);
        for (let count = 0; count < 4; count++) yield bytes;
        yield Buffer.from(`</userId></trainingRecord>${GOOD}</trainingHistory>`);
      },
    };
    const read = await readBounded(source, 'trainingHistoryXml');
    expect(codes(read)).toEqual(['training', 'PF-BYTES-UNDECODABLE', 'training']);
    expect(read.end.broken).toBeNull();
  });
});

describe('hostile CSV', () => {
  it('with one endless row refuses that row and goes on', async () => {
    const read = await readBounded(
      endless(`${HEADER}a,1,`, MEGABYTE, MANY, '\na,2,Robots,Completed\n'),
      'trainingHistoryCsv',
    );
    expect(codes(read)).toEqual(['PF-RECORD-TOO-LARGE', 'training']);
    const [reject, next] = read.items;
    expect(reject?.type === 'reject' && reject.raw.length).toBe(LIMITS.rawChars);
    expect(next?.line).toBe(3);
  });

  it('with a quotation mark that never closes gives up one line', async () => {
    const row = 'a,1,Robots,Completed\n';
    const read = await readBounded(
      endless(`${HEADER}a,0,"Robots,Completed\n`, row.repeat(1000), 100, ''),
      'trainingHistoryCsv',
    );
    expect(read.end).toEqual({ records: 100_001, exportedAt: null, broken: null });
    expect(codes(read).filter((code) => code !== 'training')).toEqual(['PF-RECORD-TOO-LARGE']);
  });

  it('of bytes that are no text at all is refused row by row, within memory', async () => {
    const bytes = Buffer.alloc(1 << 16, 0xff);
    const source: LegacySource = {
      name: 'hostile',
      async *open() {
        yield Buffer.from(HEADER);
        for (let count = 0; count < 16; count++) yield bytes;
        yield Buffer.from('\na,2,Robots,Completed\n');
      },
    };
    const read = await readBounded(source, 'trainingHistoryCsv');
    expect(codes(read)).toEqual(['PF-BYTES-UNDECODABLE', 'training']);
  });

  it('that begins with an endless header is refused', async () => {
    const source = endless('USERID,', MEGABYTE, 4, '\n');
    await expect(readBounded(source, 'trainingHistoryCsv')).rejects.toMatchObject({
      code: 'PF-FORMAT-UNKNOWN',
    });
  });
});

describe('a source that cannot be read on', () => {
  it('gives what came before, refuses the row it broke off in, and says so', async () => {
    const source: LegacySource = {
      name: 'damaged',
      async *open() {
        yield Buffer.from(`${HEADER}a,1,Robots,Completed\na,2,Robots,Compl`);
        throw new Error('unexpected end of file');
      },
    };
    const read = await readBounded(source, 'trainingHistoryCsv');
    expect(codes(read)).toEqual(['training', 'PF-RECORD-INCOMPLETE']);
    expect(read.end.broken).toMatchObject({ code: 'PF-SOURCE-UNREADABLE', line: 3 });
  });
});
