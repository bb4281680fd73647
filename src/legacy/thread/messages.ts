import type { FailureData, ReadEnd } from '../../terms/index.js';
import type { Detected, ReadSettings } from '../contract.js';

/** What a reading thread is started with. */
export interface Assignment {
  readonly name: string;
  readonly detected: Detected;
  readonly settings: ReadSettings;
}

/** To the thread: the bytes, piece by piece, and how they ended. */
export type ToThread =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'end' }
  /** The source could not be read on; `code` is that of a `Failure`, null for any other error. */
  | { readonly type: 'cut'; readonly code: string | null; readonly message: string };

/** From the thread. */
export type FromThread =
  /** Items as `packedText` writes them. */
  | { readonly type: 'items'; readonly text: string }
  /** One piece of the bytes was read, and there is room for another. */
  | { readonly type: 'room' }
  | { readonly type: 'end'; readonly end: ReadEnd }
  | { readonly type: 'failure'; readonly failure: FailureData };
