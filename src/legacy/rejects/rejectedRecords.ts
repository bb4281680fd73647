import type { LegacyFormat } from '../../terms/index.js';
import { type Encoder, encoderFor } from '../bytes/encoder.js';
import type { CsvLayout } from '../contract.js';
import { isWritableElement, rejectedElements } from './elements.js';
import { isWritableRow, type Reject, rejectedRows } from './rows.js';

/** Of which kind a file was whose rejects are written out. */
export interface RejectingSource {
  readonly format: LegacyFormat;
  readonly encoding: string;
  /** Null for XML. */
  readonly layout: CsvLayout | null;
}

/** Rejects of one file in the form of that file: its columns or elements, and its encoding. */
export interface RejectedRecords {
  readonly extension: 'csv' | 'xml';
  readonly encoder: Encoder;
  readonly texts: () => Iterable<string>;
  readonly written: number;
  /** Rejects that are not among them: cut off, too large, or with nothing to mend. */
  readonly leftOut: number;
}

/** `rejects` is asked for several times, since a file may have more of them than memory. */
export function rejectedRecords(source: RejectingSource, rejects: () => Iterable<Reject>): RejectedRecords {
  const { format, layout } = source;
  const isWritable = layout === null ? isWritableElement : isWritableRow;
  let written = 0;
  let all = 0;
  for (const reject of rejects()) {
    all += 1;
    if (isWritable(reject)) written += 1;
  }
  function* writable(): Generator<Reject> {
    for (const reject of rejects()) if (isWritable(reject)) yield reject;
  }
  const texts = (encoding: string): Iterable<string> =>
    layout === null ? rejectedElements(format, encoding, writable()) : rejectedRows(layout, writable());
  const encoder = encoderFor(source.encoding, texts(source.encoding));
  return {
    extension: layout === null ? 'xml' : 'csv',
    encoder,
    texts: () => texts(encoder.encoding),
    written,
    leftOut: all - written,
  };
}
