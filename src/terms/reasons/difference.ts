import type { Reason } from '../reasons.js';

/** What the comparison of expected and actual state finds. */
export const DIFFERENCE_REASONS = {
  'ALM-PROFILE-MISSING': {
    cause: 'people belong to an external profile that ALM does not have',
    mend: 'run apply: the plan creates it as migration.yaml defines it',
  },
  'ALM-PROFILE-UNDEFINED': {
    cause: 'ALM does not have the external profile, and migration.yaml does not define it',
    mend: 'define it under profiles in migration.yaml, or create it in ALM and take a new snapshot; then plan again',
  },
  'ALM-USER-MISSING': {
    cause: 'ALM does not have this person',
    mend: 'run apply: the plan creates the user',
  },
  'ALM-USER-DIFFERS': {
    cause: 'ALM holds another name or profile',
    mend: 'run apply: the plan updates the user',
  },
  'ALM-USER-NOT-ACTIVE': {
    cause: 'ALM holds this person as deleted or suspended, and its API cannot change that',
    mend: 'make the user active in ALM, take a new snapshot, then plan again',
  },
  'ALM-USER-TYPE': {
    cause: 'ALM holds this person as external where the mapping says internal, or the other way round',
    mend: 'decide which is right: change the rule in migration.yaml, or the user in ALM',
  },
  'ALM-IDENTITY-CLASH': {
    cause: 'the unique id leads to one ALM user and the email to another',
    mend: 'mend the email or the unique id of one of the two in ALM, take a new snapshot, then plan again',
  },
  'ALM-IDENTITY-SHARED': {
    cause: 'two people of the exports lead to one ALM user',
    mend: 'run alm-migrate match people, decide in identities.csv, then plan again',
  },
  'ALM-USER-LEAVER': {
    cause:
      'a leaver who is kept as a deleted user: only the users’ CSV of the bundle can do that, the API cannot',
    mend: 'load the users’ CSV of the bundle into ALM, take a new snapshot, then plan again',
  },
  'ALM-USER-PROFILE': {
    cause:
      'ALM holds this external person in another profile than the mapping says, and how its API moves somebody is not published',
    mend: 'move the person in ALM and take a new snapshot, or change the rule in migration.yaml; the records are sent all the same',
  },
  'ALM-PERSON-CONTESTED': {
    cause: 'the record stands on a person who has to be decided on first',
    mend: 'settle the difference of the person',
  },
  'ALM-ENROLMENT-MISSING': {
    cause: 'ALM does not hold this enrolment',
    mend: 'run apply: the plan enrols the learner',
  },
  'ALM-ENROLMENT-EXTRA': {
    cause: 'ALM holds an enrolment that no legacy record asks for',
    mend: 'nothing, if ALM was in use already; otherwise look where it comes from',
  },
  'ALM-COMPLETION-MISSING': {
    cause: 'ALM does not hold this module as completed',
    mend: 'run apply: the plan writes the completion',
  },
  'ALM-COMPLETION-DATE': {
    cause: 'ALM holds an earlier completion, or one without a date',
    mend: 'run apply: the plan writes the date of the legacy record',
  },
  'ALM-COMPLETION-LATER': {
    cause: 'ALM holds a later completion of its own, which is left alone',
    mend: 'nothing, if the later one is to count; otherwise change it in ALM',
  },
  'ALM-SCORE-DIFFERS': {
    cause: 'ALM holds another score',
    mend: 'run apply: the plan writes the score of the legacy record',
  },
  'ALM-DURATION-DIFFERS': {
    cause: 'ALM holds the completion, with another time spent; nothing is sent for that alone',
    mend: 'nothing, where the learner went on in ALM or ALM counts the time itself; where all differ by a factor of 60, correct alm.gradeDurationUnit',
  },
  'ALM-PATH-INCOMPLETE': {
    cause:
      'the program was completed, and ALM does not hold the learning path as completed: that follows from its courses alone',
    mend: 'send what is planned for its courses and take a new snapshot; where it stays, migrate the courses that the path still asks for, or change the path in ALM',
  },
  'ALM-CHANGED-SINCE': {
    cause: 'ALM held what we wrote, and somebody has changed it since',
    mend: 'ask who changed it; nothing is overwritten',
  },
  'ALM-REMOVED-SINCE': {
    cause: 'ALM took what we wrote, and does not hold it any more',
    mend: 'ask who removed it; nothing is written again by itself',
  },
  'ALM-BLOCKED': {
    cause: 'the operation stands on one that failed',
    mend: 'mend what made that one fail, then run retry, which brings both back',
  },
} as const satisfies Readonly<Record<string, Reason>>;
