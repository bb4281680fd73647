/**
 * How much of one thing a reader holds in memory. An export of any size is read within these;
 * what is larger is a reject or an end with a reason, never an exhausted heap.
 */
export const LIMITS = Object.freeze({
  /** Characters of one record (CSV: of its row; XML: of its own fields, without nested records). */
  recordChars: 1 << 20,
  /** Characters of one piece of XML markup or text: the parser holds it whole before we see it. */
  xmlTokenChars: 4 << 20,
  /** Open XML elements. The vendor's documents need about six; programs in programs some more. */
  xmlDepth: 128,
  /** Distinct XML element paths that are remembered; further ones are worked out again each time. */
  xmlPaths: 10_000,
  /** Characters of a reject's raw text. */
  rawChars: 64 << 10,
  /** Bytes asked of the disk at once. */
  fileChunkBytes: 256 << 10,
  /** Bytes handed to the decoder at once, whatever the size of the source's chunks. */
  chunkBytes: 64 << 10,
  /** Characters that are looked through to find out what a file is. */
  detectChars: 1 << 20,
  /**
   * Records that are handed over at once: few enough that their text dies young. Of five times as many the
   * heap grew by 60 MB, and a load took a fifth longer.
   */
  batch: 100,
  /** Members of one archive. */
  members: 10_000,
  /** How many times its packed size a file may unpack to, once it is larger than `unpackedFree`. */
  unpackedRatio: 250,
  /** Bytes that anything may unpack to. */
  unpackedFree: 64 << 20,
});
