import { DAY } from './calendar.js';
import type { Catalogue, Course, ExternalTraining } from './courses.js';
import type { QuirkName } from './quirks.js';
import type { Training, Trainings } from './trainings.js';

/** One row of a training file: whose, of what, inside which program, and what is wrong with it. */
export interface Entry {
  readonly training: Training;
  readonly course: Course;
  readonly quirk: QuirkName | null;
  /** The program's entry that this one is a part of. */
  readonly parent: Entry | null;
  /** How many of the entries that follow are parts of this one. */
  readonly parts: number;
}

/** One row of the external training file. */
export interface ExternalEntry {
  readonly training: Training;
  readonly external: ExternalTraining;
  readonly quirk: QuirkName | null;
}

const MOST_PARTS = 3;

/**
 * The entries of the records `from` to `to`, the latter excluded; a program's parts come right after
 * it, belong to the same person, and count as records. Programs and their parts have no quirks.
 */
export function* entriesOf(
  trainings: Trainings,
  catalogue: Catalogue,
  quirkAt: (index: number) => QuirkName | null,
  from: number,
  to: number,
): Generator<Entry> {
  for (let index = from; index < to; index += 1) {
    const course = trainings.courseAt(index);
    const training = trainings.at(index);
    if (!course.program) {
      const quirk = quirkAt(index - from);
      yield { training: spoilt(training, quirk), course, quirk, parent: null, parts: 0 };
      continue;
    }
    const parts = catalogue.partsOf(course, Math.min(MOST_PARTS, to - index - 1));
    const program = { training, course, quirk: null, parent: null, parts: parts.length };
    yield program;
    for (const part of parts) {
      index += 1;
      const own = { ...trainings.at(index), person: training.person };
      yield { training: own, course: part, quirk: null, parent: program, parts: 0 };
    }
  }
}

/** The training with the damage that is in its values; what is wrong in its text, the writers do. */
function spoilt(training: Training, quirk: QuirkName | null): Training {
  const started = training.started ?? training.enrolled;
  const done = { ...training, progress: 'done', started } as const;
  switch (quirk) {
    case 'bad-date':
    case 'unknown-status':
      return { ...done, ended: started + DAY };
    case 'no-end-date':
      return { ...done, ended: null };
    case 'end-before-start':
      return { ...done, ended: started - 10 * DAY };
    case 'future-date':
      return { ...done, ended: started + 40 * 365 * DAY };
    case 'score-out-of-scale':
      return { ...done, ended: started + DAY, score: 250 };
    default:
      return training;
  }
}

/** The same for training done elsewhere: one entry a record, none nested. */
export function* externalEntriesOf(
  trainings: Trainings,
  quirkAt: (index: number) => QuirkName | null,
  from: number,
  to: number,
): Generator<ExternalEntry> {
  for (let index = from; index < to; index += 1) {
    const quirk = quirkAt(index - from);
    yield { training: spoilt(trainings.at(index), quirk), external: trainings.externalAt(index), quirk };
  }
}
