import { describe, expect, it } from 'vitest';
import {
  type CrosswalkRow,
  expectOutcomes,
  NO_ACCOUNT,
  parseCrosswalk,
  resolver,
  type StagedTraining,
} from '../../src/mapping/index.js';
import { catalogueOf, configWith, course, training } from './worlds.js';

const CATALOGUE = catalogueOf(course('1', 2), course('2'), course('3', 0));

function crosswalk(...lines: readonly string[]): readonly CrosswalkRow[] {
  const header = 'learning_id,action,course,modules,reason,external_title';
  const { rows, problems } = parseCrosswalk([header, ...lines].join('\n'), 'crosswalk.csv');
  expect(problems).toEqual([]);
  return rows;
}

const ROWS = crosswalk(
  'SAFETY,map,1,,,',
  'FIRE,map,2,,,',
  'EMPTY,map,3,,,',
  'OLD,leave_out,,,replaced,',
  ',map,2,,,First aid',
);

function outcomesOf(
  records: readonly Partial<StagedTraining>[],
  { yaml = '', rows = ROWS, excluded = null as typeof NO_ACCOUNT | null } = {},
) {
  const staged = records.map((fields, index) => training({ recordId: index + 1, ...fields }));
  const resolve = resolver(rows, CATALOGUE);
  return expectOutcomes({ userKey: 'ada', records: staged, resolve, config: configWith(yaml), excluded });
}

/** Of one record: its only fate in a line, and its outcome where it has one. */
function one(fields: Partial<StagedTraining>, yaml = '') {
  const { outcomes, fates } = outcomesOf([fields], { yaml });
  expect(fates).toHaveLength(1);
  const [fate] = fates;
  return {
    fate: [fate?.fate, fate?.code, fate?.note].filter((part) => part !== null).join(' '),
    outcome: outcomes[0] ?? null,
  };
}

describe('one record becomes one outcome', () => {
  it('is a completion of every module, with its dates as instants and its score on the scale', () => {
    expect(outcomesOf([{ score: '87.5', endedAt: '2020-01-03T10:00:00.250+01:00' }])).toEqual({
      outcomes: [
        {
          recordId: 1,
          userKey: 'ada',
          courseId: 'course:1',
          instanceId: 'course:1_1',
          state: 'completed',
          enrolledAt: '2020-01-01T09:00:00.000Z',
          startedAt: '2020-01-02T09:00:00.000Z',
          completedAt: '2020-01-03T09:00:00.250Z',
          score: 87.5,
          scoreMin: 0,
          scoreMax: 100,
          notes: [],
          moduleIds: ['course:1_1_1_0', 'course:1_1_2_0'],
          grades: ['course:1_1_1_0', 'course:1_1_2_0'].map((moduleId) => ({
            moduleId,
            recordId: 1,
            startedAt: '2020-01-02T09:00:00.000Z',
            completedAt: '2020-01-03T09:00:00.250Z',
            score: 87.5,
            scoreMin: 0,
            scoreMax: 100,
            durationSeconds: null,
          })),
        },
      ],
      fates: [{ recordId: 1, fate: 'expected', code: null, intoRecord: null, note: null }],
    });
  });

  it('is an enrolment while it is in progress: no module, no completion, whatever its end date says', () => {
    const { outcome } = one({ statusTerm: 'inProgress', endedAt: '2027-01-01T00:00:00Z', score: '3' });
    expect(outcome).toMatchObject({
      state: 'enrolled',
      completedAt: null,
      score: null,
      moduleIds: [],
      grades: [],
    });
  });

  it('flags completions that were asserted or waived', () => {
    expect(one({ statusTerm: 'selfAsserted' }).outcome?.notes).toEqual(['MAP-STATUS-SELF-ASSERTED']);
    expect(one({ statusTerm: 'waived' }).outcome?.notes).toEqual(['MAP-STATUS-WAIVED']);
  });

  it('reads local times in the zone of the record, else of the source, else by the table of zones', () => {
    const local = { endedAt: '2020-07-03T09:00:00', startedAt: null, enrolledAt: null };
    const yaml = '  timeZone: Europe/Berlin\n  timeZones: { HKT: Asia/Hong_Kong }\n';
    expect(one(local, yaml).outcome?.completedAt).toBe('2020-07-03T07:00:00.000Z');
    expect(one({ ...local, timeZone: 'America/New_York' }, yaml).outcome?.completedAt).toBe(
      '2020-07-03T13:00:00.000Z',
    );
    expect(one({ ...local, timeZone: 'HKT' }, yaml).outcome?.completedAt).toBe('2020-07-03T01:00:00.000Z');
    expect(one({ ...local, timeZone: 'PST' }, yaml).fate).toBe('quarantined MAP-ZONE-UNKNOWN endedAt PST');
  });

  it('reports local times that a change of clocks makes doubtful', () => {
    const yaml = '  timeZone: Europe/Berlin\n';
    const dates = { startedAt: null, enrolledAt: null };
    expect(one({ ...dates, endedAt: '2025-03-30T02:30:00' }, yaml).outcome?.notes).toEqual(['MAP-TIME-GAP']);
    expect(one({ ...dates, endedAt: '2025-10-26T02:30:00' }, yaml).outcome?.notes).toEqual([
      'MAP-TIME-OVERLAP',
    ]);
  });
});

