import type { ReadEnd, ReadItem } from '../terms/index.js';

/**
 * The part of a reader that knows a format: text in, items out. It holds no more than the record it
 * is in.
 */
export interface RecordReader {
  /** Takes the next piece of the text. False: the text is broken, and nothing more is read. */
  readonly write: (text: string) => boolean;
  /** No more text comes; `cut` where it stopped for another reason than its own end. */
  readonly end: (cut: NonNullable<ReadEnd['broken']> | null) => ReadEnd;
  /** What was read since the last call. */
  readonly take: () => readonly ReadItem[];
  readonly waiting: () => number;
  /** The line that was read last, from 1. */
  readonly line: () => number;
}
