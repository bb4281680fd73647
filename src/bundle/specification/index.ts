/** Every file of ALM's migration as a table, in the order in which they depend on each other. It checks and writes nothing. */
import * as catalogue from './catalogueFiles.js';
import * as learners from './learnerFiles.js';
import * as programs from './programFiles.js';
import type { FileSpecification } from './types.js';

export { COURSE, COURSE_INSTANCE, COURSE_MODULE, MODULE, MODULE_VERSION } from './catalogueFiles.js';
export { ENROLLMENT, USER_COURSE_GRADE, USERS } from './learnerFiles.js';
export * from './types.js';

/** By dependency: what a file refers to stands before it (migration manual, "dependencies on CSV files"). */
export const MIGRATION_FILES: readonly FileSpecification[] = Object.freeze([
  learners.USERS,
  catalogue.CONTENT_FOLDER,
  catalogue.BADGE,
  catalogue.MODULE,
  catalogue.MODULE_VERSION,
  catalogue.COURSE,
  catalogue.COURSE_INSTANCE,
  catalogue.COURSE_MODULE,
  catalogue.SESSION,
  catalogue.CATALOG_LABEL,
  programs.SKILL,
  programs.SKILL_LEVEL,
  programs.SKILL_COURSE,
  programs.CERTIFICATION,
  programs.CERTIFICATION_COURSE,
  programs.CERTIFICATION_COMMIT,
  programs.LEARNING_PROGRAM,
  programs.LEARNING_PROGRAM_COURSE,
  programs.LEARNING_PROGRAM_INSTANCE,
  programs.LEARNING_PROGRAM_INSTANCE_COURSE_INSTANCE,
  programs.JOB_AID,
  programs.JOB_AID_VERSION,
  programs.JOB_AID_COURSE,
  programs.JOB_AID_SKILL,
  learners.ENROLLMENT,
  learners.CERTIFICATION_ENROLLMENT,
  learners.LEARNING_PROGRAM_ENROLLMENT,
  learners.JOB_AID_ENROLLMENT,
  learners.USER_COURSE_GRADE,
  learners.USER_SKILL,
  programs.EQUIVALENCE_RELATIONSHIPS,
  programs.EQUIVALENCE_USER_COMPLETION,
]);

/** The table of a file by its exact name, or by another that the manual has for it; ALM is case-sensitive. */
export function specificationOf(name: string): FileSpecification | undefined {
  return MIGRATION_FILES.find((one) => one.name === name || one.otherNames.includes(name));
}
