import { FORMATS, file, integer, may, must, oneOf, refers, text } from './types.js';

const { email, id, boolean, instant } = FORMATS;
const LO = oneOf('course', 'LP');

/** Workbook 14-learning_program. */
export const LEARNING_PROGRAM = file({
  name: 'learning_program.csv',
  source: '14-learning_program.xlsx',
  columns: [
    must('id', id),
    must('name', text(1022)),
    may('overview', text(8190)),
    may('orderEnforced', boolean),
    must('state', oneOf('Published', 'Retired')),
    must('dateAdded', instant),
    may('benefits', text(1022)),
    may('completionLimit', integer(0)),
    may('thumbnailUrl', text()),
    may('uniqueLoId', text()),
  ],
  key: ['id'],
});

/** Workbook 15-learning_program_course. */
export const LEARNING_PROGRAM_COURSE = file({
  name: 'learning_program_course.csv',
  source: '15-learning_program_course.xlsx',
  columns: [must('learningProgramId', id), must('courseId', id), must('dateAdded', instant)],
  key: ['learningProgramId', 'courseId'],
  references: [
    refers('learningProgramId', 'learning_program.csv', 'id'),
    refers('courseId', 'course.csv', 'id'),
  ],
  after: ['learning_program.csv'],
});

/** Workbook 16-learning_program_instance calls the first column `id`, the sample `instanceId`: the sample counts. */
export const LEARNING_PROGRAM_INSTANCE = file({
  name: 'learning_program_instance.csv',
  source: '16-learning_program_instance.xlsx',
  columns: [
    must('instanceId', id),
    may('learningProgramId', id),
    must('name', text(510)),
    must('dateAdded', instant),
    must('deadline', instant),
    must('state', oneOf('Active', 'Retired')),
    may('badgeId', id),
    may('almLearningProgramId', id),
    may('startDate', instant),
  ],
  key: ['instanceId'],
  references: [
    refers('learningProgramId', 'learning_program.csv', 'id'),
    refers('badgeId', 'badge.csv', 'id'),
  ],
  either: [{ columns: ['learningProgramId', 'almLearningProgramId'] }],
  rowRules: ['deadline-after-start'],
  after: ['learning_program.csv', 'learning_program_course.csv'],
});

/** Workbook 17-learning_program_instance_course_instance. */
export const LEARNING_PROGRAM_INSTANCE_COURSE_INSTANCE = file({
  name: 'learning_program_instance_course_instance.csv',
  source: '17-learning_program_instance_course_instance.xlsx',
  columns: [
    may('learningProgramId', id),
    must('learningProgramInstanceId', id),
    may('courseId', id),
    must('courseInstanceId', id),
    must('dateAdded', instant),
    may('almLearningProgramId', id),
    may('almCourseId', id),
  ],
  references: [
    refers('learningProgramId', 'learning_program.csv', 'id'),
    refers('courseId', 'course.csv', 'id'),
  ],
  either: [
    { columns: ['learningProgramId', 'almLearningProgramId'] },
    { columns: ['courseId', 'almCourseId'] },
  ],
  after: ['learning_program.csv', 'learning_program_instance.csv', 'course_instance.csv'],
});

/** Workbook 11-certification; `uniqueLoId` from the sample. */
export const CERTIFICATION = file({
  name: 'certification.csv',
  source: '11-certification.xlsx',
  columns: [
    must('id', id),
    must('certificateName', text(510)),
    may('certificateOverview', text(8190)),
    may('description', text(510)),
    must('certificationCreationDate', instant),
    must('daysToComplete', integer(1, 365)),
    may('validity', integer(1, 240)),
    may('externalCertificate', boolean),
    may('courseOrdering', boolean),
    may('completionLimit', integer(0)),
    must('publishedDate', instant),
    may('parentCertificationId', id),
    may('badgeId', id),
    may('thumbnailUrl', text()),
    may('uniqueLoId', text()),
  ],
  key: ['id'],
  references: [
    refers('parentCertificationId', 'certification.csv', 'id'),
    refers('badgeId', 'badge.csv', 'id'),
  ],
  rowRules: ['days-in-validity'],
});

/** Workbook 12-certification_course. */
export const CERTIFICATION_COURSE = file({
  name: 'certification_course.csv',
  source: '12-certification_course.xlsx',
  columns: [
    must('certificationId', id),
    must('courseId', id),
    may('courseInstanceId', id),
    must('dateAdded', instant),
    must('order', integer(0)),
  ],
  key: ['certificationId', 'courseId'],
  references: [refers('certificationId', 'certification.csv', 'id'), refers('courseId', 'course.csv', 'id')],
  after: ['certification.csv', 'course.csv'],
});

/** Workbook 13-certification_commit. */
export const CERTIFICATION_COMMIT = file({
  name: 'certification_commit.csv',
  source: '13-certification_commit.xlsx',
  columns: [must('certificationId', id), must('state', oneOf('Published', 'Retired'))],
  key: ['certificationId'],
  references: [refers('certificationId', 'certification.csv', 'id')],
  after: ['certification.csv', 'certification_course.csv'],
});

