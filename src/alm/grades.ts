import { z } from 'zod';
import { Defect } from '../terms/index.js';
import { formatModuleId, type ModuleId, moduleIdForGrade, parseGradeId, parseModuleId } from './ids.js';
import {
  attributesOf,
  optionalFlag,
  optionalNumber,
  optionalText,
  type Resource,
  readMadeId,
  readSingle,
  refOf,
} from './jsonApi.js';
import { assertDone, isMissing } from './refusal.js';
import type { AlmAnswer, AlmRequest, Send } from './seam.js';
import { type AlmSettings, DEFAULT_SETTINGS } from './settings.js';

/** A module's grade as ALM holds it. */
export interface AlmGrade {
  readonly gradeId: string;
  /** The loResource id. */
  readonly moduleId: string;
  /** `null` when ALM named the grade and did not show it. */
  readonly completed: boolean | null;
  readonly hasPassed: boolean | null;
  readonly progressPercent: number | null;
  readonly score: number | null;
  readonly maxScore: number | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  /** Time spent, in the unit of `gradeDurationUnit`: see `secondsOfDuration`. */
  readonly duration: number | null;
}

/** A module's completion, to be written. Instants are ISO 8601 in UTC. */
export interface GradeToWrite {
  readonly courseId: string;
  readonly instanceId: string;
  /** The loResource id, `course:<c>_<i>_<m>_<v>`. */
  readonly moduleId: string;
  readonly startedAt: string;
  readonly completedAt: string;
  readonly success: boolean;
  readonly score: number | null;
  readonly minScore: number | null;
  readonly maxScore: number | null;
  readonly durationSeconds: number | null;
}

const gradeAttributes = z.looseObject({
  completed: optionalFlag,
  hasPassed: optionalFlag,
  progressPercent: optionalNumber,
  score: optionalNumber,
  maxScore: optionalNumber,
  dateStarted: optionalText,
  dateCompleted: optionalText,
  duration: optionalNumber,
});

export function toGrade(what: string, resource: Resource, requestId: string | null): AlmGrade {
  const told = attributesOf(what, gradeAttributes, resource, requestId);
  return {
    gradeId: resource.id,
    moduleId: refOf(resource, 'loResource') ?? moduleOfGrade(resource.id),
    completed: told.completed,
    hasPassed: told.hasPassed,
    progressPercent: told.progressPercent,
    score: told.score,
    maxScore: told.maxScore,
    startedAt: told.dateStarted,
    completedAt: told.dateCompleted,
    duration: told.duration,
  };
}

/** A grade of which only the id is known. */
export function unseenGrade(gradeId: string): AlmGrade {
  return {
    gradeId,
    moduleId: moduleOfGrade(gradeId),
    completed: null,
    hasPassed: null,
    progressPercent: null,
    score: null,
    maxScore: null,
    startedAt: null,
    completedAt: null,
    duration: null,
  };
}

/** `null` when ALM says that there is no such grade. */
export async function getGrade(send: Send, gradeId: string, signal?: AbortSignal): Promise<AlmGrade | null> {
  const what = `the grade ${gradeId} could not be read`;
  const answer = await send(
    { method: 'GET', path: `/loResourceGrades/${encodeURIComponent(gradeId)}` },
    signal,
  );
  if (isMissing(answer)) return null;
  return toGrade(what, readSingle(what, answer).data, answer.requestId);
}

/**
 * `POST /users/{id}/userModuleGrade` (section 1.1): relationships are lists even where there can be
 * but one, and the course is its bare number. Each flag that is true brings its date, as the twin
 * rules of the migration files want it.
 */
