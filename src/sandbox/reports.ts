import { type Enrolment, latestGrade, type User } from './entities.js';
import type { Tenant } from './tenant.js';

/** The files that jobs make, as text of a CSV (CRLF, a header, quotes where they are needed). */

/** generateUsers (fact sheet, section 5.3), in the printed order; active fields come as `AF_<name>`. */
export function usersReport(tenant: Tenant, adminEmail: string): string {
  const fields = [...new Set(tenant.users.flatMap((user) => Object.keys(user.fields)))].sort();
  const header = [
    'internalUserID',
    'userEmail',
    'customerDefinedUniqueUserId',
    'name',
    'managerEmail',
    'userType',
    'state',
    'excludedFromGamification',
    'pointsEarned',
    'profile',
    'roles',
    'uiLocale',
    'contentLocale',
    'timeZoneCode',
    ...fields.map((name) => `AF_${name}`),
  ];
  const rows = tenant.users.map((user) => [
    user.id,
    user.email,
    user.userUniqueId,
    user.name,
    user.managerId === null ? adminEmail : (tenant.userById(user.managerId)?.email ?? adminEmail),
    user.userType,
    user.state,
    'false',
    '0',
    user.profile,
    user.roles.join(','),
    user.uiLocale ?? '',
    user.contentLocale ?? '',
    user.timeZoneCode ?? '',
    ...fields.map((name) => [user.fields[name] ?? ''].flat().join(',')),
  ]);
  return csv([header, ...rows]);
}

export interface TranscriptScope {
  /** Only rows with a date from here to there, as ISO-8601 in UTC. */
  readonly from: string;
  readonly to: string;
  /** Null: everybody. */
  readonly userIds: ReadonlySet<string> | null;
  readonly withModules: boolean;
  readonly withDeleted: boolean;
}

/** The columns of generateLearnerTranscript that a tenant without custom fields fills (section 5.2). */
const TRANSCRIPT_HEADER = [
  'Name',
  'email',
  'User Unique ID',
  'LP/Certification/Course',
  'Type',
  'Course',
  'LO Unique ID',
  'Instance',
  'Module',
  'Version',
  'Enrollment Date (UTC TimeZone)',
  'Started Date (UTC TimeZone)',
  'Completion Date (UTC TimeZone)',
  'Status',
  'Progress %',
  'Time Spent(minutes)',
  'Grade',
  'Quiz Score',
  'Quiz_score_max',
  'userState',
  'Training ID',
] as const;

const TYPES = {
  course: 'Course',
  learningProgram: 'Learning Program',
  jobAid: 'Job Aid',
  certification: 'Certification',
} as const;

/**
 * One row for each user, learning object and instance; with modules, one more for each that was
 * begun. Dates are exact to the minute only, and there is no id of user or instance.
 */
export function transcriptReport(tenant: Tenant, scope: TranscriptScope): string {
  const header = scope.withModules ? [...TRANSCRIPT_HEADER, 'Module ID'] : TRANSCRIPT_HEADER;
  const rows: (readonly string[])[] = [header];
  for (const user of tenant.users) {
    if (user.state === 'DELETED' && !scope.withDeleted) continue;
    if (scope.userIds !== null && !scope.userIds.has(user.id)) continue;
    for (const enrolment of user.enrolments.values()) {
      if (!isInWindow(enrolment, scope)) continue;
      const own = transcriptRow(user, enrolment);
      for (let copy = 0; copy < enrolment.copies; copy += 1) {
        rows.push(scope.withModules ? [...own, ''] : own);
      }
      if (scope.withModules) rows.push(...moduleRows(user, enrolment));
    }
  }
  return csv(rows);
}

/** By the dates of what happened, not of when it was written: a backdated completion is in its own year. */
function isInWindow(enrolment: Enrolment, { from, to }: TranscriptScope): boolean {
  const { dateStarted, dateCompleted } = enrolment.progress;
  return [enrolment.dateEnrolled, dateStarted, dateCompleted].some(
    (at) => at !== null && at >= from && at <= to,
  );
}

function transcriptRow(user: User, enrolment: Enrolment): readonly string[] {
  const { instance, progress } = enrolment;
  const { lo } = instance;
  const status =
    progress.state === 'COMPLETED'
      ? 'Completed'
      : progress.state === 'STARTED'
        ? 'In Progress'
        : 'Not Started';
  return [
    ...person(user),
    lo.name,
    TYPES[lo.loType],
    lo.loType === 'course' ? lo.name : '',
    lo.uniqueId ?? '',
    instance.name,
    '',
    '',
    minute(enrolment.dateEnrolled),
    minute(progress.dateStarted),
    minute(progress.dateCompleted),
    status,
    String(progress.progressPercent),
    '',
    status === 'Completed' ? (progress.hasPassed ? 'Pass' : 'Fail') : '',
    status === 'Not Started' ? '' : String(progress.score),
    '',
    state(user),
    lo.id,
  ];
}

function moduleRows(user: User, enrolment: Enrolment): readonly (readonly string[])[] {
  const { lo } = enrolment.instance;
  return [...lo.modules].flatMap(([key, module]) => {
    const grade = latestGrade(enrolment.grades, key);
    if (grade?.started !== true) return [];
    return [
      [
        ...person(user),
        lo.name,
        TYPES[lo.loType],
        lo.loType === 'course' ? lo.name : '',
        lo.uniqueId ?? '',
        enrolment.instance.name,
        module.name,
        module.version,
        minute(enrolment.dateEnrolled),
        minute(grade.dateStarted),
        minute(grade.dateCompleted),
        grade.completed ? 'Completed' : 'In Progress',
        grade.completed ? '100' : '0',
        grade.duration === null ? '' : String(Math.round(grade.duration / 60)),
        grade.completed ? (grade.success ? 'Pass' : 'Fail') : '',
        grade.score === null ? '' : String(grade.score),
        grade.maxScore === null ? '' : String(grade.maxScore),
        state(user),
        lo.id,
        module.id,
      ],
    ];
  });
}

function person(user: User): readonly string[] {
  return [user.name, user.email, user.userUniqueId];
}

function state(user: User): string {
  return `${user.state.charAt(0)}${user.state.slice(1).toLowerCase()}`;
}

/** How the file writes a date is not published; this is ours: `2023-09-20 09:36`, the zone in the header. */
function minute(instant: string | null): string {
  return instant === null ? '' : instant.slice(0, 16).replace('T', ' ');
}

function csv(rows: readonly (readonly string[])[]): string {
  return rows
    .map(
      (row) =>
        `${row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`,
    )
    .join('');
}
