import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeySet } from '../../src/bundle/csv/keySet.js';

describe('a set of hashes', () => {
  it('answers as a set of the texts would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 6 }), { maxLength: 300 }),
        fc.array(fc.string()),
        (keys, others) => {
          const set = new KeySet();
          const naive = new Set<string>();
          for (const key of keys) {
            expect(set.add(key)).toBe(!naive.has(key));
            naive.add(key);
          }
          expect(set.size).toBe(naive.size);
          for (const key of [...keys, ...others]) expect(set.has(key)).toBe(naive.has(key));
        },
      ),
    );
  });

  it('tells keys apart that differ in one digit, by the hundred thousand', () => {
    const set = new KeySet();
    let fresh = 0;
    for (let number = 0; number < 300_000; number += 1) {
      if (set.add(`person${number % 50_000}@example.com\u0000course:${7000 + (number % 6)}`)) fresh += 1;
    }
    expect(fresh).toBe(set.size);
    expect(fresh).toBe(150_000);
  });
});
