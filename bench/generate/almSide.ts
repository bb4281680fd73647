import { SITE_ZONE } from './calendar.js';
import type { AlmCourse, Catalogue } from './courses.js';
import { asShare, type Dice } from './dice.js';
import { csvRow } from './markup.js';
import { PARTNER_ORGANIZATION, type Person } from './people.js';

/** The external profile that the partners' people belong to. */
const PROFILE = {
  name: 'Partners',
  managerEmail: 'partner.desk@example.com',
  expiry: '2030-12-31T23:59:59.000Z',
};

const CROSSWALK_COLUMNS = [
  'learning_id',
  'title',
  'action',
  'course',
  'instance',
  'modules',
  'reason',
  'external_title',
  'external_type',
  'external_subject',
  'reviewed',
];

function instanceOf(alm: AlmCourse): number {
  return alm.toOther && alm.otherInstance !== null ? alm.otherInstance : alm.defaultInstance;
}

/** crosswalk.csv: one row a course, then one for each kind of external training. */
export function* crosswalkCsv(catalogue: Catalogue): Generator<string> {
  yield csvRow(CROSSWALK_COLUMNS);
  for (let number = 0; number < catalogue.size; number += 1) {
    const { learningId, title, leftOut } = catalogue.course(number);
    const alm = catalogue.alm(number);
    if (alm === null) {
      yield csvRow([learningId, title, 'leave_out', '', '', '', leftOut ?? '', '', '', '', 'yes']);
      continue;
    }
    const course = `course:${alm.course}`;
    const instance = `${course}_${instanceOf(alm)}`;
    const modules = alm.firstModuleOnly ? `${instance}_${alm.modules[0]}_0` : 'all';
    yield csvRow([
      learningId,
      title,
      'map',
      course,
      alm.toOther ? instance : '',
      modules,
      '',
      '',
      '',
      '',
      'yes',
    ]);
  }
  for (let number = 0; number < catalogue.externals; number += 1) {
    const { title, type, subject, byTitle, course } = catalogue.external(number);
    const alm = catalogue.alm(course);
    if (alm === null) continue;
    const key = byTitle ? [title, '', ''] : ['', type, subject];
    yield csvRow(['', '', 'map', `course:${alm.course}`, '', 'all', '', ...key, 'yes']);
  }
}

/** sandbox-seed.json: the ALM that the crosswalk speaks of, and the people who are there already. */
export function* sandboxSeed(settings: {
  readonly dice: Dice;
  readonly catalogue: Catalogue;
  readonly people: number;
  readonly person: (number: number) => Person;
  readonly existing: number;
}): Generator<string> {
  const { catalogue, person } = settings;
  const roll = settings.dice.stream('alm.existing');
  const profile = { id: '9001', ...PROFILE, seatLimit: settings.people + 10 };
  yield `{\n"account":{"id":"4711","name":"Example Industries (generated)"},\n`;
  yield `"externalProfiles":[${JSON.stringify(profile)}],\n"courses":[`;
  let separator = '\n';
  for (let number = 0; number < catalogue.size; number += 1) {
    const alm = catalogue.alm(number);
    if (alm === null) continue;
    yield separator + JSON.stringify(seedCourse(catalogue.course(number).title, alm));
    separator = ',\n';
  }
  yield '\n],\n"users":[';
  separator = '\n';
  for (let number = 0; number < settings.people; number += 1) {
    if (asShare(roll(number)) >= settings.existing) continue;
    yield separator + JSON.stringify(seedUser(person(number)));
    separator = ',\n';
  }
  yield '\n],\n"enrolments":[]\n}\n';
}

function seedCourse(title: string, alm: AlmCourse): object {
  const instances = [{ id: String(alm.defaultInstance), name: 'Default instance', isDefault: true }];
  if (alm.otherInstance !== null)
    instances.push({ id: String(alm.otherInstance), name: 'Before the move', isDefault: false });
  return {
    id: `course:${alm.course}`,
    name: title,
    modules: alm.modules.map((id, at) => ({ id: String(id), name: `${title}: module ${at + 1}` })),
    instances,
  };
}

function seedUser(person: Person): object {
  const user = {
    email: person.email,
    name: `${person.given} ${person.family}`,
    userUniqueId: person.userId,
    userType: person.external ? 'External' : 'Internal',
  };
  return person.external ? { ...user, externalProfile: '9001' } : user;
}

/** migration.yaml: what differs from the defaults. */
export function* migrationYaml(referenceDate: string, people: number): Generator<string> {
  yield `# The settings that belong to the generated exports beside this file.
source:
  timeZone: ${SITE_ZONE}
  referenceDate: ${referenceDate}
users:
  external:
    - when:
        organization: [${PARTNER_ORGANIZATION}]
      profile: ${PROFILE.name}
profiles:
  ${PROFILE.name}:
    managerEmail: ${PROFILE.managerEmail}
    expiry: ${PROFILE.expiry.slice(0, 10)}
    seatLimit: ${people + 10}
`;
}
