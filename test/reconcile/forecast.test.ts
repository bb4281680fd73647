import { describe, expect, test } from 'vitest';
import { forecastResult, isSomethingToSend, rememberForecast } from '../../src/reconcile/index.js';
import type { Store } from '../../src/staging/index.js';
import {
  ACCOUNT,
  almUser,
  compare,
  course,
  enrolment,
  leadsTo,
  mergesInto,
  snapshot,
  stage,
  training,
  user,
  withWorld,
} from './world.js';

const DATE = '2020-01-03T09:00:00.000Z';
const AT = { madeAt: '2026-02-01T08:00:00.000Z', snapshotAt: '2026-02-01T07:00:00.000Z' };
const TEXTS = { migration: 'as it is', crosswalk: '' };
const PEOPLE = ['ada', 'bob', 'eve', 'joe'];
const CROSSWALK = [leadsTo('SAFETY', 1)];

async function staged(store: Store): Promise<void> {
  await stage(
    store,
    'users.xml',
    PEOPLE.map((key) => user(key)),
  );
  await stage(
    store,
    'training.xml',
    PEOPLE.map((key) => training(`T-${key}`, key)),
  );
}

test('there is something to foresee where ALM lacks something, and not where it only holds more', () =>
  withWorld(async (store) => {
    await staged(store);
    const held = (enrolments: Parameters<typeof snapshot>[1]['enrolments']): boolean => {
      const courses = [course(1, 'Safety'), course(2, 'Other')];
      snapshot(store, { courses, users: PEOPLE.map((key) => almUser(key)), enrolments });
      compare(store, CROSSWALK);
      return isSomethingToSend(store);
    };
    const whole = Object.fromEntries(PEOPLE.map((key) => [key, [enrolment(key, 1, DATE)]]));
    expect(held(whole)).toBe(false);
    expect(held({ ...whole, ada: [enrolment('ada', 1, DATE), enrolment('ada', 2, null)] })).toBe(false);
    // A later completion of joe's own is left to a person.
    expect(held({ ...whole, joe: [enrolment('joe', 1, '2024-01-01T00:00:00.000Z')] })).toBe(false);
    expect(held({ ...whole, bob: [] })).toBe(true);
    expect(held({ ...whole, eve: [enrolment('eve', 1, '2019-01-01T00:00:00.000Z')] })).toBe(true);
  }));

describe('a forecast', () => {
  test('is held against what came of it, row by row', async () => {
    await withWorld(async (store) => {
      await staged(store);
      // Before: ada is complete; bob and eve lack everything; joe has a later completion of his own.
      const courses = [course(1, 'Safety'), course(2, 'Other')];
      snapshot(store, {
        courses,
        users: ['ada', 'eve', 'joe'].map((key) => almUser(key)),
        enrolments: {
          ada: [enrolment('ada', 1, DATE)],
          joe: [enrolment('joe', 1, '2024-01-01T00:00:00.000Z'), enrolment('joe', 2, null)],
        },
      });
      compare(store, CROSSWALK);
      expect(forecastResult(store, TEXTS, ACCOUNT)).toBeNull();
      rememberForecast(store, TEXTS, ACCOUNT, AT);
      expect(forecastResult(store, TEXTS, ACCOUNT)).toEqual({
        ...AT,
        changed: [],
        outcomes: [
          { subject: 'person', foreseen: 1, closed: 0, open: 1, contested: 0, unforeseen: 0 },
          { subject: 'enrolment', foreseen: 2, closed: 0, open: 2, contested: 0, unforeseen: 0 },
          { subject: 'completion', foreseen: 2, closed: 0, open: 2, contested: 1, unforeseen: 0 },
        ],
      });

      // After: bob arrived whole, eve is enrolled only, and somebody took ada out of the course.
      snapshot(store, {
        courses,
        users: PEOPLE.map((key) => almUser(key)),
        enrolments: {
          ada: [enrolment('ada', 2, null)],
          bob: [enrolment('bob', 1, DATE)],
          eve: [enrolment('eve', 1, null)],
          joe: [enrolment('joe', 1, '2024-01-01T00:00:00.000Z')],
        },
      });
      compare(store, CROSSWALK);
      expect(forecastResult(store, TEXTS, ACCOUNT)?.outcomes).toEqual([
        { subject: 'person', foreseen: 1, closed: 1, open: 0, contested: 0, unforeseen: 0 },
        { subject: 'enrolment', foreseen: 2, closed: 2, open: 0, contested: 0, unforeseen: 1 },
        { subject: 'completion', foreseen: 2, closed: 1, open: 1, contested: 1, unforeseen: 1 },
      ]);
    });
  });

  test('knows external profiles by their names, since their numbers move', async () => {
    await withWorld(async (store) => {
      const rules = (names: readonly string[]) =>
        `users: { external: [${names.map((name) => `{ when: { emailDomain: [${name}.example.com] }, profile: ${name} }`).join(', ')}] }\nprofiles:\n${names.map((name) => `  ${name}: { managerEmail: m@example.com, expiry: 2030-12-31, seatLimit: 9 }`).join('\n')}\n`;
      const names = ['alpha', 'beta', 'gamma'];
      await stage(
        store,
        'users.xml',
        names.map((name) => user(`u${name}`, { email: `u@${name}.example.com` })),
      );
      snapshot(store, { courses: [], users: [], enrolments: {} });
      compare(store, [], rules(names));
      rememberForecast(store, TEXTS, ACCOUNT, AT);
      snapshot(store, { courses: [], users: [], enrolments: {}, profiles: { alpha: [] } });
      compare(store, [], rules(names));
      expect(forecastResult(store, TEXTS, ACCOUNT)?.outcomes[0]).toEqual({
        subject: 'profile',
        foreseen: 3,
        closed: 1,
        open: 2,
        contested: 0,
        unforeseen: 0,
      });
    });
  });

  test('says what is another than when it was made, and gives way to a newer one', async () => {
    await withWorld(async (store) => {
      await staged(store);
      snapshot(store, { courses: [course(1, 'Safety')], users: [], enrolments: {} });
      compare(store, CROSSWALK);
      rememberForecast(store, TEXTS, ACCOUNT, AT);
      await stage(store, 'more.xml', [user('old', { email: 'old@example.com' })]);
      compare(store, CROSSWALK, '', [mergesInto('old', 'ada')]);
      const result = forecastResult(store, { ...TEXTS, crosswalk: 'another' }, ACCOUNT);
      expect(result?.changed).toEqual(['the staged exports', 'crosswalk.csv']);
      rememberForecast(store, { ...TEXTS, crosswalk: 'another' }, ACCOUNT, {
        ...AT,
        madeAt: '2026-03-01T00:00:00.000Z',
      });
      expect(forecastResult(store, { ...TEXTS, crosswalk: 'another' }, ACCOUNT)).toMatchObject({
        madeAt: '2026-03-01T00:00:00.000Z',
        changed: [],
      });
    });
  });
});
