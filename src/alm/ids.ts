import type { AlmSettings } from './settings.js';

/**
 * The id grammars of API v2 (fact sheet, section 8):
 *
 *     course:<c>                       learning object (also learningProgram:, certification:, jobAid:)
 *     course:<c>_<i>                   instance
 *     course:<c>_<i>_<u>               enrolment
 *     course:<c>_<i>_<m>_<v>           loResource: a module in an instance
 *     course:<c>_<i>_<m>_<v>_<u>       loResourceGrade
 *
 * Ids can therefore be computed, and enrolments and grades looked up without a search. The parsers
 * give `null` for any other text.
 */
export const LO_TYPES = ['course', 'learningProgram', 'certification', 'jobAid'] as const;
export type LoType = (typeof LO_TYPES)[number];

export interface CourseId {
  readonly loType: LoType;
  readonly course: string;
}
export interface InstanceId extends CourseId {
  readonly instance: string;
}
export interface EnrolmentId extends InstanceId {
  readonly user: string;
}
export interface ModuleId extends InstanceId {
  readonly module: string;
  readonly version: string;
}
export interface GradeId extends ModuleId {
  readonly user: string;
}

export function parseCourseId(id: string): CourseId | null {
  const parts = split(id, 1);
  return parts && { loType: parts.loType, course: parts.at(0) };
}

export function parseInstanceId(id: string): InstanceId | null {
  const parts = split(id, 2);
  return parts && { loType: parts.loType, course: parts.at(0), instance: parts.at(1) };
}

export function parseEnrolmentId(id: string): EnrolmentId | null {
  const parts = split(id, 3);
  return parts && { loType: parts.loType, course: parts.at(0), instance: parts.at(1), user: parts.at(2) };
}

export function parseModuleId(id: string): ModuleId | null {
  const parts = split(id, 4);
  return (
    parts && {
      loType: parts.loType,
      course: parts.at(0),
      instance: parts.at(1),
      module: parts.at(2),
      version: parts.at(3),
    }
  );
}

export function parseGradeId(id: string): GradeId | null {
  const parts = split(id, 5);
  return (
    parts && {
      loType: parts.loType,
      course: parts.at(0),
      instance: parts.at(1),
      module: parts.at(2),
      version: parts.at(3),
      user: parts.at(4),
    }
  );
}

export function formatCourseId(id: CourseId): string {
  return `${id.loType}:${id.course}`;
}

export function formatInstanceId(id: InstanceId): string {
  return `${formatCourseId(id)}_${id.instance}`;
}

export function formatEnrolmentId(id: EnrolmentId): string {
  return `${formatInstanceId(id)}_${id.user}`;
}

export function formatModuleId(id: ModuleId): string {
  return `${formatInstanceId(id)}_${id.module}_${id.version}`;
}

export function formatGradeId(id: GradeId): string {
  return `${formatModuleId(id)}_${id.user}`;
}

/** The id of the enrolment that a user has, or would have, in an instance; `null` for an odd instance id. */
export function enrolmentIdOf(instanceId: string, userId: string): string | null {
  const instance = parseInstanceId(instanceId);
  return instance && formatEnrolmentId({ ...instance, user: userId });
}

/** Likewise for the grade of a module. */
export function gradeIdOf(moduleId: string, userId: string): string | null {
  const module = parseModuleId(moduleId);
  return module && formatGradeId({ ...module, user: userId });
}

/** A module as userModuleGrade wants it named; which form is right is not published (section 1.1). */
export function moduleIdForGrade(id: ModuleId, form: AlmSettings['moduleIdForm']): string {
  switch (form) {
    case 'C_M_V':
      return `${id.course}_${id.module}_${id.version}`;
    case 'C_I_M_V':
      return `${id.course}_${id.instance}_${id.module}_${id.version}`;
    case 'loResource':
      return formatModuleId(id);
    case 'M_V':
      return `${id.module}_${id.version}`;
    case 'M':
      return id.module;
    default:
      return form satisfies never;
  }
}

interface Parts {
  readonly loType: LoType;
  readonly at: (index: number) => string;
}

function split(id: string, count: number): Parts | null {
  const colon = id.indexOf(':');
  const loType = LO_TYPES.find((each) => each === id.slice(0, colon));
  if (loType === undefined) return null;
  const numbers = id.slice(colon + 1).split('_');
  if (numbers.length !== count || !numbers.every((each) => /^\d+$/.test(each))) return null;
  return { loType, at: (index) => numbers[index] ?? '' };
}
