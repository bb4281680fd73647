import type { ReportDifference } from '../../staging/index.js';
import { reasonOf } from '../../terms/index.js';
import type { Column } from './csv.js';
import { type Side, sideOf } from './values.js';

/** A difference with both of its sides unpacked. */
export interface DifferenceLine extends ReportDifference {
  readonly should: Side;
  readonly holds: Side;
}

/** In place: to copy a row of forty columns takes as long as to write it. */
export function differenceLine(row: ReportDifference): DifferenceLine {
  const should = sideOf(row.subject, row.expected);
  return Object.assign(row, { should, holds: sideOf(row.subject, row.actual) });
}

/** differences.csv: one row a difference. The names and their order are a contract; new columns come last. */
export const DIFFERENCE_COLUMNS: readonly Column<DifferenceLine>[] = Object.freeze([
  { name: 'difference', holds: 'a number, unique in this report', cell: (row) => row.differenceId },
  { name: 'verdict', holds: 'missing, different, contested or extra', cell: (row) => row.verdict },
  { name: 'subject', holds: 'profile, person, enrolment or completion', cell: (row) => row.subject },
  { name: 'code', holds: 'the reason, as the catalogue names it', cell: (row) => row.code },
  { name: 'meaning', holds: 'what the code means', cell: (row) => reasonOf(row.code).cause },
  { name: 'what_to_do', holds: 'how to mend it', cell: (row) => reasonOf(row.code).mend },
  { name: 'user', holds: 'the legacy user id in lower case', cell: (row) => row.userKey },
  { name: 'user_name', holds: 'the name', cell: (row) => row.userName },
  { name: 'user_email', holds: 'the email address', cell: (row) => row.userEmail },
  { name: 'organisation', holds: 'the legacy organisation', cell: (row) => row.organisation },
  { name: 'alm_user', holds: 'the id of the user in ALM', cell: (row) => row.almUserId },
  { name: 'profile', holds: 'the external profile', cell: (row) => row.profileName },
  { name: 'alm_course', holds: 'the course in ALM', cell: (row) => row.courseId },
  { name: 'alm_course_title', holds: 'its title', cell: (row) => row.courseTitle },
  { name: 'alm_instance', holds: 'the instance of the course', cell: (row) => row.instanceId },
  { name: 'alm_module', holds: 'the module, of a completion', cell: (row) => row.moduleId },
  { name: 'alm_module_name', holds: 'its name', cell: (row) => row.moduleName },
  { name: 'expected_state', holds: 'enrolled or completed', cell: (row) => row.should.state },
  { name: 'actual_state', holds: 'the state that ALM holds', cell: (row) => row.holds.state },
  { name: 'expected_enrolled_at', holds: 'an instant in UTC', cell: (row) => row.should.enrolledAt },
  { name: 'actual_enrolled_at', holds: 'an instant', cell: (row) => row.holds.enrolledAt },
  { name: 'expected_completed_at', holds: 'an instant in UTC', cell: (row) => row.should.completedAt },
  { name: 'actual_completed_at', holds: 'an instant', cell: (row) => row.holds.completedAt },
  { name: 'expected_score', holds: 'a number on the legacy scale', cell: (row) => row.should.score },
  { name: 'actual_score', holds: 'a number', cell: (row) => row.holds.score },
  {
    name: 'expected_person',
    holds: 'a person in words, or the name of a profile',
    cell: (row) => row.should.person,
  },
  { name: 'actual_person', holds: 'a person in words', cell: (row) => row.holds.person },
  { name: 'file_number', holds: 'the number of the source file in report.json', cell: (row) => row.fileId },
  { name: 'file', holds: 'its name', cell: (row) => row.file },
  { name: 'line', holds: 'the line on which the record begins', cell: (row) => row.line },
  { name: 'record', holds: 'the how manieth record of the file', cell: (row) => row.ordinal },
  { name: 'legacy_id', holds: 'the legacy learning id, or user id as written', cell: (row) => row.legacyId },
  { name: 'legacy_title', holds: 'the legacy title', cell: (row) => row.legacyTitle },
  { name: 'legacy_status', holds: 'the legacy status as written', cell: (row) => row.legacyStatus },
  { name: 'operation', holds: 'what the plan does about it', cell: (row) => row.operationKind },
  { name: 'plan', holds: 'the number of the plan', cell: (row) => row.planId },
  { name: 'operation_state', holds: 'how far it is', cell: (row) => row.operationState },
  { name: 'operation_code', holds: 'why it is not done', cell: (row) => row.operationCode },
  { name: 'operation_message', holds: 'the same in words', cell: (row) => row.operationMessage },
  { name: 'attempts', holds: 'how often it was sent', cell: (row) => row.attempts },
  { name: 'asked_at', holds: 'when the last request left', cell: (row) => row.askedAt },
  { name: 'answer_status', holds: 'the HTTP status of the last answer', cell: (row) => row.answerStatus },
  { name: 'answer_request_id', holds: 'the x-request-id', cell: (row) => row.answerRequestId },
  { name: 'answer', holds: 'what ALM said', cell: (row) => row.answerMessage },
  {
    name: 'expected_duration_seconds',
    holds: 'time spent, of a completion',
    cell: (row) => row.should.durationSeconds,
  },
  { name: 'actual_duration_seconds', holds: 'the same in ALM', cell: (row) => row.holds.durationSeconds },
] satisfies Column<DifferenceLine>[]);
