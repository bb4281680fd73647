import { describe, expect, it } from 'vitest';
import { expectPerson, findClashes } from '../../src/mapping/index.js';
import type { UserRecord } from '../../src/terms/index.js';
import { account, configWith } from './worlds.js';

const DEFAULTS = configWith();

function decide(fields: Partial<UserRecord>, yaml?: string) {
  return expectPerson(account(fields), yaml === undefined ? DEFAULTS : configWith(yaml));
}

describe('an account becomes a person in ALM', () => {
  it('is internal, with its id in lower case and given and family name', () => {
    expect(decide({})).toEqual({
      fate: 'expected',
      person: {
        userKey: 'ada',
        email: 'ada@example.com',
        name: 'Ada Example',
        uniqueId: 'ada',
        userType: 'INTERNAL',
        profileName: null,
        profile: null,
        accountState: 'ACTIVE',
      },
      notes: [],
    });
  });

  it('takes other fields where the mapping names them, in any case of the column', () => {
    const decision = decide(
      { details: { 'job title': ' Nurse ', 'Work Mail': 'A.Example@Example.com' } },
      `users: { email: details.work mail, uniqueId: email, name: "{familyName}, {givenName}", setProfile: details.Job Title }`,
    );
    expect(decision).toMatchObject({
      person: {
        email: 'A.Example@Example.com',
        uniqueId: 'a.example@example.com',
        name: 'Example, Ada',
        profile: 'Nurse',
      },
    });
  });

  it('keeps the zeros before an employee number', () => {
    expect(decide({}, 'users: { uniqueId: employeeNumber }')).toMatchObject({ person: { uniqueId: '0042' } });
    expect(decide({ employeeNumber: ' ' }, 'users: { uniqueId: employeeNumber }')).toEqual({
      fate: 'quarantined',
      code: 'MAP-USER-WITHOUT-ID',
      note: 'employeeNumber',
    });
  });

  it('writes half a name without a blank at its end, and the id where there is no name', () => {
    expect(decide({ familyName: null })).toMatchObject({ person: { name: 'Ada' }, notes: [] });
    expect(decide({ givenName: ' ', familyName: null })).toMatchObject({
      person: { name: 'Ada' },
      notes: ['MAP-USER-WITHOUT-NAME'],
    });
  });
});

describe('the state of an account decides first', () => {
  it('leaves closed and deleted accounts out, unless the mapping says otherwise', () => {
    expect(decide({ statusTerm: 'closed', status: 'close' })).toEqual({
      fate: 'leftOut',
      code: 'MAP-USER-CLOSED',
      note: 'close',
    });
    expect(decide({ statusTerm: 'deleted' })).toMatchObject({ fate: 'leftOut', code: 'MAP-USER-DELETED' });
    expect(decide({ statusTerm: 'closed' }, 'users: { closed: migrate }')).toMatchObject({
      fate: 'expected',
    });
    expect(decide({ statusTerm: 'deleted' }, 'users: { deleted: migrate }')).toMatchObject({
      fate: 'expected',
    });
  });

  it('moves suspended accounts and reports them, unless the mapping leaves them out', () => {
    expect(decide({ statusTerm: 'suspended' })).toMatchObject({
      fate: 'expected',
      notes: ['MAP-USER-SUSPENDED'],
    });
    expect(decide({ statusTerm: 'suspended' }, 'users: { suspended: leaveOut }')).toMatchObject({
      fate: 'leftOut',
      code: 'MAP-USER-SUSPENDED',
    });
  });

  it('sets a status that nobody knows aside, and takes an absent one for active', () => {
    expect(decide({ statusTerm: 'unknown', status: 'zombie' })).toEqual({
      fate: 'quarantined',
      code: 'MAP-USER-STATUS-UNKNOWN',
      note: 'zombie',
    });
    expect(decide({ statusTerm: 'unknown', status: null })).toMatchObject({ fate: 'expected' });
  });
});

describe('an account needs an email', () => {
  it('is left out without one, or set aside if the mapping says so', () => {
    expect(decide({ email: '  ' })).toEqual({ fate: 'leftOut', code: 'MAP-USER-WITHOUT-EMAIL', note: null });
    expect(decide({ email: null }, 'users: { withoutEmail: quarantine }')).toMatchObject({
      fate: 'quarantined',
    });
  });

  it.each(['ada', 'ada@', '@example.com', 'a@example.com;b@example.com', 'Ada <ada@example.com>'])(
    'is set aside with %j',
    (email) => {
      expect(decide({ email })).toEqual({ fate: 'quarantined', code: 'MAP-USER-EMAIL-INVALID', note: email });
    },
  );
});

describe('rules on accounts', () => {
  const rules = `users:
  external:
    - { when: { emailDomain: [Partner.example.com, "*.reseller.example.com"] }, profile: Partners }
    - { when: { organization: [EXT], field: { details.City: [Bonn, Ulm] } }, profile: Contractors }
    - { when: { organization: [EXT] }, profile: Others }
  leaveOut:
    - { when: { field: { userId: TEST } }, reason: a test account }
`;

  it('make an account external by its domain or a subdomain', () => {
    expect(decide({ email: 'a@partner.example.com' }, rules)).toMatchObject({
      person: { userType: 'EXTERNAL', profileName: 'Partners' },
    });
    expect(decide({ email: 'a@x.reseller.example.com' }, rules)).toMatchObject({
      person: { profileName: 'Partners' },
    });
    expect(decide({ email: 'a@reseller.example.com' }, rules)).toMatchObject({
      person: { userType: 'INTERNAL' },
    });
    expect(decide({ email: 'a@notpartner.example.com' }, rules)).toMatchObject({
      person: { userType: 'INTERNAL' },
    });
  });

  it('need all of their conditions; the first that holds decides', () => {
    expect(decide({ organizationCode: 'ext', details: { city: 'ULM' } }, rules)).toMatchObject({
      person: { profileName: 'Contractors' },
    });
    expect(decide({ organizationId: 'EXT' }, rules)).toMatchObject({ person: { profileName: 'Others' } });
  });

  it('see the organisations above, as far as the export names them', () => {
    expect(decide({ details: { 'organization.parent.parent.code': 'EXT' } }, rules)).toMatchObject({
      person: { profileName: 'Others' },
    });
    expect(decide({ details: { Level2Code: 'ext' } }, rules)).toMatchObject({
      person: { profileName: 'Others' },
    });
    expect(decide({ details: { 'Cost Center': 'EXT' } }, rules)).toMatchObject({
      person: { userType: 'INTERNAL' },
    });
  });

  it('leave people out with a reason', () => {
    expect(decide({ key: 'test', userId: 'Test' }, rules)).toEqual({
      fate: 'leftOut',
      code: 'MAP-USER-LEFT-OUT',
      note: 'a test account',
    });
  });
});

describe('clashes', () => {
  it('are emails and ids that several accounts share, compared without case', () => {
    const clashes = findClashes([
      { userKey: 'cy', email: 'Shared@example.com', uniqueId: '1' },
      { userKey: 'ada', email: 'shared@Example.com', uniqueId: '2' },
      { userKey: 'bo', email: 'bo@example.com', uniqueId: '2' },
      { userKey: 'di', email: 'shared@example.com', uniqueId: '4' },
      { userKey: 'di', email: 'shared@example.com', uniqueId: '4' },
    ]);
    expect(clashes).toEqual([
      { code: 'MAP-USER-EMAIL-CLASH', value: 'shared@example.com', userKeys: ['ada', 'cy', 'di'] },
      { code: 'MAP-USER-ID-CLASH', value: '2', userKeys: ['ada', 'bo'] },
    ]);
  });
});
