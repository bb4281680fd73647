import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlmPerson,
  checkIdentities,
  expectPopulation,
  IDENTITY_HEADER,
  matchIdentities,
  parseIdentities,
  writeIdentities,
} from '../../src/mapping/index.js';
import type { UserRecord } from '../../src/terms/index.js';
import { account, configWith } from './worlds.js';

const FILE = 'identities.csv';
const CONFIG = configWith();

function problemsOf(text: string): string[] {
  return parseIdentities(text, FILE).problems.map(
    ({ line, column, severity, message }) => `${line} ${column ?? '-'} ${severity} ${message}`,
  );
}

function person(userId: string, fields: Partial<AlmPerson> = {}): AlmPerson {
  return {
    userId,
    email: `${userId}@example.com`,
    name: 'Some Body',
    uniqueId: null,
    state: 'ACTIVE',
    ...fields,
  };
}

describe('identities.csv', () => {
  it('names what is wrong by its line', () => {
    const text = [
      'user_id,action,alm_user,into,reason,reviewed',
      ',same,1,,,yes',
      'ada,equal,1,,,yes',
      'bob,same,,,,yes',
      'cyd,merge,,,,yes',
      'dan,leave_out,,,,yes',
      'eve,undecided,,,,yes',
      'fay,new,7,,,perhaps',
      'gus,new,7,,,yes',
      'hal,new',
      'ivy,new,,,,yes',
      'IVY,same,1,,,yes',
    ].join('\n');
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "2 user_id error the row names no account; fill in the legacy user id",
        "3 action error write same, new, merge, leave_out, undecided (received "equal")",
        "4 alm_user error same needs the id of the ALM user; fill it in, or write new",
        "5 into error merge needs the legacy user id that carries the records; fill it in",
        "6 reason error leave_out needs a reason; the report repeats it",
        "7 action error undecided decides nothing; write what is right, or no under reviewed",
        "8 reviewed error write yes or no (received "perhaps")",
        "8 alm_user error new leads to no ALM user; clear the cell, or write same",
        "9 alm_user error new leads to no ALM user; clear the cell, or write same",
        "10 - error the row has 2 cells, the header 6",
        "12 user_id error line 11 decides on ivy already; keep one of the rows",
      ]
    `);
  });

  it('may be absent, and an open proposal may be as incomplete as it is', () => {
    expect(parseIdentities('', FILE)).toEqual({ rows: [], problems: [] });
    expect(problemsOf('user_id,action,alm_user,reviewed\nada,undecided,,no\nbob,merge,,yes')).toEqual([
      '3 into error merge needs the legacy user id that carries the records; fill it in',
    ]);
  });

  it('is checked against the accounts and the users of ALM', () => {
    const { rows, problems } = parseIdentities(
      [
        'user_id,action,alm_user,into,reason,reviewed',
        'gone,new,,,,yes',
        'ada,same,404,,,yes',
        'bob,same,1,,,yes',
        'cyd,same,1,,,yes',
        'dan,merge,,dan,,yes',
        'eve,merge,,nobody,,yes',
        'fay,merge,,gus,,yes',
        'gus,merge,,bob,,yes',
        'hal,merge,,ivy,,yes',
        'ivy,leave_out,,,a test account,yes',
        'kim,same,404,,,no',
      ].join('\n'),
      FILE,
    );
    expect(problems).toEqual([]);
    const known = {
      hasAccount: (key: string) => !['gone', 'nobody'].includes(key),
      hasAlmUser: (id: string) => id === '1',
    };
    expect(
      checkIdentities(rows, known).map(
        ({ line, column, severity, message }) => `${line} ${column} ${severity} ${message}`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "2 user_id warning no account gone was staged; the row has no effect",
        "3 alm_user error the snapshot of ALM has no user 404",
        "5 alm_user error line 4 leads bob to the same ALM user; if the two are one person, merge one into the other",
        "6 into error an account cannot be merged into itself",
        "7 into error no account nobody was staged",
        "8 into error gus is merged into bob on line 9; name that one",
        "10 into error ivy is left out on line 11; its records would go nowhere",
      ]
    `);
  });

  it('keeps reviewed rows as they were, also such as no proposal speaks of', () => {
    const text =
      'reviewed;user_id;action;alm_user;into;reason;why\nyes;Ada;leave_out;;;"a; test ""account""";=asked\nno;bob;undecided;;;;old\n';
    const { rows } = parseIdentities(text, FILE);
    const proposals = matchIdentities(
      [account(), account({ key: 'bob', userId: 'bob', email: 'b@example.com' })],
      [],
      CONFIG,
    );
    const sheet = writeIdentities(rows, proposals, () => 3);
    expect([sheet.kept, sheet.proposed]).toEqual([1, 1]);
    const again = parseIdentities(sheet.text, FILE);
    expect(again.problems).toEqual([]);
    expect(again.rows[0]).toMatchObject({
      userKey: 'ada',
      action: 'leave_out',
      reason: 'a; test "account"',
      why: '=asked',
    });
    expect(again.rows[1]).toMatchObject({ userKey: 'bob', action: 'new', reviewed: null });
    // Nothing has changed since, so writing it again changes nothing.
    expect(writeIdentities(again.rows, proposals, () => 3).text).toBe(sheet.text);
  });

  it('has one proposal an account, none sure where two answers are possible, and can be read back', () => {
    const few = fc.constantFrom('a', 'b', 'c', 'd');
    const users = fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        mail: few,
        name: few,
        number: fc.option(few, { nil: null }),
        closed: fc.boolean(),
      }),
      { selector: ({ key }) => key, maxLength: 6 },
    );
    const alm = fc.uniqueArray(
      fc.record({
        userId: fc.constantFrom('1', '2', '3', '4'),
        mail: few,
        name: few,
        uniqueId: fc.option(few, { nil: null }),
      }),
      { selector: ({ userId }) => userId, maxLength: 4 },
    );
    fc.assert(
      fc.property(users, alm, (list, people) => {
        const accounts: UserRecord[] = list.map(({ key, mail, name, number, closed }) =>
          account({
            key,
            userId: key,
            email: `${mail}@example.com`,
            givenName: name,
            familyName: 'X',
            employeeNumber: number,
            statusTerm: closed ? 'closed' : 'active',
          }),
        );
        const held = people.map(({ userId, mail, name, uniqueId }) =>
          person(userId, { email: `${mail}@example.com`, name: `${name} X`, uniqueId }),
        );
        const proposals = matchIdentities(accounts, held, CONFIG);
        const keys = proposals.map(({ user }) => user.key);
        expect(keys).toEqual([...new Set(keys)].sort());
        // Everybody who moves has one; leavers only where they may be somebody who moves.
        for (const { key, statusTerm } of accounts) if (statusTerm === 'active') expect(keys).toContain(key);
        const claimed = proposals.flatMap(({ action, alm: one }) =>
          action === 'same' && one !== null ? [one.userId] : [],
        );
        expect(claimed).toEqual([...new Set(claimed)]);
        for (const { certain, action, into } of proposals) {
          if (action === 'undecided' || action === 'merge') expect(certain).toBe(false);
          if (into !== null) expect(accounts.find(({ key }) => key === into)?.statusTerm).toBe('active');
        }
        const { rows, problems } = parseIdentities(writeIdentities([], proposals, () => 0).text, FILE);
        expect(problems).toEqual([]);
        expect(rows).toHaveLength(proposals.length);
        const known = { hasAccount: (key: string) => keys.includes(key), hasAlmUser: () => true };
        expect(checkIdentities(rows, known)).toEqual([]);
      }),
    );
  });
});

