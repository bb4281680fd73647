import { getAccount } from './accountEndpoint.js';
import { cansync, runStatus, startRun } from './bulkEndpoint.js';
import { enrol, getEnrolment, listEnrolments, unenrol } from './enrolmentsEndpoint.js';
import {
  createProfile,
  createProfileUser,
  getProfile,
  listProfiles,
  listProfileUsers,
  moveProfileUser,
  updateProfile,
} from './externalProfilesEndpoint.js';
import { createGrade, getGrade } from './gradesEndpoint.js';
import { getJob, listJobs, submitJob } from './jobsEndpoint.js';
import { getLearningObject, listLearningObjects } from './learningObjectsEndpoint.js';
import type { Setting } from './setting.js';
import { createUser, deleteUser, getUser, listUsers, updateUser } from './usersEndpoint.js';
import { type Call, Refusal, type Reply, type Verb } from './wire.js';

export type Endpoint = (setting: Setting, call: Call) => Reply;

/** Below /primeapi/v2; `{name}` is one segment. The section of the fact sheet stands beside each group. */
const ROUTES: readonly (readonly [Verb, string, Endpoint])[] = [
  ['GET', '/account', getAccount],
  // 2
  ['GET', '/users', listUsers],
  ['POST', '/users', createUser],
  ['GET', '/users/{id}', getUser],
  ['PATCH', '/users/{id}', updateUser],
  ['DELETE', '/users/{id}', deleteUser],
  // 3
  ['GET', '/externalProfiles', listProfiles],
  ['POST', '/externalProfiles', createProfile],
  ['GET', '/externalProfiles/{id}', getProfile],
  ['PATCH', '/externalProfiles/{id}', updateProfile],
  ['GET', '/externalProfiles/{id}/users', listProfileUsers],
  ['POST', '/externalProfiles/{id}/users', createProfileUser],
  ['PUT', '/externalProfiles/{id}/users/{userId}', moveProfileUser],
  // 8
  ['GET', '/learningObjects', listLearningObjects],
  ['GET', '/learningObjects/{id}', getLearningObject],
  // 1
  ['GET', '/users/{id}/enrollments', listEnrolments],
  ['POST', '/users/{id}/enrollments', enrol],
  ['GET', '/users/{id}/enrollments/{enrolmentId}', getEnrolment],
  ['DELETE', '/users/{id}/enrollments/{enrolmentId}', unenrol],
  ['POST', '/users/{id}/userModuleGrade', createGrade],
  ['GET', '/loResourceGrades/{id}', getGrade],
  // 5.1
  ['GET', '/jobs', listJobs],
  ['POST', '/jobs', submitJob],
  ['GET', '/jobs/{id}', getJob],
  // 5.5
  ['GET', '/bulkimport/cansync', cansync],
  ['POST', '/bulkimport/startrun', startRun],
  ['GET', '/bulkimport/runStatus', runStatus],
];

const COMPILED = ROUTES.map(([verb, template, endpoint]) => ({
  verb,
  endpoint,
  segments: template.slice(1).split('/'),
}));

export interface Route {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the endpoint for a path below /primeapi/v2 (still percent-encoded). Refuses what is not there. */
export function findRoute(verb: string, path: string): Route {
  const segments = path.slice(1).split('/');
  let pathIsKnown = false;
  for (const route of COMPILED) {
    const params = match(route.segments, segments);
    if (params === null) continue;
    if (route.verb === verb) return { endpoint: route.endpoint, params };
    pathIsKnown = true;
  }
  if (pathIsKnown) throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Method not allowed', `${verb} ${path}`);
  throw new Refusal(404, 'NOT_FOUND', 'Resource not found', path);
}

function match(template: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (template.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of template.entries()) {
    const given = segments[index] ?? '';
    if (!expected.startsWith('{')) {
      if (given !== expected) return null;
    } else {
      if (given === '') return null;
      params[expected.slice(1, -1)] = decode(given);
    }
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, 'BAD_REQUEST', 'Bad request. Check url, params and headers', segment);
  }
}
