/**
 * The snapshot: what ALM holds, read into the store by requests or by the reports of ALM's jobs.
 * It changes nothing in ALM, and must not judge what it reads.
 */
export { type SnapshotAge, snapshotAge } from './age.js';
export { pinOf, type TakenSnapshot, takeSnapshot } from './take.js';
export { type Window, windowsSince } from './windows.js';
export type { SnapshotOptions, SnapshotProgress } from './work.js';