describe('dates that do not fit', () => {
  it.each([
    [{ endedAt: null }, 'MAP-COMPLETION-WITHOUT-DATE completed'],
    [{ endedAt: '31-dec-13' }, 'MAP-DATE-UNREADABLE endedAt 31-dec-13'],
    [{ endedAt: '1980-04-17T00:00:00Z' }, 'MAP-DATE-OUT-OF-RANGE endedAt 1980-04-17T00:00:00Z'],
    [{ endedAt: '2038-07-17T00:00:00Z' }, 'MAP-DATE-OUT-OF-RANGE endedAt 2038-07-17T00:00:00Z'],
    [{ endedAt: '2026-02-01T00:00:00Z' }, 'MAP-DATE-IN-FUTURE endedAt 2026-02-01T00:00:00Z'],
    [{ startedAt: '1900-01-01T00:00:00Z' }, 'MAP-DATE-OUT-OF-RANGE startedAt 1900-01-01T00:00:00Z'],
    [{ startedAt: 'soon' }, 'MAP-DATE-UNREADABLE startedAt soon'],
    [
      { statusTerm: 'enrolled', enrolledAt: '2026-02-01T00:00:00Z' },
      'MAP-DATE-IN-FUTURE enrolledAt 2026-02-01T00:00:00Z',
    ],
    [
      { statusTerm: 'inProgress', enrolledAt: '1900-01-01T00:00:00Z' },
      'MAP-DATE-OUT-OF-RANGE enrolledAt 1900-01-01T00:00:00Z',
    ],
  ] as const)('set %j aside', (fields, why) => {
    expect(one(fields)).toEqual({ fate: `quarantined ${why}`, outcome: null });
  });

  it('take a completion on the reference date itself', () => {
    expect(one({ endedAt: '2026-01-31T23:59:59Z' }).outcome?.state).toBe('completed');
  });

  it('move a start after the completion to it, also one in the future, and report it', () => {
    for (const startedAt of ['2020-01-04T00:00:00Z', '2040-01-01T00:00:00Z']) {
      const { outcome } = one({ startedAt, enrolledAt: null });
      expect(outcome).toMatchObject({
        startedAt: '2020-01-03T09:00:00.000Z',
        completedAt: '2020-01-03T09:00:00.000Z',
        notes: ['MAP-START-AFTER-COMPLETION'],
      });
    }
  });

  it('move an enrolment after the start to it: the loader wrote the day of the load', () => {
    expect(one({ enrolledAt: '2024-05-05T00:00:00Z' }).outcome).toMatchObject({
      enrolledAt: '2020-01-02T09:00:00.000Z',
      notes: ['MAP-ENROLMENT-AFTER-COMPLETION'],
    });
  });

  it('leave off an enrolment date that cannot be carried, unless the mapping sets the record aside', () => {
    const fields = { enrolledAt: '1900-01-01T00:00:00Z' };
    expect(one(fields).outcome).toMatchObject({ enrolledAt: null, notes: ['MAP-ENROLMENT-LEFT-OFF'] });
    expect(one(fields, 'records: { unusableEnrolment: quarantine }').fate).toBe(
      'quarantined MAP-DATE-OUT-OF-RANGE enrolledAt 1900-01-01T00:00:00Z',
    );
  });

  it('leave off a start where the mapping says so', () => {
    expect(one({ startedAt: 'soon' }, 'records: { unusableStart: leaveOff }').outcome).toMatchObject({
      startedAt: null,
      notes: ['MAP-START-LEFT-OFF'],
    });
  });

  it('let an enrolment stand whose session has yet to begin', () => {
    expect(one({ statusTerm: 'enrolled', startedAt: '2026-06-01T09:00:00Z' }).outcome).toMatchObject({
      state: 'enrolled',
      startedAt: null,
      notes: ['MAP-START-LEFT-OFF'],
    });
  });
});

