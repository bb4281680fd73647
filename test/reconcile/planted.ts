import { insertPlan, type Store } from '../../src/staging/index.js';
import {
  ACCOUNT,
  almUser,
  CONTEXT,
  compare,
  course,
  endOperation,
  enrolment,
  leadsTo,
  mergesInto,
  reject,
  snapshot,
  stage,
  training,
  user,
} from './world.js';

/** A title that would run a script, and end the page's data, if anything in the report parsed it as markup. */
export const HOSTILE = `</script><img src=x onerror="document.title='pwned'"><b>Bold</b> & "quoted"`;

const DATE = '2020-01-03T09:00:00.000Z';
const RULES = `
users:
  closed: keepDeleted
  external:
    - when: { emailDomain: [partner.example.com] }
      profile: Partners
    - when: { emailDomain: [reseller.example.com] }
      profile: Resellers
profiles:
  Partners: { managerEmail: partners@example.com, expiry: 2030-12-31, seatLimit: 10 }
`;

/**
 * One person for each kind of difference, named after it, and nothing else that is not right:
 * what stands in a line of `PLANTED` is what the report has to say of that person.
 */
export const PLANTED: Readonly<Record<string, readonly string[]>> = Object.freeze({
  matched: [],
  'missing-user': [
    'person missing ALM-USER-MISSING',
    'enrolment missing ALM-ENROLMENT-MISSING',
    'completion missing ALM-COMPLETION-MISSING',
  ],
  'not-active': ['person contested ALM-USER-NOT-ACTIVE'],
  'wrong-type': ['person contested ALM-USER-TYPE'],
  clash: [
    'person contested ALM-IDENTITY-CLASH',
    'enrolment contested ALM-PERSON-CONTESTED',
    'completion contested ALM-PERSON-CONTESTED',
  ],
  'shared-id': [
    'person contested ALM-IDENTITY-SHARED',
    'enrolment contested ALM-PERSON-CONTESTED',
    'completion contested ALM-PERSON-CONTESTED',
  ],
  'shared-email': ['person contested ALM-IDENTITY-SHARED'],
  leaver: ['person contested ALM-USER-LEAVER'],
  partner: ['person missing ALM-USER-MISSING'],
  'other-profile': ['person contested ALM-USER-PROFILE'],
  reseller: ['person contested ALM-PROFILE-UNDEFINED'],
  'no-enrolment': ['enrolment missing ALM-ENROLMENT-MISSING'],
  'no-completion': ['completion missing ALM-COMPLETION-MISSING'],
  'one-module': ['completion missing ALM-COMPLETION-MISSING'],
  'earlier-date': ['completion different ALM-COMPLETION-DATE'],
  'later-date': ['completion contested ALM-COMPLETION-LATER'],
  'other-score': ['completion different ALM-SCORE-DIFFERS'],
  'more-than-asked': ['enrolment extra ALM-ENROLMENT-EXTRA'],
  changed: ['completion contested ALM-CHANGED-SINCE'],
  removed: ['enrolment contested ALM-REMOVED-SINCE', 'completion contested ALM-REMOVED-SINCE'],
  refused: ['completion missing ALM-COMPLETION-MISSING'],
  // The account of before the rehire carries nothing of its own: its record is this person's.
  rehired: ['completion missing ALM-COMPLETION-MISSING', 'completion missing ALM-COMPLETION-MISSING'],
});

/** Differences that stand on nobody: of external profiles. */
export const PLANTED_PROFILES = [
  'profile missing ALM-PROFILE-MISSING',
  'profile contested ALM-PROFILE-UNDEFINED',
] as const;

