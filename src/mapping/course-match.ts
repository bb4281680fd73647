import { likeness, type TitleForms, titleForms } from './course-titles.js';

/** A course of the legacy system, as its records name it. */
export interface LegacyCourse {
  /** Null for external training, which goes by its title. */
  readonly learningId: string | null;
  readonly title: string;
  readonly learningType: string | null;
  /** Of external training. */
  readonly subject?: string | null;
  readonly people: number;
  readonly records: number;
}

/** A learning object of ALM. */
export interface AlmTraining {
  readonly courseId: string;
  readonly loType: string;
  readonly title: string;
  readonly uniqueId: string | null;
  readonly state: string | null;
}

/** By what a course of ALM can be meant, the surest first, with its score and its words. */
export const COURSE_LEVELS = Object.freeze({
  uniqueId: { score: 1, words: 'the unique id in ALM is the legacy id' },
  title: { score: 0.95, words: 'the titles are the same' },
  withoutLanguage: { score: 0.85, words: 'the titles are the same but for the language' },
  withoutVersion: { score: 0.8, words: 'the titles are the same but for the version' },
  bare: { score: 0.75, words: 'the titles are the same but for language and version' },
  similar: { score: 0.7, words: 'the titles have most words in common' },
});
export type CourseLevel = keyof typeof COURSE_LEVELS;

/** What `match courses` proposes for one course. */
export interface CourseProposal {
  readonly course: LegacyCourse;
  readonly action: 'map' | 'leave_out' | null;
  readonly target: AlmTraining | null;
  readonly reason: string | null;
  readonly level: CourseLevel | null;
  /** 0 to 1; 0 where nothing was found. */
  readonly score: number;
  readonly why: string;
}

/** Below this, two titles have too little in common to be worth a reviewer's look. */
const LEAST_LIKENESS = 0.6;
/** A program for a course, or the other way round: seldom what is meant. */
const OTHER_KIND = 0.6;
/** A retired course refuses enrolments. */
const RETIRED = 0.8;
/** Where another course fits as well, a person has to look twice. */
const AMBIGUOUS = 0.8;

const LEAVE_OUT_PROGRAMS = 'programs are built anew as learning paths';

