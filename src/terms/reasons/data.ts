import type { Reason } from '../reasons.js';

/** What `profile` sees in many records together, and no record says by itself. */
export const DATA_REASONS = {
  'DATA-IMPORT-DAY-COURSE': {
    cause:
      'much of what a course has was completed on one single day: an earlier system was loaded on it, or a class was entered in one go, and the day may not be the day of the training',
    mend: 'ask the owner of the course; if it is an import day, take the true dates from the earlier system, or accept the day knowingly: it moves as it is',
  },
  'DATA-IMPORT-DAY-ORGANISATION': {
    cause:
      'much of what the people of one organisation completed was completed on one single day: they were loaded on it when they joined, for example',
    mend: 'ask that organisation; if it is an import day, take the true dates from where they came from, or accept the day knowingly: it moves as it is',
  },
  'DATA-DATE-ONLY': {
    cause:
      'the end is midnight sharp, so the source holds a day without a time; which day it is in another zone depends on source.timeZone',
    mend: 'make sure that source.timeZone in migration.yaml is the zone of the legacy system; a wrong one moves such a date to the day before or after',
  },
  'DATA-RECORD-AGAIN': {
    cause: 'another record says the same of the same person: same training, same status, same day',
    mend: 'nothing: one of them counts and the others are merged into it; if many say so, two exports overlap',
  },
  'DATA-COLUMN-SHIFTED': {
    cause:
      'the value looks as if it belonged to another column: a date in a title, an address in a name, a word where a date should be',
    mend: 'look at the lines; if the columns are shifted (a delimiter inside an unquoted text, a wrong header), mend the export and stage it again',
  },
  'DATA-USER-WITHOUT-RECORDS': {
    cause: 'no training record names this account',
    mend: 'nothing, if the person never learned anything; if there are many, the training export may be cut to a time or an organisation',
  },
} as const satisfies Readonly<Record<string, Reason>>;
