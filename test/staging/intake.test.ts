import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBalance, type Store, stagedFiles } from '../../src/staging/index.js';
import type { StatusTerm, TrainingRecord } from '../../src/terms/index.js';
import { account, current, dump, type Export, inStore, stage, training } from './world.js';

const STATUSES: readonly StatusTerm[] = ['completed', 'inProgress', 'enrolled'];
const KEYS = ['k1', 'k2', 'k3', 'k4'];

const row = fc.oneof(
  fc
    .record({
      kind: fc.constantFrom<TrainingRecord['kind']>('transcript', 'history', 'external'),
      key: fc.constantFrom(...KEYS),
      status: fc.constantFrom(...STATUSES),
    })
    .map(({ kind, key, status }) => training(kind, key, status)),
  fc
    .record({ key: fc.constantFrom(...KEYS), email: fc.constantFrom(null, 'a@example.com', 'b@example.com') })
    .map(({ key, email }) => account(key, email)),
  fc.constant(null),
);
const exports = fc
  .array(fc.record({ rows: fc.array(row, { maxLength: 12 }), broken: fc.boolean(), stamped: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((files) =>
    files.map(
      ({ rows, broken, stamped }, index): Export => ({
        name: `export-${index}`,
        exportedAt: stamped ? `2026-01-0${index + 1}T00:00:00.000Z` : null,
        rows,
        broken,
      }),
    ),
  );
/** Stores are real files, so each run costs: fewer of them than fast-check would take. */
const RUNS = { numRuns: 25 };

function expectBalanced(store: Store): void {
  for (const file of stagedFiles(store)) {
    expect(file.staged + file.rejected).toBe(file.recordsRead);
    const { recordsNew, recordsChanged, recordsUnchanged, recordsOutdated } = file;
    expect(recordsNew + recordsChanged + recordsUnchanged + recordsOutdated).toBe(file.staged);
  }
  expect(readBalance(store).defects).toEqual([]);
}

describe('staging several exports', () => {
  it('ends with staged + rejected = records read, for each file and for all, whatever they hold', () =>
    fc.assert(
      fc.asyncProperty(exports, (files) =>
        inStore(async (store) => {
          for (const file of files) {
            await stage(store, file);
            expectBalanced(store);
          }
          const lost = store
            .prepare(
              `SELECT count(*) AS count FROM earlier_record e WHERE NOT EXISTS (SELECT 1 FROM training_record r
                 WHERE r.record_id = e.record_id AND r.kind = e.kind) AND NOT EXISTS (SELECT 1 FROM user_record r
                 WHERE r.record_id = e.record_id AND r.kind = e.kind)`,
            )
            .get();
          expect(lost).toEqual({ count: 0 });
        }),
      ),
      RUNS,
    ));

  it('changes nothing when a file is staged again', () =>
    fc.assert(
      fc.asyncProperty(exports, (files) =>
        inStore(async (store) => {
          for (const file of files) await stage(store, file);
          const before = dump(store);
          for (const file of files) await stage(store, file);
          expect(dump(store)).toBe(before);
        }),
      ),
      RUNS,
    ));

  it('holds the same as current in whatever order dated exports come, where keys are identities', () => {
    const identities = fc.array(
      fc.array(fc.record({ key: fc.constantFrom(...KEYS), status: fc.constantFrom(...STATUSES) }), {
        maxLength: 6,
      }),
      { minLength: 2, maxLength: 4 },
    );
    return fc.assert(
      fc.asyncProperty(
        identities.chain((files) =>
          fc.tuple(
            fc.constant(files),
            fc.shuffledSubarray(
              files.map((_, index) => index),
              { minLength: files.length },
            ),
          ),
        ),
        async ([files, order]) => {
          const dated = files.map(
            (rows, index): Export => ({
              name: `export-${index}`,
              exportedAt: `2026-01-0${index + 1}T00:00:00.000Z`,
              rows: rows.map(({ key, status }) => training('transcript', key, status)),
            }),
          );
          const staged = (sequence: readonly number[]): Promise<readonly unknown[]> =>
            inStore(async (store) => {
              for (const index of sequence) {
                const file = dated[index];
                if (file !== undefined) await stage(store, file);
              }
              return [current(store), regressed(store)];
            });
          expect(await staged(order)).toEqual(await staged(dated.map((_, index) => index)));
        },
      ),
      RUNS,
    );
  });
});

function regressed(store: Store): readonly unknown[] {
  return store
    .prepare(
      `SELECT r.record_key AS key, f.value FROM record_finding f JOIN training_record r USING (file_id, ordinal)
       WHERE f.code = 'PF-STATUS-REGRESSED' ORDER BY 1`,
    )
    .all();
}

const FIRST: Export = {
  name: 'january',
  exportedAt: '2026-01-01T00:00:00.000Z',
  rows: [
    training('transcript', 'same', 'completed'),
    training('transcript', 'moves on', 'enrolled'),
    training('transcript', 'falls back', 'completed'),
  ],
};
const SECOND: Export = {
  name: 'february',
  exportedAt: '2026-02-01T00:00:00.000Z',
  rows: [
    training('transcript', 'same', 'completed'),
    training('transcript', 'moves on', 'completed'),
    training('transcript', 'falls back', 'inProgress'),
    training('transcript', 'is new', 'enrolled'),
    training('transcript', 'is new', 'inProgress'),
    null,
  ],
};

describe('a newer export', () => {
  it('tells new, changed, unchanged and outdated records apart', () =>
    inStore(async (store) => {
      await stage(store, FIRST);
      expect(await stage(store, SECOND)).toMatchObject({
        recordsRead: 6,
        staged: 5,
        rejected: 1,
        recordsNew: 1,
        recordsChanged: 2,
        recordsUnchanged: 1,
        recordsOutdated: 1,
      });
    }));

  it('is the one that counts when it is staged first, too', () =>
    inStore(async (store) => {
      await stage(store, SECOND);
      expect(await stage(store, FIRST)).toMatchObject({
        recordsNew: 0,
        recordsChanged: 0,
        recordsUnchanged: 1,
        recordsOutdated: 2,
      });
    }));

  it('that says a record is no longer completed is reported, in either order', async () => {
    for (const files of [
      [FIRST, SECOND],
      [SECOND, FIRST],
    ])
      await inStore(async (store) => {
        for (const file of files) await stage(store, file);
        expect(regressed(store)).toEqual([{ key: 'falls back', value: 'inProgress' }]);
      });
  });

  it('speaks for what it repeats: an export from between does not take its place', () =>
    inStore(async (store) => {
      const at = (month: number, status: StatusTerm): Export => ({
        name: `month ${month}`,
        exportedAt: `2026-0${month}-01T00:00:00.000Z`,
        rows: [training('transcript', 'k', status)],
      });
      await stage(store, at(1, 'completed'));
      await stage(store, at(3, 'completed'));
      await stage(store, at(2, 'enrolled'));
      expect(store.prepare('SELECT status_term FROM training_record').pluck().all()).toEqual(['completed']);
    }));
});

describe('the keys of records', () => {
  it.each(['transcript', 'external'] as const)(
    '%s keys are identities: the last row of a file counts',
    (kind) =>
      inStore(async (store) => {
        const rows = [training(kind, 'k', 'enrolled'), training(kind, 'k', 'completed')];
        await stage(store, { name: 'one', exportedAt: null, rows });
        expect(store.prepare('SELECT status_term FROM training_record').pluck().all()).toEqual(['completed']);
      }),
  );

  it('user ids are identities', () =>
    inStore(async (store) => {
      const rows = [account('jdoe', 'old@example.com'), account('jdoe', 'new@example.com')];
      await stage(store, { name: 'one', exportedAt: null, rows });
      expect(store.prepare('SELECT email FROM user_record').pluck().all()).toEqual(['new@example.com']);
    }));

  it('history keys are natural: different rows of one file are different records', () =>
    inStore(async (store) => {
      const rows = [training('history', 'k', 'enrolled'), training('history', 'k', 'completed')];
      await stage(store, { name: 'one', exportedAt: null, rows });
      expect(store.prepare('SELECT count(*) FROM training_record').pluck().get()).toBe(2);
    }));
});

describe('a file that stops in the middle', () => {
  it('leaves nothing behind once it is staged again, and nothing that another file could lean on', () =>
    inStore(async (store) => {
      const undisturbed = await inStore(async (other) => {
        await stage(other, FIRST);
        await stage(other, SECOND);
        return current(other);
      });
      await expect(stage(store, { ...FIRST, rows: throwing(FIRST.rows) })).rejects.toThrow('pulled out');
      await stage(store, SECOND);
      await stage(store, FIRST);
      expect(current(store)).toEqual(undisturbed);
      expectBalanced(store);
    }));
});

/** Rows that end in an error, as a disk that is pulled out. */
function throwing(rows: Export['rows']): Export['rows'] {
  return new Proxy(rows, {
    get: (target, name) => {
      if (name === 'map')
        return () =>
          Object.assign([], {
            slice: () => {
              throw new Error('pulled out');
            },
            length: 1,
          });
      return Reflect.get(target, name) as unknown;
    },
  });
}
