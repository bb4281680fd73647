/** Invented people and courses: names of several languages, since real sites are never ASCII. */

/** As written, and in the ASCII that goes into ids and addresses. */
export type Name = readonly [written: string, ascii: string];

export const GIVEN_NAMES: readonly Name[] = Object.freeze([
  ['Anna', 'anna'],
  ['Björn', 'bjoern'],
  ['Chloé', 'chloe'],
  ['Dario', 'dario'],
  ['Elif', 'elif'],
  ['François', 'francois'],
  ['Grace', 'grace'],
  ['Håkon', 'hakon'],
  ['Inês', 'ines'],
  ['Jürgen', 'juergen'],
  ['Kateřina', 'katerina'],
  ['Łukasz', 'lukasz'],
  ['María', 'maria'],
  ['Noor', 'noor'],
  ['Oksana', 'oksana'],
  ['Pádraig', 'padraig'],
  ['Quinn', 'quinn'],
  ['Renée', 'renee'],
  ['Søren', 'soeren'],
  ['Tomás', 'tomas'],
  ['Ümit', 'uemit'],
  ['Vera', 'vera'],
  ['Wiktor', 'wiktor'],
  ['Xenia', 'xenia'],
  ['Yuki', 'yuki'],
  ['Zoë', 'zoe'],
]);

export const FAMILY_NAMES: readonly Name[] = Object.freeze([
  ['Ångström', 'angstroem'],
  ['Beaufort', 'beaufort'],
  ['Çelik', 'celik'],
  ['D’Angelo', 'dangelo'],
  ['Eriksson', 'eriksson'],
  ['Fernández', 'fernandez'],
  ['Großmann', 'grossmann'],
  ['Hughes', 'hughes'],
  ['Ivanova', 'ivanova'],
  ['Jørgensen', 'joergensen'],
  ['Kovács', 'kovacs'],
  ['Lefèvre', 'lefevre'],
  ['Müller', 'mueller'],
  ['Nakamura', 'nakamura'],
  ['O’Brien', 'obrien'],
  ['Peña', 'pena'],
  ['Quist', 'quist'],
  ['Różański', 'rozanski'],
  ['Svobodová', 'svobodova'],
  ['Tanaka', 'tanaka'],
  ['Urquhart', 'urquhart'],
  ['Vandenberghe', 'vandenberghe'],
  ['Weiß', 'weiss'],
  ['Yıldız', 'yildiz'],
  ['Žukauskas', 'zukauskas'],
  ['山本', 'yamamoto'],
  ['Smith & Jones', 'smithjones'],
]);

/** What a course is about. Some need escaping in XML, some quoting in CSV. */
export const TOPICS: readonly string[] = Object.freeze([
  'Fire safety',
  'Datenschutz für Führungskräfte',
  'Sécurité au travail',
  'R&D basics',
  'Forklift licence',
  'Working at height, ladders and scaffolds',
  'Export control',
  'Código de conducta',
  'First aid',
  'Ladungssicherung',
  'Pressure < 2 bar: valves',
  'The "Five Whys"',
  'Anti-bribery',
  'Chemical storage',
  'Übergabe der Schicht',
  'Lockout/tagout',
  'Manual handling',
  '安全衛生',
  'Cash handling',
  'GDPR for HR',
]);

export const LEVELS: readonly string[] = Object.freeze([
  'level 1',
  'level 2',
  'refresher',
  'Grundlagen',
  'avancé',
  'for supervisors',
  '– annual',
  'part A',
]);

export const JOB_TITLES: readonly string[] = Object.freeze([
  'Technician',
  'Shift lead',
  'Buyer',
  'Controller',
  'HR partner',
  'Ingénieur',
  'Sachbearbeiter',
  'Driver',
]);

/** Topics of external training: what people did elsewhere and entered themselves. */
export const EXTERNAL_TOPICS: readonly string[] = Object.freeze([
  'Conference',
  'Evening class',
  'University module',
  'Vendor certification',
  'Language course, B2',
]);
