import type { Grade, LearningObject, Progress } from './entities.js';

/** The progress of somebody who was enrolled and did nothing yet. */
export const NOT_STARTED: Progress = Object.freeze({
  state: 'ENROLLED',
  dateStarted: null,
  dateCompleted: null,
  progressPercent: 0,
  hasPassed: false,
  score: 0,
});

/**
 * Adds the grades of one enrolment up. A course is complete when all its mandatory modules are
 * (criterion ALL; all modules, where none is mandatory), on the day of the latest of them.
 * What was complete before stays complete, with its date, as ALM has no way back by grades.
 */
export function addUp(
  lo: LearningObject,
  grades: ReadonlyMap<string, readonly Grade[]>,
  before: Progress,
): Progress {
  const all = [...lo.modules.entries()];
  const mandatory = all.filter(([, module]) => module.mandatory);
  const counted = mandatory.length > 0 ? mandatory : all;
  // Only the latest grade of a module counts; a doubled tenant keeps the older ones beside it.
  const latest = all.flatMap(([key]) => grades.get(key)?.at(-1) ?? []);
  const done = counted.flatMap(([key]) => {
    const grade = grades.get(key)?.at(-1);
    return grade?.completed === true ? [grade] : [];
  });
  const complete = counted.length > 0 && done.length === counted.length;
  const started = latest.filter((grade) => grade.started);
  const kept = before.state === 'COMPLETED' && !complete;
  const completionDates = done.flatMap((grade) => grade.dateCompleted ?? []);
  return {
    state: complete || kept ? 'COMPLETED' : started.length > 0 ? 'STARTED' : before.state,
    dateStarted: earliest(started.flatMap((grade) => grade.dateStarted ?? [])) ?? before.dateStarted,
    dateCompleted: complete ? latestOf(completionDates) : before.dateCompleted,
    progressPercent: kept ? 100 : Math.floor((100 * done.length) / Math.max(1, counted.length)),
    hasPassed: complete ? done.every((grade) => grade.success) : before.hasPassed,
    score: latest.reduce((best, grade) => Math.max(best, grade.score ?? 0), 0),
  };
}

// Instants are all written alike (UTC, milliseconds), so that their text sorts as they do.
function earliest(instants: readonly string[]): string | null {
  return instants.reduce<string | null>((best, at) => (best === null || at < best ? at : best), null);
}

function latestOf(instants: readonly string[]): string | null {
  return instants.reduce<string | null>((best, at) => (best === null || at > best ? at : best), null);
}
