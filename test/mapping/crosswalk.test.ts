import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CROSSWALK_HEADER,
  checkCrosswalk,
  crosswalkTemplate,
  parseCrosswalk,
  resolver,
  writeCrosswalk,
} from '../../src/mapping/index.js';
import { catalogueOf, course, training } from './worlds.js';

const FILE = 'crosswalk.csv';
const HEADER = 'learning_id,title,action,course,instance,modules,reason';

function rowsOf(...lines: readonly string[]) {
  const { rows, problems } = parseCrosswalk([HEADER, ...lines, ''].join('\n'), FILE);
  expect(problems).toEqual([]);
  return rows;
}

function problemsOf(text: string): string[] {
  return parseCrosswalk(text, FILE).problems.map(
    ({ line, column, severity, code, message }) => `${line} ${column ?? '-'} ${severity} ${code} ${message}`,
  );
}

describe('crosswalk.csv', () => {
  it('is read by the names of its columns, in any order and case', () => {
    const { rows, problems } = parseCrosswalk(
      '\uFEFFCourse;Learning ID;MODULES;Action\r\ncourse:1;MOD-0065;a|b;Map\r\n',
      FILE,
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        learningId: 'MOD-0065',
        title: null,
        action: 'map',
        course: 'course:1',
        instance: null,
        modules: ['a', 'b'],
        reason: null,
        externalTitle: null,
        externalType: null,
        externalSubject: null,
        sessionCode: null,
        from: null,
        until: null,
        reviewed: null,
      },
    ]);
  });

  it('gives each row the line on which it begins, past blank lines and cells with line breaks', () => {
    const rows = rowsOf(
      'A,,map,1,,,',
      '',
      'B,"two',
      'lines",map,2,,,',
      'C,,map,3,,,',
      ',,,,,,',
      'D,,map,4,,,',
    );
    expect(rows.map(({ learningId, line }) => [learningId, line])).toEqual([
      ['A', 2],
      ['B', 4],
      ['C', 6],
      ['D', 8],
    ]);
  });

  it('counts lines alike for every kind of line end, also within quotes', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = [HEADER, `A,"two${end}lines",map,1,,,`, '', 'B,,map,2,,,'].join(end);
      expect(parseCrosswalk(text, FILE).rows.map(({ learningId, line }) => [learningId, line])).toEqual([
        ['A', 2],
        ['B', 5],
      ]);
    }
  });

  it('says by line what a row has wrong, and does not use the row', () => {
    const text = [
      HEADER,
      'A,,map,,,,',
      'B,,leave_out,,,,',
      'C,,leave_out,1,,,old',
      'D,,maybe,1,,,',
      ',Title,map,1,,,',
      'E,,map,1',
      'F,,map,1,,|,',
      'G,,map,1,,,',
    ].join('\n');
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "2 course error MAP-CROSSWALK-ROW map needs a course; fill it in, or write leave_out with a reason",
        "3 reason error MAP-CROSSWALK-ROW leave_out needs a reason; the report repeats it for every record",
        "4 course error MAP-CROSSWALK-ROW leave_out goes to no course; clear the cell, or write map",
        "5 action error MAP-CROSSWALK-ROW write map or leave_out (received "maybe")",
        "6 learning_id error MAP-CROSSWALK-ROW the row names no training; fill in learning_id, or an external_ column",
        "7 - error MAP-CROSSWALK-ROW the row has 4 cells, the header 7",
        "8 modules error MAP-CROSSWALK-ROW write all, or module ids separated by |",
      ]
    `);
    expect(parseCrosswalk(text, FILE).rows.map((row) => row.learningId)).toEqual(['G']);
  });

  it('says what the header has wrong', () => {
    expect(problemsOf('')).toMatchInlineSnapshot(`
      [
        "1 - error MAP-CROSSWALK-COLUMN the file is empty; its header is learning_id,title,action,course,instance,modules,reason,external_title,external_type,external_subject,session_code,from,until,reviewed",
      ]
    `);
    expect(problemsOf('learning_id,course\n')).toMatchInlineSnapshot(`
      [
        "1 action error MAP-CROSSWALK-COLUMN the header lacks the column action",
      ]
    `);
    expect(problemsOf('learning_id,action,course,course\n')).toMatchInlineSnapshot(`
      [
        "1 course error MAP-CROSSWALK-COLUMN the column course is there twice",
      ]
    `);
    expect(problemsOf('learning_id,action,course,instanse,why\n')).toMatchInlineSnapshot(`
      [
        "1 - warning MAP-CROSSWALK-COLUMN unknown column "instanse"; did you mean instance?",
      ]
    `);
  });

  it('keeps the rows before a broken quote and says where it broke', () => {
    const { rows, problems } = parseCrosswalk(
      `${HEADER}\nA,,map,1,,,\nB,"oh" no,map,1,,,\nC,,map,1,,,\n`,
      FILE,
    );
    expect(rows.map((row) => row.learningId)).toEqual(['A']);
    expect(problems).toEqual([
      expect.objectContaining({ code: 'MAP-CROSSWALK-UNREADABLE', severity: 'error', line: 3 }),
    ]);
  });

  it('wants type and subject together, and yes or no for reviewed', () => {
    const header = 'learning_id,action,course,external_type,external_subject,reviewed';
    expect(problemsOf(`${header}\n,map,1,R,,yes\n,map,1,R,Law,perhaps\n`)).toMatchInlineSnapshot(`
      [
        "2 external_subject error MAP-CROSSWALK-ROW external_type and external_subject go together; fill in both or neither",
        "3 reviewed error MAP-CROSSWALK-ROW write yes or no (received "perhaps")",
      ]
    `);
  });

  it('starts as a header without rows', () => {
    expect(crosswalkTemplate()).toBe(`${CROSSWALK_HEADER.join(',')}\r\n`);
    expect(parseCrosswalk(crosswalkTemplate(), FILE)).toEqual({ rows: [], problems: [] });
  });

  it('writes no cell that a spreadsheet would run, and reads it back as it was', () => {
    const [row] = rowsOf('A,,map,1,,,');
    if (row === undefined) throw new Error('no row');
    const text = writeCrosswalk([{ ...row, learningId: '=1+1', title: "'-x" }]);
    expect(text).toContain("\r\n'=1+1,''-x,");
    expect(parseCrosswalk(text, FILE).rows[0]).toMatchObject({ learningId: '=1+1', title: "'-x" });
  });

  it('any rows, written and read back, are the same rows', () => {
    const text = fc
      .string({
        unit: fc.constantFrom('a', 'é', '0', "'", '=', '-', '@', '"', ',', ';', '\n', ' ', '|'),
        minLength: 1,
      })
      .map((value) => value.trim())
      .filter((value) => value !== '');
    const maybe = fc.option(text, { nil: null });
    const id = fc.stringMatching(/^[a-z0-9:_]{1,9}$/).filter((value) => value !== 'all');
    const row = fc
      .record({
        learningId: text,
        title: maybe,
        course: text,
        reason: text,
        instance: maybe,
        modules: fc.oneof(fc.constant('all' as const), fc.uniqueArray(id, { minLength: 1, maxLength: 3 })),
        action: fc.constantFrom('map' as const, 'leave_out' as const),
        external: fc.option(fc.tuple(text, text), { nil: null }),
        externalTitle: maybe,
        sessionCode: maybe,
        from: fc.constantFrom(null, '2020-01-01'),
        until: fc.constantFrom(null, '2020-12-31'),
        reviewed: fc.constantFrom(true, false, null),
      })
      .map(({ external, ...fields }) => ({
        ...fields,
        course: fields.action === 'map' ? fields.course : null,
        externalType: external?.[0] ?? null,
        externalSubject: external?.[1] ?? null,
      }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const { rows: read, problems } = parseCrosswalk(writeCrosswalk(rows), FILE);
        expect(problems).toEqual([]);
        expect(read.map(({ line: _line, ...rest }) => rest)).toEqual(rows);
      }),
    );
  });

  it('any text at all ends in rows and problems', () => {
    const cell = fc.constantFrom(
      'learning_id',
      'action',
      'course',
      'map',
      ',',
      ';',
      '"',
      '\n',
      '\r',
      'é',
      '\0',
      '=',
    );
    fc.assert(
      fc.property(fc.string({ unit: cell, maxLength: 40 }), (text) => {
        const { rows, problems } = parseCrosswalk(text, FILE);
        const lines = text.split(/\r\n|\r|\n/).length;
        for (const { line } of [...rows, ...problems]) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
        }
        // Without a header there is always something to say.
        if (!text.includes('course')) expect(problems).not.toEqual([]);
      }),
    );
  });
});

describe('the crosswalk against the catalogue of ALM', () => {
  const catalogue = catalogueOf(
    course('1', 2),
    course('2', 0),
    course('3', 1, { state: 'Retired' }),
    course('4', 1, {
      instances: ['4_1', '4_2'].map((id) => ({
        instanceId: `course:${id}`,
        name: id,
        isDefault: false,
        state: 'Active',
        modules: [{ moduleId: `course:${id}_9_0`, mandatory: true }],
      })),
    }),
  );

  it('finds what ALM does not have, by line', () => {
    const rows = rowsOf(
      'A,,map,9,,,',
      'B,,map,1,1_7,,',
      'C,,map,1,,1_1_1_0|1_1_5_0,',
      'D,,map,2,,,',
      'E,,map,3,,,',
      'F,,map,4,,,',
      'G,,map,4,4_2,,',
      'H,,map,course:1,course:1_1,course:1_1_2_0,',
      'I,,leave_out,,,,obsolete',
    );
    const found = checkCrosswalk(rows, catalogue, FILE).map(
      ({ line, column, severity, code, message }) => `${line} ${column} ${severity} ${code} ${message}`,
    );
    expect(found).toMatchInlineSnapshot(`
      [
        "2 course error MAP-COURSE-NOT-IN-ALM ALM has no course 9",
        "3 instance error MAP-INSTANCE-NOT-IN-ALM the course has no instance 1_7",
        "4 modules error MAP-MODULE-NOT-IN-ALM the instance has no module 1_1_5_0",
        "5 course warning MAP-COURSE-WITHOUT-MODULES course:2, instance course:2_1 has no module to mark complete",
        "6 course warning MAP-COURSE-RETIRED course:3, instance course:3_1 is retired; ALM may refuse enrolments",
        "7 instance error MAP-INSTANCE-NO-DEFAULT name an instance: none is the default of course course:4",
      ]
    `);
  });

  it('finds rows that repeat or contradict each other, and lets one course go to two', () => {
    const rows = rowsOf(
      'A,,map,1,,,',
      'A,,map,4,4_1,,',
      'A,,map,4,4_2,,',
      'A,,map,course:1,,,',
      'A,,leave_out,,,,no',
    );
    expect(
      checkCrosswalk(rows, catalogue, FILE).map(({ line, code, message }) => `${line} ${code} ${message}`),
    ).toEqual([
      '5 MAP-CROSSWALK-DUPLICATE line 2 says the same',
      '6 MAP-CROSSWALK-DUPLICATE line 2 says map of the same training',
    ]);
  });

  it('leads a record to every course that its rows name, with ids in full', () => {
    const resolve = resolver(rowsOf('A,,map,1,,,', 'A,,map,4,4_2,,'), catalogue);
    expect(resolve(training({ learningId: 'A' }))).toEqual([
      { courseId: 'course:1', instanceId: 'course:1_1', modules: ['course:1_1_1_0', 'course:1_1_2_0'] },
      { courseId: 'course:4', instanceId: 'course:4_2', modules: ['course:4_2_9_0'] },
    ]);
  });

  it('leads it nowhere while one of its courses is not to be found', () => {
    const resolve = resolver(rowsOf('A,,map,1,,,', 'A,,map,9,,,'), catalogue);
    expect(resolve(training({ learningId: 'A' }))).toEqual({
      fate: 'quarantined',
      code: 'MAP-COURSE-NOT-IN-ALM',
      detail: '9',
    });
  });

  it.each([
    ['MAP-INSTANCE-NOT-IN-ALM', 'A,,map,1,1_7,,'],
    ['MAP-INSTANCE-NO-DEFAULT', 'A,,map,4,,,'],
    ['MAP-MODULE-NOT-IN-ALM', 'A,,map,1,,7,'],
  ])('sets a record aside with %s', (code, line) => {
    expect(resolver(rowsOf(line), catalogue)(training({ learningId: 'A' }))).toMatchObject({
      fate: 'quarantined',
      code,
    });
  });

  it('leaves a record out with the reason of its row', () => {
    const resolve = resolver(rowsOf('A,,leave_out,,,,replaced in 2019'), catalogue);
    expect(resolve(training({ learningId: 'A' }))).toEqual({
      fate: 'leftOut',
      code: 'MAP-COURSE-LEFT-OUT',
      detail: 'replaced in 2019',
    });
  });

  it('matches a learning id without case only where that is unambiguous', () => {
    const resolve = resolver(rowsOf('Mod-1,,map,1,,,', 'mod-2,,map,1,,,', 'MOD-2,,map,4,4_1,,'), catalogue);
    expect(resolve(training({ learningId: 'MOD-1' }))).toMatchObject([{ courseId: 'course:1' }]);
    expect(resolve(training({ learningId: 'MOD-2' }))).toMatchObject([{ courseId: 'course:4' }]);
    expect(resolve(training({ learningId: 'Mod-2' }))).toMatchObject({ code: 'MAP-COURSE-UNMAPPED' });
  });

  it('does not use a proposal that is marked as not reviewed', () => {
    const { rows } = parseCrosswalk('learning_id,action,course,reviewed\nA,map,1,no\nB,map,1,yes\n', FILE);
    const resolve = resolver(rows, catalogue);
    expect(resolve(training({ learningId: 'A' }))).toMatchObject({ code: 'MAP-CROSSWALK-UNREVIEWED' });
    expect(resolve(training({ learningId: 'B' }))).toMatchObject([{ courseId: 'course:1' }]);
  });

  it('sets a record without a course aside', () => {
    expect(resolver([], catalogue)(training({ learningId: null }))).toMatchObject({
      code: 'MAP-COURSE-MISSING',
    });
    expect(resolver([], catalogue)(training())).toMatchObject({ code: 'MAP-COURSE-UNMAPPED' });
  });
});

describe('external training', () => {
  const catalogue = catalogueOf(course('1'), course('2'));
  const { rows } = parseCrosswalk(
    [
      'learning_id,action,course,external_title,external_type,external_subject',
      ',map,1,First aid,,',
      ',map,2,,R,Health',
    ].join('\n'),
    FILE,
  );
  const external = (title: string, learningType: string | null, subject?: string) =>
    training({
      kind: 'external',
      learningId: null,
      title,
      learningType,
      details: subject === undefined ? {} : { Subject: subject },
    });
  const resolve = resolver(rows, catalogue);

  it('goes by its exact title first', () => {
    expect(resolve(external('First aid ', 'R', 'Health'))).toMatchObject([{ courseId: 'course:1' }]);
    expect(resolve(external('first aid', null))).toMatchObject({ code: 'MAP-EXTERNAL-UNMAPPED' });
  });

  it('then goes by type and subject, the type as letter or as word', () => {
    expect(resolve(external('Something', 'R', 'health'))).toMatchObject([{ courseId: 'course:2' }]);
    expect(resolve(external('Something', 'classroom', 'Health'))).toMatchObject([{ courseId: 'course:2' }]);
    expect(resolve(external('Something', 'O', 'Health'))).toMatchObject({ code: 'MAP-EXTERNAL-UNMAPPED' });
    expect(resolve(external('Something', null))).toMatchObject({ code: 'MAP-EXTERNAL-UNMAPPED' });
  });

  it('is asked for in the order of the mapping file', () => {
    const bySubject = resolver(rows, catalogue, ['typeAndSubject', 'title']);
    expect(bySubject(external('First aid', 'R', 'Health'))).toMatchObject([{ courseId: 'course:2' }]);
    const byTitleOnly = resolver(rows, catalogue, ['title']);
    expect(byTitleOnly(external('Other', 'R', 'Health'))).toMatchObject({ code: 'MAP-EXTERNAL-UNMAPPED' });
  });
});
