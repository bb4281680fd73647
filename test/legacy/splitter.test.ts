import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvSplitter } from '../../src/legacy/csv/splitter.js';

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
  readonly raw: string;
  readonly fault: string | null;
  readonly doubtful: boolean;
}

function split(text: string, chunk: number, limit?: number): Row[] {
  const splitter = new CsvSplitter(',', limit);
  const rows: Row[] = [];
  const drain = (): void => {
    while (splitter.next()) {
      const { cells, line, fault, doubtful } = splitter;
      rows.push({ cells, line, raw: splitter.raw(), fault: fault?.code ?? null, doubtful });
    }
  };
  for (let from = 0; from < text.length; from += chunk) {
    splitter.push(text.slice(from, from + chunk));
    drain();
  }
  splitter.finish();
  drain();
  return rows;
}

const messy = fc
  .array(
    fc.constantFrom('a', 'bc', ',', ',', '"', '""', '\n', '\r\n', '"x"', '"y,z"', '"1\n2"', ' ', '\u00e9'),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('the splitter', () => {
  it('gives the rows of csv-parse wherever csv-parse accepts the text', () => {
    let accepted = 0;
    fc.assert(
      fc.property(messy, (text) => {
        let oracle: string[][];
        try {
          oracle = parse(text, {
            relax_column_count: true,
            skip_empty_lines: true,
            record_delimiter: ['\n', '\r\n'],
          });
        } catch {
          expect(split(text, 1000).some((row) => row.fault !== null)).toBe(true);
          return;
        }
        accepted += 1;
        expect(split(text, 1000).map((row) => row.cells)).toEqual(oracle);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(600);
  });

  it('gives the same rows in chunks of any size, with any limit', () => {
    fc.assert(
      fc.property(
        messy,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 3, max: 30 }),
        (text, chunk, limit) => {
          expect(split(text, chunk, limit)).toEqual(split(text, 100_000, limit));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('loses no character: what is in no row is line ends', () => {
    fc.assert(
      fc.property(messy, fc.integer({ min: 3, max: 30 }), (text, limit) => {
        let rest = text;
        for (const { raw } of split(text, 7, limit)) {
          const at = rest.indexOf(raw);
          expect(at).toBeGreaterThanOrEqual(0);
          expect(rest.slice(0, at)).toMatch(/^[\r\n]*$/);
          rest = rest.slice(at + raw.length);
        }
        expect(rest).toMatch(/^[\r\n]*$/);
      }),
      { numRuns: 3000 },
    );
  });

  it('counts the lines that a person would count', () => {
    const rows = split('h\n"a\nb",1\r\n\r\nc\n', 3);
    expect(rows.map((row) => row.line)).toEqual([1, 2, 5]);
  });

  it('gives up one line where a quote is never closed, and marks what may have been inside', () => {
    const rows = split('a,"b\nc,d\ne,"f"\ng,h', 4);
    expect(rows.map(({ cells, fault, doubtful }) => ({ cells, fault, doubtful }))).toEqual([
      { cells: [], fault: 'PF-CSV-QUOTE', doubtful: false },
      { cells: ['c', 'd'], fault: null, doubtful: true },
      { cells: ['e', 'f'], fault: null, doubtful: true },
      { cells: ['g', 'h'], fault: null, doubtful: false },
    ]);
  });
});
