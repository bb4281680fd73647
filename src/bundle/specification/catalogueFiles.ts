import { FORMATS, file, integer, may, must, oneOf, refers, text } from './types.js';

const { id, boolean, instant } = FORMATS;

/** Workbook 3-course; `uniqueLoId` from the release notes of March 2024; two names of the banner are printed. */
export const COURSE = file({
  name: 'course.csv',
  source: '3-course.xlsx',
  columns: [
    must('id', id),
    must('courseName', text(510)),
    may('description', text(8190)),
    must('courseCreationDate', instant),
    must('state', oneOf('Published', 'Retired')),
    may('sequential', boolean),
    must('author', text()),
    may('thumbnailUrl', text()),
    may('tags', text()),
    may('completionCriteria', { kind: 'oneOfOrCount', values: ['ALL', 'SELECTEDMODULES'] }),
    may('uniqueLoId', text()),
    may('bannerUrl', text()),
    may('bannerImageUrl', text()),
  ],
  key: ['id'],
  folderRules: ['criteria-count'],
});

/** Workbook 1-module; HIDDEN from the release notes of October 2025. */
export const MODULE = file({
  name: 'module.csv',
  source: '1-module.xlsx',
  columns: [
    must('id', id),
    must('moduleType', oneOf('Self-paced', 'Classroom', 'Virtual Classroom', 'Activity')),
    must('lastModifiedDate', instant),
    must('visibility', oneOf('Shared', 'HIDDEN')),
    must('title', text(255)),
    may('description', text(8190)),
    may('author', text()),
  ],
  key: ['id'],
  folderRules: ['module-type'],
});

const QUIZ_DATA = oneOf('QUIZ_ATTEMPTED', 'QUIZ_PASSED', 'QUIZPASSED_OR_LIMITREACHED');

/** Workbook 4-module_version; LTI and its columns from the manual, "Migrate LTI modules". */
export const MODULE_VERSION = file({
  name: 'module_version.csv',
  source: '4-module_version.xlsx',
  columns: [
    must('moduleId', id),
    must('moduleVersion', text()),
    may(
      'contentType',
      oneOf(
        ...['VIDEO', 'AUDIO', 'PDF', 'DOC', 'PPT', 'SCORM12', 'SCORM2004', 'TINCAN', 'AICC'],
        ...['OFFLINE', 'OTHER', 'XLS', 'CP', 'PR', 'HYPERLINK', 'LTI'],
      ),
    ),
    must('dateCreated', instant),
    must('duration', integer(1)),
    may('desiredDuration', integer(1)),
    may('contentUrl', text()),
    may('hasQuiz', boolean),
    may(
      'completionCriteria',
      oneOf('LAUNCH_CONTENT', 'VIEW_PERCENT', 'QUIZ', 'MARK_COMPLETE', 'VIEWPERCENT_OR_QUIZ'),
    ),
    may('viewPercent', integer(0, 100)),
    may('quizData', QUIZ_DATA),
    may('folder', text()),
    may('successCriteria', oneOf('LAUNCH_CONTENT', 'VIEW_PERCENT', 'QUIZ', 'VIEWPERCENT_OR_QUIZ')),
    may('successQuizData', QUIZ_DATA),
    may('successPercent', integer(0, 100)),
    may('expiryDate', {
      kind: 'instant',
      from: '1990-01-01T00:00:00.000Z',
      to: '2037-12-31T23:59:59.999Z',
    }),
    may('uniqueContentId', { kind: 'text', without: /[^A-Za-z0-9_.~-]/ }),
    may('tags', text()),
    may('ltiLaunchUrl', text()),
    may('ltiCustomParams', text()),
    may('tpName', text()),
  ],
  key: ['moduleId', 'moduleVersion'],
  references: [refers('moduleId', 'module.csv', 'id')],
  rowRules: ['hyperlink', 'view-percent'],
  folderRules: ['content-type'],
  after: ['module.csv'],
});

