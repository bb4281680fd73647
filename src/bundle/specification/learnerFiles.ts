import { FORMATS, file, integer, may, must, oneOf, refers, text } from './types.js';

const { email, id, boolean, decimal, instant } = FORMATS;

/** Workbook 22-enrollment, sample enrollment.csv. `retrofit` stands last: the sample has no place for it. */
export const ENROLLMENT = file({
  name: 'enrollment.csv',
  otherNames: ['retrofit_enrollment.csv'],
  source: '22-enrollment.xlsx',
  columns: [
    must('userId', email),
    must('courseId', id),
    may('courseInstanceId', id),
    must('dateEnrolled', instant),
    may('deadline', instant),
    may('assignedByUserId', email),
    may('lastModifiedDatetime', instant),
    may('retrofit', boolean),
  ],
  key: ['userId', 'courseId', 'courseInstanceId'],
  references: [
    refers('courseId', 'course.csv', 'id'),
    {
      columns: ['courseId', 'courseInstanceId'],
      file: 'course_instance.csv',
      target: ['courseId', 'instanceId'],
    },
  ],
  retrofit: true,
  after: ['course.csv'],
});

/** Workbook 26-user_course_grades, sample user_course_grade.csv. There is no column for the instance. */
export const USER_COURSE_GRADE = file({
  name: 'user_course_grade.csv',
  otherNames: ['retrofit_user_course_grades.csv', 'retrofit_user_course_grade.csv'],
  source: '26-user_course_grades.xlsx',
  columns: [
    must('userId', email),
    must('courseId', id),
    must('moduleId', id),
    may('completion', boolean),
    may('started', boolean),
    may('success', boolean),
    may('scoreRaw', decimal),
    may('scoreMin', decimal),
    may('scoreMax', decimal),
    may('duration', integer(0)),
    may('startedDate', instant),
    may('successDate', instant),
    may('completionDate', instant),
    may('retrofit', boolean),
  ],
  key: ['userId', 'courseId', 'moduleId'],
  references: [refers('courseId', 'course.csv', 'id'), refers('moduleId', 'module.csv', 'id')],
  rowRules: ['grade-flags', 'grade-scores'],
  retrofit: true,
  after: ['course.csv', 'module.csv'],
});

/** Workbook 23-certification_enrollment. */
export const CERTIFICATION_ENROLLMENT = file({
  name: 'certification_enrollment.csv',
  otherNames: ['retrofit_certification_enrollment.csv'],
  source: '23-certification_enrollment.xlsx',
  columns: [
    must('userId', email),
    must('certificationId', id),
    must('dateEnrolled', instant),
    may('assignedByUserId', email),
    may('retrofit', boolean),
  ],
  key: ['userId', 'certificationId'],
  references: [refers('certificationId', 'certification.csv', 'id')],
  retrofit: true,
  after: ['certification.csv', 'certification_course.csv'],
});

/** Workbook 24-learning_program_enrollment. */
export const LEARNING_PROGRAM_ENROLLMENT = file({
  name: 'learning_program_enrollment.csv',
  otherNames: ['retrofit_learning_program_enrollment.csv'],
  source: '24-learning_program_enrollment.xlsx',
  columns: [
    must('userId', email),
    must('learningProgramId', id),
    may('learningProgramInstanceId', id),
    may('deadline', instant),
    must('dateEnrolled', instant),
    may('assignedByUserId', email),
    may('retrofit', boolean),
  ],
  key: ['userId', 'learningProgramId', 'learningProgramInstanceId'],
  references: [
    refers('learningProgramId', 'learning_program.csv', 'id'),
    refers('learningProgramInstanceId', 'learning_program_instance.csv', 'instanceId'),
  ],
  retrofit: true,
  after: ['learning_program.csv', 'learning_program_instance.csv'],
});

/** Workbook 25-job_aid_enrollment. */
export const JOB_AID_ENROLLMENT = file({
  name: 'job_aid_enrollment.csv',
  source: '25-job_aid_enrollment.xlsx',
  columns: [
    must('jobAidId', id),
    must('userId', email),
    must('dateEnrolled', instant),
    may('assignedByUserId', email),
  ],
  key: ['jobAidId', 'userId'],
  references: [refers('jobAidId', 'job_aid.csv', 'id')],
  after: ['job_aid.csv'],
});

/** Workbook 27-user_skill, sample user_skill.csv. */
export const USER_SKILL = file({
  name: 'user_skill.csv',
  source: '27-user_skill.xlsx',
  columns: [
    must('userId', email),
    must('skillId', id),
    may('levelId', integer(1, 3)),
    must('achieved', boolean),
    may('retrofit', boolean),
  ],
  key: ['userId', 'skillId', 'levelId'],
  references: [refers('skillId', 'skill.csv', 'id')],
  retrofit: true,
  after: ['skill.csv'],
});

/**
 * The users' file for the upload by hand or connector: no migration file. Columns of the sample in the
 * article on deleted users (alm-facts, section 5.4), and one of our own for the unique id: its name in
 * ALM is chosen when the columns are mapped.
 */
export const USERS = file({
  name: 'users.csv',
  source: 'kb/assets/users.zip',
  columns: [
    must('manager', text()),
    may('profile', text()),
    must('name', text()),
    must('email', email),
    may('job', text()),
    may('User Registration State', oneOf('ACTIVE', 'DELETED')),
    may('User Joining Date', instant),
    may('User Deletion Date', instant),
    may('User Unique Id', text()),
  ],
  key: ['email'],
  folderRules: ['managers-first'],
});
