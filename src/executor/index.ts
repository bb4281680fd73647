/**
 * Carries a plan out: pulls operations in the order of dependency, at the pace that ALM allows, with every step journalled before the world can depend on it.
 * It must not decide what to send, only when, whether again, and what became of it.
 */
export * from './bounds.js';
export * from './dryRun.js';
export * from './guards.js';
export * from './metrics/index.js';
export { policyPage } from './policyPage.js';
export * from './run.js';
export * from './sprintRun.js';
export * from './steering.js';
export type { AlmAccess } from './workplace.js';
