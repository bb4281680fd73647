import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExpectedOutcome,
  expectOutcomes,
  parseCrosswalk,
  resolver,
  type StagedTraining,
} from '../../src/mapping/index.js';
import { STATUS_TERMS } from '../../src/terms/index.js';
import { catalogueOf, configWith, course, training } from './worlds.js';

/** One course by two legacy ids with modules of their own, one id that goes to two, one left out. */
const { rows: ROWS } = parseCrosswalk(
  [
    'learning_id,action,course,modules,reason,external_title',
    'A,map,1,all,,',
    'B,map,1,1_1_2_0,,',
    'C,map,1,1_1_3_0,,',
    'C,map,2,,,',
    'D,leave_out,,,gone,',
    ',map,2,,,First aid',
  ].join('\n'),
  'crosswalk.csv',
);
const RESOLVE = resolver(ROWS, catalogueOf(course('1', 3), course('2')));
const CONFIGS = Object.fromEntries(
  ['latest', 'first', 'best'].map((choose) => [choose, configWith(`records: { choose: ${choose} }`)]),
);

/** Few values each, so that ties and twins are common. */
const date = fc.constantFrom(
  null,
  '2019-01-01T00:00:00Z',
  '2020-01-01T00:00:00Z',
  '2020-01-01T01:00:00+01:00',
  '2020-01-01T00:00:00',
  '1970-01-01T00:00:00Z',
  'rubbish',
);
const fields: fc.Arbitrary<Partial<StagedTraining>> = fc.record({
  kind: fc.constantFrom('transcript', 'history', 'external'),
  key: fc.constantFrom('k1', 'k2', 'k3'),
  userId: fc.constantFrom('ada', 'ada', 'ada', ''),
  learningId: fc.constantFrom('A', 'B', 'C', 'D', 'E', null),
  title: fc.constantFrom('First aid', 'Other', null),
  statusTerm: fc.oneof(
    fc.constantFrom('completed', 'inProgress', 'enrolled', 'waived'),
    fc.constantFrom(...STATUS_TERMS),
  ),
  enrolledAt: date,
  startedAt: date,
  endedAt: fc.oneof(date, fc.constantFrom('2020-01-01T00:00:00Z', '2021-01-01T00:00:00Z')),
  score: fc.constantFrom(null, '50', '50.0', '80', '101', 'A'),
  details: fc.constantFrom({}, { Action: 'D' }, { Action: 'AU' }),
});
const lists = fc.array(fields, { maxLength: 8 });
const policies = fc.constantFrom('latest', 'first', 'best');

function staged(list: readonly Partial<StagedTraining>[]): StagedTraining[] {
  return list.map((record, index) => training({ ...record, recordId: index + 1 }));
}

function expected(records: readonly StagedTraining[], choose: string) {
  const config = CONFIGS[choose];
  if (config === undefined) throw new Error(choose);
  return expectOutcomes({ userKey: 'ada', records, resolve: RESOLVE, config });
}

/** What ALM would be asked for, without the store's numbers. */
function withoutIds(outcomes: readonly ExpectedOutcome[]): unknown {
  return JSON.parse(JSON.stringify(outcomes, (key, value) => (key === 'recordId' ? undefined : value)));
}

describe('laws of the expected state', () => {
  it('every record ends in exactly one place, and what it merged into counts', () => {
    fc.assert(
      fc.property(lists, policies, (list, choose) => {
        const { outcomes, fates } = expected(staged(list), choose);
        expect(fates.map((fate) => fate.recordId)).toEqual(list.map((_record, index) => index + 1));
        const counting = new Set(
          outcomes.flatMap((outcome) => [outcome.recordId, ...outcome.grades.map((grade) => grade.recordId)]),
        );
        for (const { recordId, fate, code, intoRecord } of fates) {
          expect(counting.has(recordId)).toBe(fate === 'expected');
          expect(code === null).toBe(fate === 'expected' || fate === 'merged');
          expect(intoRecord === null).toBe(fate !== 'merged');
          if (intoRecord !== null) expect(counting.has(intoRecord)).toBe(true);
        }
      }),
    );
  });

  it('one outcome a course and instance; dates in order; modules only where completed', () => {
    fc.assert(
      fc.property(lists, policies, (list, choose) => {
        const { outcomes } = expected(staged(list), choose);
        const places = outcomes.map((outcome) => `${outcome.courseId} ${outcome.instanceId}`);
        expect(places).toEqual([...new Set(places)].sort());
        for (const outcome of outcomes) {
          const { enrolledAt, startedAt, completedAt } = outcome;
          expect(outcome.state).toBe(completedAt === null ? 'enrolled' : 'completed');
          expect(outcome.moduleIds.length > 0).toBe(completedAt !== null);
          if (completedAt === null) continue;
          expect((startedAt ?? completedAt) <= completedAt).toBe(true);
          if (enrolledAt !== null) expect(enrolledAt <= (startedAt ?? completedAt)).toBe(true);
        }
      }),
    );
  });

  it('the order of the rows does not matter', () => {
    const shuffled = lists.chain((list) => {
      const records = staged(list);
      return fc.tuple(
        fc.constant(records),
        fc.shuffledSubarray(records, { minLength: records.length, maxLength: records.length }),
      );
    });
    fc.assert(
      fc.property(shuffled, policies, ([records, other], choose) => {
        expect(expected(other, choose)).toEqual(expected(records, choose));
      }),
    );
  });

  it('nor does the order of the files, which gives the records other numbers', () => {
    const shuffled = lists.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, policies, ([list, other], choose) => {
        const one = expected(staged(list), choose);
        const two = expected(staged(other), choose);
        expect(withoutIds(two.outcomes)).toEqual(withoutIds(one.outcomes));
        const counts = ({ fates }: typeof one) => fates.map(({ fate, code }) => `${fate} ${code}`).sort();
        expect(counts(two)).toEqual(counts(one));
      }),
    );
  });

  it('more records never take away the completion of a module', () => {
    fc.assert(
      fc.property(lists, lists, policies, (some, more, choose) => {
        const completions = (list: readonly Partial<StagedTraining>[]): Set<string> =>
          new Set(
            expected(staged(list), choose).outcomes.flatMap((outcome) =>
              outcome.moduleIds.map((moduleId) => `${outcome.instanceId} ${moduleId}`),
            ),
          );
        const all = completions([...some, ...more]);
        expect([...completions(some)].filter((completion) => !all.has(completion))).toEqual([]);
      }),
    );
  });

  it('the latest never gets earlier and the best never worse by more records', () => {
    fc.assert(
      fc.property(lists, lists, (some, more) => {
        const all = staged([...some, ...more]);
        const before = expected(all.slice(0, some.length), 'latest').outcomes;
        const after = expected(all, 'latest').outcomes;
        for (const { instanceId, completedAt } of before) {
          const now = after.find((outcome) => outcome.instanceId === instanceId);
          expect((now?.completedAt ?? '') >= (completedAt ?? '')).toBe(true);
        }
        const bestBefore = expected(all.slice(0, some.length), 'best').outcomes;
        const bestAfter = expected(all, 'best').outcomes;
        for (const { instanceId, score } of bestBefore) {
          const now = bestAfter.find((outcome) => outcome.instanceId === instanceId);
          expect(now?.score ?? -1).toBeGreaterThanOrEqual(score ?? -1);
        }
      }),
    );
  });
});
