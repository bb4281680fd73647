import { DAY, MINUTE } from './calendar.js';
import type { Catalogue, Course, ExternalTraining } from './courses.js';
import { asShare, type Dice, pick, weighted } from './dice.js';
import { type Person, peopleOf } from './people.js';

/** How far somebody came, in the generator's own words; each file has its own token for it. */
export type Progress = 'done' | 'under way' | 'not begun' | 'gave up' | 'exempt' | 'passed';

/** One training record before it is written in any format. Times are instants in milliseconds. */
export interface Training {
  readonly index: number;
  readonly person: Person;
  readonly progress: Progress;
  readonly enrolled: number;
  readonly started: number | null;
  readonly ended: number | null;
  /** 0 to 100. */
  readonly score: number | null;
  readonly attempts: number;
  readonly selfEnrolled: boolean;
}

const FIRST_DAY = Date.UTC(2012, 0, 2);
/** Longest time from enrolment to end; keeps every end before the reference date. */
const LONGEST_DAYS = 150;

const progressOf = weighted<Progress>([
  [740, 'done'],
  [120, 'under way'],
  [60, 'not begun'],
  [50, 'gave up'],
  [15, 'exempt'],
  [15, 'passed'],
]);

export interface Trainings {
  readonly at: (index: number) => Training;
  readonly courseAt: (index: number) => Course;
  readonly externalAt: (index: number) => ExternalTraining;
  readonly person: (number: number) => Person;
}

/**
 * The index-th record of the site is the k-th of its person. A person's enrolments follow each other
 * in time, so that no two have the same minute; courses seldom repeat but for those taken again.
 */
export function trainingsOf(
  dice: Dice,
  catalogue: Catalogue,
  settings: { readonly records: number; readonly people: number; readonly referenceDate: string },
): Trainings {
  const person = peopleOf(dice);
  const progressRoll = dice.stream('training.progress');
  const timeRoll = dice.stream('training.time');
  const scoreRoll = dice.stream('training.score');
  const courseRoll = dice.stream('training.course');
  const againRoll = dice.stream('training.again');
  const { people } = settings;
  const stride = coprimeTo(people);
  const courseStride = coprimeTo(catalogue.size);
  const perPerson = Math.max(1, Math.ceil(settings.records / people));
  const days = Math.max(1, (Date.parse(settings.referenceDate) - FIRST_DAY) / DAY - LONGEST_DAYS - 1);

  const personNumberAt = (index: number): number => ((index % people) * stride) % people;

  return {
    person,
    courseAt: (index) => {
      const owner = personNumberAt(index);
      let k = Math.floor(index / people);
      // One in twelve takes again what it took before.
      if (k > 0 && againRoll(index) % 12 === 0) k -= 1;
      return catalogue.course(((courseRoll(owner) % catalogue.size) + k * courseStride) % catalogue.size);
    },
    externalAt: (index) => catalogue.external(courseRoll(index) % catalogue.externals),
    at: (index) => {
      const k = Math.floor(index / people);
      const progress = progressOf(progressRoll(index));
      const time = timeRoll(index);
      const score = scoreRoll(index);
      const day = Math.floor((days * (k + asShare(time))) / perPerson);
      // In working hours; neighbours of the same day differ.
      const enrolled =
        FIRST_DAY + day * DAY + (6 * 60 + ((k * 37 + (time & 15)) % 720)) * MINUTE + stamp(time);
      const begun = progress !== 'not begun' && progress !== 'exempt';
      const started = begun ? enrolled + ((time >>> 4) % 30) * DAY + 45 * MINUTE + 13 * 1000 : null;
      const finished = progress === 'done' || progress === 'passed' || progress === 'exempt';
      const ended = finished ? (started ?? enrolled) + ((time >>> 9) % 60) * DAY + 95 * MINUTE + 600 : null;
      const scored = (progress === 'done' || progress === 'passed') && score % 10 < 6;
      return {
        index,
        person: person(personNumberAt(index)),
        progress,
        enrolled,
        started,
        ended,
        score: scored ? 60 + ((score >>> 8) % 81) / 2 : null,
        attempts: begun ? 1 + (score % 3) : 0,
        selfEnrolled: score % 2 === 0,
      };
    },
  };
}

/** Milliseconds end in 0, 3 or 7, as SQL Server's datetime rounds them (peoplefluent-facts 1.4). */
function stamp(roll: number): number {
  return ((roll >>> 12) % 60) * 1000 + ((roll >>> 18) % 100) * 10 + pick([0, 3, 7], roll >>> 6);
}

/** A number near the golden section of `size` that visits each of its residues once. */
function coprimeTo(size: number): number {
  let stride = Math.max(1, Math.floor(size * 0.618));
  while (commonDivisor(stride, size) !== 1) stride += 1;
  return stride;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
