import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFolder, type Problem } from '../../src/bundle/index.js';
import { courseCell, type IdForms, instanceCell, moduleCell } from '../../src/bundle/write/forms.js';
import { rowWriter } from '../../src/bundle/write/rows.js';
import { writeSprints } from '../../src/bundle/write/sprints.js';
import { managersFirst, writeUsers } from '../../src/bundle/write/users.js';
import type { CarriedOperation, MissingUser } from '../../src/staging/index.js';

const FORMS: IdForms = { courseIdForm: 'C', instanceIdForm: 'I', moduleIdForm: 'M' };
const AT = '2020-03-01T10:00:00.000Z';

function inFolder<Result>(use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-write-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function problemsOf(folder: string): readonly Problem[] {
  const problems: Problem[] = [];
  const check = checkFolder(folder, (problem) => problems.push(problem));
  while (check.next().done !== true);
  return problems;
}

const enrolment: CarriedOperation = [
  1, 'enrol', 'aruiz', 'ana@example.com', 'course:7001', 'course:7001_8001',
  null, null, AT, null, null, null, null, null, null,
]; // biome-ignore format: a tuple of the store
const grade: CarriedOperation = [
  2, 'grade', 'aruiz', 'ana@example.com', 'course:7001', 'course:7001_8001',
  'course:7001_8001_9011_3', null, null, null, AT, 87.5, 0, 100, null,
]; // biome-ignore format: a tuple of the store

describe('a row', () => {
  it('names things in the form that is asked for', () => {
    const rows = (forms: Partial<IdForms>) => rowWriter({ ...FORMS, ...forms });
    expect(rows({}).enrolment(enrolment)).toBe(`ana@example.com,7001,8001,${AT},,,,TRUE\r\n`);
    expect(rows({ courseIdForm: 'api', instanceIdForm: 'api' }).enrolment(enrolment)).toBe(
      `ana@example.com,course:7001,course:7001_8001,${AT},,,,TRUE\r\n`,
    );
    expect(rows({ instanceIdForm: 'C_I' }).enrolment(enrolment)).toContain(',7001_8001,');
    expect(rows({}).grade(grade)).toBe(
      `ana@example.com,7001,9011,TRUE,TRUE,TRUE,87.5,0,100,,${AT},${AT},${AT},TRUE\r\n`,
    );
    expect(rows({ moduleIdForm: 'M_V' }).grade(grade)).toContain(',9011_3,');
    expect(rows({ moduleIdForm: 'C_M_V' }).grade(grade)).toContain(',7001_9011_3,');
    expect(rows({ moduleIdForm: 'api' }).grade(grade)).toContain(',course:7001_8001_9011_3,');
  });

  it('carries no score without its bounds, and the start of a record that names one', () => {
    const bare = grade.with(12, null) as unknown as CarriedOperation;
    expect(rowWriter(FORMS).grade(bare)).toContain('TRUE,TRUE,TRUE,,,,,');
    const begun = grade.with(9, '2019-12-31T23:59:59.999Z') as unknown as CarriedOperation;
    expect(rowWriter(FORMS).grade(begun)).toContain(`,2019-12-31T23:59:59.999Z,${AT},${AT},TRUE`);
  });

  it('carries the time spent in whole seconds', () => {
    const timed = grade.with(14, 28_800) as unknown as CarriedOperation;
    expect(rowWriter(FORMS).grade(timed)).toContain(`TRUE,TRUE,TRUE,87.5,0,100,28800,${AT},`);
  });

  it('is never made from an id that is not one of a course', () => {
    expect(() => courseCell('learningProgram:1', FORMS)).toThrow('is not an id');
    expect(() => instanceCell('course:1', FORMS)).toThrow('is not an id');
    expect(() => moduleCell('course:1_2', FORMS)).toThrow('is not an id');
  });
});

/** Operations as the store hands them out: each enrolment right before its completions. */
const operations = fc
  .array(fc.record({ person: fc.nat(5), modules: fc.nat(3), isEnrolled: fc.boolean() }), { maxLength: 40 })
  .map((groups) => {
    const made: CarriedOperation[] = [];
    for (const [course, { person, modules, isEnrolled }] of groups.entries()) {
      const courseId = `course:${7000 + course}`;
      const instanceId = `${courseId}_${8000 + course}`;
      const base = [`p${person}`, `p${person}@example.com`, courseId, instanceId] as const;
      if (isEnrolled)
        made.push([made.length + 1, 'enrol', ...base, null, AT, AT, null, null, null, null, null, null]);
      for (let module = 0; module < modules; module += 1) {
        const moduleId = `${instanceId}_${9000 + module}_0`;
        made.push([
          made.length + 1,
          'grade',
          ...base,
          moduleId,
          null,
          null,
          null,
          AT,
          null,
          null,
          null,
          null,
        ]);
      }
    }
    return made;
  });

describe('sprints', () => {
  it('hold every operation once, in order, and never part an enrolment from its completions', () => {
    fc.assert(
      fc.property(operations, fc.integer({ min: 1, max: 20 }), (list, most) =>
        inFolder((folder) => {
          const { cuts } = writeSprints(list, folder, { forms: FORMS, names: 'plain', most });
          const rows = cuts.reduce((sum, cut) => sum + cut.enrolments + cut.completions, 0);
          expect(rows).toBe(list.length);
          expect(cuts.map((cut) => cut.sprint)).toEqual(cuts.map((_, index) => index + 1));
          let next = 1;
          for (const cut of cuts) {
            expect(cut.first).toBe(next);
            next = cut.last + 1;
          }
          const sprintOf = (id: number): number => cuts.findIndex((cut) => id >= cut.first && id <= cut.last);
          const home = new Map<string, number>();
          for (const [id, , person, , , instance] of list) {
            const key = `${person} ${instance}`;
            expect(home.get(key) ?? sprintOf(id)).toBe(sprintOf(id));
            home.set(key, sprintOf(id));
          }
          expect(problemsOf(folder).filter((one) => one.rule !== 'FILE-NONE')).toEqual([]);
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('have the names of the manual’s other description where that is asked for', () => {
    inFolder((folder) => {
      writeSprints([enrolment, grade], folder, { forms: FORMS, names: 'retrofit', most: 10 });
      expect(readdirSync(join(folder, 'sprint-001'))).toEqual([
        'retrofit_enrollment.csv',
        'retrofit_user_course_grades.csv',
      ]);
      expect(problemsOf(folder)).toEqual([]);
    });
  });

  it('count the enrolments whose date stands in for one that the export lacks', () => {
    inFolder((folder) => {
      const dated = enrolment.with(7, AT) as unknown as CarriedOperation;
      const { standIns } = writeSprints([enrolment, dated], folder, {
        forms: FORMS,
        names: 'plain',
        most: 10,
      });
      expect(standIns).toBe(1);
    });
  });
});

function person(email: string, managerEmail: string | null, isLeaver = false): MissingUser {
  return { email, name: email, uniqueId: email, profile: null, isLeaver, managerEmail };
}

describe('the users’ file', () => {
  it('has managers before the people who name them, in any order of the people', () => {
    const people = fc
      .uniqueArray(fc.nat(30), { minLength: 1, maxLength: 20 })
      .chain((ids) =>
        fc.tuple(
          ...ids.map((id) =>
            fc
              .option(fc.constantFrom(...ids))
              .map((boss) => person(`p${id}@example.com`, boss === null ? null : `p${boss}@example.com`)),
          ),
        ),
      );
    fc.assert(
      fc.property(people, (list) => {
        const ordered = managersFirst(list);
        expect(ordered.map((one) => one.email).sort()).toEqual(list.map((one) => one.email).sort());
        const seen = new Set<string>();
        for (const one of ordered) {
          expect(one.managerEmail === null || seen.has(one.managerEmail)).toBe(true);
          seen.add(one.email);
        }
      }),
    );
  });

  it('has leavers as deleted users, and passes the validator', () => {
    inFolder((folder) => {
      const file = join(folder, 'users.csv');
      const people = [person('bo@example.com', 'ana@example.com', true), person('ana@example.com', null)];
      expect(writeUsers(people, file, '2025-12-31')).toEqual({ active: 1, deleted: 1 });
      const lines = readFileSync(file, 'utf8').split('\r\n');
      expect(lines[1]).toBe('ROOT,,ana@example.com,ana@example.com,,ACTIVE,,,ana@example.com');
      expect(lines[2]).toBe(
        'ana@example.com,,bo@example.com,bo@example.com,,DELETED,,2025-12-31T00:00:00.000Z,bo@example.com',
      );
      expect(problemsOf(folder)).toEqual([]);
    });
  });
});
