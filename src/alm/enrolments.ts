import { z } from 'zod';
import { Defect } from '../terms/index.js';
import { type AlmGrade, toGrade, unseenGrade } from './grades.js';
import { parseEnrolmentId } from './ids.js';
import {
  attributesOf,
  indexIncluded,
  optionalFlag,
  optionalNumber,
  optionalText,
  type Resource,
  readMadeId,
  readSingle,
  refOf,
  refsOf,
} from './jsonApi.js';
import { pages } from './paging.js';
import { isMissing } from './refusal.js';
import type { AlmAnswer, AlmRequest, Send } from './seam.js';
import { DEFAULT_SETTINGS } from './settings.js';

export interface AlmEnrolment {
  readonly enrolmentId: string;
  readonly userId: string;
  readonly courseId: string;
  readonly instanceId: string;
  /** ENROLLED, STARTED, COMPLETED, PENDING_APPROVAL, PENDING_ACCEPTANCE, WAITING, REJECTED (section 8). */
  readonly state: string | null;
  readonly enrolledAt: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly progressPercent: number | null;
  readonly hasPassed: boolean | null;
  readonly score: number | null;
  readonly grades: readonly AlmGrade[];
}

const enrolmentAttributes = z.looseObject({
  state: optionalText,
  dateEnrolled: optionalText,
  dateStarted: optionalText,
  dateCompleted: optionalText,
  progressPercent: optionalNumber,
  hasPassed: optionalFlag,
  score: optionalNumber,
});

const GRADE_TYPE = 'learningObjectResourceGrade';
const INCLUDE = 'loResourceGrades';

function toEnrolment(
  what: string,
  resource: Resource,
  included: ReturnType<typeof indexIncluded>,
  requestId: string | null,
): AlmEnrolment {
  const told = attributesOf(what, enrolmentAttributes, resource, requestId);
  // A certification has no instances, and its enrolment another grammar: then the relationships tell.
  const parts = parseEnrolmentId(resource.id);
  const own = parts && {
    course: `${parts.loType}:${parts.course}`,
    instance: `${parts.loType}:${parts.course}_${parts.instance}`,
  };
  return {
    enrolmentId: resource.id,
    userId: refOf(resource, 'learner') ?? parts?.user ?? '',
    courseId: refOf(resource, 'learningObject') ?? own?.course ?? '',
    instanceId: refOf(resource, 'loInstance') ?? own?.instance ?? '',
    state: told.state,
    enrolledAt: told.dateEnrolled,
    startedAt: told.dateStarted,
    completedAt: told.dateCompleted,
    progressPercent: told.progressPercent,
    hasPassed: told.hasPassed,
    score: told.score,
    grades: refsOf(resource, 'loResourceGrades').map((gradeId) => {
      const grade = included(GRADE_TYPE, gradeId);
      return grade === undefined ? unseenGrade(gradeId) : toGrade(what, grade, requestId);
    }),
  };
}

/**
 * A user's enrolments in courses, which is what the endpoint lists by default, with their grades; those in
 * learning programs, too, when asked for.
 */
export async function listEnrolments(
  send: Send,
  userId: string,
  settings = DEFAULT_SETTINGS,
  signal?: AbortSignal,
  learningPrograms = false,
): Promise<readonly AlmEnrolment[]> {
  const what = `the enrolments of user ${userId} could not be listed`;
  const first: AlmRequest = {
    method: 'GET',
    path: `/users/${encodeURIComponent(userId)}/enrollments`,
    query: {
      include: INCLUDE,
      'page[limit]': String(settings.enrolmentsPageSize),
      ...(learningPrograms ? { 'filter.loTypes': 'course,learningProgram' } : {}),
    },
  };
  const enrolments: AlmEnrolment[] = [];
  for await (const page of pages(what, send, first, signal)) {
    const included = indexIncluded(page.included);
    for (const each of page.data) enrolments.push(toEnrolment(what, each, included, page.answer.requestId));
  }
  return enrolments;
}

/** One enrolment, by the id that `enrolmentIdOf` computes; `null` when ALM says that it does not exist. */
export async function getEnrolment(
  send: Send,
  userId: string,
  enrolmentId: string,
  signal?: AbortSignal,
): Promise<AlmEnrolment | null> {
  const what = `the enrolment ${enrolmentId} could not be read`;
  const path = `/users/${encodeURIComponent(userId)}/enrollments/${encodeURIComponent(enrolmentId)}`;
  const answer = await send({ method: 'GET', path, query: { include: INCLUDE } }, signal);
  if (isMissing(answer)) return null;
  const { data, included } = readSingle(what, answer);
  return toEnrolment(what, data, indexIncluded(included), answer.requestId);
}

/** `POST /users/{id}/enrollments`: everything in the query, no body, and no date (section 1.2). */
export function enrolRequest(
  userId: string,
  courseId: string,
  instanceId: string,
  settings = DEFAULT_SETTINGS,
): AlmRequest {
  if (!instanceId.startsWith(`${courseId}_`)) {
    throw new Defect('ALM-ENROL-ELSEWHERE', `${instanceId} is not an instance of ${courseId}`);
  }
  return {
    method: 'POST',
    path: `/users/${encodeURIComponent(userId)}/enrollments`,
    query: {
      loId: courseId,
      loInstanceId: instanceId,
      allowMultiEnrollment: String(settings.allowMultiEnrolment),
    },
  };
}

export function parseCreatedEnrolment(answer: AlmAnswer): { readonly enrolmentId: string } {
  return { enrolmentId: readMadeId('the enrolment could not be created', answer) };
}

export async function createEnrolment(
  send: Send,
  userId: string,
  courseId: string,
  instanceId: string,
  settings = DEFAULT_SETTINGS,
  signal?: AbortSignal,
): Promise<{ readonly enrolmentId: string }> {
  return parseCreatedEnrolment(await send(enrolRequest(userId, courseId, instanceId, settings), signal));
}
