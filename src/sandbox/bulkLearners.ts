import type { Migrated } from './bulkCatalogue.js';
import { date, flag, mandatory, number, RowError } from './bulkCells.js';
import type { BulkRow } from './bulkCsv.js';
import {
  type Enrolment,
  type Grade,
  type Instance,
  type LearningObject,
  latestGrade,
  type User,
} from './entities.js';
import { isBareNumber } from './identifiers.js';
import { enrolmentsIn, type Tenant } from './tenant.js';

/** The words that the troubleshooting page prints (fact sheet, section 6). */
const NOT_AN_ID = 'Not a valid Learning Manager Id';

/** enrollment.csv: a row that is there already, as it is, is no mistake: a run may be repeated. */
export function takeEnrolment(tenant: Tenant, migrated: Migrated, row: BulkRow): void {
  const user = userOf(tenant, row, 'userId');
  const lo = courseOf(tenant, migrated, row);
  const instance = instanceOf(migrated, row, lo);
  const dateEnrolled = date(row, 'dateEnrolled');
  if (dateEnrolled === null) throw new RowError('dateEnrolled is mandatory');
  date(row, 'deadline');
  date(row, 'lastModifiedDatetime');
  if (row.cell('assignedByUserId') !== '') userOf(tenant, row, 'assignedByUserId');
  if (user.enrolments.has(`${instance.id}_${user.id}`)) return;
  tenant.enrol({ user, instance, dateEnrolled, enrolledByClock: false, source: 'ADMIN_ENROLL' });
}

/** user_course_grade.csv: it names no instance, so of several the first enrolled, or first completed, gets it. */
export function takeGrade(tenant: Tenant, migrated: Migrated, row: BulkRow): void {
  const user = userOf(tenant, row, 'userId');
  const lo = courseOf(tenant, migrated, row);
  const moduleKey = moduleOf(migrated, row, lo);
  const grade = gradeOf(row);
  const enrolment = primary(enrolmentsIn(user, lo));
  if (enrolment === undefined) throw new RowError(`User is not enrolled in the course : ${lo.number}`);
  const before = latestGrade(enrolment.grades, moduleKey);
  if (before !== undefined && JSON.stringify(before) === JSON.stringify(grade)) return;
  tenant.grade(enrolment, moduleKey, grade);
}

/** Anybody whom the account has: a deleted user, too, may have a history. */
function userOf(tenant: Tenant, row: BulkRow, column: string): User {
  const email = mandatory(row, column);
  const user = tenant.userByEmail(email);
  if (user === undefined) throw new RowError(`${NOT_AN_ID} : ${email}`);
  return user;
}

function courseOf(tenant: Tenant, migrated: Migrated, row: BulkRow): LearningObject {
  const id = mandatory(row, 'courseId');
  const lo = flag(row, 'retrofit')
    ? tenant.learningObjects.get(`course:${prime(id)}`)
    : migrated.courses.get(id);
  if (lo === undefined) throw new RowError(`${NOT_AN_ID} : ${id}`);
  return lo;
}

/** Without one the course's default instance is meant. */
function instanceOf(migrated: Migrated, row: BulkRow, lo: LearningObject): Instance {
  const id = row.cell('courseInstanceId');
  const all = [...lo.instances.values()];
  const instance =
    id === ''
      ? (all.find((one) => one.isDefault) ?? all[0])
      : flag(row, 'retrofit')
        ? lo.instances.get(`${lo.id}_${prime(id)}`)
        : migrated.instances.get(`${lo.id}|${id}`);
  if (instance === undefined) throw new RowError(`${NOT_AN_ID} : ${id}`);
  return instance;
}

/** A retrofitted module is named by its number: of several versions the newest. */
function moduleOf(migrated: Migrated, row: BulkRow, lo: LearningObject): string {
  const id = mandatory(row, 'moduleId');
  const number = flag(row, 'retrofit') ? prime(id) : (migrated.modules.get(id)?.number ?? '');
  const keys = [...lo.modules].filter(([, module]) => module.id === number).map(([key]) => key);
  const key = keys.at(-1);
  if (key === undefined) throw new RowError(`${NOT_AN_ID} : ${id}`);
  return key;
}

/** "Prime id": a bare number, as this sandbox reads it. */
function prime(id: string): string {
  if (!isBareNumber(id)) throw new RowError(`${NOT_AN_ID} : ${id}`);
  return id;
}

/** The constraints of the workbook: flags hang on `started`, dates on flags, the score on its bounds. */
function gradeOf(row: BulkRow): Grade {
  const grade: Grade = {
    started: flag(row, 'started'),
    completed: flag(row, 'completion'),
    success: flag(row, 'success'),
    score: number(row, 'scoreRaw'),
    minScore: number(row, 'scoreMin'),
    maxScore: number(row, 'scoreMax'),
    dateStarted: date(row, 'startedDate'),
    dateCompleted: date(row, 'completionDate'),
    dateSuccess: date(row, 'successDate'),
    duration: number(row, 'duration'),
  };
  const needsStart = grade.completed || grade.success || grade.score !== null || grade.duration !== null;
  if (needsStart && !grade.started) throw new RowError('started is not set');
  if (grade.started && grade.dateStarted === null) throw new RowError('startedDate is mandatory');
  if (grade.completed && grade.dateCompleted === null) throw new RowError('completionDate is mandatory');
  if (grade.success && grade.dateSuccess === null) throw new RowError('successDate is mandatory');
  const { score, minScore, maxScore } = grade;
  if (score !== null || minScore !== null || maxScore !== null) {
    if (score === null || minScore === null || maxScore === null || score < minScore || score > maxScore) {
      throw new RowError('scoreMin <= scoreRaw <= scoreMax is not met');
    }
  }
  return grade;
}

function primary(enrolments: readonly Enrolment[]): Enrolment | undefined {
  const completed = enrolments.filter((one) => one.progress.state === 'COMPLETED');
  const [among, key] =
    completed.length > 0
      ? [completed, (one: Enrolment) => one.progress.dateCompleted ?? '']
      : [enrolments, (one: Enrolment) => one.dateEnrolled];
  return [...among].sort((left, right) => (key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0))[0];
}
