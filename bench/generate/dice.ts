/**
 * Chance without state: the n-th roll of a named stream is a pure function of seed, name and n.
 *
 * So any person, course or record can be made again at any moment, in any order, in no memory, and
 * a format that is not asked for changes no byte of those that are.
 */
export interface Dice {
  /** A whole number from 0 to 2^32 - 1 for each index of the stream. */
  readonly stream: (name: string) => (index: number) => number;
}

const TWO_TO_32 = 0x1_0000_0000;

export function createDice(seed: number): Dice {
  return {
    stream: (name) => {
      let key = scramble(seed | 0);
      for (let at = 0; at < name.length; at += 1)
        key = scramble(key ^ Math.imul(name.charCodeAt(at), 0x9e3779b1));
      return (index) => {
        const low = scramble(key + Math.imul(index >>> 0, 0x85ebca77));
        // Indexes above 2^32 still get a number of their own.
        return scramble(low ^ Math.floor(index / TWO_TO_32)) >>> 0;
      };
    },
  };
}

/** A roll as a share: at least 0, less than 1. */
export function asShare(roll: number): number {
  return roll / TWO_TO_32;
}

/** The row that a roll falls on. */
export function pick<T>(rows: readonly T[], roll: number): T {
  const row = rows[roll % rows.length];
  if (row === undefined) throw new RangeError('cannot pick from an empty table');
  return row;
}

/** A table of rows with weights, to be picked from by one roll. */
export function weighted<T>(rows: readonly (readonly [weight: number, value: T])[]): (roll: number) => T {
  const total = rows.reduce((sum, [weight]) => sum + weight, 0);
  const last = rows[rows.length - 1];
  if (last === undefined) throw new RangeError('cannot pick from an empty table');
  return (roll) => {
    let left = asShare(roll) * total;
    for (const [weight, value] of rows) {
      left -= weight;
      if (left < 0) return value;
    }
    return last[1];
  };
}

/** Every bit of the answer depends on every bit of the number. */
function scramble(number: number): number {
  let mixed = number | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
