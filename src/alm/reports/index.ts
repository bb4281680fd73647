/**
 * The files that ALM's jobs make: users and the learner transcript, read row by row in constant memory.
 * It must not know where a file came from, nor what becomes of a row.
 */
export { type ReportedTime, rowsOfTranscript, type TranscriptRow } from './transcript.js';
export { type ReportedUser, usersOfReport } from './users.js';