/** Workbook 6-course_module. */
export const COURSE_MODULE = file({
  name: 'course_module.csv',
  source: '6-course_module.xlsx',
  columns: [
    must('courseId', id),
    must('moduleId', id),
    must('moduleVersion', text()),
    must('courseModuleType', oneOf('PREWORK', 'TESTOUT', 'CONTENT')),
    must('moduleOrderInCourse', integer(0)),
    may('optionalCriteria', boolean),
  ],
  key: ['courseId', 'moduleId', 'moduleVersion'],
  references: [
    refers('courseId', 'course.csv', 'id'),
    refers('moduleId', 'module.csv', 'id'),
    {
      columns: ['moduleId', 'moduleVersion'],
      file: 'module_version.csv',
      target: ['moduleId', 'moduleVersion'],
    },
  ],
  folderRules: ['module-order', 'module-in-one-course'],
  after: ['course.csv', 'module.csv', 'module_version.csv'],
});

/** Workbook 5-course_instance. */
export const COURSE_INSTANCE = file({
  name: 'course_instance.csv',
  source: '5-course_instance.xlsx',
  columns: [
    may('courseId', id),
    must('instanceId', id),
    must('dateCreated', instant),
    must('completionDeadline', instant),
    must('name', text(255)),
    must('state', oneOf('Active', 'Retired')),
    may('badgeId', id),
    may('almCourseId', id),
    may('startDate', instant),
  ],
  key: ['courseId', 'almCourseId', 'instanceId'],
  references: [refers('courseId', 'course.csv', 'id'), refers('badgeId', 'badge.csv', 'id')],
  either: [{ columns: ['courseId', 'almCourseId'] }],
  rowRules: ['deadline-after-start'],
  after: ['course.csv'],
});

/** Workbook 7-session. */
export const SESSION = file({
  name: 'session.csv',
  source: '7-session.xlsx',
  columns: [
    may('courseId', id),
    may('moduleId', id),
    may('almCourseId', id),
    may('almModuleId', id),
    may('courseInstanceId', id),
    must('timezone', text(4)),
    must('startTime', instant),
    must('endTime', instant),
    may('seatLimit', integer(0)),
    may('url', text(1022)),
    may('vcHostingSystem', oneOf('ADOBE_CONNECT', 'TEAMS', 'ZOOM', 'OTHERS')),
    may('meetingId', text()),
    may('instructor', text()),
    may('metadata', { kind: 'json' }),
    may('description', text(8190)),
    may('location', text(510)),
    may('deliveryType', oneOf('Self-paced', 'Classroom', 'Virtual Classroom', 'Activity')),
  ],
  references: [refers('courseId', 'course.csv', 'id'), refers('moduleId', 'module.csv', 'id')],
  either: [{ columns: ['courseId', 'almCourseId'] }, { columns: ['moduleId', 'almModuleId'] }],
  rowRules: ['session-end'],
  after: ['course.csv', 'module.csv'],
});

/** Workbook 2-badge. */
export const BADGE = file({
  name: 'badge.csv',
  source: '2-badge.xlsx',
  columns: [
    must('id', id),
    must('badgeName', text(25)),
    must('badgeCreationDate', instant),
    may('lastModifiedDate', instant),
    must('state', oneOf('Active', 'Retired')),
    must('imageUrl', text()),
  ],
  key: ['id'],
});

/** The manual, "Migrate content folder hierarchy". */
export const CONTENT_FOLDER = file({
  name: 'content_folder.csv',
  source: 'migration manual, "Migrate content folder hierarchy"',
  columns: [
    must('id', id),
    must('name', { kind: 'text', most: 63, without: /\// }),
    may('description', text(2046)),
    may('parentExternalId', id),
    must('action', oneOf('CREATE_FOLDER', 'UPDATE_FOLDER', 'DELETE_FOLDER')),
  ],
  key: ['id'],
  references: [refers('parentExternalId', 'content_folder.csv', 'id')],
});

/** Sample catalog_label.csv; the operation's other words are not published. */
export const CATALOG_LABEL = file({
  name: 'catalog_label.csv',
  source: 'sample catalog_label.csv',
  columns: [
    must('entityId', id),
    must('loType', text()),
    must('customFieldName', text()),
    must('customFieldValueName', text()),
    must('operation', text()),
  ],
});
