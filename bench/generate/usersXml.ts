import { xmlText } from './markup.js';
import type { Person } from './people.js';
import type { QuirkName } from './quirks.js';

/** The real namespace is not public (peoplefluent-facts 2.2): a reader must go by local names. */
const OPENING = '<?xml version="1.0" encoding="UTF-8"?><u:users xmlns:u="urn:example:ekp:users200510">';

/** Twelve people report to each. */
const SPAN = 12;

/** users200510Xml: one `user` each, every element prefixed. */
export function* usersXml(settings: {
  readonly people: number;
  readonly person: (number: number) => Person;
  readonly quirkAt: (index: number) => QuirkName | null;
  readonly count: (quirk: QuirkName | null) => void;
  readonly eol: string;
}): Generator<string> {
  const { people, person, quirkAt, eol } = settings;
  yield OPENING + eol;
  for (let number = 0; number < people; number += 1) {
    const quirk = quirkAt(number);
    settings.count(quirk);
    const owner = quirk === 'shared-email' ? person(number - 1) : person(number);
    const manager = number === 0 ? null : person(Math.floor(number / SPAN)).userId;
    yield userElement(person(number), quirk === 'user-without-email' ? '' : owner.email, manager) + eol;
  }
  yield `</u:users>${eol}`;
}

function userElement(person: Person, email: string, manager: string | null): string {
  const { organization } = person;
  return (
    `<u:user><u:id>${person.userId}</u:id><u:family>${xmlText(person.family)}</u:family>` +
    `<u:given>${xmlText(person.given)}</u:given>${element('email', email)}<u:status>${person.status}</u:status>` +
    element('employeeNumber', person.employeeNumber ?? '') +
    `<u:jobTitle>${xmlText(person.jobTitle)}</u:jobTitle>` +
    (manager === null ? '' : `<u:directAppraiser><u:id>${manager}</u:id></u:directAppraiser>`) +
    `<u:organization><u:id>${organization.id}</u:id><u:code>${xmlText(organization.code)}</u:code>` +
    `<u:description>${xmlText(organization.description)}</u:description></u:organization></u:user>`
  );
}

function element(name: string, text: string): string {
  return text === '' ? `<u:${name}/>` : `<u:${name}>${xmlText(text)}</u:${name}>`;
}
