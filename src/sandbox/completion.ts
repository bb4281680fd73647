import {
  type Enrolment,
  type GradeEntry,
  type LearningObject,
  latestGrade,
  type Progress,
} from './entities.js';

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
 * Adds the grades of one enrolment up; of several of one module the latest counts. A course is
 * complete when all its counted modules are (criterion ALL), on the day of the latest of them.
 * What was complete before stays complete, with its date, as ALM has no way back by grades.
 */
export function addUp(lo: LearningObject, grades: readonly GradeEntry[], before: Progress): Progress {
  let started = false;
  let dateStarted: string | null = null;
  let score = 0;
  for (const moduleKey of lo.modules.keys()) {
    const grade = latestGrade(grades, moduleKey);
    if (grade === undefined) continue;
    score = Math.max(score, grade.score ?? 0);
    if (!grade.started) continue;
    started = true;
    dateStarted = earlier(dateStarted, grade.dateStarted);
  }
  let done = 0;
  let passed = 0;
  let dateCompleted: string | null = null;
  for (const moduleKey of lo.counted) {
    const grade = latestGrade(grades, moduleKey);
    if (grade?.completed !== true) continue;
    done += 1;
    if (grade.success) passed += 1;
    dateCompleted = later(dateCompleted, grade.dateCompleted);
  }
  const complete = done > 0 && done === lo.counted.length;
  const kept = before.state === 'COMPLETED' && !complete;
  return {
    state: complete || kept ? 'COMPLETED' : started ? 'STARTED' : before.state,
    dateStarted: dateStarted ?? before.dateStarted,
    dateCompleted: complete ? dateCompleted : before.dateCompleted,
    progressPercent: kept ? 100 : Math.floor((100 * done) / Math.max(1, lo.counted.length)),
    hasPassed: complete ? passed === done : before.hasPassed,
    score,
  };
}

/**
 * A learning program is complete when each of its courses is, on the day of the latest of them: nobody grades
 * it. `held` are the learner's enrolments, in whatever instances.
 */
export function addUpParts(parts: readonly string[], held: Iterable<Enrolment>, before: Progress): Progress {
  const done = new Map<string, string | null>();
  for (const { instance, progress } of held) {
    if (progress.state !== 'COMPLETED' || !parts.includes(instance.lo.id)) continue;
    const { dateCompleted } = progress;
    done.set(instance.lo.id, earlier(done.get(instance.lo.id) ?? null, dateCompleted));
  }
  if (before.state === 'COMPLETED' || done.size === 0) return before;
  const dates = [...done.values()].reduce(later, null);
  const complete = parts.every((part) => done.has(part));
  return {
    ...before,
    state: complete ? 'COMPLETED' : 'STARTED',
    dateCompleted: complete ? dates : null,
    progressPercent: Math.floor((100 * done.size) / parts.length),
    hasPassed: complete,
  };
}

// Instants are all written alike (UTC, milliseconds), so that their text sorts as they do.
function earlier(best: string | null, at: string | null): string | null {
  return at !== null && (best === null || at < best) ? at : best;
}

function later(best: string | null, at: string | null): string | null {
  return at !== null && (best === null || at > best) ? at : best;
}
