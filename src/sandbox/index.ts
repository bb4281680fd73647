/**
 * A local Adobe Learning Manager over real HTTP, to rehearse and to test against: documented
 * endpoints, limits and refusals, and on request faults; all state is in memory.
 * It must not import anything of the project, so that no misreading of the API is shared with the client.
 */

export type { BulkOptions } from './bulkImport.js';
export { FAULT_KINDS, type FaultKind, type FaultOptions } from './faults.js';
export type { JobOptions } from './jobs.js';
export type { Limit, LimitOptions } from './limits.js';
export type { RequestLogEntry } from './log.js';
export { SANDBOX_CREDENTIALS, type SandboxOptions } from './options.js';
export { parseSeed, type SandboxSeed, SeedError } from './seed.js';
export { type Sandbox, startSandbox } from './server.js';
export type { SandboxState, StateEnrolment, StateGrade, StateProfile, StateUser } from './state.js';
export type { ClientCredentials } from './tokens.js';
export type { RequestEffect, Verb } from './wire.js';
