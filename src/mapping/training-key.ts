/** How a crosswalk row and a record find each other. */

/**
 * One letter of the loader's CourseType and LOTYPE for the type it stands for, so that a row may
 * say either (peoplefluent-facts 4.1, 4.2 and 7.2). `TNS` is "not specified", like a blank.
 */
const TYPE_LETTERS: Readonly<Record<string, string>> = Object.freeze({
  tns: '',
  c: 'learningprogram',
  r: 'classroom',
  o: 'onlinemodule',
  w: 'workshopseminar',
  m: 'exam',
  '1': 'selftrainingpaper',
  '2': 'selftrainingvideo',
  '3': 'specialinterestgroup',
  '4': 'coaching',
});

/** Titles are compared as they are, but for surrounding blanks, line ends and the two ways to write é. */
export function titleKey(title: string): string {
  return title.trim().replaceAll(/\r\n?/g, '\n').normalize('NFC');
}

/** Types and subjects are codes and names from lists: compared without case. */
export function typeAndSubjectKey(type: string, subject: string): string {
  const folded = type.trim().toLowerCase();
  return `${TYPE_LETTERS[folded] ?? folded}\u0000${subject.trim().normalize('NFC').toLowerCase()}`;
}
