import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { profileText } from '../../src/cli/profile-text.js';
import { type CrosswalkRow, parseMigration } from '../../src/mapping/index.js';
import { buildProfile, type Finding, type Profile, writeProfile } from '../../src/reconcile/index.js';
import { markGone, type Store } from '../../src/staging/index.js';
import type { ReadItem } from '../../src/terms/index.js';
import { leadsTo, reject, stage, training, user, withWorld } from './world.js';

function profileOf(
  store: Store,
  crosswalk: readonly CrosswalkRow[] | null = null,
  yaml = '',
): Promise<Profile> {
  return buildProfile(store, {
    config: parseMigration(`source:\n  referenceDate: 2026-01-31\n${yaml}`, 'migration.yaml'),
    crosswalk,
    createdAt: '2026-02-01T08:00:00.000Z',
    toolVersion: '0.1.0',
    courses: 100,
  });
}

/** Findings as `CODE field: count`, with the lines of their examples: what a test can be read by. */
function told(findings: readonly Finding[]): readonly string[] {
  return findings
    .map(
      ({ code, field, count, examples }) =>
        `${code}${field === null ? '' : ` ${field}`}: ${count} at ${examples.map(({ file, line }) => `${file}:${line}`).join(' ')}`,
    )
    .toSorted();
}

function withFindings(
  item: ReadItem,
  ...findings: readonly { code: string; field: string; value: string }[]
): ReadItem {
  return item.type === 'reject' ? item : { ...item, findings };
}