/** Proposals for each course, those that concern most people first. */
export function matchCourses(
  courses: Iterable<LegacyCourse>,
  trainings: readonly AlmTraining[],
): readonly CourseProposal[] {
  const index = indexTrainings(trainings);
  return [...courses]
    .map((course) => propose(course, index))
    .sort(
      (a, b) =>
        b.course.people - a.course.people ||
        b.course.records - a.course.records ||
        compareTexts(a.course.learningId ?? '', b.course.learningId ?? '') ||
        compareTexts(a.course.title, b.course.title),
    );
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

interface Indexed {
  readonly training: AlmTraining;
  readonly forms: TitleForms;
}
interface TrainingIndex {
  readonly byUniqueId: ReadonlyMap<string, readonly Indexed[]>;
  readonly byForm: Readonly<Record<FormName, ReadonlyMap<string, readonly Indexed[]>>>;
  readonly byWord: ReadonlyMap<string, readonly Indexed[]>;
}
type FormName = 'exact' | 'withoutLanguage' | 'withoutVersion' | 'bare';

/** Which form of the title each level compares. */
const FORM_OF = Object.freeze({
  title: 'exact',
  withoutLanguage: 'withoutLanguage',
  withoutVersion: 'withoutVersion',
  bare: 'bare',
} as const satisfies Partial<Record<CourseLevel, FormName>>);

function indexTrainings(trainings: readonly AlmTraining[]): TrainingIndex {
  const all = trainings.map((training): Indexed => ({ training, forms: titleForms(training.title) }));
  const by = (keys: (one: Indexed) => readonly string[]): ReadonlyMap<string, readonly Indexed[]> => {
    const index = new Map<string, Indexed[]>();
    for (const one of all) {
      for (const key of new Set(keys(one))) {
        const list = index.get(key);
        if (list === undefined) index.set(key, [one]);
        else list.push(one);
      }
    }
    return index;
  };
  return {
    byUniqueId: by(({ training }) => (training.uniqueId === null ? [] : [training.uniqueId.toLowerCase()])),
    byForm: {
      exact: by(({ forms }) => [forms.exact]),
      withoutLanguage: by(({ forms }) => [forms.withoutLanguage]),
      withoutVersion: by(({ forms }) => [forms.withoutVersion]),
      bare: by(({ forms }) => [forms.bare]),
    },
    byWord: by(({ forms }) => forms.words),
  };
}

interface Candidate {
  readonly training: AlmTraining;
  readonly level: CourseLevel;
  readonly score: number;
}

function propose(course: LegacyCourse, index: TrainingIndex): CourseProposal {
  const candidates = candidatesOf(course, index);
  const [best, second] = candidates;
  if (best === undefined) {
    return isProgram(course)
      ? proposal(course, {
          action: 'leave_out',
          reason: LEAVE_OUT_PROGRAMS,
          why: 'a program; nothing in ALM resembles it',
        })
      : proposal(course, {
          why: 'nothing in ALM resembles it: fill in the course, or leave it out with a reason',
        });
  }
  const rivals = candidates.filter((one) => one !== best && one.score === best.score);
  const notes = [COURSE_LEVELS[best.level].words];
  if (isProgram(course) !== isPath(best.training))
    notes.push(
      isPath(best.training) ? 'but it is a learning path in ALM' : 'but the legacy one is a program',
    );
  if (best.training.state?.toLowerCase() === 'retired') notes.push('but it is retired in ALM');
  if (rivals.length > 0)
    notes.push(
      `so do ${rivals.map(({ training }) => `${training.courseId} (${training.title})`).join(', ')}`,
    );
  else if (second !== undefined && best.level === 'similar')
    notes.push(`next is ${second.training.courseId} (${second.training.title})`);
  return proposal(course, {
    action: 'map',
    target: best.training,
    level: best.level,
    score: rounded(rivals.length > 0 ? best.score * AMBIGUOUS : best.score),
    why: `${best.training.title}: ${notes.join('; ')}`,
  });
}

/** Best first; of equal ones by id, so that the proposal does not depend on the order of the snapshot. */
function candidatesOf(course: LegacyCourse, index: TrainingIndex): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  const forms = titleForms(course.title);
  const note = (training: AlmTraining, level: CourseLevel, likeThis = 1): void => {
    const kind = isProgram(course) === isPath(training) ? 1 : OTHER_KIND;
    const state = training.state?.toLowerCase() === 'retired' ? RETIRED : 1;
    const score = COURSE_LEVELS[level].score * likeThis * (level === 'uniqueId' ? 1 : kind) * state;
    if (score > (found.get(training.courseId)?.score ?? 0))
      found.set(training.courseId, { training, level, score });
  };
  for (const { training } of index.byUniqueId.get(course.learningId?.toLowerCase() ?? '') ?? [])
    note(training, 'uniqueId');
  if (forms.exact !== '') {
    for (const [level, form] of Object.entries(FORM_OF) as [keyof typeof FORM_OF, FormName][]) {
      for (const { training } of index.byForm[form].get(forms[form]) ?? []) note(training, level);
    }
    if (found.size === 0) {
      const near = new Set(forms.words.flatMap((word) => index.byWord.get(word) ?? []));
      for (const { training, forms: other } of near) {
        const share = likeness(forms.words, other.words);
        if (share >= LEAST_LIKENESS) note(training, 'similar', share);
      }
    }
  }
  return [...found.values()].sort(
    (a, b) => b.score - a.score || compareTexts(a.training.courseId, b.training.courseId),
  );
}

function isProgram(course: LegacyCourse): boolean {
  return course.learningType?.toLowerCase() === 'learningprogram';
}

function isPath(training: AlmTraining): boolean {
  return training.loType.toLowerCase() === 'learningprogram';
}

function rounded(score: number): number {
  return Math.round(score * 100) / 100;
}

function proposal(
  course: LegacyCourse,
  given: Partial<Omit<CourseProposal, 'course'>> & Pick<CourseProposal, 'why'>,
): CourseProposal {
  return { course, action: null, target: null, reason: null, level: null, score: 0, ...given };
}
