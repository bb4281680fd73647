import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html, jsonForScript } from '../../src/reconcile/page/index.js';
import { type Column, csvHeader, csvLine } from '../../src/reconcile/report/csv.js';
import { PAGE_LIMITS, shareRoom } from '../../src/reconcile/report/exceptions.js';
import { tallyCells } from '../../src/reconcile/report/tally.js';
import type { CubeCell } from '../../src/staging/index.js';
import { unguarded } from '../../src/terms/index.js';

type Line = readonly (string | number | null)[];
const columns = (width: number): Column<Line>[] =>
  Array.from({ length: width }, (_, index) => ({
    name: `c${index}`,
    holds: 'a cell',
    cell: (row) => row[index] ?? null,
  }));
/** Texts with the signs that CSV, spreadsheets and HTML stumble over. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...`=+-@'",;|<>&\t\r\n /\u2028\uFEFF`),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});

test('what is written as CSV is read as it was, and no cell of it is a formula', () => {
  const row = fc.array(fc.oneof(text, fc.integer(), fc.constant(null)), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      const written = csvHeader(columns(3)) + rows.map((one) => csvLine(columns(3), one)).join('');
      const read = (parse(written, { record_delimiter: '\r\n' }) as string[][]).slice(1);
      expect(read.map((cells) => cells.map((cell, index) => [index, unguarded(cell)]))).toEqual(
        rows.map((cells) => cells.map((cell, index) => [index, cell === null ? '' : String(cell)])),
      );
      for (const [line, cells] of read.entries()) {
        for (const [index, cell] of cells.entries()) {
          if (typeof rows[line]?.[index] === 'string') expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        }
      }
    }),
  );
});

test('no text gets out of the script element that holds the data, and all of it comes back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), text, (value, extra) => {
      const written = jsonForScript({ value, extra: `${extra}</script><!--<script>` });
      expect(written).not.toContain('<');
      expect(JSON.parse(written)).toEqual(
        JSON.parse(JSON.stringify({ value, extra: `${extra}</script><!--<script>` })),
      );
    }),
  );
});

test('no text makes markup of its own in a template', () => {
  fc.assert(
    fc.property(text, (value) => {
      const inside = html`<p title="${value}">${value}</p>`.text.slice('<p title="'.length, -'</p>'.length);
      const [attribute, content] = inside.split('">');
      expect(attribute).not.toMatch(/[<>"]/);
      expect(content).not.toMatch(/[<>"]/);
    }),
  );
});

test('the room of the page is never exceeded, and never left empty while something waits', () => {
  const count = fc.nat({ max: 20_000 });
  fc.assert(
    fc.property(count, count, count, (differences, unmoved, rejects) => {
      const room = shareRoom({ differences, unmoved, rejects });
      const shown = room.differences + room.unmoved + room.rejects;
      expect(shown).toBeLessThanOrEqual(PAGE_LIMITS.exceptions);
      expect(room.rejects).toBe(Math.min(rejects, PAGE_LIMITS.rejects));
      if (room.differences < differences || room.unmoved < unmoved)
        expect(shown).toBe(PAGE_LIMITS.exceptions);
      expect(room.differences).toBeLessThanOrEqual(differences);
      expect(room.unmoved).toBeLessThanOrEqual(unmoved);
    }),
  );
});

test('however the cells fall, courses, organisations and years add up to the same totals', () => {
  const name = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null });
  const expectedCells = fc.array(
    fc.record({
      subject: fc.constantFrom('enrolment' as const, 'completion' as const),
      courseId: fc.constantFrom('course:1', 'course:2'),
      organisation: name,
      year: name,
      count: fc.integer({ min: 1, max: 9 }),
      differing: fc.nat({ max: 9 }),
      verdict: fc.constantFrom('missing' as const, 'different' as const, 'contested' as const),
    }),
  );
  fc.assert(
    fc.property(expectedCells, (drawn) => {
      const cells = drawn.flatMap(({ differing, verdict, ...cell }): CubeCell[] => [
        { ...cell, verdict: null },
        { ...cell, verdict, count: Math.min(differing, cell.count) },
      ]);
      const tallies = tallyCells(cells, 0, new Map());
      for (const groups of [tallies.byCourse, tallies.byOrganisation, tallies.byYear]) {
        for (const part of ['expected', 'matched', 'missing', 'different', 'contested'] as const) {
          expect(groups.reduce((sum, group) => sum + group.enrolments[part], 0)).toBe(
            tallies.enrolments[part],
          );
          expect(groups.reduce((sum, group) => sum + group.completions[part], 0)).toBe(
            tallies.completions[part],
          );
        }
      }
    }),
  );
});

test('more differences than expected rows are a defect, not a number below nothing', () => {
  const cell = { subject: 'person', courseId: null, organisation: null, year: null, count: 1 } as const;
  expect(() => tallyCells([{ ...cell, verdict: 'missing' }], 0, new Map())).toThrow(
    '0 rows are expected, and more have a difference',
  );
});
