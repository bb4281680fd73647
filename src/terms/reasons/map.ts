import type { Reason } from '../reasons.js';

/** What mapping finds, by who has to mend it: the mapping file, the crosswalk, or the source data. */
export const MAP_REASONS = {
  // People
  'MAP-USER-LEFT-OUT': {
    cause: 'a rule under users.leaveOut in migration.yaml names this person',
    mend: 'change the rule if the person should move; the rule states its own reason',
  },
  'MAP-RECORD-GONE': {
    cause: 'a full export that was staged with --remove-missing no longer has the record',
    mend: 'if it should have it, get a whole export and stage that: the record counts again',
  },
  'MAP-USER-GONE': {
    cause: 'a full export of the accounts that was staged with --remove-missing no longer has this one',
    mend: 'if it should have it, get a whole export and stage that; or lead the account to somebody in identities.csv',
  },
  'MAP-USER-CLOSED': {
    cause: 'the legacy account is closed: its owner left',
    mend: 'set users.closed to migrate, or lead the account to somebody in identities.csv',
  },
  'MAP-USER-DELETED': {
    cause: 'the legacy account is logically deleted',
    mend: 'set users.deleted to migrate if its records should move',
  },
  'MAP-USER-SUSPENDED': {
    cause: 'the legacy account is suspended',
    mend: 'the API cannot set a state: ALM shows the person as active; suspend there, or set users.suspended to leaveOut',
  },
  'MAP-USER-STATUS-UNKNOWN': {
    cause: 'the account has a status that no table of this program knows',
    mend: 'correct the status in the export and stage it again',
  },
  'MAP-USER-WITHOUT-EMAIL': {
    cause: 'the account has no email address, and ALM knows its users by one',
    mend: 'add the address in the legacy system, or lead the account to somebody in identities.csv',
  },
  'MAP-USER-EMAIL-INVALID': {
    cause: 'the email field does not hold one email address',
    mend: 'correct the address in the export and stage it again',
  },
  'MAP-USER-WITHOUT-ID': {
    cause: 'the field that users.uniqueId names is empty for this account',
    mend: 'fill the field in the export, or name another one under users.uniqueId',
  },
  'MAP-USER-WITHOUT-NAME': {
    cause: 'the fields that users.name uses are all empty, so the user id stands in as the name',
    mend: 'fill in the name in the export, or change users.name',
  },
  'MAP-USER-EMAIL-CLASH': {
    cause: 'several accounts share one email address, and nothing says whose it is',
    mend: 'give each person an address of their own, or decide in identities.csv; until then none of them moves',
  },
  'MAP-USER-ID-CLASH': {
    cause: 'several accounts would get the same unique id in ALM',
    mend: 'correct the ids in the export, or name another field under users.uniqueId; until then none of them moves',
  },
  'MAP-USER-MISSING': {
    cause: 'the record belongs to a user id of which no account was staged',
    mend: 'stage a users export that contains the account, closed and deleted accounts included',
  },

  // Identities file
  'MAP-IDENTITY-UNREVIEWED': {
    cause: 'identities.csv has a proposal or a clash for this account that nobody has decided on yet',
    mend: 'check the row in identities.csv, correct it if need be, and set reviewed to yes',
  },
  'MAP-IDENTITY-LEFT-OUT': {
    cause: 'identities.csv leaves this account out, with the reason given there',
    mend: 'change the row in identities.csv if the account should move',
  },
  'MAP-IDENTITIES-UNREADABLE': {
    cause: 'identities.csv is not well-formed CSV from this line on',
    mend: 'mend the quotes on that line; rows after it were not read',
  },
  'MAP-IDENTITIES-COLUMN': {
    cause: 'the header of identities.csv lacks a column, repeats one, or has one that is not known',
    mend: 'correct the header; alm-migrate match people writes a whole one',
  },
  'MAP-IDENTITIES-ROW': {
    cause: 'a row of identities.csv contradicts itself or lacks what its action needs',
    mend: 'correct the row; nothing is planned until then',
  },
  'MAP-IDENTITIES-DUPLICATE': {
    cause: 'two rows of identities.csv decide on the same account',
    mend: 'keep one of the rows',
  },
  'MAP-IDENTITIES-TARGET': {
    cause:
      'a row of identities.csv leads to somebody who does not exist, or whom another row leads to already',
    mend: 'correct the row, or take a new snapshot of ALM',
  },

  // Records
  'MAP-SESSION-ROW': {
    cause: 'the row has no user id: it describes a classroom session and is nobody’s training',
    mend: 'nothing to mend',
  },
  'MAP-EXTERNAL-DELETED': {
    cause: 'the external training row carries action D: it deletes a record',
    mend: 'nothing to mend',
  },
  'MAP-STATUS-LEFT-OUT': {
    cause: 'the mapping leaves records of this status out',
    mend: 'change the status under statuses (or external.statuses) in migration.yaml if it should move',
  },
  'MAP-STATUS-QUARANTINED': {
    cause: 'the mapping sets records of this status aside for a person to decide',
    mend: 'decide, then change the status under statuses (or external.statuses) in migration.yaml',
  },
  'MAP-STATUS-UNKNOWN': {
    cause: 'the status is in no vocabulary of the legacy system that this program knows',
    mend: 'ask what the status means on that site, then set statuses.unknown or correct the export',
  },
  'MAP-STATUS-SELF-ASSERTED': {
    cause: 'the learner asserted this completion; it moves as a completion',
    mend: 'set statuses.selfAsserted to leaveOut if such completions should not count',
  },
  'MAP-STATUS-WAIVED': {
    cause: 'the training was waived; it moves as a completion',
    mend: 'set statuses.waived to leaveOut if waivers should not count',
  },

  // Courses
  'MAP-COURSE-MISSING': {
    cause: 'the record names no course',
    mend: 'correct the record in the export and stage it again',
  },
  'MAP-COURSE-UNMAPPED': {
    cause: 'the crosswalk has no row for this legacy course',
    mend: 'add a row to crosswalk.csv: map it, or leave it out with a reason',
  },
  'MAP-COURSE-LEFT-OUT': {
    cause: 'the crosswalk leaves this legacy course out, with the reason given there',
    mend: 'change the row in crosswalk.csv if the course should move',
  },
  'MAP-COURSE-NOT-IN-ALM': {
    cause: 'the crosswalk names a course that the snapshot of ALM does not have',
    mend: 'correct the course in crosswalk.csv, or create it in ALM and take a new snapshot',
  },
  'MAP-COURSE-RETIRED': {
    cause: 'the crosswalk names a course or instance that is retired in ALM',
    mend: 'publish it for the migration, or name another one: ALM may refuse enrolments to it',
  },
  'MAP-PATH-BY-COURSES': {
    cause: 'a completed program becomes an enrolment in a learning path: ALM completes a path by its courses',
    mend: 'nothing, where the courses of the path are migrated, too; the date is that of the last of them',
  },
  'MAP-COURSE-WITHOUT-MODULES': {
    cause: 'the instance has no module, so ALM has nothing to mark complete',
    mend: 'add a module to the course in ALM, or name another course or instance in crosswalk.csv',
  },
  'MAP-INSTANCE-NOT-IN-ALM': {
    cause: 'the crosswalk names an instance that the course does not have in ALM',
    mend: 'correct the instance in crosswalk.csv, or take a new snapshot',
  },
  'MAP-INSTANCE-NO-DEFAULT': {
    cause: 'the crosswalk names no instance, and the course has several of which none is the default',
    mend: 'name the instance in crosswalk.csv',
  },
  'MAP-MODULE-NOT-IN-ALM': {
    cause: 'the crosswalk names a module that the instance does not have in ALM',
    mend: 'correct the modules in crosswalk.csv, or write: all',
  },
  'MAP-EXTERNAL-UNMAPPED': {
    cause: 'no crosswalk row fits this external training by title, nor by type and subject',
    mend: 'add a row with external_title, or with external_type and external_subject, to crosswalk.csv',
  },

  // Crosswalk file
  'MAP-CROSSWALK-UNREADABLE': {
    cause: 'crosswalk.csv is not well-formed CSV from this line on',
    mend: 'mend the quotes on that line; rows after it were not read',
  },
  'MAP-CROSSWALK-COLUMN': {
    cause: 'the header of crosswalk.csv lacks a column, repeats one, or has one that is not known',
    mend: 'correct the header; the columns are in the reference of crosswalk.csv',
  },
  'MAP-CROSSWALK-ROW': {
    cause: 'a row of crosswalk.csv contradicts itself or lacks what its action needs',
    mend: 'correct the row; until then its records are set aside as unmapped',
  },
  'MAP-CROSSWALK-DUPLICATE': {
    cause: 'two rows of crosswalk.csv say different things about the same training, or the same thing twice',
    mend: 'keep one of the rows',
  },
  'MAP-CROSSWALK-UNREVIEWED': {
    cause: 'the crosswalk row is a proposal: its reviewed cell says no',
    mend: 'check the row and set reviewed to yes',
  },

  // Dates
  'MAP-COMPLETION-WITHOUT-DATE': {
    cause: 'the status completes the training but the record has no end date; no other date stands in for it',
    mend: 'fill in the end date in the export and stage it again',
  },
  'MAP-DATE-UNREADABLE': {
    cause: 'a date of the record could not be read',
    mend: 'correct the date in the export and stage it again',
  },
  'MAP-DATE-OUT-OF-RANGE': {
    cause: 'a date lies outside what ALM accepts, 1981 to 2038',
    mend: 'correct the date in the export and stage it again',
  },
  'MAP-DATE-IN-FUTURE': {
    cause: 'a date lies after source.referenceDate',
    mend: 'correct the date, or set source.referenceDate to the day of the export',
  },
  'MAP-ZONE-UNKNOWN': {
    cause: 'the record names a time zone that is not an IANA id and that source.timeZones does not translate',
    mend: 'add the zone under source.timeZones in migration.yaml',
  },
  'MAP-TIME-GAP': {
    cause:
      'the local time does not exist: clocks went forward over it; it was moved on by the length of the gap',
    mend: 'nothing to mend unless the exact hour matters',
  },
  'MAP-TIME-OVERLAP': {
    cause: 'the local time exists twice: clocks went back over it; the earlier instant was taken',
    mend: 'nothing to mend unless the exact hour matters',
  },
  'MAP-START-AFTER-COMPLETION': {
    cause: 'the start lay after the completion and was moved to it',
    mend: 'nothing to mend unless the start matters',
  },
  'MAP-START-LEFT-OFF': {
    cause: 'the start date cannot be carried and was left off; the rest of the record moves',
    mend: 'correct the date in the export if the start matters',
  },
  'MAP-ENROLMENT-AFTER-COMPLETION': {
    cause:
      'the enrolment lay after the start or the completion and was moved to it: loaders write the day of the load',
    mend: 'nothing to mend unless the day of enrolment matters',
  },
  'MAP-ENROLMENT-LEFT-OFF': {
    cause: 'the enrolment date cannot be carried and was left off; the rest of the record moves',
    mend: 'correct the date in the export if the day of enrolment matters',
  },

  // Scores
  'MAP-SCORE-UNREADABLE': {
    cause: 'the score is not a number and was left off; the completion moves',
    mend: 'correct the score in the export if it matters',
  },
  'MAP-SCORE-OUT-OF-SCALE': {
    cause: 'the score lies outside the scale and was left off; the completion moves',
    mend: 'state the course’s scale under scores.courses in migration.yaml, or correct the score',
  },

  // Durations
  'MAP-DURATION-UNREADABLE': {
    cause: 'the duration is no number, or its unit is not given or not known, so it is left off',
    mend: 'correct Duration and Unit in the export, or write external.duration: leaveOff',
  },
  'MAP-DURATION-IN-DAYS': {
    cause: 'the duration is in days, weeks, months or years, which is no time spent, so it is left off',
    mend: 'nothing; or give external.hoursPerDay in migration.yaml, which days are then counted by',
  },
} as const satisfies Readonly<Record<string, Reason>>;
