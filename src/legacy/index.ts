/**
 * Readers of PeopleFluent's exports: a stream of bytes in, typed records and rejects out, in memory
 * that does not grow with the file. They judge nothing that mapping could decide, write nothing, and
 * know neither the store nor ALM.
 */
export { openInputs } from './containers/inputs.js';
export type { Detected, LegacySource, ReadSettings } from './contract.js';
export { OWN_COLUMN } from './csv/layout.js';
export { detectLegacy } from './detect.js';
export { LIMITS } from './limits.js';
export { readLegacy } from './read.js';
export { type RejectedRecords, rejectedRecords } from './rejects/rejectedRecords.js';
export type { Reject } from './rejects/rows.js';
export { readInThread } from './thread/readInThread.js';