describe('a profile', () => {
  it('counts what is gone on its own, and nowhere else', async () => {
    await withWorld(async (store, folder) => {
      const odd = { status: 'odd', statusTerm: 'unknown' } as const;
      const ghost = { code: 'PF-STATUS-UNKNOWN', field: 'overallStatus', value: 'odd' };
      await stage(
        store,
        'users.xml',
        [user('ada'), user('ben'), user('cy', { email: null })],
        null,
        null,
        'usersXml',
      );
      await stage(store, 'old.xml', [
        training('T1', 'ada'),
        training('T2', 'ben'),
        withFindings(
          training('T3', 'ada', { learningId: 'LOST', endedAt: '1990-01-01T00:00:00Z', ...odd }),
          ghost,
        ),
        training('T4', 'dot', { learningId: 'LOST' }),
      ]);
      await stage(store, 'all-users.xml', [user('ada')], null, null, 'usersXml');
      await stage(store, 'all.xml', [training('T1', 'ada'), training('T2', 'ben')]);
      markGone(store, [3, 4], 1);

      const profile = await profileOf(store, [leadsTo('SAFETY', 1)]);
      // Ben's account is gone and not missing: his record is left out with it.
      expect(told(profile.findings)).toEqual([]);
      expect(profile.totals).toEqual({
        accounts: 1,
        trainings: 2,
        sessions: 0,
        people: 2,
        same: 3,
        replaced: 0,
        goneAccounts: 2,
        goneTrainings: 2,
        inFiles: 10,
        rejected: 0,
      });
      expect(profile.courses.largest.map(({ learningId, records }) => [learningId, records])).toEqual([
        ['SAFETY', 2],
      ]);
      expect(profile.dates.ended.first).toBe('2020-01-03');
      expect(profile.statuses.map(({ text, records }) => [text, records])).toEqual([['completed', 2]]);
      expect(profile.organisations).toEqual([{ organisation: 'SALES', accounts: 1, records: 1 }]);
      expect(profileText(profile, 'page')).toContain(
        '4  are gone: a full export no longer has 2 accounts and 2 training records; nothing below counts them',
      );
      expect(readFileSync(await writeProfile(profile, folder), 'utf8')).toContain(
        'a full export no longer has 2 accounts and 2 training records',
      );
      // What a profile put aside is gone with it.
      expect(store.prepare('SELECT count(*) FROM user_record').pluck().get()).toBe(3);
    });
  });

  it('of sound records finds nothing', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada'), user('ben')]);
      await stage(store, 'history.xml', [training('T1', 'ada'), training('T2', 'ben')]);
      const profile = await profileOf(store, [leadsTo('SAFETY', 1)]);
      expect(told(profile.findings)).toEqual([]);
      expect(profile.peopleStopped).toBe(0);
      expect(profile.totals).toEqual({
        accounts: 2,
        trainings: 2,
        sessions: 0,
        people: 2,
        same: 0,
        replaced: 0,
        goneAccounts: 0,
        goneTrainings: 0,
        inFiles: 4,
        rejected: 0,
      });
      expect(profile.courses.largest).toEqual([
        {
          external: false,
          learningId: 'SAFETY',
          title: 'Safety at work',
          type: 'onlineModule',
          records: 2,
          people: 2,
          completions: 2,
          crosswalk: 'mapped',
        },
      ]);
    });
  });

  it('of an empty store is empty, and says so', async () => {
    await withWorld(async (store) => {
      const profile = await profileOf(store);
      expect([profile.findings, profile.statuses, profile.courses.count]).toEqual([[], [], 0]);
      expect(profile.dates.ended).toEqual({ first: null, last: null });
    });
  });

  it('names each thing that is wrong with an account, with its place, and no other', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [
        user('sound'),
        user('mute', { email: null }),
        user('blank', { email: '  ' }),
        user('twin', { email: 'Both@example.com' }),
        user('twin2', { email: 'both@example.com ' }),
        user('odd', { email: 'two@example.com, odd@example.com' }),
        user('gone', { status: 'close', statusTerm: 'closed', email: 'both@example.com' }),
        user('idle', { status: 'suspend', statusTerm: 'suspended' }),
        user('strange', { status: 'on leave', statusTerm: 'unknown' }),
        user('nameless', { givenName: null, familyName: ' ' }),
        user('shifted', { familyName: 'shifted@example.com', givenName: '2014-01-31' }),
        user('new'),
      ]);
      const people = [
        'sound',
        'mute',
        'blank',
        'twin',
        'twin2',
        'odd',
        'gone',
        'idle',
        'strange',
        'nameless',
        'shifted',
      ];
      await stage(
        store,
        'history.xml',
        [...people, 'gone'].map((userId, index) =>
          training(`T${index}`, userId, { learningId: `C${index}` }),
        ),
      );
      const profile = await profileOf(store);
      expect(told(profile.findings)).toEqual([
        'DATA-COLUMN-SHIFTED family_name: 1 at users.xml:22',
        'DATA-COLUMN-SHIFTED given_name: 1 at users.xml:22',
        'DATA-USER-WITHOUT-RECORDS user_id: 1 at users.xml:24',
        'MAP-USER-CLOSED user_id: 1 at users.xml:14',
        'MAP-USER-EMAIL-CLASH email: 2 at users.xml:8 users.xml:10',
        'MAP-USER-EMAIL-INVALID email: 1 at users.xml:12',
        'MAP-USER-STATUS-UNKNOWN status: 1 at users.xml:18',
        'MAP-USER-SUSPENDED user_id: 1 at users.xml:16',
        'MAP-USER-WITHOUT-EMAIL user_id: 2 at users.xml:4 users.xml:6',
        'MAP-USER-WITHOUT-NAME user_id: 1 at users.xml:20',
      ]);
      expect(profile.findings.find(({ code }) => code === 'MAP-USER-CLOSED')?.records).toBe(2);
      expect(profile.organisations).toEqual([{ organisation: 'SALES', accounts: 12, records: 12 }]);
    });
  });

  it('names each thing that is wrong with a training record, with its place, and no other', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada')]);
      let made = 0;
      const own = (fields: Parameters<typeof training>[2]): ReadItem => {
        made += 1;
        return training(`T${made}`, 'ada', { learningId: `C${made}`, ...fields });
      };
      await stage(store, 'history.xml', [
        own({}),
        training('T-ghost', 'ghost', { learningId: 'C-ghost' }),
        training('T-session', '', { learningId: 'C-session' }),
        own({ status: 'archived', statusTerm: 'unknown' }),
        own({ status: 'withdrawn', statusTerm: 'withdrawn' }),
        own({ endedAt: null }),
        own({ endedAt: '2023-02-31T10:00:00Z' }),
        own({ endedAt: '1979-05-01T09:00:00Z', startedAt: null, enrolledAt: null }),
        own({ endedAt: '2027-01-01T09:00:00Z' }),
        own({ startedAt: '2020-01-03T12:00:00+02:00', endedAt: '2020-01-03T09:00:00Z' }),
        own({ enrolledAt: '2020-01-05T09:00:00Z', startedAt: null }),
        own({ endedAt: '2020-01-03T00:00:00', startedAt: null, enrolledAt: null }),
        own({ score: 'B+' }),
        own({ score: '180' }),
        own({ score: '87.5' }),
        own({ learningId: null }),
        own({ title: '2019-03-04' }),
        own({ title: 'ada@example.com' }),
        own({ learningType: 'Completed' }),
        own({ startedAt: 'classroom' }),
      ]);
      expect(told((await profileOf(store)).findings)).toEqual([
        'DATA-COLUMN-SHIFTED learning_type: 1 at history.xml:38',
        'DATA-COLUMN-SHIFTED started_at: 1 at history.xml:40',
        'DATA-COLUMN-SHIFTED title: 2 at history.xml:34 history.xml:36',
        'DATA-DATE-ONLY ended_at: 1 at history.xml:24',
        'MAP-COMPLETION-WITHOUT-DATE status: 1 at history.xml:12',
        'MAP-COURSE-MISSING title: 1 at history.xml:32',
        'MAP-DATE-IN-FUTURE ended_at: 1 at history.xml:18',
        'MAP-DATE-OUT-OF-RANGE ended_at: 1 at history.xml:16',
        'MAP-DATE-UNREADABLE ended_at: 1 at history.xml:14',
        'MAP-ENROLMENT-AFTER-COMPLETION enrolled_at: 1 at history.xml:22',
        'MAP-SCORE-OUT-OF-SCALE score: 1 at history.xml:28',
        'MAP-SCORE-UNREADABLE score: 1 at history.xml:26',
        'MAP-SESSION-ROW: 1 at ',
        'MAP-START-AFTER-COMPLETION started_at: 1 at history.xml:20',
        'MAP-STATUS-LEFT-OUT status: 1 at history.xml:10',
        'MAP-STATUS-UNKNOWN status: 1 at history.xml:8',
        'MAP-USER-MISSING user_id: 1 at history.xml:4',
      ]);
    });
  });

  it('does not ask anything of a row that deletes an external training', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada')]);
      const external = { kind: 'external', learningId: null, statusTerm: 'unknown', status: null } as const;
      await stage(store, 'external.csv', [
        training('E1', 'ada', { ...external, title: 'One', details: { ACTION: 'd' } }),
        training('E2', 'ada', { ...external, title: 'Two', details: { Action: 'A' } }),
      ]);
      expect(told((await profileOf(store)).findings)).toEqual([
        'MAP-EXTERNAL-DELETED title: 1 at external.csv:2',
        'MAP-STATUS-UNKNOWN status: 1 at external.csv:4',
      ]);
    });
  });

  it('tells a score by the scale of its course', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada')]);
      await stage(store, 'history.xml', [
        training('T1', 'ada', { learningId: "O'TEN", score: '11' }),
        training('T2', 'ada', { learningId: 'HUNDRED', score: '11' }),
      ]);
      const scales = `scores:\n  courses:\n    "O'TEN": { min: 0, max: 10 }\n`;
      expect(told((await profileOf(store, null, scales)).findings)).toEqual([
        'MAP-SCORE-OUT-OF-SCALE score: 1 at history.xml:2',
      ]);
    });
  });

  it('finds the day on which a course was loaded, and leaves a class of nineteen alone', async () => {
    await withWorld(async (store) => {
      const people = Array.from({ length: 60 }, (_, index) => `p${index}`);
      await stage(
        store,
        'users.xml',
        people.map((key) => user(key, { organizationCode: key < 'p3' ? 'SALES' : 'PLANT' })),
      );
      const day = (index: number): string =>
        `20${String(10 + (index % 15))}-03-${String(1 + (index % 28)).padStart(2, '0')}T10:00:00Z`;
      await stage(store, 'history.xml', [
        // 30 of 60 on one day, the rest spread.
        ...people.map((key, index) =>
          training(`L${index}`, key, {
            learningId: 'LOADED',
            endedAt: index < 30 ? '2015-07-01T00:30:00Z' : day(index),
            startedAt: null,
            enrolledAt: null,
          }),
        ),
        ...people.map((key, index) =>
          training(`K${index}`, key, {
            learningId: 'CLASS',
            endedAt: index < 19 ? '2016-07-01T00:30:00Z' : day(index),
            startedAt: null,
            enrolledAt: null,
          }),
        ),
      ]);
      const profile = await profileOf(store);
      expect(profile.importDays).toEqual([
        { by: 'course', name: 'LOADED', day: '2015-07-01', onDay: 30, all: 60 },
      ]);
      expect(told(profile.findings)).toEqual([
        'DATA-IMPORT-DAY-COURSE ended_at: 30 at history.xml:2 history.xml:4 history.xml:6',
      ]);
    });
  });

  it('finds the day on which an organisation was loaded, though each of its courses has few', async () => {
    await withWorld(async (store) => {
      const people = Array.from({ length: 60 }, (_, index) => `p${index}`);
      await stage(
        store,
        'users.xml',
        people.map((key) => user(key, { organizationCode: 'ACQUIRED' })),
      );
      await stage(
        store,
        'history.xml',
        people.map((key, index) =>
          training(`T${index}`, key, { learningId: `C${index}`, endedAt: '2018-04-01T09:00:00Z' }),
        ),
      );
      expect((await profileOf(store)).importDays).toEqual([
        { by: 'organisation', name: 'ACQUIRED', day: '2018-04-01', onDay: 60, all: 60 },
      ]);
    });
  });

  it('counts what another record says already, whatever export it comes from', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada')]);
      await stage(store, 'history.xml', [training('T1', 'ada')]);
      await stage(store, 'history.csv', [
        training('natural', 'ada', { kind: 'history', endedAt: '2020-01-03T10:00:00' }),
        training('other-day', 'ada', { kind: 'history', endedAt: '2020-01-04T10:00:00' }),
      ]);
      expect(told((await profileOf(store)).findings)).toEqual([
        'DATA-RECORD-AGAIN learning_id: 1 at history.csv:2',
      ]);
    });
  });

  it('gathers what the readers found by field and value, with where each stands', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [
        withFindings(user('ada'), { code: 'PF-TEXT-ENCODED-TWICE', field: 'family', value: 'MÃ¼ller' }),
      ]);
      const odd = (value: string) => ({ code: 'PF-STATUS-UNKNOWN', field: 'overallStatus', value });
      await stage(store, 'history.xml', [
        withFindings(training('T1', 'ada'), odd('archived')),
        withFindings(training('T2', 'ada', { learningId: 'B' }), odd('archived')),
        withFindings(training('T3', 'ada', { learningId: 'C' }), odd('parked')),
      ]);
      // The newer export takes the record of line 2 out of the current ones; its finding keeps its place.
      await stage(store, 'newer.xml', [training('T1', 'ada', { title: 'Safer' })]);
      const findings = (await profileOf(store)).findings;
      expect(told(findings)).toEqual([
        'PF-STATUS-UNKNOWN overallStatus: 3 at history.xml:2 history.xml:6',
        'PF-TEXT-ENCODED-TWICE family: 1 at users.xml:2',
      ]);
      const status = findings.find(({ code }) => code === 'PF-STATUS-UNKNOWN');
      expect(status?.examples.map(({ value, user: who }) => [value, who])).toEqual([
        ['archived (2 times)', 'ada'],
        ['parked', 'ada'],
      ]);
      expect(status?.note).toBe('2 different values');
    });
  });

  it('tells of rejects by reason', async () => {
    await withWorld(async (store) => {
      await stage(store, 'history.csv', [reject('PF-ROW-RAGGED', 'a;b'), reject('PF-ROW-RAGGED', 'c;d')]);
      const profile = await profileOf(store);
      expect(told(profile.findings)).toEqual(['PF-ROW-RAGGED: 2 at history.csv:2 history.csv:4']);
      expect([profile.totals.inFiles, profile.totals.rejected]).toEqual([2, 2]);
    });
  });

  it('counts by status, type, year and organisation, each record once in each', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [
        user('ada'),
        user('ben', { organizationCode: null, organizationId: 'O-7' }),
      ]);
      await stage(store, 'history.xml', [
        training('T1', 'ada', { learningId: 'A' }),
        training('T2', 'ben', { learningId: 'A', endedAt: null, status: 'enrolled', statusTerm: 'enrolled' }),
        training('T3', 'ben', {
          learningId: 'B',
          status: 'No show',
          statusTerm: 'noShow',
          learningType: null,
        }),
        training('T4', 'ben', {
          learningId: 'C',
          endedAt: 'soon',
          startedAt: null,
          enrolledAt: null,
        }),
      ]);
      const profile = await profileOf(store);
      expect(profile.statuses).toEqual([
        { term: 'completed', text: 'completed', external: false, becomes: 'completion', records: 2 },
        { term: 'noShow', text: 'No show', external: false, becomes: 'leaveOut', records: 1 },
        { term: 'enrolled', text: 'enrolled', external: false, becomes: 'enrolment', records: 1 },
      ]);
      expect(profile.types).toEqual([
        { type: 'onlineModule', records: 3 },
        { type: null, records: 1 },
      ]);
      expect(profile.years).toEqual([
        { year: '2020', completions: 1, enrolments: 1, others: 1 },
        { year: null, completions: 1, enrolments: 0, others: 0 },
      ]);
      expect(profile.organisations).toEqual([
        { organisation: 'O-7', accounts: 1, records: 3 },
        { organisation: 'SALES', accounts: 1, records: 1 },
      ]);
    });
  });
});

