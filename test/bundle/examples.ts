import type { RuleId } from '../../src/bundle/index.js';

/** A folder that keeps every rule, file by file, and for each rule one that breaks it in one place. */

function csv(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}

const AT = '2020-02-29T10:12:11.110Z';
const GRADES =
  'userId,courseId,moduleId,completion,started,success,scoreRaw,scoreMin,scoreMax,duration,startedDate,successDate,completionDate,retrofit';
const ENROLMENTS =
  'userId,courseId,courseInstanceId,dateEnrolled,deadline,assignedByUserId,lastModifiedDatetime,retrofit';
const COURSES = 'id,courseName,description,courseCreationDate,state,sequential,author,completionCriteria';
const MODULES = 'id,moduleType,lastModifiedDate,visibility,title';
const VERSIONS =
  'moduleId,moduleVersion,contentType,dateCreated,duration,desiredDuration,contentUrl,completionCriteria,viewPercent,expiryDate,uniqueContentId';
const COURSE_MODULES = 'courseId,moduleId,moduleVersion,courseModuleType,moduleOrderInCourse';
const INSTANCES = 'courseId,instanceId,dateCreated,completionDeadline,name,state,almCourseId,startDate';
const SESSIONS =
  'courseId,moduleId,almCourseId,almModuleId,courseInstanceId,timezone,startTime,endTime,metadata';
const CERTIFICATIONS =
  'id,certificateName,certificationCreationDate,daysToComplete,validity,publishedDate,parentCertificationId,badgeId';
const USERS = 'manager,profile,name,email,job,User Registration State,User Joining Date,User Deletion Date';

export const GOOD: Readonly<Record<string, string>> = {
  'badge.csv': csv('id,badgeName,badgeCreationDate,state,imageUrl', `1,B1,${AT},Active,badge.png`),
  'module.csv': csv(
    MODULES,
    `501,Self-paced,${AT},Shared,"Java, a beginning"`,
    `502,Classroom,${AT},Shared,Room`,
    `503,Activity,${AT},HIDDEN,Link`,
  ),
  'module_version.csv': csv(
    VERSIONS,
    `501,1,AICC,${AT},15,50,Prime.zip,VIEW_PERCENT,50,2037-02-17T23:59:59.000Z,migration-3401`,
    `502,1,OFFLINE,${AT},20,,,,,,`,
    `503,1,HYPERLINK,${AT},20,,https://example.com/,,,,`,
    `501,2,,${AT},15,,,,,,`,
  ),
  'course.csv': csv(
    COURSES,
    `4001,"The ""whole"" course",,${AT},Published,FALSE,Author,2`,
    `4002,Another,,${AT},Retired,,Author,ALL`,
  ),
  'course_instance.csv': csv(
    INSTANCES,
    `4001,4001-I,${AT},2037-05-31T10:12:11.110Z,Default,Active,,${AT}`,
    `,7001-I,${AT},2037-05-31T10:12:11.110Z,Other,Active,7001,`,
  ),
  'course_module.csv': csv(
    COURSE_MODULES,
    '4001,501,1,CONTENT,1',
    '4001,502,1,PREWORK,0',
    '4001,503,1,CONTENT,2',
    '4002,501,2,CONTENT,0',
  ),
  'session.csv': csv(
    SESSIONS,
    `4001,502,,,4001-I,IST,2026-06-05T09:45:00.000Z,2026-06-05T10:00:00.000Z,"{""persistentRoom"": true}"`,
  ),
  'certification.csv': csv(CERTIFICATIONS, `2,Root,${AT},30,20,${AT},,1`, `3,Child,${AT},365,,${AT},2,`),
  'skill.csv': csv('id,skillName,skillCreationDate,state', `s1,Java,${AT},Active`),
  'skill_level.csv': csv('skillId,levelId,maxCredits', 's1,1,10'),
  'skill_course.csv': csv('courseId,skillId,levelId,credits,assignedBy', '4001,s1,1,10,Internal'),
  'users.csv': csv(
    USERS,
    `ROOT,Chief,Ana Ruiz,ana@example.com,,ACTIVE,${AT},`,
    `ana@example.com,Smith,Bo Li,bo@example.com,,DELETED,${AT},${AT}`,
  ),
  'enrollment.csv': csv(
    ENROLMENTS,
    `ana@example.com,4001,4001-I,${AT},,bo@example.com,${AT},FALSE`,
    `bo@example.com,7001,8001,${AT},2038-01-19T03:14:07.000Z,,,TRUE`,
  ),
  'user_course_grade.csv': csv(
    GRADES,
    `ana@example.com,4001,501,TRUE,TRUE,TRUE,80,30,100,200,${AT},${AT},${AT},FALSE`,
    `bo@example.com,7001,9011,FALSE,TRUE,FALSE,,,,,${AT},,,TRUE`,
    `bo@example.com,7001,9012,,,,,,,,,,,TRUE`,
  ),
  'user_skill.csv': csv('userId,skillId,levelId,achieved,retrofit', 'ana@example.com,s1,1,FALSE,'),
};

