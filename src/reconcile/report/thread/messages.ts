import type { RecordsPart } from '../../../staging/index.js';
import type { FailureData } from '../../../terms/index.js';
import type { SettledCounts } from '../summary.js';

/** What the thread is started with. */
export interface Assignment {
  readonly storeFile: string;
}

/** What the thread can be asked for; it does one after the other. */
export type Task =
  | { readonly type: 'count' }
  | {
      readonly type: 'write';
      /** The name that `records.csv` is to get. */
      readonly file: string;
      readonly parts: readonly RecordsPart[];
      /** See `PartClaims`. */
      readonly claimed: SharedArrayBuffer;
    };

/** The answer to each task, in the order in which they were asked for. */
export type Answer =
  | { readonly type: 'counted'; readonly counts: SettledCounts }
  | { readonly type: 'written' }
  | { readonly type: 'failure'; readonly failure: FailureData };