describe('what will not map', () => {
  it('is told by course and by the people it touches, without asking ALM', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada'), user('ben')]);
      const external = { kind: 'external', learningId: null } as const;
      await stage(store, 'history.xml', [
        training('T1', 'ada', { learningId: 'MAPPED' }),
        training('T2', 'ada', { learningId: 'LOST' }),
        training('T3', 'ben', { learningId: 'LOST' }),
        training('T4', 'ben', { learningId: 'LOST', endedAt: '2021-01-01T09:00:00Z' }),
        training('T5', 'ben', { learningId: 'LOST-TOO', status: 'withdrawn', statusTerm: 'withdrawn' }),
        training('T6', 'ada', { learningId: 'DROPPED' }),
        training('T7', 'ada', { learningId: 'PROPOSED' }),
        training('T8', 'ada', { learningId: 'BY-DATE' }),
        training('E1', 'ada', {
          ...external,
          title: 'Welding',
          learningType: 'C',
          details: { SUBJECT: 'Metal' },
        }),
        training('E2', 'ada', {
          ...external,
          title: 'Baking',
          learningType: 'C',
          details: { SUBJECT: 'Bread' },
        }),
      ]);
      const profile = await profileOf(store, [
        leadsTo('MAPPED', 1),
        { ...leadsTo('DROPPED', 1), action: 'leave_out', course: null, reason: 'abolished' },
        { ...leadsTo('PROPOSED', 1), reviewed: false },
        { ...leadsTo('BY-DATE', 1), from: '2024-01-01' },
        { ...leadsTo('x', 1), learningId: null, externalType: 'C', externalSubject: 'metal' },
      ]);
      const verdicts = profile.courses.largest.map((course) => [
        course.learningId ?? course.title,
        course.crosswalk,
      ]);
      expect(Object.fromEntries(verdicts)).toEqual({
        MAPPED: 'mapped',
        LOST: 'unmapped',
        'LOST-TOO': 'unmapped',
        DROPPED: 'leftOut',
        PROPOSED: 'unreviewed',
        'BY-DATE': 'inPart',
        Welding: 'mapped',
        Baking: 'unmapped',
      });
      const courses = profile.findings.filter(({ topic }) => topic === 'courses');
      expect(courses.map(({ code, effect, count, people }) => [code, effect, count, people])).toEqual([
        ['MAP-COURSE-UNMAPPED', 'stops', 3, 2],
        ['MAP-CROSSWALK-UNREVIEWED', 'stops', 1, 1],
        ['MAP-EXTERNAL-UNMAPPED', 'stops', 1, 1],
        ['MAP-COURSE-LEFT-OUT', 'leftOut', 1, 1],
      ]);
      expect(profile.peopleStopped).toBe(2);
    });
  });

  it('is not told without a crosswalk', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada')]);
      await stage(store, 'history.xml', [training('T1', 'ada')]);
      const { courses, findings } = await profileOf(store, null);
      expect(courses.largest.map(({ crosswalk }) => crosswalk)).toEqual([null]);
      expect(findings).toEqual([]);
    });
  });
});

