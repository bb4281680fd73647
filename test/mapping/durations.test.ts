import { describe, expect, it } from 'vitest';
import { expectOutcomes, parseCrosswalk, resolver, type StagedTraining } from '../../src/mapping/index.js';
import { catalogueOf, configWith, course, training } from './worlds.js';

const CATALOGUE = catalogueOf(course('1', 3), course('2'));
const { rows: ROWS } = parseCrosswalk(
  [
    'learning_id,action,course,modules,reason,external_title',
    'SAFETY,map,1,,,',
    ',map,2,,,First aid',
    ',map,1,,,Course week',
    ',map,1,#1,,Day one',
    ',map,1,#2|#3,,Rest of the week',
  ].join('\n'),
  'crosswalk.csv',
);

function expected(yaml: string, ...records: readonly Partial<StagedTraining>[]) {
  const { outcomes } = expectOutcomes({
    userKey: 'ada',
    records: records.map((fields, index) => training({ recordId: index + 1, ...fields })),
    resolve: resolver(ROWS, CATALOGUE),
    config: configWith(yaml),
  });
  return outcomes;
}

function external(title: string, duration: string | null, unit: string | null): Partial<StagedTraining> {
  return {
    kind: 'external',
    learningId: null,
    title,
    details: {
      ...(duration === null ? {} : { Duration: duration }),
      ...(unit === null ? {} : { Unit: unit }),
    },
  };
}

/** Seconds and remarks of one external training that fills the one module of its course. */
function carried(duration: string | null, unit: string | null, yaml = '') {
  const [outcome] = expected(yaml, external('First aid', duration, unit));
  return [outcome?.grades[0]?.durationSeconds, ...(outcome?.notes ?? [])];
}

describe('the duration of external training', () => {
  it.each([
    ['8', 'H', 28_800],
    ['7.50', 'h', 27_000],
    ['90', 'I', 5_400],
    ['0.33', 'H', 1_188],
  ])('of %s %s is carried in whole seconds', (duration, unit, seconds) => {
    expect(carried(duration, unit)).toEqual([seconds]);
  });

  it.each([
    ['5', 'D'],
    ['20', 'W'],
    ['1', 'M'],
    ['1', 'Y'],
  ])('of %s %s is a span of the calendar: it is left off and said', (duration, unit) => {
    expect(carried(duration, unit)).toEqual([null, 'MAP-DURATION-IN-DAYS']);
  });

  it('counts days by the hours that the configuration gives one, and weeks never', () => {
    const yaml = 'external: { hoursPerDay: 7.5 }';
    expect(carried('2', 'D', yaml)).toEqual([54_000]);
    expect(carried('2', 'W', yaml)).toEqual([null, 'MAP-DURATION-IN-DAYS']);
  });

  it.each([
    ['8', null],
    ['8', 'hours'],
    ['8,5', 'H'],
    ['-1', 'H'],
    ['a day', 'H'],
  ])('of %s %s is not guessed: the completion moves without it', (duration, unit) => {
    expect(carried(duration, unit)).toEqual([null, 'MAP-DURATION-UNREADABLE']);
  });

  it.each([
    [null, null],
    ['', 'H'],
    ['0.00', 'H'],
    [null, 'H'],
  ])('of %s %s is none, and nothing to speak of', (duration, unit) => {
    expect(carried(duration, unit)).toEqual([null]);
  });

  it('can be left off by the configuration, without a remark', () => {
    expect(carried('8', 'H', 'external: { duration: leaveOff }')).toEqual([null]);
    expect(carried('8', 'W', 'external: { duration: leaveOff }')).toEqual([null]);
  });

  it('is nobody else’s: columns of that name in other exports are none of it', () => {
    const [outcome] = expected('', { details: { Duration: '8', Unit: 'H' } });
    expect(outcome?.grades.map(({ durationSeconds }) => durationSeconds)).toEqual([null, null, null]);
  });

  it('stands once, on the first of the modules that one record completes', () => {
    const [outcome] = expected('', external('Course week', '40', 'H'));
    expect(outcome?.grades.map(({ durationSeconds }) => durationSeconds)).toEqual([144_000, null, null]);
  });

  it('stands on the own modules of each of several records', () => {
    const [outcome] = expected(
      '',
      { ...external('Day one', '8', 'H'), endedAt: '2020-01-05T09:00:00Z' },
      external('Rest of the week', '24', 'H'),
    );
    expect(outcome?.grades.map(({ durationSeconds }) => durationSeconds)).toEqual([28_800, 86_400, null]);
  });

  it('decides between twins, so that none is lost', () => {
    const [outcome] = expected(
      '',
      external('First aid', null, null),
      external('First aid', '8', 'H'),
      external('First aid', null, null),
    );
    expect(outcome).toMatchObject({ recordId: 2, grades: [{ durationSeconds: 28_800 }] });
  });
});
