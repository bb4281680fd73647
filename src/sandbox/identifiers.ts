/**
 * The id grammars of the wire, as the documents print them:
 *   learning object   course:<c>              (also learningProgram:, certification:, jobAid:)
 *   instance          course:<c>_<i>
 *   module            course:<c>_<i>_<m>_<v>   ("loResource")
 *   enrolment         course:<c>_<i>_<u>
 *   module grade      course:<c>_<i>_<m>_<v>_<u>
 * In the body of a module grade the course is a bare number and the module is `<c>_<m>_<v>`.
 */

/** The documented order of `filter.loTypes`. */
export const LO_TYPES = ['course', 'learningProgram', 'jobAid', 'certification'] as const;
export type LoType = (typeof LO_TYPES)[number];

/** A prefixed id taken apart; `numbers` are digits only, as written. */
export interface PrefixedId {
  readonly loType: LoType;
  readonly numbers: readonly string[];
}

const PREFIXED = /^(course|learningProgram|jobAid|certification):(\d+(?:_\d+)*)$/;

/** Takes `course:1_2_3` apart; null unless it follows the grammar and has exactly `count` numbers. */
export function parsePrefixedId(text: string, count: number): PrefixedId | null {
  const match = PREFIXED.exec(text);
  const loType = match?.[1];
  const digits = match?.[2];
  if (loType === undefined || digits === undefined) return null;
  const numbers = digits.split('_');
  return numbers.length === count ? { loType: loType as LoType, numbers } : null;
}

/** `<c>_<m>_<v>`, the form of a module in the body of a module grade. */
export function parseCourseModuleId(
  text: string,
): { course: string; module: string; version: string } | null {
  const match = /^(\d+)_(\d+)_(\d+)$/.exec(text);
  const [, course, module, version] = match ?? [];
  if (course === undefined || module === undefined || version === undefined) return null;
  return { course, module, version };
}

/** True for the bare numbers that users, profiles and accounts have for an id. */
export function isBareNumber(text: string): boolean {
  return /^\d{1,18}$/.test(text);
}

/** Ascending by value, for bare numbers without leading zeros; no precision is lost on long ones. */
export function compareNumbers(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Ascending by code unit: the same order on every machine, whatever its language. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
