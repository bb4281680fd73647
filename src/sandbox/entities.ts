import type { LoType } from './identifiers.js';

/** The things a tenant holds. Instants are ISO-8601 in UTC with milliseconds; null is "none". */

export const USER_STATES = ['ACTIVE', 'DELETED', 'SUSPENDED'] as const;
export type UserState = (typeof USER_STATES)[number];

export interface User {
  readonly id: string;
  email: string;
  name: string;
  userUniqueId: string;
  readonly userType: 'Internal' | 'External';
  state: UserState;
  profile: string;
  roles: readonly string[];
  fields: Readonly<Record<string, string | readonly string[]>>;
  bio: string | null;
  contentLocale: string | null;
  uiLocale: string | null;
  timeZoneCode: string | null;
  managerId: string | null;
  externalProfile: ExternalProfile | null;
  /** From this moment on (ms since the epoch) reads and enrolments find the user. */
  readonly visibleFrom: number;
  /** By enrolment id, in the order of enrolling. */
  readonly enrolments: Map<string, Enrolment>;
}

export interface ExternalProfile {
  readonly id: string;
  name: string;
  managerEmail: string;
  expiry: string;
  seatLimit: number;
  enabled: boolean;
  loginRequired: number | null;
  /** Everybody who was ever put here and not moved away. */
  readonly members: Set<User>;
  /** Those of them who take a seat: everybody but the deleted. */
  readonly seated: Set<User>;
}

export interface Module {
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly resourceType: string;
  readonly loResourceType: string;
  readonly mandatory: boolean;
}

export interface Instance {
  /** `course:<c>_<i>`. */
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly state: 'Active' | 'Retired';
  readonly lo: LearningObject;
}

export interface LearningObject {
  /** `course:<c>`. */
  readonly id: string;
  readonly number: string;
  readonly loType: LoType;
  readonly name: string;
  readonly uniqueId: string | null;
  readonly state: string;
  /** By `<m>_<v>`, in the order of the course. */
  readonly modules: Map<string, Module>;
  /** The keys of those that completion hangs on: the mandatory ones, or all where none is. */
  readonly counted: string[];
  /** Of a learning program: the ids of the courses that it is complete by. */
  readonly parts: readonly string[];
  /** By `course:<c>_<i>`. */
  readonly instances: Map<string, Instance>;
}

/** Seen in Adobe's own client and in the enrolments article (fact sheet, section 8). */
export const ENROLMENT_STATES = [
  'ENROLLED',
  'STARTED',
  'COMPLETED',
  'PENDING_APPROVAL',
  'PENDING_ACCEPTANCE',
  'WAITING',
  'REJECTED',
] as const;
export type EnrolmentState = (typeof ENROLMENT_STATES)[number];

export interface Enrolment {
  readonly id: string;
  readonly user: User;
  readonly instance: Instance;
  readonly dateEnrolled: string;
  /** True where `dateEnrolled` is only the server's clock: the state leaves such dates out. */
  readonly enrolledByClock: boolean;
  readonly source: 'ADMIN_ENROLL' | 'AUTO_ENROLL' | 'SELF_ENROLL';
  progress: Progress;
  /** More than one only where the tenant is told to double what is repeated. */
  copies: number;
  /** In the order of grading; more than one of a module only where the tenant doubles. */
  readonly grades: GradeEntry[];
}

/** What an enrolment's grades add up to. */
export interface Progress {
  readonly state: EnrolmentState;
  readonly dateStarted: string | null;
  readonly dateCompleted: string | null;
  readonly progressPercent: number;
  readonly hasPassed: boolean;
  readonly score: number;
}

/** A list and no map: a course has few modules, and a tenant may have a million enrolments. */
export interface GradeEntry {
  /** `<m>_<v>`. */
  readonly moduleKey: string;
  readonly grade: Grade;
}

/** The latest grade of a module; undefined where it was never begun. */
export function latestGrade(grades: readonly GradeEntry[], moduleKey: string): Grade | undefined {
  return grades.findLast((entry) => entry.moduleKey === moduleKey)?.grade;
}

export interface Grade {
  readonly started: boolean;
  readonly completed: boolean;
  readonly success: boolean;
  readonly score: number | null;
  readonly minScore: number | null;
  readonly maxScore: number | null;
  readonly dateStarted: string | null;
  readonly dateCompleted: string | null;
  readonly dateSuccess: string | null;
  readonly duration: number | null;
}
