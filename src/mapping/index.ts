/**
 * From staged records to what ALM should hold: migration.yaml, crosswalk.csv, who becomes whom, which record counts.
 * It is pure functions over values that are handed in: no file, no clock, no statement, and no knowledge of either system's wire.
 */
export type { Catalogue, CatalogueCourse, CatalogueInstance, CatalogueModule, Target } from './catalogue.js';
export { isPath } from './catalogue.js';
export { type Clash, findClashes } from './clashes.js';
export { parseMigration } from './config.js';
export { type MigrationConfig, migrationJsonSchema, type Treatment } from './config-schema.js';
export { migrationTemplate, type TemplateStart } from './config-template.js';
export {
  type AlmTraining,
  COURSE_LEVELS,
  type CourseLevel,
  type CourseProposal,
  type LegacyCourse,
  matchCourses,
} from './course-match.js';
export { checkCrosswalk } from './crosswalk-check.js';
export { parseCrosswalk } from './crosswalk-parse.js';
export { type CrosswalkSheet, proposeCrosswalk } from './crosswalk-propose.js';
export {
  CROSSWALK_COLUMNS,
  CROSSWALK_HEADER,
  type CrosswalkColumn,
  type CrosswalkRow,
  type Problem,
} from './crosswalk-row.js';
export { crosswalkTemplate, writeCrosswalk } from './crosswalk-write.js';
export { checkIdentities, type KnownPeople } from './identities-check.js';
export { parseIdentities, type WrittenIdentity } from './identities-parse.js';
export { type IdentitiesSheet, writeIdentities } from './identities-write.js';
export { type AlmPerson, IDENTITY_LEVELS, type IdentityLevel } from './identity-levels.js';
export { type IdentityProposal, matchIdentities } from './identity-match.js';
export {
  IDENTITY_ACTIONS,
  IDENTITY_COLUMNS,
  IDENTITY_HEADER,
  type IdentityAction,
  type IdentityRow,
} from './identity-row.js';
export { nearest } from './nearest.js';
export type { ExpectedGrade, ExpectedOutcome, RecordFate, StagedTraining } from './outcome.js';
export { expectOutcomes, NO_ACCOUNT, type OutcomesInput, type PersonExcluded } from './outcomes.js';
export { type ExpectedPerson, expectPerson, type PersonDecision } from './people.js';
export {
  type AccountFate,
  expectPopulation,
  type Population,
  type Resident,
  type StagedAccount,
  type Standing,
} from './population.js';
export { isUnresolved, type Resolution, type Resolve, resolver, type Unresolved } from './resolver.js';
export { ALM_RANGE, type InstantReading, inFuture, isoInstant, outOfRange, toInstant } from './times.js';
export { endOfDay } from './zones.js';
