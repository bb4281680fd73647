import { externalDate } from './calendar.js';
import { csvFile } from './csvFile.js';
import { pick } from './dice.js';
import type { ExternalEntry } from './entries.js';
import { doubleEncoded } from './markup.js';
import type { QuirkName } from './quirks.js';
import type { Progress } from './trainings.js';

/** The names of the columns, in the vendor's order (peoplefluent-facts 4.2). */
export const EXTERNAL_COLUMNS = Object.freeze([
  'Action',
  'RecordID',
  'UserId',
  'Title',
  'CourseType',
  'StartDate',
  'EndDate',
  'Status',
  'Subject',
  'Grade',
  'Score',
  'Duration',
  'Unit',
  'Cost',
  'Currency',
  'Language',
  'VendorInfo1',
  'Comments',
]);

/** 2, approved, is a request that was granted, and no completion (peoplefluent-facts 7.3). */
const STATUSES: Readonly<Record<Progress, string>> = Object.freeze({
  done: '4',
  'under way': '0',
  'not begun': '1',
  'gave up': '5',
  exempt: '2',
  passed: '4',
});

/** externalTrainingCsv, comma and CRLF: free-text grade and score, both date forms, long comments. */
export function externalCsv(settings: {
  readonly entries: Iterable<ExternalEntry>;
  readonly count: (quirk: QuirkName | null) => void;
}): Generator<string> {
  return csvFile(EXTERNAL_COLUMNS, cellsOf, settings);
}

function cellsOf({ training, external, quirk }: ExternalEntry): string[] {
  const { index } = training;
  const dayOnly = index % 3 === 0;
  const date = (instant: number | null): string => (instant === null ? '' : externalDate(instant, dayOnly));
  const title = quirk === 'unmapped-course' ? `Something else ${index % 50}` : external.title;
  return [
    pick(['A', 'AU'], index),
    `X${String(index).padStart(9, '0')}`,
    quirk === 'unknown-user' ? `Ghost${index}` : training.person.typedUserId,
    // Known by type and subject: then everybody calls it as they like.
    quirk === 'double-encoded'
      ? doubleEncoded(title)
      : external.byTitle || quirk === 'unmapped-course'
        ? title
        : `${title}, as told by ${training.person.given}`,
    external.type,
    date(training.started ?? training.enrolled),
    quirk === 'bad-date' ? '2019-02-31' : date(training.ended),
    quirk === 'unknown-status' ? '9' : STATUSES[training.progress],
    quirk === 'unmapped-course' ? 'Subject unheard of' : external.subject,
    pick(['', 'A', 'B+', 'sehr gut'], index >>> 1),
    training.score === null
      ? ''
      : pick([String(training.score), `${training.score} %`, 'pass'], index % 9 === 0 ? index : 0),
    pick(['', '12.50', '3', '1.25'], index >>> 2),
    pick(['H', 'D', 'W', 'I', ''], index),
    index % 5 === 0 ? '350.55' : '',
    index % 5 === 0 ? 'EUR' : '',
    'en',
    index % 7 === 0 ? 'Institut "Lumière", Lyon' : '',
    index % 8 === 0 ? 'Certificate attached.\r\nAsk HR for the original.' : '',
  ];
}
