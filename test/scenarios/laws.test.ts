import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CrosswalkRow, type IdentityRow, parseMigration } from '../../src/mapping/index.js';
import { makePlan, type PlanSummary } from '../../src/reconcile/index.js';
import type { Store } from '../../src/staging/index.js';
import type { ReadItem } from '../../src/terms/index.js';
import {
  almUser,
  course,
  enrolment,
  leadsTo,
  snapshot,
  stage,
  training,
  user,
  withWorld,
} from '../reconcile/world.js';
import { applyPerfectly } from './world.js';

const CROSSWALK: readonly CrosswalkRow[] = [
  leadsTo('SAFETY', 1),
  leadsTo('FIRE', 2, ['course:2_1_1']),
  leadsTo('SMOKE', 2, ['course:2_1_2']),
  leadsTo('BOTH', 1),
  leadsTo('BOTH', 2),
];
/** dan's records are bob's: the two accounts are one person. */
const MERGED: IdentityRow = {
  line: 2,
  userKey: 'dan',
  action: 'merge',
  almUser: null,
  into: 'bob',
  reason: null,
  reviewed: true,
  why: null,
};
const YAML = 'source:\n  referenceDate: 2026-01-31\n';
const INPUTS = {
  config: parseMigration(YAML, 'migration.yaml'),
  crosswalk: CROSSWALK,
  identities: [MERGED],
  texts: { migration: YAML, crosswalk: '', identities: '' },
};
const KEYS = ['ada', 'bob', 'cyd', 'dan'] as const;
const ACCOUNTS: readonly ReadItem[] = KEYS.map((key) => user(key));

function planOf(store: Store): PlanSummary {
  return makePlan(store, INPUTS, () => Date.parse('2026-02-01T08:00:00Z'));
}

/** ALM knows ada, and something of hers that may be in the way. */
function hold(store: Store, date: string | null | undefined): void {
  snapshot(store, {
    courses: [course(1, 'Safety'), course(2, 'Fire', 2)],
    users: [almUser('ada')],
    enrolments: { ada: date === undefined ? [] : [enrolment('ada', 1, date)] },
  });
}

const held = fc.constantFrom(undefined, null, '2019-01-03T09:00:00.000Z', '2024-01-03T09:00:00.000Z');
/** Records with keys of their own: what two exports say of one record is staging's to settle. */
const records = fc
  .array(
    fc.record({
      userId: fc.oneof(fc.constantFrom(...KEYS), fc.constantFrom('eve', '')),
      learningId: fc.constantFrom('SAFETY', 'FIRE', 'SMOKE', 'BOTH', 'UNKNOWN'),
      statusTerm: fc.constantFrom('completed', 'completed', 'waived', 'inProgress', 'failed', 'unknown'),
      endedAt: fc.constantFrom(
        '2020-01-03T09:00:30Z',
        '2020-01-03T09:00:00Z',
        '2021-01-03T09:00:30Z',
        '1970-01-01T00:00:00Z',
        null,
      ),
      score: fc.constantFrom(null, '50', '80', '180'),
    }),
    { maxLength: 10 },
  )
  .map((list) => list.map(({ userId, ...fields }, index) => training(`T${index}`, userId, fields)));

/** What apply would send, in order, without the numbers that the store gives its rows. */
function operationsOf(store: Store, { planId }: PlanSummary): readonly unknown[] {
  return store
    .prepare(
      'SELECT operation_key, kind, verb, payload FROM operation WHERE plan_id = ? ORDER BY operation_key',
    )
    .all(planId);
}

function completionsOf(store: Store): ReadonlySet<string> {
  const rows = store
    .prepare(
      'SELECT e.user_key, c.module_id FROM expected_enrolment e JOIN expected_completion c USING (expected_id)',
    )
    .raw()
    .all() as [string, string][];
  return new Set(rows.map((row) => row.join(' ')));
}

function fatesOf(store: Store): readonly unknown[] {
  return store
    .prepare(
      `SELECT t.record_key, f.fate, f.code, f.note FROM record_fate f JOIN training_record t USING (record_id)
       WHERE f.kind = 'training' ORDER BY t.record_key`,
    )
    .all();
}

/** Stages the lists as files of their own, plans, and hands on what came of it. */
function inWorldOf<Result>(
  lists: readonly (readonly ReadItem[])[],
  date: string | null | undefined,
  use: (store: Store, plan: PlanSummary) => Result,
): Promise<Result> {
  return withWorld(async (store) => {
    store.pragma('synchronous = OFF');
    hold(store, date);
    for (const [index, list] of lists.entries()) await stage(store, `file ${index}.xml`, list);
    return use(store, planOf(store));
  });
}

describe('laws of a plan', () => {
  it('the balance adds up, and a plan that was carried out perfectly leaves nothing to do', () =>
    fc.assert(
      fc.asyncProperty(records, held, (list, date) =>
        inWorldOf([ACCOUNTS, list], date, (store, plan) => {
          expect(plan.balance.defects).toEqual([]);
          const { fates, staged, recordsInFiles } = plan.balance;
          expect(staged).toBe(recordsInFiles);
          expect(Object.values(fates ?? {}).reduce((sum, count) => sum + count, 0)).toBe(staged);
          applyPerfectly(store, plan.planId);
          const next = planOf(store);
          expect(operationsOf(store, next)).toEqual([]);
          expect(next.balance.defects).toEqual([]);
          expect(next.balance.expected?.waiting).toBe(0);
        }),
      ),
      { numRuns: 30 },
    ));

  it('the order of files and of rows does not matter', () =>
    fc.assert(
      fc.asyncProperty(
        records.chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
            fc.nat({ max: list.length }),
          ),
        ),
        held,
        async ([list, shuffled, cut], date) => {
          const see = (store: Store, plan: PlanSummary) => ({
            operations: operationsOf(store, plan),
            fates: fatesOf(store),
          });
          const one = await inWorldOf([ACCOUNTS, list], date, see);
          const two = await inWorldOf(
            [shuffled.slice(cut), shuffled.slice(0, cut), [...ACCOUNTS].reverse()],
            date,
            see,
          );
          expect(two).toEqual(one);
        },
      ),
      { numRuns: 25 },
    ));

  it('more records never take an expected completion away', () =>
    fc.assert(
      fc.asyncProperty(records, fc.nat({ max: 10 }), async (list, cut) => {
        const some = await inWorldOf([ACCOUNTS, list.slice(0, cut)], undefined, completionsOf);
        const all = await inWorldOf([ACCOUNTS, list], undefined, completionsOf);
        expect([...some].filter((completion) => !all.has(completion))).toEqual([]);
      }),
      { numRuns: 25 },
    ));

  it('the same input gives the same bytes', () =>
    fc.assert(
      fc.asyncProperty(records, held, async (list, date) => {
        const bytes = (store: Store): string =>
          JSON.stringify(
            [
              'expected_person',
              'expected_enrolment',
              'expected_completion',
              'record_fate',
              'difference',
              'operation',
            ].map((table) => store.prepare(`SELECT * FROM ${table}`).raw().all()),
          );
        const one = await inWorldOf([ACCOUNTS, list], date, bytes);
        expect(await inWorldOf([ACCOUNTS, list], date, bytes)).toBe(one);
      }),
      { numRuns: 15 },
    ));
});