/** Stages, plans, "sends" and reads ALM again, so that every kind of difference is there once. */
export async function plantDamage(store: Store): Promise<void> {
  await stagePlanted(store);
  const crosswalk = [leadsTo('SAFETY', 1), leadsTo('TWO', 2), leadsTo('HOSTILE', 3)];
  const courses = [
    course(1, 'Safety at work'),
    course(2, 'Two parts', 2),
    course(3, HOSTILE),
    course(4, 'A course of ALM’s own'),
  ];
  const before = [
    almUser('not-active', { state: 'DELETED' }),
    almUser('wrong-type', { userType: 'EXTERNAL' }),
    almUser('clash', { email: 'somebody.else@example.com' }),
    almUser('clash-2', { email: 'clash@example.com' }),
    almUser('shared-id', { email: 'shared-email@example.com' }),
    ...present.map((key) => almUser(key)),
  ];
  const profiles = {
    Vendors: [almUser('other-profile', { userType: 'EXTERNAL', email: 'other-profile@partner.example.com' })],
  };
  const identities = [mergesInto('rehired-old', 'rehired')];
  snapshot(store, { courses, users: before, profiles, enrolments: {} });
  compare(store, crosswalk, RULES, identities);
  insertPlan(store, ACCOUNT, '{}', CONTEXT.createdAt, []);
  endOperation(store, 'enrol|changed|course:1_1', { state: 'done', status: 201 });
  endOperation(store, 'grade|changed|course:1_1_1', { state: 'done', status: 201 });
  endOperation(store, 'enrol|removed|course:1_1', { state: 'done', status: 201 });
  endOperation(store, 'grade|removed|course:1_1_1', { state: 'done', status: 201 });
  endOperation(store, 'grade|refused|course:1_1_1', {
    state: 'failed',
    status: 400,
    code: 'ALM-REJECTED',
    message: 'the module does not take a score',
  });
  snapshot(store, {
    courses,
    users: before,
    profiles,
    enrolments: {
      rehired: [enrolment('rehired', 1, DATE), enrolment('rehired', 2, null)],
      matched: [enrolment('matched', 1, DATE)],
      'not-active': [enrolment('not-active', 1, DATE)],
      'wrong-type': [enrolment('wrong-type', 1, DATE)],
      'no-completion': [enrolment('no-completion', 1, null)],
      'one-module': [{ ...enrolment('one-module', 2, DATE), state: 'STARTED', completedAt: null }],
      'earlier-date': [enrolment('earlier-date', 1, '2019-12-31T10:00:00.000Z')],
      'later-date': [enrolment('later-date', 3, '2024-05-05T10:00:00.000Z')],
      'other-score': [enrolment('other-score', 1, DATE, { score: 55 })],
      'more-than-asked': [enrolment('more-than-asked', 1, DATE), enrolment('more-than-asked', 4, DATE)],
      changed: [enrolment('changed', 1, '2018-06-01T10:00:00.000Z')],
      refused: [enrolment('refused', 1, null)],
    },
  });
  compare(store, crosswalk, RULES, identities);
}

/** The people whom ALM has, as it should. */
const present = [
  'matched',
  'no-enrolment',
  'no-completion',
  'one-module',
  'earlier-date',
  'later-date',
  'other-score',
  'more-than-asked',
  'changed',
  'removed',
  'refused',
  'rehired',
];

/** Accounts and training records in three files; of each file one record is rejected. */
async function stagePlanted(store: Store): Promise<void> {
  const keys = Object.keys(PLANTED);
  const domain: Readonly<Record<string, string>> = {
    partner: 'partner.example.com',
    'other-profile': 'partner.example.com',
    reseller: 'reseller.example.com',
  };
  await stage(store, 'users.xml', [
    ...keys.map((key) =>
      user(key, {
        email: `${key}@${domain[key] ?? 'example.com'}`,
        organizationCode: key.length % 2 === 0 ? 'SALES' : '=CMD|calc',
        ...(key === 'leaver' ? { statusTerm: 'closed', status: 'closed' } : {}),
      }),
    ),
    user('rehired-old', { email: 'rehired.old@example.com' }),
    user('left', { statusTerm: 'deleted', status: 'deleted' }),
    user('no-address', { email: null, organizationCode: null }),
    reject('PF-USER-ID-MISSING', '<userRecord>\u0007</userRecord>'),
  ]);
  const withoutRecords = new Set([
    'partner',
    'reseller',
    'one-module',
    'later-date',
    'other-score',
    'no-enrolment',
    'shared-email',
    'leaver',
    'other-profile',
  ]);
  let number = 0;
  const next = (): string => {
    number += 1;
    return `T${number}`;
  };
  await stage(
    store,
    'training.xml',
    [
      ...keys.filter((key) => !withoutRecords.has(key)).map((key) => training(next(), key)),
      training(next(), 'no-enrolment', { statusTerm: 'inProgress', status: 'in progress', endedAt: null }),
      training(next(), 'one-module', { learningId: 'TWO', title: 'Two parts' }),
      training(next(), 'later-date', { learningId: 'HOSTILE', title: HOSTILE }),
      training(next(), 'other-score', { score: '80' }),
      training(next(), 'matched', { endedAt: '2019-06-01T09:00:00Z', enrolledAt: null, startedAt: null }),
      training(next(), 'matched', { learningId: '000123', title: '@nobody knows this course' }),
      training(next(), 'rehired-old', { learningId: 'TWO', title: 'Two parts' }),
      training(next(), 'left'),
      training(next(), 'nobody'),
      reject('PF-RECORD-ID-MISSING', `<trainingRecord id="=1+1">${HOSTILE}</trainingRecord>`),
    ],
    '2026-01-01T00:00:00Z',
  );
  await stage(
    store,
    'training-newer.xml',
    [training('T1', 'matched'), reject('PF-RECORD-ID-MISSING', '-2+3')],
    '2026-01-02T00:00:00Z',
  );
}
