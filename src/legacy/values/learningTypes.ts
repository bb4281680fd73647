/**
 * Learning types, in the words of the XML documents. A type that no table knows is kept as written.
 */

/** One-character codes of the CSV loaders. */
const BY_CODE: Readonly<Record<string, string>> = Object.freeze({
  // vendor's API page, trainingHistoryCsv, field LOTYPE (seed 004, lines 1506-1546)
  C: 'learningProgram',
  M: 'exam',
  O: 'onlineModule',
  R: 'classroom',
  W: 'workshopSeminar',
  '1': 'selfTrainingPaper',
  '2': 'selfTrainingVideo',
  '3': 'specialInterestGroup',
  '4': 'coaching',
  // vendor's course loader reference, 22.11 (peoplefluent-facts 7.2)
  A: 'audioCassette',
  B: 'book',
  D: 'cd',
  X: 'externalCertification',
  Q: 'justInTimeLearning',
  J: 'onTheJobTraining',
});

/** The names of the XML documents. */
const BY_NAME: readonly string[] = Object.freeze([
  // records.xsd (peoplefluent-facts 7.2)
  'audioCassette',
  'book',
  'cd',
  'classroom',
  'externalCertification',
  'externalCourse',
  'justInTimeLearning',
  'learningProgram',
  'onlineModule',
  'video',
  'virtualClassroom',
  'archivedVirtualClassroom',
  'workshopSeminar',
  // module.xsd, newer releases (peoplefluent-facts 7.2)
  'coaching',
  'exam',
  'internship',
  'onTheJobTraining',
  'selfTrainingPaper',
  'selfTrainingVideo',
  'specialInterestGroup',
  'task',
]);

/** What the loaders' documents call a code, where that is no name of the XML documents. */
const BY_LABEL: Readonly<Record<string, string>> = Object.freeze({
  // seed 004, LOTYPE and CourseType
  program: 'learningProgram',
  online: 'onlineModule',
  'workshop/seminar': 'workshopSeminar',
  'self training (paper)': 'selfTrainingPaper',
  'self training (video)': 'selfTrainingVideo',
  'special interest group': 'specialInterestGroup',
  // peoplefluent-facts 7.2
  'audio cassette': 'audioCassette',
  'cd rom': 'cd',
  'external certification': 'externalCertification',
  'just-in-time learning': 'justInTimeLearning',
  'on-the-job training': 'onTheJobTraining',
});

const NAMES = new Map<string, string>([
  ...BY_NAME.map((name) => [name.toLowerCase(), name] as const),
  ...Object.entries(BY_LABEL),
]);
const CODES = new Map<string, string>(Object.entries(BY_CODE));

/** The type's name for a name, a label or (CSV) a code; null where no table has it. */
export function learningType(text: string): string | null {
  return (
    CODES.get(text) ??
    NAMES.get(text) ??
    NAMES.get(text.toLowerCase()) ??
    CODES.get(text.toUpperCase()) ??
    null
  );
}