describe('the page of a profile', () => {
  it('shows what the records say as text, whatever it is, and lets nothing in', async () => {
    await withWorld(async (store, folder) => {
      const title = `</script><img src=x onerror=alert(1)>"'&`;
      await stage(store, 'users.xml', [user('ada')]);
      await stage(store, `<b>.xml`, [training('T1', 'ada', { title, endedAt: title })]);
      const page = readFileSync(await writeProfile(await profileOf(store), join(folder, 'reports')), 'utf8');
      expect(page).not.toContain('<img');
      expect(page).not.toContain('<b>.xml');
      expect(page).toContain('&#60;img src=x onerror=alert(1)&#62;');
      expect(page.match(/<script/g)).toHaveLength(1);
      expect(page).toMatch(/default-src 'none'; script-src 'sha256-/);
      expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    });
  });

  it('leads from the list to each finding, and every link has an end', async () => {
    await withWorld(async (store, folder) => {
      await stage(store, 'users.xml', [user('ada', { email: null })]);
      await stage(store, 'history.xml', [training('T1', 'ghost', { endedAt: null })]);
      const profile = await profileOf(store);
      const page = readFileSync(await writeProfile(profile, folder), 'utf8');
      const links = [...page.matchAll(/href="#(f\d+)"/g)].map((match) => match[1]);
      expect(links).toHaveLength(profile.findings.length);
      for (const link of links) expect(page).toContain(`id="${link}"`);
      for (const { cause, code } of profile.findings) {
        expect(page).toContain(cause);
        expect(page).toContain(code);
      }
    });
  });
});
