import { externalDate, HOUR, loaderDate, SITE_ZONE } from './calendar.js';
import { csvFile } from './csvFile.js';
import { pick } from './dice.js';
import type { Entry } from './entries.js';
import { doubleEncoded } from './markup.js';
import type { QuirkName } from './quirks.js';
import type { Progress } from './trainings.js';

/** The names of the loader's columns, in the vendor's order (peoplefluent-facts 4.1). */
export const TRAINING_COLUMNS = Object.freeze([
  'USERID',
  'LEARNINGID',
  'LOTITLE',
  'ENROLLDATE',
  'STARTDATE',
  'ENDDATE',
  'STUDENTSTATUS',
  'CREATESESSION',
  'Training Venue',
  'Instructor',
  'SESSIONSTATUS',
  'SESSIONCODE',
  'SESSIONTITLE',
  'SCORE',
  'LOTYPE',
  'ACTION',
  'PRESCORE',
  'POSTSCORE',
  'LANGUAGE',
  'USE SETTINGS AS OF DATE',
  'SESSIONTIMEZONE',
  'DEADLINEDAYS',
  'DEADLINEDATE',
  'Parent Program ID',
  'Transfer Session Code',
  'Performance Grade',
]);

const TOKENS: Readonly<Record<Progress, readonly string[]>> = Object.freeze({
  done: ['Completed'],
  'under way': ['Active'],
  'not begun': ['Active'],
  'gave up': ['Withdrawn', 'Withdrawn', 'Deactivated'],
  exempt: ['EXEMPT'],
  passed: ['Pass'],
});

/** trainingHistoryCsv, comma and CRLF: mixed-case ids, four date forms, NONE, and rows that are nobody's. */
export function trainingCsv(settings: {
  readonly entries: Iterable<Entry>;
  readonly count: (quirk: QuirkName | null) => void;
}): Generator<string> {
  return csvFile(TRAINING_COLUMNS, cellsOf, settings);
}

function cellsOf({ training, course, quirk, parent }: Entry): string[] {
  const { index } = training;
  // Most sites stick to one form; a few people's files do not.
  const form = index % 10 < 7 ? 3 : index % 10 === 7 ? 0 : index % 10 === 8 ? 1 : 2;
  const date = (instant: number | null): string =>
    instant === null ? (index % 3 === 0 ? 'NONE' : '') : loaderDate(instant, form);
  const session = course.letter === 'R' || course.letter === 'W';
  const nobody = session && quirk === null && index % 40 === 0;
  const userId = quirk === 'unknown-user' ? `Ghost${index}` : training.person.typedUserId;
  return [
    nobody ? '' : userId,
    quirk === 'unmapped-course' ? `LOST-${index % 100}` : course.learningId,
    quirk === 'double-encoded' ? doubleEncoded(course.title) : course.title,
    date(training.enrolled),
    date(training.started),
    quirk === 'bad-date' ? '31-Feb-2019 25:00' : date(training.ended),
    quirk === 'unknown-status' ? 'Archived by vendor' : pick(TOKENS[training.progress], index),
    session ? 'false' : '',
    session ? `ROOM-${index % 9}` : '',
    session ? `trainer${index % 5}|trainer${(index % 7) + 5}` : '',
    session ? 'Completed' : '',
    session ? `SC-${Math.floor(index / 12)}` : '',
    session ? `${course.title}, group ${index % 4}` : '',
    training.score === null ? '' : String(training.score),
    course.letter,
    '',
    session && index % 4 === 0 ? '40' : '',
    session && index % 4 === 0 ? '85' : '',
    pick(['en', 'English', 'de', 'fr_CA', ''], index),
    '',
    session ? SITE_ZONE : '',
    index % 6 === 0 ? '30' : '',
    index % 11 === 0 ? externalDate(training.enrolled + 24 * HOUR * 90, true) : '',
    parent === null ? '' : parent.course.learningId,
    '',
    index % 13 === 0 ? '*NONE*' : '',
  ];
}
