import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CrosswalkRow, parseMigration } from '../../src/mapping/index.js';
import { compareExpectedWithActual } from '../../src/reconcile/index.js';
import { openStore, readBalance, replaceEnrolments, type Store, saveUsers } from '../../src/staging/index.js';
import type { ReadItem } from '../../src/terms/index.js';
import { almUser, course, enrolment, leadsTo, snapshot, stage, training, user, withWorld } from './world.js';

const CROSSWALK: readonly CrosswalkRow[] = [
  leadsTo('SAFETY', 1),
  leadsTo('FIRE', 2, ['course:2_1_1']),
  leadsTo('SMOKE', 2, ['course:2_1_2']),
];
const CONFIG = parseMigration('source:\n  referenceDate: 2026-01-31\n', 'migration.yaml');
const KEYS = ['ada', 'bob', 'cyd', 'dan'] as const;

/** Everything that a comparison writes, with its numbers, in an order that does not depend on how it came about. */
function dump(store: Store): unknown {
  const rows = (query: string): unknown[] => store.prepare(query).all();
  return {
    people: rows('SELECT * FROM expected_person ORDER BY user_key'),
    numbers: rows('SELECT * FROM legacy_person ORDER BY user_key'),
    enrolments: rows('SELECT * FROM expected_enrolment ORDER BY expected_id'),
    completions: rows('SELECT * FROM expected_completion ORDER BY expected_id, module_id'),
    fates: rows('SELECT * FROM record_fate ORDER BY kind, record_id'),
    differences: rows('SELECT * FROM difference ORDER BY difference_id'),
  };
}

/** The same store, compared as if for the first time. */
function comparedAnew(store: Store, folder: string, name: string): unknown {
  const file = join(folder, `${name}.db`);
  store.exec(`VACUUM INTO '${file}'`);
  const copy = openStore(file);
  try {
    copy.exec('DELETE FROM expected_basis');
    expect(compareExpectedWithActual(copy, { config: CONFIG, crosswalk: CROSSWALK }).all).toBe('first');
    return dump(copy);
  } finally {
    copy.close();
  }
}

const key = fc.constantFrom(...KEYS);
const trainingItem: fc.Arbitrary<ReadItem> = fc
  .record({
    id: fc.integer({ min: 1, max: 6 }),
    userId: fc.oneof(key, fc.constant('eve')),
    learningId: fc.constantFrom('SAFETY', 'FIRE', 'SMOKE', 'UNKNOWN'),
    statusTerm: fc.constantFrom('completed', 'inProgress', 'failed'),
    endedAt: fc.constantFrom('2020-01-03T09:00:30Z', '2021-01-03T09:00:30Z', null),
  })
  .map(({ id, userId, ...fields }) => training(String(id), userId, fields));
const userItem: fc.Arbitrary<ReadItem> = fc
  .record({ key, email: fc.constantFrom('ada@example.com', null, 'x@example.com'), closed: fc.boolean() })
  .map(({ key: userKey, email, closed }) =>
    user(userKey, {
      email: email ?? `${userKey}@example.com`,
      statusTerm: closed ? 'closed' : 'active',
    }),
  );
const step = fc.oneof(
  fc.record({
    do: fc.constant('stage' as const),
    items: fc.array(trainingItem, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ do: fc.constant('stage' as const), items: fc.array(userItem, { minLength: 1, maxLength: 2 }) }),
  fc.record({ do: fc.constant('user' as const), key, known: fc.boolean() }),
  fc.record({
    do: fc.constant('enrolment' as const),
    key,
    date: fc.constantFrom(null, '2021-01-03T09:00:00.000Z'),
  }),
  fc.record({ do: fc.constant('nothing' as const) }),
);

describe('computing only what has changed', () => {
  it('gives the same rows, to the number, as computing everything', async () => {
    let changesOnly = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) =>
        withWorld(async (store, folder) => {
          await stage(store, 'first.xml', [
            ...KEYS.map((one) => user(one)),
            training('1', 'ada'),
            training('2', 'bob', { learningId: 'FIRE' }),
            training('3', 'bob', { learningId: 'SMOKE', endedAt: '2021-01-03T09:00:30Z' }),
          ]);
          snapshot(store, {
            courses: [course(1, 'Safety'), course(2, 'Fire', 2)],
            users: [almUser('ada'), almUser('bob')],
            enrolments: { ada: [enrolment('ada', 1, '2020-01-03T09:00:00.000Z')], bob: [] },
          });
          compareExpectedWithActual(store, { config: CONFIG, crosswalk: CROSSWALK });
          for (const [index, one] of steps.entries()) {
            if (one.do === 'stage') await stage(store, `file ${index}.xml`, one.items);
            if (one.do === 'user')
              saveUsers(store, 1, [almUser(one.key, one.known ? {} : { userUniqueId: 'other' })]);
            if (one.do === 'enrolment')
              replaceEnrolments(store, 1, `u-${one.key}`, [enrolment(one.key, 1, one.date)]);
            const work = compareExpectedWithActual(store, { config: CONFIG, crosswalk: CROSSWALK });
            expect(work.all).toBeNull();
            changesOnly += 1;
            expect(dump(store)).toEqual(comparedAnew(store, folder, `copy ${index}`));
            expect(readBalance(store).defects).toEqual([]);
          }
        }),
      ),
      { numRuns: 25 },
    );
    expect(changesOnly).toBeGreaterThan(25);
  });
});
