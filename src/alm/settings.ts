/**
 * What the documents leave open, and how patient we are: one named setting each.
 *
 * The unknowns are those of the fact sheet (sections 1.1, 2.3 and 11); the default is the likely
 * value; a run of a few operations and `reconcile` show whether it is right.
 */
export interface AlmSettings {
  /** How a module is named in userModuleGrade. The published sample lost its underscores (1.1). */
  readonly moduleIdForm: 'C_M_V' | 'C_I_M_V' | 'loResource' | 'M_V' | 'M';
  /** The relationship that names the instance in userModuleGrade: announced, never published (1.1). */
  readonly gradeInstanceRelationship: 'none' | 'courseInstance' | 'loInstance';
  /** The unit of a grade's duration; the migration files have seconds (1.1). */
  readonly gradeDurationUnit: 'seconds' | 'minutes';
  /** Whether a second instance of one course may be enrolled in (1.2); the API's own default is no. */
  readonly allowMultiEnrolment: boolean;

  /** 100 is allowed without `include` (2.3). */
  readonly usersPageSize: number;
  readonly profilesPageSize: number;
  /** 10 is the most with `include` (4 and 8). */
  readonly coursesPageSize: number;
  readonly enrolmentsPageSize: number;
  /** Ids in one look-up; 10 is the documented most (2.3). */
  readonly lookUpBatch: number;

  /** How long a user that was just created may stay invisible in all, before it counts as unknown. */
  readonly visibilityWaitMs: number;

  readonly connections: number;
  readonly connectTimeoutMs: number;
  /** From the first byte sent to the last one read. */
  readonly answerTimeoutMs: number;
  readonly maxBodyBytes: number;

  readonly readAttempts: number;
  /** Waits that ALM asked for (429, 503 with Retry-After) are counted apart from failures. */
  readonly readWaits: number;
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
  /** No Retry-After is obeyed for longer; a little over the longest documented window, the hour. */
  readonly retryAfterCapMs: number;

  /** Failures in a row, of all requests together, that open the circuit. */
  readonly circuitFailures: number;
  readonly circuitBaseMs: number;
  readonly circuitCapMs: number;

  /** Requests an hour for GET /users and GET /learningObjects (4); `null` where a tenant has none. */
  readonly usersPerHour: number | null;
  readonly learningObjectsPerHour: number | null;
}

export const DEFAULT_SETTINGS: AlmSettings = Object.freeze({
  moduleIdForm: 'C_M_V',
  gradeInstanceRelationship: 'courseInstance',
  gradeDurationUnit: 'seconds',
  allowMultiEnrolment: false,
  usersPageSize: 100,
  profilesPageSize: 100,
  coursesPageSize: 10,
  enrolmentsPageSize: 10,
  lookUpBatch: 10,
  visibilityWaitMs: 60_000,
  connections: 32,
  connectTimeoutMs: 10_000,
  answerTimeoutMs: 60_000,
  maxBodyBytes: 32 * 1024 * 1024,
  readAttempts: 10,
  readWaits: 50,
  backoffBaseMs: 500,
  backoffCapMs: 30_000,
  retryAfterCapMs: 65 * 60_000,
  circuitFailures: 10,
  circuitBaseMs: 2_000,
  circuitCapMs: 120_000,
  usersPerHour: 500,
  learningObjectsPerHour: 500,
});

/** The defaults with what somebody wants otherwise. */
export function almSettings(wanted: Partial<AlmSettings> = {}): AlmSettings {
  return Object.freeze({ ...DEFAULT_SETTINGS, ...wanted });
}
