import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { migrationJsonSchema, migrationTemplate, parseMigration } from '../../src/mapping/index.js';
import { Failure } from '../../src/terms/index.js';

const SOURCE = 'source:\n  referenceDate: 2026-01-31\n';

function failureOf(text: string): Failure {
  try {
    parseMigration(text, 'migration.yaml');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

function mistakes(text: string): string[] {
  return failureOf(text).message.split('\n');
}

describe('migration.yaml', () => {
  it('needs no more than the reference date; the rest are the defaults of the design', () => {
    const config = parseMigration(SOURCE, 'migration.yaml');
    expect(config.source).toEqual({ timeZone: 'UTC', timeZones: {}, referenceDate: '2026-01-31' });
    expect(config.users.uniqueId).toBe('userId');
    expect(config.users.closed).toBe('leaveOut');
    expect(config.users.suspended).toBe('migrate');
    expect(config.records.choose).toBe('latest');
    expect(config.scores.default).toEqual({ min: 0, max: 100 });
    const treated = (treatment: string): string[] =>
      Object.entries(config.statuses).flatMap(([term, chosen]) => (chosen === treatment ? [term] : []));
    expect(treated('completion')).toEqual(['completed', 'selfAsserted', 'waived']);
    expect(treated('enrolment')).toEqual(['inProgress', 'enrolled']);
    expect(treated('quarantine')).toEqual(['unknown']);
    expect(config.external.statuses.completed).toBe('completion');
    expect(config.external.statuses.inProgress).toBe('leaveOut');
  });

  it('takes every setting', () => {
    const config = parseMigration(
      `source: { timeZone: Europe/Berlin, referenceDate: 2026-01-31, encoding: windows-1252, timeZones: { HKT: Asia/Hong_Kong } }
alm: { baseUrl: https://learningmanagereu.adobe.com, account: "0123", visibilitySeconds: 5, usersPageSize: 10 }
users:
  email: details.Work Mail
  uniqueId: employeeNumber
  name: "{familyName}, {givenName}"
  setProfile: details.Job Title
  external:
    - when: { organization: [PARTNER], emailDomain: ["*.example.com"], field: { details.City: [Bonn, Ulm] } }
      profile: Partners
  leaveOut:
    - { when: { field: { userId: test } }, reason: a test account }
profiles:
  Partners: { managerEmail: boss@example.com, expiry: 2030-12-31, seatLimit: 5 }
statuses: { passed: completion }
records: { choose: best, unusableStart: leaveOff }
scores: { courses: { 007: { min: 0, max: 5 } } }
external: { by: [typeAndSubject] }
limits: { maxPeopleShare: 1 }
`,
      'migration.yaml',
    );
    expect(config.alm.account).toBe('0123');
    expect(config.statuses.passed).toBe('completion');
    expect(Object.keys(config.scores.courses)).toEqual(['007']);
    expect(config.users.external[0]?.when.field).toEqual({ 'details.City': ['Bonn', 'Ulm'] });
  });

  it('names every mistake with its place, what is wrong and what would be right', () => {
    const text = `source:
  timeZone: Europe/Belrin
  referenceDate: 31.01.2026
alm:
  baseUrl: learningmanager.adobe.com
  account: 12345
  usersPageSize: 500
user:
  email: email
users:
  uniqeId: userId
  name: Ada
  closed: drop
  external:
    - when: {}
      profile: Partners
profiles:
  Partners:
    managerEmail: boss
    expiry: 2030-02-30
statuses:
  completed: done
records:
scores:
  default: { min: 10, max: 10 }
`;
    expect(mistakes(text)).toMatchInlineSnapshot(`
      [
        "migration.yaml:2:13 source.timeZone: no such time zone; write an IANA id, as in Europe/Berlin (received "Europe/Belrin")",
        "migration.yaml:3:18 source.referenceDate: not a date; write YYYY-MM-DD (received "31.01.2026")",
        "migration.yaml:5:12 alm.baseUrl: not an address; write it in full, as in https://learningmanager.adobe.com (received "learningmanager.adobe.com")",
        "migration.yaml:6:12 alm.account: not a text; put it in quotes (received 12345)",
        "migration.yaml:7:18 alm.usersPageSize: too large; write at most 100 (received 500)",
        "migration.yaml:8:1 user: unknown key; did you mean users?",
        "migration.yaml:11:3 users.uniqeId: unknown key; did you mean uniqueId?",
        "migration.yaml:12:9 users.name: write fields in braces, as in "{givenName} {familyName}"; a field is one of email, userId, employeeNumber, givenName, familyName, organizationId, organizationCode, managerId, status, or details.<a column of the export> (received "Ada")",
        "migration.yaml:13:11 users.closed: not one of the choices; write leaveOut, keepDeleted, migrate (received "drop")",
        "migration.yaml:15:13 users.external[0].when: a rule without a condition would hold for everybody; give organization, emailDomain, users or field (received {})",
        "migration.yaml:18:3 profiles.Partners.seatLimit: missing",
        "migration.yaml:19:19 profiles.Partners.managerEmail: not an email address; write one, as in jo@example.com (received "boss")",
        "migration.yaml:20:13 profiles.Partners.expiry: no such day; write YYYY-MM-DD (received "2030-02-30")",
        "migration.yaml:22:14 statuses.completed: not one of the choices; write completion, enrolment, leaveOut, quarantine (received "done")",
        "migration.yaml:23:1 records: left empty; remove the line or fill it in: which records count (received nothing)",
        "migration.yaml:25:12 scores.default: min must be less than max (received {"min":10,"max":10})",
      ]
    `);
  });

  it('is a usage error that points at the first mistake and says what to do', () => {
    const failure = failureOf(`${SOURCE}users:\n  closed: drop\n`);
    expect(failure.code).toBe('CONFIG-INVALID');
    expect(failure.exitCode).toBe(2);
    expect(failure.place).toEqual({ file: 'migration.yaml', line: 4, column: 11 });
    expect(failure.remedy).toContain('migration.yaml');
  });

  it('asks for the reference date where it is missing', () => {
    expect(mistakes('')).toEqual([expect.stringMatching(/^migration\.yaml:1:1 source: missing/)]);
    expect(mistakes('source:\n  timeZone: UTC\n')).toEqual([
      expect.stringMatching(
        /^migration\.yaml:1:1 source\.referenceDate: missing; write the day of the exports/,
      ),
    ]);
  });

  it.each([
    ['source: [', 'a list that never ends'],
    [`${SOURCE}source: {}\n`, 'a key twice'],
    ['a: &a [*a, *b]', 'an alias of nothing'],
    [`${SOURCE}\tusers: {}\n`, 'a tab for an indent'],
  ])('says where the text is no YAML: %j (%s)', (text) => {
    for (const mistake of mistakes(text))
      expect(mistake).toMatch(/^migration\.yaml:\d+:\d+ not readable as YAML: /);
  });

  it('refuses aliases that multiply', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const inner = level === 0 ? '"x"' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array(9).fill(inner).join(',')}]`;
    });
    expect(mistakes(levels.join('\n'))[0]).toMatch(/not readable as YAML/);
  });

  it('says that a list or a text is no mapping file', () => {
    expect(mistakes('- a\n- b\n')[0]).toMatch(
      /^migration\.yaml:1:1 \(top\): of the wrong kind; write keys with values/,
    );
    expect(mistakes('hello')[0]).toMatch(/^migration\.yaml:1:1 \(top\): of the wrong kind/);
  });
});

describe('the template', () => {
  const template = migrationTemplate({ referenceDate: '2026-01-31' });

  it('parses to the defaults', () => {
    expect(parseMigration(template, 'migration.yaml')).toEqual(parseMigration(SOURCE, 'migration.yaml'));
  });

  it('names its schema for the editor on its first line', () => {
    expect(template.split('\n')[0]).toBe('# yaml-language-server: $schema=migration.schema.json');
  });

  it('shows every setting that there is', () => {
    const keys = (schema: unknown, into: Set<string>): Set<string> => {
      const { properties } = schema as { properties?: Readonly<Record<string, unknown>> };
      for (const [key, inner] of Object.entries(properties ?? {})) keys(inner, into.add(key));
      return into;
    };
    const missing = [...keys(migrationJsonSchema(), new Set())].filter(
      (key) => !template.includes(`${key}:`),
    );
    expect(missing).toEqual([]);
  });

  it('has examples that are valid once their # is taken away', () => {
    const examples = template
      .replaceAll(/^( *)# (encoding|account|setProfile):/gm, '$1$2:')
      .replaceAll(/^( *\w+): (?:\[\]|\{\})\n((?: *# {2}.*\n)+)/gm, (_all, key: string, lines: string) => {
        return `${key}:\n${lines.replaceAll(/^( *)# {2}/gm, '$1  ')}`;
      });
    const config = parseMigration(examples, 'migration.yaml');
    expect(config.source.encoding).toBe('windows-1252');
    expect(config.source.timeZones).toEqual({ HKT: 'Asia/Hong_Kong' });
    expect(config.users.external[0]?.profile).toBe('Partners');
    expect(config.users.leaveOut).toHaveLength(1);
    expect(config.profiles.Partners?.seatLimit).toBe(500);
    expect(config.scores.courses['EXAM-7']).toEqual({ min: 0, max: 40 });
  });
});

describe('the JSON Schema', () => {
  it('is the committed one', () => {
    const file = new URL('../../schemas/migration.schema.json', import.meta.url);
    const text = `${JSON.stringify(migrationJsonSchema(), null, 2)}\n`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('describes every section for the editor', () => {
    const { properties } = migrationJsonSchema() as { properties: Record<string, { description?: string }> };
    for (const section of Object.values(properties)) expect(section.description).toBeTruthy();
  });
});