interface Example {
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly file: string;
  readonly line: number;
  readonly column: string | null;
}

function enrolments(row: string, line = 2, column: string | null = null): Example {
  const file = 'enrollment.csv';
  return { files: { [file]: csv(ENROLMENTS, row) }, file, line, column };
}

function grades(row: string, column: string | null): Example {
  const file = 'user_course_grade.csv';
  return { files: { [file]: csv(GRADES, row) }, file, line: 2, column };
}

function one(file: string, header: string, row: string, column: string): Example {
  return { files: { [file]: csv(header, row) }, file, line: 2, column };
}

const RETROFIT = `ana@example.com,7001,8001,${AT},,,,TRUE`;

export const BROKEN: Readonly<Record<RuleId, Example>> = {
  'FILE-UNKNOWN': {
    files: { 'enrollment.csv': csv(ENROLMENTS, RETROFIT), 'Enrollments.csv': csv(ENROLMENTS, RETROFIT) },
    file: 'Enrollments.csv',
    line: 0,
    column: null,
  },
  'FILE-EMPTY': {
    files: { 'enrollment.csv': csv(ENROLMENTS) },
    file: 'enrollment.csv',
    line: 1,
    column: null,
  },
  'FILE-NONE': { files: { 'README.md': 'nothing' }, file: '.', line: 0, column: null },
  'BYTES-BOM': {
    files: { 'enrollment.csv': `\uFEFF${csv(ENROLMENTS, RETROFIT)}` },
    file: 'enrollment.csv',
    line: 1,
    column: null,
  },
  'BYTES-UTF8': {
    files: {
      'badge.csv': Buffer.concat([
        Buffer.from(csv('id,badgeName,badgeCreationDate,state,imageUrl', `1,B1,${AT},Active,b.png`)),
        Buffer.from(`2,Z\xfcrich,${AT},Active,b.png\r\n`, 'latin1'),
      ]),
    },
    file: 'badge.csv',
    line: 3,
    column: null,
  },
  'BYTES-LINE-END': {
    files: { 'enrollment.csv': `${ENROLMENTS}\r\n${RETROFIT}\n` },
    file: 'enrollment.csv',
    line: 2,
    column: null,
  },
  'CSV-QUOTE': {
    files: {
      'course.csv': csv(
        COURSES,
        `1,"A "quoted" name,,${AT},Published,,Me,ALL"`,
        `2,B,,${AT},Published,,Me,ALL`,
      ),
    },
    file: 'course.csv',
    line: 2,
    column: null,
  },
  'HEADER-MISSING': {
    files: {
      'enrollment.csv': csv('userId,courseId,courseInstanceId,retrofit', 'ana@example.com,7001,8001,TRUE'),
    },
    file: 'enrollment.csv',
    line: 1,
    column: 'dateEnrolled',
  },
  'HEADER-UNKNOWN': {
    files: { 'enrollment.csv': csv(`${ENROLMENTS},Comment`, `${RETROFIT},x`) },
    file: 'enrollment.csv',
    line: 1,
    column: 'Comment',
  },
  'HEADER-TWICE': {
    files: { 'enrollment.csv': csv(`${ENROLMENTS},courseId`, `${RETROFIT},7001`) },
    file: 'enrollment.csv',
    line: 1,
    column: 'courseId',
  },
  'ROW-CELLS': enrolments(`${RETROFIT},`),
  'ROW-TWICE': {
    files: { 'enrollment.csv': csv(ENROLMENTS, RETROFIT, RETROFIT.replace('ana', 'ANA')) },
    file: 'enrollment.csv',
    line: 3,
    column: 'userId',
  },
  'ROW-EITHER': one(
    'course_instance.csv',
    INSTANCES,
    `,7001-I,${AT},2037-05-31T10:12:11.110Z,Other,Active,,`,
    'courseId',
  ),
  'CELL-MANDATORY': enrolments(`ana@example.com,7001,8001,,,,,TRUE`, 2, 'dateEnrolled'),
  'CELL-SPACE': enrolments(RETROFIT.replace('7001', '7001 '), 2, 'courseId'),
  'CELL-EMAIL': enrolments(RETROFIT.replace('ana@example.com', 'aruiz'), 2, 'userId'),
  'CELL-BOOLEAN': enrolments(RETROFIT.replace('TRUE', 'true'), 2, 'retrofit'),
  'CELL-ENUM': one('course.csv', COURSES, `1,A,,${AT},published,,Me,ALL`, 'state'),
  'CELL-INTEGER': one('skill_level.csv', 'skillId,levelId,maxCredits', 's1,4,10', 'levelId'),
  'CELL-DECIMAL': grades(`ana@example.com,7001,9011,,TRUE,,"8,5",0,10,,${AT},,,TRUE`, 'scoreRaw'),
  'CELL-INSTANT': enrolments(RETROFIT.replace(AT, '2021-02-29T10:12:11.110Z'), 2, 'dateEnrolled'),
  'CELL-INSTANT-RANGE': enrolments(RETROFIT.replace(AT, '2038-07-17T08:53:21.000Z'), 2, 'dateEnrolled'),
  'CELL-LENGTH': one(
    'badge.csv',
    'id,badgeName,badgeCreationDate,state,imageUrl',
    `1,${'B'.repeat(26)},${AT},Active,b.png`,
    'badgeName',
  ),
  'CELL-CHARACTER': one('content_folder.csv', 'id,name,action', 'f1,A/B,CREATE_FOLDER', 'name'),
  'CELL-JSON': one(
    'session.csv',
    SESSIONS,
    `,,7001,9011,,IST,2026-06-05T09:45:00.000Z,2026-06-05T10:00:00.000Z,room`,
    'metadata',
  ),
  'RETROFIT-ID': enrolments(RETROFIT.replace('7001', 'FIRE-01'), 2, 'courseId'),
  'GRADE-STARTED': grades(`ana@example.com,7001,9011,TRUE,,,,,,,,,${AT},TRUE`, 'completion'),
  'GRADE-DATE': grades(`ana@example.com,7001,9011,TRUE,TRUE,,,,,,${AT},,,TRUE`, 'completionDate'),
  'GRADE-SCORE': grades(`ana@example.com,7001,9011,,TRUE,,101,0,100,,${AT},,,TRUE`, 'scoreRaw'),
  'DEADLINE-START': one(
    'course_instance.csv',
    INSTANCES,
    `,7001-I,${AT},${AT},Other,Active,7001,2037-05-31T10:12:11.110Z`,
    'completionDeadline',
  ),
  'SESSION-END': one(
    'session.csv',
    SESSIONS,
    `,,7001,9011,,IST,2026-06-05T10:00:00.000Z,2026-06-05T09:45:00.000Z,`,
    'endTime',
  ),
  'MODULE-CONTENT-TYPE': {
    files: {
      'module.csv': csv(MODULES, `502,Classroom,${AT},Shared,Room`),
      'module_version.csv': csv(VERSIONS, `502,1,VIDEO,${AT},20,,,,,,`),
    },
    file: 'module_version.csv',
    line: 2,
    column: 'contentType',
  },
  'MODULE-HYPERLINK': {
    files: {
      'module.csv': csv(MODULES, `503,Activity,${AT},Shared,Link`),
      'module_version.csv': csv(VERSIONS, `503,1,HYPERLINK,${AT},20,,example.com,,,,`),
    },
    file: 'module_version.csv',
    line: 2,
    column: 'contentUrl',
  },
  'MODULE-VIEW-PERCENT': {
    files: {
      'module.csv': csv(MODULES, `501,Self-paced,${AT},Shared,Java`),
      'module_version.csv': csv(VERSIONS, `501,1,VIDEO,${AT},20,,a.mp4,VIEW_PERCENT,,,`),
    },
    file: 'module_version.csv',
    line: 2,
    column: 'viewPercent',
  },
  'MODULE-ORDER': {
    files: {
      'module.csv': csv(MODULES, `501,Self-paced,${AT},Shared,Java`),
      'module_version.csv': csv(VERSIONS, `501,1,,${AT},20,,,,,,`),
      'course.csv': csv(COURSES, `4001,A,,${AT},Published,,Me,ALL`),
      'course_module.csv': csv(COURSE_MODULES, '4001,501,1,CONTENT,1'),
    },
    file: 'course_module.csv',
    line: 2,
    column: 'moduleOrderInCourse',
  },
  'MODULE-SHARED': {
    files: {
      'module.csv': csv(MODULES, `502,Classroom,${AT},Shared,Room`),
      'module_version.csv': csv(VERSIONS, `502,1,OFFLINE,${AT},20,,,,,,`),
      'course.csv': csv(COURSES, `4001,A,,${AT},Published,,Me,ALL`, `4002,B,,${AT},Published,,Me,ALL`),
      'course_module.csv': csv(COURSE_MODULES, '4001,502,1,CONTENT,0', '4002,502,1,CONTENT,0'),
    },
    file: 'course_module.csv',
    line: 3,
    column: 'moduleId',
  },
  'COURSE-CRITERIA': {
    files: {
      'module.csv': csv(MODULES, `501,Self-paced,${AT},Shared,Java`),
      'module_version.csv': csv(VERSIONS, `501,1,,${AT},20,,,,,,`),
      'course.csv': csv(COURSES, `4001,A,,${AT},Published,,Me,1`),
      'course_module.csv': csv(COURSE_MODULES, '4001,501,1,CONTENT,0'),
    },
    file: 'course.csv',
    line: 2,
    column: 'completionCriteria',
  },
  'CERTIFICATION-DAYS': one(
    'certification.csv',
    CERTIFICATIONS,
    `2,Root,${AT},90,1,${AT},,`,
    'daysToComplete',
  ),
  'MANAGER-ORDER': {
    files: {
      'users.csv': csv(
        USERS,
        'ana@example.com,,Bo Li,bo@example.com,,ACTIVE,,',
        'ROOT,,Ana Ruiz,ana@example.com,,ACTIVE,,',
      ),
    },
    file: 'users.csv',
    line: 2,
    column: 'manager',
  },
  'REF-MISSING': {
    files: {
      'course.csv': csv(COURSES, `4001,A,,${AT},Published,,Me,ALL`),
      'enrollment.csv': csv(ENROLMENTS, `ana@example.com,4009,,${AT},,,,FALSE`),
    },
    file: 'enrollment.csv',
    line: 2,
    column: 'courseId',
  },
  'REF-LATER': {
    files: {
      'sprint-001/enrollment.csv': csv(ENROLMENTS, `ana@example.com,4001,,${AT},,,,FALSE`),
      'sprint-002/course.csv': csv(COURSES, `4001,A,,${AT},Published,,Me,ALL`),
    },
    file: 'sprint-001/enrollment.csv',
    line: 2,
    column: 'courseId',
  },
  'REF-ELSEWHERE': enrolments(`ana@example.com,4001,,${AT},,,,FALSE`, 2, 'courseId'),
};