describe('scores', () => {
  it.each([
    ['101', 'MAP-SCORE-OUT-OF-SCALE'],
    ['-1', 'MAP-SCORE-OUT-OF-SCALE'],
    ['87,5', 'MAP-SCORE-UNREADABLE'],
    ['87 %', 'MAP-SCORE-UNREADABLE'],
    ['1e2', 'MAP-SCORE-UNREADABLE'],
    ['A+', 'MAP-SCORE-UNREADABLE'],
  ])('of %s are left off and reported; the completion stays', (score, code) => {
    expect(one({ score }).outcome).toMatchObject({
      state: 'completed',
      score: null,
      scoreMin: null,
      scoreMax: null,
      notes: [code],
    });
  });

  it('have a scale by course, where one is named', () => {
    const yaml = 'scores: { default: { min: 0, max: 10 }, courses: { SAFETY: { min: -5, max: 250 } } }';
    expect(one({ score: ' 250.0 ' }, yaml).outcome).toMatchObject({
      score: 250,
      scoreMin: -5,
      scoreMax: 250,
    });
    expect(one({ score: '11', learningId: 'FIRE' }, yaml).outcome?.notes).toEqual(['MAP-SCORE-OUT-OF-SCALE']);
    expect(one({ score: '' }, yaml).outcome).toMatchObject({ score: null, notes: [] });
  });
});

describe('records that do not move say why', () => {
  it.each([
    [{ userId: '' }, 'leftOut MAP-SESSION-ROW'],
    [{ statusTerm: 'withdrawn' }, 'leftOut MAP-STATUS-LEFT-OUT withdrawn'],
    [{ statusTerm: 'passed' }, 'leftOut MAP-STATUS-LEFT-OUT passed'],
    [{ statusTerm: 'unknown', status: 'finito' }, 'quarantined MAP-STATUS-UNKNOWN finito'],
    [{ learningId: 'OTHER' }, 'quarantined MAP-COURSE-UNMAPPED OTHER'],
    [{ learningId: null }, 'quarantined MAP-COURSE-MISSING Safety at work'],
    [{ learningId: 'OLD' }, 'leftOut MAP-COURSE-LEFT-OUT replaced'],
    [{ learningId: 'EMPTY' }, 'quarantined MAP-COURSE-WITHOUT-MODULES course:3_1'],
    [{ kind: 'external', title: 'Other' }, 'quarantined MAP-EXTERNAL-UNMAPPED SAFETY'],
    [{ kind: 'external', title: 'First aid', details: { action: 'd' } }, 'leftOut MAP-EXTERNAL-DELETED'],
    [
      { kind: 'external', title: 'First aid', statusTerm: 'enrolled' },
      'leftOut MAP-STATUS-LEFT-OUT enrolled',
    ],
  ] as const)('%j: %s', (fields, fate) => {
    expect(one(fields)).toEqual({ fate, outcome: null });
  });

  it('an instance without modules takes an enrolment all the same', () => {
    expect(one({ learningId: 'EMPTY', statusTerm: 'enrolled' }).outcome).toMatchObject({ state: 'enrolled' });
  });

  it('a status goes where the mapping sends it', () => {
    expect(one({ statusTerm: 'passed' }, 'statuses: { passed: completion }').outcome?.state).toBe(
      'completed',
    );
    expect(one({ statusTerm: 'failed' }, 'statuses: { failed: quarantine }').fate).toBe(
      'quarantined MAP-STATUS-QUARANTINED failed',
    );
    expect(one({ kind: 'external', title: 'First aid' }).outcome?.courseId).toBe('course:2');
  });

  it('all share the fate of their person, but for session rows, which are nobody’s', () => {
    const { outcomes, fates } = outcomesOf([{}, { statusTerm: 'failed' }, { userId: '' }], {
      excluded: NO_ACCOUNT,
    });
    expect(outcomes).toEqual([]);
    expect(fates.map(({ fate, code }) => `${fate} ${code}`)).toEqual([
      'quarantined MAP-USER-MISSING',
      'quarantined MAP-USER-MISSING',
      'leftOut MAP-SESSION-ROW',
    ]);
  });
});

