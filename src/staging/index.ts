/**
 * The store: a SQLite file that holds the whole state of a migration, and every statement that is made to it.
 * It must not know how an export is read, what a record means, or how ALM is spoken to.
 */
export * from './alm-catalogue.js';
export * from './alm-people.js';
export * from './attempts.js';
export * from './balance.js';
export * from './basis.js';
export * from './bundles.js';
export * from './compare.js';
export * from './expected.js';
export * from './expected-people.js';
export * from './forecast.js';
export { markGone, type Removal } from './gone.js';
export * from './intake.js';
export * from './journal.js';
export * from './legacy-courses.js';
export * from './legacy-rows.js';
export * from './lock.js';
export * from './operations.js';
export * from './packed.js';
export * from './plan-managers.js';
export * from './planned.js';
export * from './plans.js';
export * from './profile.js';
export * from './profile-checks.js';
export * from './profile-courses.js';
export * from './profile-marks.js';
export * from './profile-values.js';
export * from './pulse.js';
export * from './record-life.js';
export * from './rejects.js';
export * from './report.js';
export * from './report-person.js';
export * from './report-records.js';
export * from './report-rows.js';
export * from './routes.js';
export * from './seats.js';
export * from './second-look.js';
export * from './settings.js';
export * from './snapshot.js';
export * from './snapshot-jobs.js';
export * from './snapshot-parts.js';
export * from './snapshot-scope.js';
export * from './snapshot-transcript.js';
export * from './source-files.js';
export * from './sprintRuns.js';
export { openStore, openStoreToRead, type Store, storeFailure } from './store.js';
