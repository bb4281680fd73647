/**
 * The client of Adobe Learning Manager's public API v2: how to reach it, at which pace, what its
 * answers mean, and one file a resource. It decides nothing about what to send, keeps nothing
 * between runs, and knows neither the legacy system nor the store's statements.
 */
export type { AlmAccount } from './account.js';
export * from './backoff.js';
export { ALM_HOSTS, parseBaseUrl } from './baseUrl.js';
export * from './bulkImport.js';
export * from './circuit.js';
export * from './connect.js';
export * from './credentials.js';
export * from './enrolments.js';
export * from './errors.js';
export * from './externalProfiles.js';
export * from './foreignFile.js';
export {
  type AlmGrade,
  createGrade,
  type GradeToWrite,
  getGrade,
  gradeRequest,
  parseCreatedGrade,
  secondsOfDuration,
} from './grades.js';
export * from './ids.js';
export * from './jobs.js';
export * from './learningObjects.js';
export { DOCUMENTED_LIMITS, endpointOf, HOURLY_ENDPOINTS } from './limits.js';
export * from './outcome.js';
export type { PageOf } from './paging.js';
export * from './policy.js';
export { isMissing, type RefusalWords, refusalOf, refusalWords, saysMissing } from './refusal.js';
export * from './reports/index.js';
export * from './seam.js';
export * from './settings.js';
export * from './throttle.js';
export {
  type AlmUser,
  createUser,
  createUserRequest,
  getUser,
  listUserPages,
  listUsers,
  lookUpByEmail,
  lookUpRequest,
  parseCreatedUser,
  parseUpdatedUser,
  type UserChanges,
  type UserToCreate,
  updateUser,
  updateUserRequest,
} from './users.js';
