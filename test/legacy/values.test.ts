import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoderFor } from '../../src/legacy/bytes/decoder.js';
import { dayFirst, xmlTime } from '../../src/legacy/values/dates.js';
import { compositeKey } from '../../src/legacy/values/key.js';
import { damageOf, looksDamaged } from '../../src/legacy/values/textDamage.js';
import type { Finding } from '../../src/terms/index.js';
import { readAll, SETTINGS, sourceOf } from './reading.js';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

function two(value: number): string {
  return String(value).padStart(2, '0');
}

describe('day-first dates', () => {
  it('go there and back in all four forms, with two-digit years inside the window', () => {
    const start = Date.UTC(1946, 10, 22);
    const days = Math.floor((Date.UTC(2046, 10, 22) - start) / 86_400_000);
    const read = dayFirst('2026-11-22');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: days - 1 }),
        fc.nat(23),
        fc.nat(59),
        fc.boolean(),
        fc.constantFrom(0, 3, 99),
        (day, hour, minute, short, letters) => {
          const date = new Date(start + day * 86_400_000);
          const year = String(date.getUTCFullYear());
          const name = MONTHS[date.getUTCMonth()] ?? '';
          const month = letters === 0 ? two(date.getUTCMonth() + 1) : name.slice(0, letters).toUpperCase();
          const text = `${two(date.getUTCDate())}-${month}-${short ? year.slice(2) : year} ${two(hour)}:${two(minute)}`;
          expect(read(text)).toBe(`${date.toISOString().slice(0, 10)}T${two(hour)}:${two(minute)}:00`);
        },
      ),
    );
  });

  it('follow the vendor’s example: on 20 June 2021, 20-Jun-40 is 2040 and 20-Jun-42 is 1942', () => {
    const read = dayFirst('2021-06-20');
    expect(read('20-Jun-40')).toBe('2040-06-20T00:00:00');
    expect(read('20-Jun-42')).toBe('1942-06-20T00:00:00');
  });
});

describe('xs:dateTime', () => {
  it.each([
    ['2014-07-24T05:26:13.970-05:00', '2014-07-24T05:26:13.970-05:00'],
    ['2014-07-24T05:26:13Z', '2014-07-24T05:26:13Z'],
    ['2014-07-24T05:26:13.9700000+14:00', '2014-07-24T05:26:13.970+14:00'],
    ['2014-07-24T05:26:13', '2014-07-24T05:26:13'],
    ['2014-07-24', '2014-07-24T00:00:00'],
    ['2014-07-24+02:00', '2014-07-24T00:00:00+02:00'],
    ['2014-12-31T24:00:00.000-05:00', '2015-01-01T00:00:00.000-05:00'],
  ])('%s is %s', (text, time) => {
    expect(xmlTime(text)).toBe(time);
  });

  it.each([
    '2014-02-29T05:26:13.970-05:00',
    '2014-13-01T05:26:13.970-05:00',
    '2014-07-24T25:26:13.970-05:00',
    '2014-07-24T05:60:13.970-05:00',
    '2014-07-24T05:26:13.9x0-05:00',
    '2014-07-24T05:26:13.970-15:00',
    '2014-07-24T05:26:13.970-05:61',
    '2O14-07-24T05:26:13.970-05:00',
    '2014-07-24 05:26',
    '24.07.2014',
  ])('%s is not read', (text) => {
    expect(xmlTime(text)).toBeNull();
  });
});

describe('decoding', () => {
  it('reads Windows-1252 as the code page has it, where the platform does not', () => {
    const decoder = decoderFor('iso-8859-1');
    expect(decoder.write(Buffer.from([0x64, 0x6f, 0x6e, 0x92, 0x74, 0x80, 0xe9]))).toBe('don’t€é');
    expect(decoder.bad).toEqual([]);
    expect(decoder.write(Buffer.from([0x41, 0x81]))).toBe('A\ufffd');
    expect(decoder.bad).toEqual([{ at: 8, byte: 8, within: 1 }]);
  });

  it('agrees with the platform on any bytes, in any chunks, and names each byte that it cannot read', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 4 }),
            fc.string({ unit: 'grapheme' }).map((text) => new Uint8Array(Buffer.from(text))),
          ),
          { maxLength: 6 },
        ),
        (chunks) => {
          const decoder = decoderFor('utf-8');
          const text = chunks.map((chunk) => decoder.write(chunk)).join('') + decoder.end();
          const bytes = Buffer.concat(chunks);
          let valid = true;
          try {
            expect(text).toBe(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
          } catch (error) {
            if (!(error instanceof TypeError)) throw error;
            valid = false;
          }
          expect(decoder.bad.length > 0).toBe(!valid);
          for (const bad of decoder.bad) {
            expect(text.charAt(bad.at)).toBe('\ufffd');
            expect(bytes[bad.byte]).toBeGreaterThanOrEqual(0x80);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('believes --encoding before UTF-8, and a byte order mark before --encoding', async () => {
    const csv = 'USERID,LEARNINGID,LOTITLE\nada,1,Sécurité\n';
    const told = { ...SETTINGS, encoding: 'windows-1252' };
    for (const bytes of [Buffer.from(csv, 'latin1'), Buffer.from(`\ufeff${csv}`)]) {
      const { items } = await readAll(sourceOf(bytes), told);
      expect(items[0]).toMatchObject({ type: 'training', record: { title: 'Sécurité' } });
    }
  });

  it('refuses an encoding that nobody knows', () => {
    expect(() => decoderFor('klingon')).toThrow(expect.objectContaining({ code: 'PF-ENCODING-UNKNOWN' }));
  });
});

describe('keys', () => {
  it('of different parts are different', () => {
    const part = fc.constantFrom('', 'a', '|', '\\', 'a|', '\\|');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 3, maxLength: 3 }),
        fc.array(part, { minLength: 3, maxLength: 3 }),
        (a, b) => {
          expect(compositeKey(...a) === compositeKey(...b)).toBe(a.join('\n') === b.join('\n'));
        },
      ),
    );
  });
});

describe('damage', () => {
  it('is never found where the first look saw nothing', () => {
    const bit = fc.constantFrom('a', 'é', '?', ' ', 'Ã', '©', 'â', '€', '™', '\ufffd', '.', '://');
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 8 }), (bits) => {
        const findings: Finding[] = [];
        damageOf('f', bits.join(''), findings);
        if (findings.length > 0) expect(looksDamaged(bits.join(''))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
