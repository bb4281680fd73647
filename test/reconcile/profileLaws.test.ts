import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMigration } from '../../src/mapping/index.js';
import { buildProfile, type Profile } from '../../src/reconcile/index.js';
import { fateCounts, readBalance, type Store } from '../../src/staging/index.js';
import { STATUS_TERMS, type TrainingRecord } from '../../src/terms/index.js';
import { compare, course, leadsTo, snapshot, stage, training, user, withWorld } from './world.js';

const CROSSWALK = [leadsTo('SAFETY', 1)];

const CONTEXT_OF_PROFILE = {
  config: parseMigration('source:\n  referenceDate: 2026-01-31\n', 'migration.yaml'),
  createdAt: '2026-02-01T08:00:00.000Z',
  toolVersion: '0.1.0',
  courses: 1000,
};

function profileOf(store: Store): Promise<Profile> {
  return buildProfile(store, { ...CONTEXT_OF_PROFILE, crosswalk: CROSSWALK });
}

/** A record with at most one thing that decides its fate, so that the profile and the plan must name the same. */
const FLAWS: readonly Partial<TrainingRecord>[] = [
  {},
  { endedAt: null },
  { endedAt: '2023-02-31T10:00:00Z' },
  { endedAt: 'in spring' },
  { endedAt: '1979-05-01T09:00:00Z', startedAt: null, enrolledAt: null },
  { endedAt: '2040-05-01T09:00:00Z' },
  { endedAt: '2030-05-01T09:00:00Z' },
  { startedAt: '1970-01-01T09:00:00Z' },
  { learningId: 'LOST' },
  { learningId: null },
  { userId: 'ghost' },
  { userId: '' },
  ...STATUS_TERMS.map((statusTerm) => ({ statusTerm, status: `${statusTerm} as written` })),
];

/** Codes of record fates that a profile tells of, too. */
const TOLD = [
  'MAP-COMPLETION-WITHOUT-DATE',
  'MAP-DATE-UNREADABLE',
  'MAP-DATE-OUT-OF-RANGE',
  'MAP-DATE-IN-FUTURE',
  'MAP-COURSE-UNMAPPED',
  'MAP-COURSE-MISSING',
  'MAP-USER-MISSING',
  'MAP-SESSION-ROW',
  'MAP-STATUS-UNKNOWN',
  'MAP-STATUS-LEFT-OUT',
];

function sum<Row>(rows: readonly Row[], value: (row: Row) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

describe('a profile, for any records', () => {
  it('names what the plan sets aside or leaves out, by the same codes and as often', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: FLAWS.length - 1 }), { minLength: 1, maxLength: 40 }),
        (picks) =>
          withWorld(async (store) => {
            await stage(store, 'users.xml', [user('ada'), user('ben')]);
            const records = picks.map((pick, index) =>
              training(`T${index}`, index % 2 === 0 ? 'ada' : 'ben', { ...FLAWS[pick] }),
            );
            await stage(store, 'history.xml', records);
            snapshot(store, { courses: [course(1, 'Safety')], users: [], enrolments: {} });
            compare(store, CROSSWALK);
            const planned = new Map<string, number>();
            for (const { kind, code, records: count } of fateCounts(store)) {
              if (kind === 'training' && code !== null) planned.set(code, count);
            }
            const { findings } = await profileOf(store);
            for (const code of TOLD) {
              const found = findings.filter((finding) => finding.code === code);
              expect(
                sum(found, ({ count }) => count),
                code,
              ).toBe(planned.get(code) ?? 0);
            }
            // Nothing else decided a fate, so no code is left that the profile keeps to itself.
            expect([...planned.keys()].filter((code) => !TOLD.includes(code))).toEqual([]);
          }),
      ),
      { numRuns: 25 },
    );
  });

  it('holds each record once in each of its counts, and they add up to the files', async () => {
    const record = fc.record({
      userId: fc.constantFrom('', 'ada', 'ben', 'ghost'),
      learningId: fc.constantFrom(null, 'A', 'B', 'c'),
      title: fc.option(fc.string({ maxLength: 4 }), { nil: null }),
      learningType: fc.constantFrom(null, 'onlineModule', 'C'),
      kind: fc.constantFrom('history' as const, 'external' as const),
      statusTerm: fc.constantFrom(...STATUS_TERMS),
      endedAt: fc.constantFrom(null, '2020-01-03T09:00:00Z', '2021-12-31T23:00:00', 'soon', ''),
      details: fc.dictionary(
        fc.constantFrom('Subject', 'SUBJECT', 'Action', 'x"y'),
        fc.string({ maxLength: 3 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 40 }), (fields) =>
        withWorld(async (store) => {
          await stage(store, 'users.xml', [user('ada'), user('idle')]);
          await stage(
            store,
            'history.csv',
            fields.map(({ userId, ...rest }, index) => training(`K${index}`, userId, rest)),
          );
          const profile = await profileOf(store);
          const { totals } = profile;
          expect(sum(profile.statuses, (row) => row.records)).toBe(totals.trainings);
          expect(sum(profile.types, (row) => row.records)).toBe(totals.trainings);
          expect(sum(profile.years, (row) => row.completions + row.enrolments + row.others)).toBe(
            totals.trainings,
          );
          expect(sum(profile.courses.largest, (row) => row.records)).toBe(totals.trainings);
          expect(profile.courses.largest).toHaveLength(profile.courses.count);
          expect(sum(profile.organisations, (row) => row.accounts)).toBe(totals.accounts);
          const { inFiles, people: _, ...parts } = totals;
          expect(sum(Object.values(parts), (part) => part)).toBe(inFiles);
          expect(inFiles).toBe(readBalance(store).recordsInFiles);
          for (const { counts, count, people } of profile.findings) {
            expect(count).toBeGreaterThan(0);
            if (counts === 'records') expect(people ?? 0).toBeLessThanOrEqual(count);
          }
        }),
      ),
      { numRuns: 30 },
    );
  });

  it('says the same a second time, and leaves the store as it was', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada', { email: null })]);
      await stage(store, 'history.xml', [training('T1', 'ghost'), training('T2', 'ada', { endedAt: null })]);
      const schema = (): unknown =>
        store.prepare('SELECT name FROM sqlite_master UNION ALL SELECT name FROM temp.sqlite_master').all();
      const before = schema();
      const first = await profileOf(store);
      expect(await profileOf(store)).toEqual(first);
      expect(schema()).toEqual(before);
    });
  });

  it('that is stopped between two steps leaves nothing behind', async () => {
    await withWorld(async (store) => {
      await stage(store, 'history.xml', [training('T1', 'ada')]);
      let steps = 0;
      const stopped = buildProfile(store, { ...CONTEXT_OF_PROFILE, crosswalk: CROSSWALK }, async () => {
        steps += 1;
        if (steps === 5) throw new Error('Ctrl-C');
      });
      await expect(stopped).rejects.toThrow('Ctrl-C');
      expect(store.inTransaction).toBe(false);
      expect(store.prepare('SELECT name FROM temp.sqlite_master').all()).toEqual([]);
    });
  });
});