describe('of several records of one course and instance one counts, the others merge into it', () => {
  const three = [
    { endedAt: '2020-05-01T00:00:00Z', score: '60' },
    { endedAt: '2021-05-01T00:00:00Z', score: '50' },
    { endedAt: '2019-05-01T00:00:00Z', score: '95', startedAt: null, enrolledAt: null },
  ];

  it.each([
    ['latest', 2],
    ['first', 3],
    ['best', 3],
  ])('by choice the %s', (choose, counts) => {
    const { outcomes, fates } = outcomesOf(three, { yaml: `records: { choose: ${choose} }` });
    expect(outcomes.map((outcome) => outcome.recordId)).toEqual([counts]);
    expect(
      fates.map(({ fate, intoRecord }) => (fate === 'expected' ? fate : `${fate} ${intoRecord}`)),
    ).toEqual([1, 2, 3].map((id) => (id === counts ? 'expected' : `merged ${counts}`)));
  });

  it('takes a completion before a later enrolment, and among enrolments the latest', () => {
    const later = { statusTerm: 'inProgress', enrolledAt: '2023-01-01T00:00:00Z' } as const;
    const earlier = { statusTerm: 'enrolled', enrolledAt: '2022-01-01T00:00:00Z' } as const;
    expect(outcomesOf([later, {}]).outcomes).toMatchObject([{ recordId: 2, state: 'completed' }]);
    expect(outcomesOf([earlier, later]).outcomes).toMatchObject([
      { recordId: 2, state: 'enrolled', enrolledAt: '2023-01-01T00:00:00.000Z' },
    ]);
  });

  it('keeps a program and its child apart: the child is a record of its own', () => {
    const rows = crosswalk('PROGRAM,map,2,,,', 'SAFETY,map,1,,,');
    const program = { learningId: 'PROGRAM', key: 'P', statusTerm: 'inProgress', endedAt: null } as const;
    const { outcomes } = outcomesOf([program, { parentId: 'P', score: '80' }], { rows });
    expect(outcomes.map(({ courseId, state, score }) => [courseId, state, score])).toEqual([
      ['course:1', 'completed', 80],
      ['course:2', 'enrolled', null],
    ]);
  });

  it('gives one record to both courses that its crosswalk rows name', () => {
    const rows = crosswalk('SAFETY,map,1,,,', 'SAFETY,map,2,,,');
    const { outcomes, fates } = outcomesOf([{}], { rows });
    expect(outcomes.map((outcome) => outcome.courseId)).toEqual(['course:1', 'course:2']);
    expect(fates.map((fate) => fate.fate)).toEqual(['expected']);
  });

  it('lets two legacy courses fill different modules of one course, each with its own date', () => {
    const rows = crosswalk('A,map,1,1_1_1_0,,', 'B,map,1,1_1_2_0,,', 'C,map,1,1_1_2_0,,');
    const { outcomes, fates } = outcomesOf(
      [
        { learningId: 'A', endedAt: '2020-05-01T00:00:00Z', score: '70' },
        { learningId: 'B', endedAt: '2021-05-01T00:00:00Z' },
        { learningId: 'C', endedAt: '2019-05-01T00:00:00Z', startedAt: null, enrolledAt: null },
      ],
      { rows },
    );
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).toMatchObject({ recordId: 2, completedAt: '2021-05-01T00:00:00.000Z', score: null });
    expect(outcomes[0]?.moduleIds).toEqual(['course:1_1_1_0', 'course:1_1_2_0']);
    expect(outcomes[0]?.grades.map(({ recordId, score }) => [recordId, score])).toEqual([
      [1, 70],
      [2, null],
    ]);
    expect(fates.map(({ fate, intoRecord }) => `${fate} ${intoRecord ?? ''}`.trim())).toEqual([
      'expected',
      'expected',
      'merged 2',
    ]);
  });
});
