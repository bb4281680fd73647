import {
  type Balance,
  brokenFiles,
  type FateCount,
  openRejectCounts,
  type Store,
} from '../../staging/index.js';
import { type Reason, reasonOf } from '../../terms/index.js';

/**
 * What the exports hold and ALM does not get until somebody does something: no difference, since nothing of
 * it is expected, and yet it did not arrive. What a rule leaves out is not held back: that was decided.
 */
export interface HeldBack {
  /** quarantined + rejected. */
  readonly records: number;
  readonly quarantined: number;
  /** Without those whose mended form was staged since. */
  readonly rejected: number;
  readonly byCode: readonly (Reason & {
    readonly kind: 'user' | 'training' | 'reject';
    readonly code: string;
    readonly records: number;
  })[];
  /** Exports that break off and were not staged again as a whole: what stood behind the break is not known. */
  readonly brokenFiles: readonly string[];
}

export type ReportVerdict = 'clean' | 'heldBack' | 'differences';

/** In a word: whether all that is expected is there, and if so, whether that is all that the exports hold. */
export function verdictOf(differences: number, { records, brokenFiles }: HeldBack): ReportVerdict {
  if (differences > 0) return 'differences';
  return records + brokenFiles.length > 0 ? 'heldBack' : 'clean';
}

/** The fates are those of the summary. */
export function readHeldBack(store: Store, balance: Balance, fates: readonly FateCount[]): HeldBack {
  const rejects = openRejectCounts(store);
  const rejected = rejects.reduce((sum, { count }) => sum + count, 0);
  const quarantined = balance.fates?.quarantined ?? 0;
  const waiting = fates.flatMap(({ kind, fate, code, records }) =>
    fate === 'quarantined' && code !== null ? [{ kind, code, records }] : [],
  );
  const refused = rejects.map(({ code, count }) => ({ kind: 'reject' as const, code, records: count }));
  return {
    records: quarantined + rejected,
    quarantined,
    rejected,
    byCode: [...waiting, ...refused].map((row) => ({ ...row, ...reasonOf(row.code) })),
    brokenFiles: brokenFiles(store)
      .filter(({ isMadeUpFor }) => !isMadeUpFor)
      .map(({ name }) => name),
  };
}
