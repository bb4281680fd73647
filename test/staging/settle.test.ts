import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleKey, type Version } from '../../src/staging/settle.js';

const INCOMING_FILE = 9;

/** Versions of one key: those that are settled, each with its own content, then those of the settling file. */
const versions = fc
  .record({
    settled: fc.uniqueArray(
      fc.record({
        contentHash: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        file: fc.integer({ min: 1, max: 4 }),
      }),
      {
        selector: (version) => version.contentHash,
        maxLength: 4,
      },
    ),
    incoming: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 6 }),
  })
  .map(({ settled, incoming }): Version[] => [
    ...settled.map(({ contentHash, file }, index) => ({
      recordId: index + 1,
      fileIds: [file],
      contentHash,
      incoming: false,
    })),
    ...incoming.map((contentHash, index) => ({
      recordId: 100 + index,
      fileIds: [INCOMING_FILE],
      contentHash,
      incoming: true,
    })),
  ]);
const newerThan = fc.func(fc.boolean());

function identity(all: readonly Version[]): readonly Version[] {
  const [first, ...rest] = all;
  return first === undefined || first.incoming ? all : [first, ...rest.filter((version) => version.incoming)];
}

describe('settling the versions of one key', () => {
  it('takes each record out at most once, for one that stays, and takes none out for nothing', () => {
    fc.assert(
      fc.property(versions, fc.boolean(), newerThan, (all, isIdentity, newer) => {
        const known = isIdentity ? identity(all) : all;
        const settlements = settleKey(known, isIdentity, newer);
        const losers = settlements.map(({ loser }) => loser);
        expect(new Set(losers).size).toBe(losers.length);
        const ids = new Set(known.map(({ recordId }) => recordId));
        for (const { loser, winner } of settlements) {
          expect(ids.has(loser) && ids.has(winner)).toBe(true);
          expect(loser).not.toBe(winner);
        }
      }),
    );
  });

  it('counts every record of the file as new, changed, unchanged or outdated, and none twice', () => {
    fc.assert(
      fc.property(versions, fc.boolean(), newerThan, (all, isIdentity, newer) => {
        const known = isIdentity ? identity(all) : all;
        const told = new Map<number, string>();
        for (const { loser, winner, counts } of settleKey(known, isIdentity, newer)) {
          const about = counts === 'changed' ? winner : loser;
          expect(told.has(about)).toBe(false);
          told.set(about, counts);
          expect(known.find(({ recordId }) => recordId === about)?.incoming).toBe(true);
        }
      }),
    );
  });

  it('leaves one current record where the key is an identity', () => {
    fc.assert(
      fc.property(versions, newerThan, (all, newer) => {
        const known = identity(all);
        expect(known.length - settleKey(known, true, newer).length).toBe(1);
      }),
    );
  });

  it('keeps every different row of one file where the key is a natural one and nothing was there before', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }), (contents) => {
        const known = contents.map((contentHash, index) => ({
          recordId: index,
          fileIds: [1],
          contentHash,
          incoming: true,
        }));
        expect(known.length - settleKey(known, false, () => true).length).toBe(new Set(contents).size);
      }),
    );
  });

  it('settles a hundred thousand different rows under one key, without comparing each with each', () => {
    const known = Array.from({ length: 100_000 }, (_, index) => ({
      recordId: index,
      fileIds: [1],
      contentHash: `content ${index}`,
      incoming: true,
    }));
    expect(settleKey(known, false, () => true)).toEqual([]);
    expect(settleKey(known, true, () => true)).toHaveLength(99_999);
  });
});