/** Workbook 8-skill writes ACTIVE, its sample Active: both are let through. */
export const SKILL = file({
  name: 'skill.csv',
  source: '8-skill.xlsx',
  columns: [
    must('id', id),
    must('skillName', text(63)),
    may('description', text(4094)),
    must('skillCreationDate', instant),
    must('state', oneOf('ACTIVE', 'RETIRED', 'Active', 'Retired')),
    may('source', text()),
    may('badgeId', id),
  ],
  key: ['id'],
  references: [refers('badgeId', 'badge.csv', 'id')],
});

/** Workbook 9-skill_level. */
export const SKILL_LEVEL = file({
  name: 'skill_level.csv',
  source: '9-skill_level.xlsx',
  columns: [
    must('skillId', id),
    must('levelId', integer(1, 3)),
    must('maxCredits', integer(1, 65535)),
    may('badgeId', id),
  ],
  key: ['skillId', 'levelId'],
  references: [refers('skillId', 'skill.csv', 'id'), refers('badgeId', 'badge.csv', 'id')],
  after: ['skill.csv'],
});

/** Workbook 10-skill_course; `assignedBy` from the sample. */
export const SKILL_COURSE = file({
  name: 'skill_course.csv',
  source: '10-skill_course.xlsx',
  columns: [
    must('courseId', id),
    must('skillId', id),
    must('levelId', integer(1, 3)),
    must('credits', integer(0)),
    may('assignedBy', text()),
  ],
  key: ['courseId', 'skillId', 'levelId'],
  references: [
    refers('courseId', 'course.csv', 'id'),
    { columns: ['skillId', 'levelId'], file: 'skill_level.csv', target: ['skillId', 'levelId'] },
  ],
  after: ['course.csv', 'skill.csv', 'skill_level.csv'],
});

/** Workbook 18-job_aid. */
export const JOB_AID = file({
  name: 'job_aid.csv',
  source: '18-job_aid.xlsx',
  columns: [
    must('id', id),
    must('jobAidName', text(255)),
    may('description', text(500)),
    must('lastModifiedDate', instant),
    must('state', oneOf('Published', 'Retired')),
    must('visibility', oneOf('Private', 'Shared')),
  ],
  key: ['id'],
});

/** Workbook 19-job_aid_version. */
export const JOB_AID_VERSION = file({
  name: 'job_aid_version.csv',
  source: '19-job_aid_version.xlsx',
  columns: [
    must('jobAidId', id),
    must('jobAidVersion', text()),
    must('contentType', oneOf('VIDEO', 'AUDIO', 'PDF', 'DOC', 'PPT', 'OFFLINE', 'OTHER', 'XLS', 'HYPERLINK')),
    must('dateCreated', instant),
    must('duration', integer(1)),
    may('desiredDuration', integer(1)),
    must('contentUrl', text()),
  ],
  key: ['jobAidId', 'jobAidVersion'],
  references: [refers('jobAidId', 'job_aid.csv', 'id')],
  rowRules: ['hyperlink'],
  after: ['job_aid.csv'],
});

/** Workbook 20-job_aid_course. */
export const JOB_AID_COURSE = file({
  name: 'job_aid_course.csv',
  source: '20-job_aid_course.xlsx',
  columns: [must('jobAidId', id), must('courseId', id)],
  key: ['jobAidId', 'courseId'],
  references: [refers('jobAidId', 'job_aid.csv', 'id'), refers('courseId', 'course.csv', 'id')],
  after: ['job_aid.csv', 'course.csv'],
});

/** Workbook 21-job_aid_skill. */
export const JOB_AID_SKILL = file({
  name: 'job_aid_skill.csv',
  source: '21-job_aid_skill.xlsx',
  columns: [must('jobAidId', id), must('skillId', id), must('levelId', integer(1, 3))],
  key: ['jobAidId', 'skillId', 'levelId'],
  references: [
    refers('jobAidId', 'job_aid.csv', 'id'),
    { columns: ['skillId', 'levelId'], file: 'skill_level.csv', target: ['skillId', 'levelId'] },
  ],
  after: ['job_aid.csv', 'skill.csv', 'skill_level.csv'],
});

/** The manual, "Migration for Alternates and Equivalents". */
export const EQUIVALENCE_RELATIONSHIPS = file({
  name: 'equivalence_relationships.csv',
  source: 'migration manual, "New CSV files for alternates"',
  columns: [
    must('sourceId', id),
    must('sourceloType', LO),
    must('targetId', id),
    must('targetLotype', LO),
    must('dateCreated', instant),
    must('relationshipStatus', oneOf('ACTIVE', 'DELETE')),
    may('dateModified', instant),
  ],
  key: ['sourceId', 'sourceloType', 'targetId', 'targetLotype'],
});

export const EQUIVALENCE_USER_COMPLETION = file({
  name: 'equivalence_user_completion.csv',
  source: 'migration manual, "New CSV files for alternates"',
  columns: [
    must('userId', email),
    must('sourceId', id),
    must('sourceloType', LO),
    must('targetId', id),
    must('targetLotype', LO),
    must('dateCompleted', instant),
  ],
  references: [
    {
      columns: ['sourceId', 'targetId'],
      file: 'equivalence_relationships.csv',
      target: ['sourceId', 'targetId'],
    },
  ],
  after: ['equivalence_relationships.csv'],
});
