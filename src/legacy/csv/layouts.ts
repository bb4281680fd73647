/** The CSV layouts of the vendor's loaders, column by column. */
import {
  atMost,
  barList,
  currency,
  dayFirstDate,
  decimal,
  isoDate,
  oneOf,
  twoPlaces,
  wholeNumber,
} from './checks.js';
import type { Column, Layout } from './layout.js';

/** Vendor's API page, contentHandler/trainingHistoryCsv (seed 004, lines 1506-1546), in its order. */
const TRAINING_HISTORY: readonly Column[] = Object.freeze([
  { name: 'USERID', also: ['User'], role: 'userId', check: atMost(85) },
  { name: 'LEARNINGID', role: 'learningId', check: atMost(85) },
  { name: 'LOTITLE', role: 'title', check: atMost(255) },
  { name: 'ENROLLDATE', role: 'enrolledAt' },
  { name: 'STARTDATE', role: 'startedAt' },
  { name: 'ENDDATE', role: 'endedAt' },
  { name: 'STUDENTSTATUS', role: 'status' },
  { name: 'CREATESESSION', check: oneOf('true', 'false') },
  { name: 'Training Venue' },
  { name: 'Instructor', check: barList },
  { name: 'SESSIONSTATUS', check: oneOf('Active', 'Completed', 'Cancelled') },
  { name: 'SESSIONCODE', role: 'sessionCode' },
  { name: 'SESSIONTITLE' },
  { name: 'SCORE', role: 'score', check: decimal },
  { name: 'LOTYPE', role: 'learningType' },
  { name: 'ACTION', check: oneOf('A', 'U') },
  { name: 'PRESCORE', check: decimal },
  { name: 'POSTSCORE', check: decimal },
  { name: 'LANGUAGE', check: atMost(50) },
  { name: 'USE SETTINGS AS OF DATE', check: dayFirstDate },
  { name: 'SESSIONTIMEZONE', role: 'timeZone' },
  { name: 'DEADLINEDAYS', check: wholeNumber },
  { name: 'DEADLINEDATE', check: isoDate },
  { name: 'Parent Program ID', role: 'parentId' },
  { name: 'Transfer Session Code' },
  {
    name: 'Performance Grade',
    check: oneOf(
      '1',
      '2',
      '3',
      '4',
      '5',
      '*NONE*',
      'NONE',
      'Excellent',
      'Very Good',
      'Good',
      'Average',
      'Poor',
    ),
  },
]);

/** Vendor's API page, contentHandler/externalTrainingCsv (seed 004, lines 1549-1577), in its order. */
const EXTERNAL_TRAINING: readonly Column[] = Object.freeze([
  { name: 'Action', role: 'action' },
  { name: 'RecordID', role: 'recordId', check: atMost(15) },
  { name: 'UserId', role: 'userId', check: atMost(85) },
  { name: 'Title', role: 'title', check: atMost(255) },
  { name: 'CourseType', role: 'learningType' },
  { name: 'StartDate', role: 'startedAt' },
  { name: 'EndDate', role: 'endedAt' },
  { name: 'Status', role: 'status' },
  { name: 'Subject', check: atMost(50) },
  { name: 'Grade' },
  { name: 'Score', role: 'score' },
  { name: 'Duration', check: twoPlaces },
  { name: 'Unit', check: oneOf('I', 'H', 'D', 'W', 'M', 'Y') },
  { name: 'Cost', check: twoPlaces },
  { name: 'Currency', check: currency },
  { name: 'Language' },
  { name: 'VendorInfo1' },
  { name: 'Comments' },
]);

/**
 * Report R109, a dump in the user loader's layout, and the names its clients add (peoplefluent-facts
 * 2.5). `LevelNCode`, `LevelNDesc` and `UA-` columns are found by their form.
 */
const USERS: readonly Column[] = Object.freeze([
  { name: 'Action', also: ['Actions'] },
  { name: 'UserID', role: 'userId', check: atMost(85) },
  { name: 'BirthDate', check: dayFirstDate },
  { name: 'City' },
  { name: 'Company Address 1' },
  { name: 'Company Address 2' },
  { name: 'CompanyName' },
  { name: 'Cost Center' },
  { name: 'Cost Center Name' },
  { name: 'Country' },
  { name: 'DeptId' },
  { name: 'Department' },
  { name: 'Direct Appraiser', role: 'managerId' },
  { name: 'E-mail', role: 'email' },
  { name: 'Employee Num', also: ['Employee Number'], role: 'employeeNumber' },
  { name: 'EmploymentCountryCode' },
  { name: 'GivenName', also: ['Given'], role: 'givenName' },
  { name: 'MiddleName' },
  { name: 'FamilyName', also: ['Family'], role: 'familyName' },
  { name: 'OtherName' },
  { name: 'Gender' },
  { name: 'Password' },
  { name: 'Status', role: 'status' },
  { name: 'ExternalAuthentication' },
  { name: 'ExpirationDate', check: dayFirstDate },
  { name: 'LanguagePref' },
  { name: 'Join Date', check: dayFirstDate },
  { name: 'UserRole' },
  { name: 'HR Mgr' },
  { name: 'HR Mgr Email' },
  { name: 'ManagerName' },
  { name: 'ManagerEmail' },
  { name: 'Skin' },
  { name: 'Province State' },
  { name: 'PostalCode' },
  { name: 'Phone' },
  { name: 'Job Title' },
]);

export const LAYOUTS: readonly Layout[] = Object.freeze([
  { format: 'trainingHistoryCsv', columns: TRAINING_HISTORY, keys: [['userId'], ['learningId']] },
  { format: 'externalTrainingCsv', columns: EXTERNAL_TRAINING, keys: [['userId'], ['recordId', 'title']] },
  { format: 'usersCsv', columns: USERS, keys: [['userId']] },
] as const);

/** Columns of the user loader that are known by the form of their name. */
export const USER_PATTERN = /^(level\d+(code|desc)|userattr\d+|ua.+)$/;

/** `LevelNCode`, with its number. */
export const LEVEL_CODE = /^level(\d+)code$/;
