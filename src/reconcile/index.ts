/**
 * Expected against actual: reads the actual state, computes the expected one, compares the two, and makes a plan or a report of what differs.
 * It must not send anything that changes ALM, nor decide how a plan is carried out.
 */
export * from './audit.js';
export * from './compare.js';
export * from './cost.js';
export * from './evidence/index.js';
export * from './expect.js';
export * from './fingerprint.js';
export * from './forecast.js';
export * from './plan.js';
export * from './profile/index.js';
export * from './report/index.js';
export * from './routes.js';
export * from './second-look.js';
export * from './snapshot/index.js';
