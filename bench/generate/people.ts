import { asShare, type Dice, pick, weighted } from './dice.js';
import { FAMILY_NAMES, GIVEN_NAMES, JOB_TITLES } from './words.js';

export interface Person {
  readonly number: number;
  /** In lower case, as PeopleFluent stores it. */
  readonly userId: string;
  /** As people type it: the loaders' files have it in this form. */
  readonly typedUserId: string;
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly external: boolean;
  readonly status: 'active' | 'suspend' | 'close';
  readonly jobTitle: string;
  /** Leading zeros are part of it. */
  readonly employeeNumber: string | null;
  readonly organization: { readonly id: string; readonly code: string; readonly description: string };
}

const ORGANIZATIONS = ['PLANT-N', 'PLANT-S', 'SALES', 'R&D', 'LOGISTICS', 'HQ', 'IT', 'QA'] as const;
/** The organisation whose people are external users in ALM. */
export const PARTNER_ORGANIZATION = 'PARTNERS';

const statusOf = weighted<Person['status']>([
  [95, 'active'],
  [1, 'suspend'],
  [4, 'close'],
]);

/** The n-th person of the site, from 0. The first is nobody's report, never external and active. */
export function peopleOf(dice: Dice): (number: number) => Person {
  const givenRoll = dice.stream('person.given');
  const familyRoll = dice.stream('person.family');
  const statusRoll = dice.stream('person.status');
  const placeRoll = dice.stream('person.organization');
  return (number) => {
    const [given, givenAscii] = pick(GIVEN_NAMES, givenRoll(number));
    const [family, familyAscii] = pick(FAMILY_NAMES, familyRoll(number));
    const place = placeRoll(number);
    const external = number > 0 && asShare(place) < 0.1;
    const at = place % ORGANIZATIONS.length;
    const code = external ? PARTNER_ORGANIZATION : pick(ORGANIZATIONS, at);
    const typedUserId = `${givenAscii.charAt(0).toUpperCase()}${familyAscii.charAt(0).toUpperCase()}${familyAscii.slice(1)}${number + 1}`;
    return {
      number,
      userId: typedUserId.toLowerCase(),
      typedUserId,
      given,
      family,
      email: `${givenAscii}.${familyAscii}.${number + 1}@example.com`,
      external,
      status: number === 0 ? 'active' : statusOf(statusRoll(number)),
      jobTitle: pick(JOB_TITLES, place >>> 8),
      employeeNumber: external ? null : String(number + 1).padStart(8, '0'),
      organization: {
        id: `EKP${String(external ? 900 : 400 + at).padStart(9, '0')}`,
        code,
        description: external ? 'Partners & suppliers' : `Unit ${code}`,
      },
    };
  };
}