export function gradeRequest(userId: string, grade: GradeToWrite, settings = DEFAULT_SETTINGS): AlmRequest {
  const module = parseModuleId(grade.moduleId);
  if (module === null || module.loType !== 'course') {
    throw new Defect('ALM-GRADE-MODULE', `"${grade.moduleId}" is not the id of a module of a course`);
  }
  const belongs = grade.courseId === `course:${module.course}` && grade.instanceId === instanceOf(module);
  if (!belongs) {
    const where = `${grade.courseId}, ${grade.instanceId}`;
    throw new Defect('ALM-GRADE-ELSEWHERE', `module ${grade.moduleId} does not belong to ${where}`);
  }
  const completedAt = instant(grade.completedAt);
  const attributes: Record<string, unknown> = {
    started: true,
    completed: true,
    success: grade.success,
    dateStarted: instant(grade.startedAt),
    dateCompleted: completedAt,
  };
  if (grade.success) attributes.dateSuccess = completedAt;
  if (grade.score !== null) {
    attributes.score = grade.score;
    if (grade.minScore !== null) attributes.minScore = grade.minScore;
    if (grade.maxScore !== null) attributes.maxScore = grade.maxScore;
  }
  if (grade.durationSeconds !== null) {
    attributes.duration = Math.round(grade.durationSeconds / SECONDS[settings.gradeDurationUnit]);
  }
  return {
    method: 'POST',
    path: `/users/${encodeURIComponent(userId)}/userModuleGrade`,
    body: {
      data: {
        type: 'userModuleGrade',
        attributes,
        relationships: {
          learner: { data: [{ id: userId, type: 'user' }] },
          module: { data: [{ id: moduleIdForGrade(module, settings.moduleIdForm), type: 'courseModule' }] },
          course: { data: [{ id: module.course, type: 'course' }] },
          ...instanceRelationship(module, settings.gradeInstanceRelationship),
        },
      },
    },
  };
}

const SECONDS: Readonly<Record<AlmSettings['gradeDurationUnit'], number>> = Object.freeze({
  seconds: 1,
  minutes: 60,
});

/** A grade's duration as ALM gave it, in seconds. */
export function secondsOfDuration(
  duration: number | null,
  { gradeDurationUnit }: Pick<AlmSettings, 'gradeDurationUnit'>,
): number | null {
  return duration === null ? null : duration * SECONDS[gradeDurationUnit];
}

/** The id of the new grade, where the answer names one: its shape is not published. */
export function parseCreatedGrade(answer: AlmAnswer): { readonly gradeId: string | null } {
  const what = 'the grade could not be written';
  assertDone(what, answer);
  return { gradeId: answer.body === undefined ? null : readMadeId(what, answer) };
}

export async function createGrade(
  send: Send,
  userId: string,
  grade: GradeToWrite,
  settings = DEFAULT_SETTINGS,
  signal?: AbortSignal,
): Promise<{ readonly gradeId: string | null }> {
  return parseCreatedGrade(await send(gradeRequest(userId, grade, settings), signal));
}

/** `courseInstance` is the V1 model's name with V1's bare id; `loInstance` the V2 one's. */
function instanceRelationship(module: ModuleId, form: AlmSettings['gradeInstanceRelationship']): object {
  switch (form) {
    case 'none':
      return {};
    case 'courseInstance':
      return {
        courseInstance: { data: [{ id: `${module.course}_${module.instance}`, type: 'courseInstance' }] },
      };
    case 'loInstance':
      return { loInstance: { data: [{ id: instanceOf(module), type: 'learningObjectInstance' }] } };
    default:
      return form satisfies never;
  }
}

function instanceOf(module: ModuleId): string {
  return `${module.loType}:${module.course}_${module.instance}`;
}

function moduleOfGrade(gradeId: string): string {
  const grade = parseGradeId(gradeId);
  return grade === null ? gradeId : formatModuleId(grade);
}

/** Three digits of milliseconds and a Z, as in every documented example. */
function instant(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time) || !/(Z|[+-]\d\d:\d\d)$/.test(text)) {
    throw new Defect('ALM-GRADE-INSTANT', `"${text}" is not an instant`);
  }
  return new Date(time).toISOString();
}
