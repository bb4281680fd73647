import { asShare, type Dice } from './dice.js';
import type { FileFormat } from './options.js';

/** What can be wrong with a record on purpose: in which files, and what it looks like there. */
export interface Quirk {
  readonly formats: readonly FileFormat[];
  readonly describe: string;
}

const TRAINING = ['training-xml', 'training-csv', 'external-csv'] as const;

/** Each is off unless asked for. A record has one quirk at most, so that its count can be foretold. */
export const QUIRKS = Object.freeze({
  'bad-date': { formats: TRAINING, describe: 'an end date that is no date: 31 February' },
  'no-end-date': { formats: TRAINING, describe: 'completed, without an end date' },
  'end-before-start': { formats: TRAINING, describe: 'completed ten days before the start' },
  'future-date': { formats: TRAINING, describe: 'completed forty years after the start' },
  'unknown-status': { formats: TRAINING, describe: 'a status that no vocabulary knows' },
  'unmapped-course': {
    formats: TRAINING,
    describe: 'a course, or an external title, that the crosswalk lacks',
  },
  'unknown-user': { formats: TRAINING, describe: 'a user id that the users file lacks' },
  'score-out-of-scale': { formats: TRAINING, describe: 'a score of 250 where the scale ends at 100' },
  'double-encoded': { formats: TRAINING, describe: 'a title whose UTF-8 was once read as Windows-1252' },
  duplicate: { formats: TRAINING, describe: 'the record before it, once more' },
  'missing-id': { formats: ['training-xml'], describe: 'a trainingRecord without its id' },
  'missing-cell': { formats: ['training-csv', 'external-csv'], describe: 'a row one cell short' },
  'user-without-email': { formats: ['users-xml'], describe: 'an account without an address' },
  'shared-email': { formats: ['users-xml'], describe: 'the address of the account before it' },
} as const satisfies Readonly<Record<string, Quirk>>);

export type QuirkName = keyof typeof QUIRKS;
export const QUIRK_NAMES = Object.freeze(Object.keys(QUIRKS) as QuirkName[]);

export type QuirkShares = Readonly<Partial<Record<QuirkName, number>>>;

/** Which quirk, if any, the record at an index has; `index` counts per file. */
export function quirkPicker(
  dice: Dice,
  shares: QuirkShares,
  format: FileFormat,
): (index: number) => QuirkName | null {
  const rows = QUIRK_NAMES.filter((name) => (QUIRKS[name].formats as readonly FileFormat[]).includes(format))
    .map((name) => [name, shares[name] ?? 0] as const)
    .filter(([, share]) => share > 0);
  if (rows.length === 0) return () => null;
  const roll = dice.stream(`quirk.${format}`);
  return (index) => {
    // The first has no record before it to repeat or to borrow from.
    if (index === 0) return null;
    let left = asShare(roll(index));
    for (const [name, share] of rows) {
      left -= share;
      if (left < 0) return name;
    }
    return null;
  };
}
