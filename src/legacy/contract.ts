import type { LegacyFormat } from '../terms/index.js';

/** An export as bytes. `open` is called more than once: to find out what it is, and to read it. */
export interface LegacySource {
  readonly name: string;
  /** Its size, where that is known without reading it. */
  readonly bytes?: number;
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface ReadSettings {
  /** `YYYY-MM-DD`: where the window of two-digit years stands. */
  readonly referenceDate: string;
  /** What the user says the bytes are; only a byte order mark is believed more. */
  readonly encoding?: string;
  /** What the user says the file is; its shape is still checked. */
  readonly format?: LegacyFormat;
}

/** What a file was found to be. `encoding` is a label that `decoderFor` takes. */
export interface Detected {
  readonly format: LegacyFormat;
  readonly encoding: string;
  /** Of a CSV: its columns as its header names them, so that rows of it can be written again. */
  readonly layout?: CsvLayout;
}

export interface CsvLayout {
  readonly delimiter: string;
  readonly columns: readonly string[];
}
