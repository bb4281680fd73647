import type { Enrolment, EnrolmentState, UserState } from './entities.js';
import { compareText } from './identifiers.js';
import type { Tenant } from './tenant.js';

/**
 * What a tenant holds, canonical: two tenants that hold the same give the same bytes, however they
 * came there. People are named by email and profiles by name, never by an id that was counted;
 * a date that only the server's clock set is null. What is there twice is listed twice.
 */
export interface SandboxState {
  readonly account: { readonly id: string; readonly name: string };
  readonly users: readonly StateUser[];
  readonly externalProfiles: readonly StateProfile[];
  readonly enrolments: readonly StateEnrolment[];
  readonly grades: readonly StateGrade[];
}

export interface StateUser {
  readonly email: string;
  readonly name: string;
  readonly userUniqueId: string;
  readonly userType: 'Internal' | 'External';
  readonly state: UserState;
  readonly profile: string;
  readonly externalProfile: string | null;
  readonly managerEmail: string | null;
  readonly roles: readonly string[];
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
}

export interface StateProfile {
  readonly name: string;
  readonly managerEmail: string;
  readonly expiry: string;
  readonly seatLimit: number;
  readonly seatsTaken: number;
  readonly enabled: boolean;
}

export interface StateEnrolment {
  readonly userEmail: string;
  /** `course:<c>_<i>`. */
  readonly instanceId: string;
  readonly state: EnrolmentState;
  readonly dateEnrolled: string | null;
  readonly dateStarted: string | null;
  readonly dateCompleted: string | null;
  readonly progressPercent: number;
  readonly hasPassed: boolean;
  readonly score: number;
}

export interface StateGrade {
  readonly userEmail: string;
  /** `course:<c>_<i>_<m>_<v>`. */
  readonly moduleId: string;
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

export function stateOf(tenant: Tenant): SandboxState {
  const users = tenant.users.map((user) => ({
    email: user.email,
    name: user.name,
    userUniqueId: user.userUniqueId,
    userType: user.userType,
    state: user.state,
    profile: user.profile,
    externalProfile: user.externalProfile?.name ?? null,
    managerEmail: user.managerId === null ? null : (tenant.userById(user.managerId)?.email ?? null),
    roles: [...user.roles].sort(compareText),
    fields: Object.fromEntries(
      Object.entries(user.fields).sort(([left], [right]) => compareText(left, right)),
    ),
  }));
  const externalProfiles = [...tenant.profiles.values()].map((profile) => ({
    name: profile.name,
    managerEmail: profile.managerEmail,
    expiry: profile.expiry,
    seatLimit: profile.seatLimit,
    seatsTaken: profile.seated.size,
    enabled: profile.enabled,
  }));
  const enrolments = [...tenant.enrolments.values()];
  return {
    account: tenant.account,
    users: sorted(users, (one) => [one.email.toLowerCase(), one.userUniqueId]),
    externalProfiles: sorted(externalProfiles, (one) => [one.name, one.managerEmail]),
    enrolments: sorted(enrolments.flatMap(enrolmentState), (one) => [one.userEmail, one.instanceId]),
    grades: sorted(enrolments.flatMap(gradeStates), (one) => [one.userEmail, one.moduleId]),
  };
}

function enrolmentState(enrolment: Enrolment): readonly StateEnrolment[] {
  const { progress } = enrolment;
  const state = {
    userEmail: enrolment.user.email,
    instanceId: enrolment.instance.id,
    state: progress.state,
    dateEnrolled: enrolment.enrolledByClock ? null : enrolment.dateEnrolled,
    dateStarted: progress.dateStarted,
    dateCompleted: progress.dateCompleted,
    progressPercent: progress.progressPercent,
    hasPassed: progress.hasPassed,
    score: progress.score,
  };
  return Array.from({ length: enrolment.copies }, () => state);
}

function gradeStates(enrolment: Enrolment): readonly StateGrade[] {
  return enrolment.grades.map(({ moduleKey, grade }) => ({
    userEmail: enrolment.user.email,
    moduleId: `${enrolment.instance.id}_${moduleKey}`,
    completed: grade.completed,
    success: grade.success,
    score: grade.score,
    minScore: grade.minScore,
    maxScore: grade.maxScore,
    dateStarted: grade.dateStarted,
    dateCompleted: grade.dateCompleted,
    dateSuccess: grade.dateSuccess,
    duration: grade.duration,
  }));
}

/** By the given keys, and by the whole where they are equal, so that twins have an order too. */
function sorted<T>(all: readonly T[], key: (one: T) => readonly [string, string]): readonly T[] {
  return all
    .map((one) => ({ one, keys: key(one) }))
    .sort(
      (left, right) =>
        compareText(left.keys[0], right.keys[0]) ||
        compareText(left.keys[1], right.keys[1]) ||
        compareText(JSON.stringify(left.one), JSON.stringify(right.one)),
    )
    .map(({ one }) => one);
}
