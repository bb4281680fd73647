/** What a finding means for the migration, gravest first. */
export const EFFECTS = Object.freeze({
  stops: 'does not arrive until somebody mends or decides it',
  leftOut: 'is left out by a rule of migration.yaml or crosswalk.csv',
  doubtful: 'arrives, but changed, incomplete or not to be trusted',
  note: 'good to know',
});
export type Effect = keyof typeof EFFECTS;

/** What findings are about, in the order of the report. */
export const TOPICS = Object.freeze({
  reading: 'Records that could not be read',
  people: 'People',
  courses: 'Courses',
  statuses: 'Statuses',
  dates: 'Dates',
  scores: 'Scores',
  columns: 'Columns that look shifted',
  text: 'Damaged text',
  duplicates: 'Duplicates',
  values: 'Values that were not understood',
});
export type Topic = keyof typeof TOPICS;

type Meaning = readonly [Topic, Effect];

/** By code; the effects are those of the defaults of migration.yaml (design section 5). */
const MEANINGS: Readonly<Record<string, Meaning>> = Object.freeze({
  'MAP-USER-MISSING': ['people', 'stops'],
  'MAP-USER-CLOSED': ['people', 'leftOut'],
  'MAP-USER-DELETED': ['people', 'leftOut'],
  'MAP-USER-SUSPENDED': ['people', 'doubtful'],
  'MAP-USER-STATUS-UNKNOWN': ['people', 'stops'],
  'MAP-USER-WITHOUT-EMAIL': ['people', 'stops'],
  'MAP-USER-EMAIL-INVALID': ['people', 'stops'],
  'MAP-USER-EMAIL-CLASH': ['people', 'stops'],
  'MAP-USER-WITHOUT-NAME': ['people', 'doubtful'],
  'DATA-USER-WITHOUT-RECORDS': ['people', 'note'],
  'MAP-COURSE-MISSING': ['courses', 'stops'],
  'MAP-COURSE-UNMAPPED': ['courses', 'stops'],
  'MAP-COURSE-LEFT-OUT': ['courses', 'leftOut'],
  'MAP-EXTERNAL-UNMAPPED': ['courses', 'stops'],
  'MAP-CROSSWALK-UNREVIEWED': ['courses', 'stops'],
  'MAP-CROSSWALK-DUPLICATE': ['courses', 'stops'],
  'MAP-SESSION-ROW': ['courses', 'note'],
  'MAP-STATUS-UNKNOWN': ['statuses', 'stops'],
  'MAP-STATUS-QUARANTINED': ['statuses', 'stops'],
  'MAP-EXTERNAL-DELETED': ['statuses', 'leftOut'],
  'PF-STATUS-REGRESSED': ['statuses', 'doubtful'],
  'MAP-STATUS-LEFT-OUT': ['statuses', 'leftOut'],
  'MAP-COMPLETION-WITHOUT-DATE': ['dates', 'stops'],
  'MAP-DATE-UNREADABLE': ['dates', 'stops'],
  'MAP-DATE-OUT-OF-RANGE': ['dates', 'stops'],
  'MAP-DATE-IN-FUTURE': ['dates', 'stops'],
  'MAP-START-AFTER-COMPLETION': ['dates', 'doubtful'],
  'MAP-ENROLMENT-AFTER-COMPLETION': ['dates', 'doubtful'],
  'DATA-DATE-ONLY': ['dates', 'note'],
  'DATA-IMPORT-DAY-COURSE': ['dates', 'doubtful'],
  'DATA-IMPORT-DAY-ORGANISATION': ['dates', 'doubtful'],
  'MAP-SCORE-UNREADABLE': ['scores', 'doubtful'],
  'MAP-SCORE-OUT-OF-SCALE': ['scores', 'doubtful'],
  'DATA-COLUMN-SHIFTED': ['columns', 'doubtful'],
  'PF-TEXT-REPLACED': ['text', 'doubtful'],
  'PF-TEXT-QUESTION-MARKS': ['text', 'doubtful'],
  'PF-TEXT-ENCODED-TWICE': ['text', 'doubtful'],
  'PF-CSV-DOUBTFUL': ['columns', 'doubtful'],
  'DATA-RECORD-AGAIN': ['duplicates', 'note'],
});

/** A code of the readers that has no row of its own speaks of a value that was kept as written. */
export function meaningOf(code: string): { readonly topic: Topic; readonly effect: Effect } {
  const [topic, effect] = MEANINGS[code] ?? (['values', 'note'] as const);
  return { topic, effect };
}

const GRAVITY = Object.keys(EFFECTS);

/** Gravest first. */
export function byGravity(a: { readonly effect: Effect }, b: { readonly effect: Effect }): number {
  return GRAVITY.indexOf(a.effect) - GRAVITY.indexOf(b.effect);
}
