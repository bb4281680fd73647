import type { FailureData } from '../../../terms/index.js';

/** What the thread is started with. */
export interface Assignment {
  readonly storeFile: string;
  /** The name that `records.csv` is to get. */
  readonly file: string;
}

/** The one message that the thread ends with. */
export type FromThread =
  | { readonly type: 'written' }
  | { readonly type: 'failure'; readonly failure: FailureData };
