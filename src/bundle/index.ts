/**
 * ALM's own migration files: their specification as tables, the writer of what a plan sends by them, and the validator of any folder of them.
 * It must not speak to ALM, nor decide which way an operation goes.
 */

export type { OnProblem } from './check/checkFile.js';
export { type CheckSummary, checkFolder } from './check/checkFolder.js';
export { type Problem, RULES, type Rule, type RuleId } from './check/rules.js';
export * from './deliver.js';
export * from './errorFile.js';
export { MIGRATION_FILES, specificationOf } from './specification/index.js';
export {
  courseCell,
  courseOfCell,
  type IdForms,
  instanceCell,
  moduleCell,
} from './write/forms.js';
export { type FileNames, sprintFolder } from './write/sprints.js';
export {
  type BundleOptions,
  type BundleSettings,
  freeFolder,
  sprintFiles,
  type WrittenBundle,
  writeBundle,
} from './write/writeBundle.js';