describe('a population', () => {
  const staged = (key: string, fields: Partial<UserRecord> = {}, recordId = key.charCodeAt(0)) => ({
    ...account({ key, userId: key, email: `${key}@example.com`, ...fields }),
    recordId,
  });
  const { rows } = parseIdentities(
    'user_id,action,alm_user,into,reason,reviewed\na,merge,,b,,yes\nc,merge,,d,,yes\nd,leave_out,,,gone,yes\ne,same,9,,,yes',
    FILE,
  );

  it('gives each account one fate; who is merged shares that of the carrier', () => {
    const accounts = [
      staged('a', { statusTerm: 'closed' }),
      staged('b'),
      staged('c'),
      staged('d'),
      staged('e', { email: null }),
    ];
    const held = person('9', { email: 'e9@example.com' });
    const { residents, fates, standings } = expectPopulation(accounts, CONFIG, rows, (id) =>
      id === '9' ? held : undefined,
    );
    expect(residents.map(({ person: one, almUserId }) => [one.userKey, one.email, almUserId])).toEqual([
      ['b', 'b@example.com', null],
      ['e', 'e9@example.com', '9'],
    ]);
    expect(fates.map(({ fate, code, intoRecord }) => [fate, code, intoRecord])).toEqual([
      ['merged', null, 98],
      ['expected', null, null],
      ['leftOut', 'MAP-IDENTITY-LEFT-OUT', null],
      ['leftOut', 'MAP-IDENTITY-LEFT-OUT', null],
      ['expected', null, null],
    ]);
    expect(standings.get('a')).toEqual({ carrier: 'b' });
    expect(IDENTITY_HEADER[0]).toBe('user_id');
  });
});
