import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, kept } from '../../src/legacy/csv/keptText.js';
import { detectLegacy, type Reject, readLegacy, rejectedRecords } from '../../src/legacy/index.js';
import type { LegacyFormat, ReadItem } from '../../src/terms/index.js';

const SETTINGS = { referenceDate: '2026-01-01' };
const LAYOUT = { delimiter: ',', columns: ['USERID', 'LEARNINGID', 'LOTITLE'] };

function reject(raw: string, code = 'PF-ROW-RAGGED'): Reject {
  return { reference: '0123456789abcdef-7', line: 8, code, message: 'what is wrong', raw, parentId: null };
}

async function readBack(bytes: Uint8Array): Promise<readonly ReadItem[]> {
  const source = {
    name: 'mended',
    open: async function* () {
      yield bytes;
    },
  };
  const items: ReadItem[] = [];
  for await (const batch of readLegacy(source, await detectLegacy(source, SETTINGS), SETTINGS)) {
    items.push(...batch);
  }
  return items;
}

function written(
  rejects: readonly Reject[],
  format: LegacyFormat = 'trainingHistoryCsv',
  encoding = 'utf-8',
): { readonly bytes: Uint8Array; readonly encoding: string; readonly leftOut: number } {
  const layout = format.endsWith('Csv') ? LAYOUT : null;
  const { encoder, texts, leftOut } = rejectedRecords({ format, encoding, layout }, () => rejects);
  const bytes = Buffer.concat([encoder.mark, ...[...texts()].map(encoder.encode)]);
  return { bytes, encoding: encoder.encoding, leftOut };
}

describe('a cell that is safe in a spreadsheet', () => {
  it('is read as the text that it was', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[=+\-@0]["a-z0-9]*$/)), (text) => {
        expect(clean(kept(clean(text)))).toBe(clean(text));
      }),
    );
  });

  it('is never a formula of somebody’s making', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[=+\-@][ -~]{0,300}$/), (text) => {
        const cell = kept(text);
        const isOurs = /^="([^"]|"")*"$/.test(cell);
        expect(isOurs || cell.startsWith(' ')).toBe(true);
      }),
    );
  });

  it.each(['007', '19-Nov-2015 07:04', '01-02-20', 'Mar-15', '12345678901234567', '1e5', 'TRUE', '-3', '½'])(
    '%s is kept from being changed',
    (text) => expect(kept(text)).toBe(`="${text}"`),
  );

  it.each(['Completed', 'jdoe', 'Élan vital', ''])('%s needs nothing', (text) =>
    expect(kept(text)).toBe(text),
  );
});

describe('rejects written out', () => {
  it('have the columns of their file behind our own, and a byte order mark for Excel', () => {
    const { bytes } = written([reject('007,=1+1,"a, b",too many')]);
    expect(Buffer.from(bytes).toString('utf8')).toBe(
      '\ufeffalm-migrate:reject,alm-migrate:line,alm-migrate:code,alm-migrate:reason,USERID,LEARNINGID,LOTITLE\r\n' +
        '"=""0123456789abcdef-7""","=""8""",PF-ROW-RAGGED,what is wrong,"=""007""","=""=1+1""","a, b",too many\r\n',
    );
  });

  it('are read back cell for cell, each with the reject that it mends', async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('007', '=1+1', 'a"b', 'a,b', 'a\nb', "-'x", 'é'));
    await fc.assert(
      fc.asyncProperty(cell, cell, async (user, title) => {
        const raw = ['USER', user, 'COURSE', title]
          .map((text) => `"${text.replaceAll('"', '""').replaceAll('\0', '')}"`)
          .join(',');
        const columns = ['USERID', 'custom', 'LEARNINGID', 'LOTITLE'];
        const records = rejectedRecords(
          { format: 'trainingHistoryCsv', encoding: 'utf-8', layout: { delimiter: ',', columns } },
          () => [reject(raw)],
        );
        const items = await readBack(
          Buffer.concat([records.encoder.mark, ...[...records.texts()].map(records.encoder.encode)]),
        );
        const expected = (text: string): string => clean(text.replaceAll('\0', ''));
        expect(items).toMatchObject([
          { type: 'training', mends: '0123456789abcdef-7', record: { userId: 'user', learningId: 'COURSE' } },
        ]);
        const [item] = items;
        if (item?.type !== 'training') throw new Error('a record was expected');
        expect(item.record.title ?? '').toBe(expected(title));
        expect(item.record.details.custom ?? '').toBe(expected(user));
      }),
    );
  });

  it('are in the encoding of their file, or in UTF-8 where that cannot hold them', async () => {
    const latin = written([reject('jdoe,C-1,Élan')], 'trainingHistoryCsv', 'windows-1252');
    expect(latin.encoding).toBe('windows-1252');
    expect(Buffer.from(latin.bytes).includes(Buffer.from([0xc9, 0x6c, 0x61, 0x6e]))).toBe(true);
    const damaged = written(
      [reject('jdoe,C-1,a\ufffdb', 'PF-BYTES-UNDECODABLE')],
      'trainingHistoryCsv',
      'windows-1252',
    );
    expect(damaged.encoding).toBe('utf-8');
    const wide = written([reject('jdoe,C-1,Élan')], 'trainingHistoryCsv', 'utf-16le');
    expect(await readBack(wide.bytes)).toMatchObject([{ type: 'training', record: { title: 'Élan' } }]);
  });

  it('leave out what was cut, and rows with nothing in them', () => {
    const long = `jdoe,${'x'.repeat(64 << 10)}`;
    expect(written([reject(long, 'PF-RECORD-TOO-LARGE'), reject(',,', 'PF-ROW-BLANK')]).leftOut).toBe(2);
  });

  it('are elements where their file is XML, each behind what is wrong with it', async () => {
    const raw =
      '<t:trainingRecord><t:userId>jdoe</t:userId><t:learningModule><t:id>C-1</t:id></t:learningModule></t:trainingRecord>';
    const half = reject('<t:trainingRecord><t:userId>jd', 'PF-RECORD-INCOMPLETE');
    const rejects = [{ ...reject(raw, 'PF-RECORD-ID-MISSING'), message: 'no id -- at all-' }, half];
    const { bytes, leftOut } = written(rejects, 'trainingHistoryXml', 'windows-1252');
    expect(leftOut).toBe(1);
    const mended = Buffer.from(bytes)
      .toString('latin1')
      .replace('<t:trainingRecord ', '<t:trainingRecord id="T-1" ');
    expect(await readBack(Buffer.from(mended, 'latin1'))).toMatchObject([
      { type: 'training', mends: '0123456789abcdef-7', record: { key: 'T-1', userId: 'jdoe', details: {} } },
    ]);
  });
});
