import { z } from 'zod';
import { AlmMisunderstood } from './errors.js';
import { understand } from './jsonApi.js';
import { assertDone, refusalOf, refusalWords } from './refusal.js';
import { type AlmAnswer, type AlmRequest, isDone, type Send } from './seam.js';

/**
 * ALM's bulk import: it runs the sprint whose files lie in its folder, and tells how far it is (fact
 * sheet, section 5.5). Files are not sent this way.
 *
 * Both yes and no come in the shape of errors, `{status, title, source: {info}}`, and which HTTP status a
 * no has is not published: the body decides.
 */
const PATH = '/bulkimport';

/** What may begin, or why not. */
export type Permission = { readonly can: true } | { readonly can: false; readonly info: string };

/** How ALM names a run; what it follows needs all three. */
export interface BulkRun {
  readonly migrationProjectId: string;
  readonly sprintId: string;
  readonly sprintRunId: string;
}

export type Started =
  /** `run` is null where the answer names none, as it did not before October 2025. */
  | { readonly started: true; readonly run: BulkRun | null }
  | { readonly started: false; readonly info: string };

/** How far one file of a run is. */
export interface BulkJob {
  /** `course`, `enrollment`, `user_course_grade`… */
  readonly objectName: string;
  /** COMPLETED and WAITING_IN_QUEUE are printed; others are not published. */
  readonly jobState: string;
  /** Where the refused rows are; null where there are none. */
  readonly errorLink: string | null;
}

const id = z.union([z.string().min(1), z.number()]).transform(String);
const verdict = z.looseObject({
  status: z.string(),
  title: z.string(),
  source: z
    .looseObject({
      info: z.string().nullish(),
      migrationInfo: z.looseObject({ migrationProjectId: id, sprintId: id, sprintRunId: id }).nullish(),
    })
    .nullish(),
});
const job = z.looseObject({
  objectName: z.string(),
  jobState: z.string(),
  errorCsvLink: z.string().nullish(),
  errorLogLink: z.string().nullish(),
});

/** `GET /bulkimport/cansync`: whether files may be put into the sprint's folder, and a run started. */
export async function canSync(
  send: Send,
  migrationProjectId: string | null,
  signal?: AbortSignal,
): Promise<Permission> {
  const what = 'whether the bulk import may begin could not be asked';
  const answer = await send(
    { method: 'GET', path: `${PATH}/cansync`, query: project(migrationProjectId) },
    signal,
  );
  const { isYes, info } = verdictOf(what, answer);
  return isYes ? { can: true } : { can: false, info };
}

/** `POST /bulkimport/startrun`. The account stays open to its people: `lockaccount` is false. */
export function startRunRequest(migrationProjectId: string | null): AlmRequest {
  return {
    method: 'POST',
    path: `${PATH}/startrun`,
    query: { lockaccount: 'false', ...project(migrationProjectId) },
  };
}

export function parseStarted(answer: AlmAnswer): Started {
  const { isYes, info, run } = verdictOf('the bulk import could not be started', answer);
  return isYes ? { started: true, run } : { started: false, info };
}

/** `GET /bulkimport/runStatus`: the files of a run, in the order in which ALM takes them. */
export async function runStatus(send: Send, run: BulkRun, signal?: AbortSignal): Promise<readonly BulkJob[]> {
  const what = `the run ${run.sprintRunId} could not be followed`;
  const answer = await send({ method: 'GET', path: `${PATH}/runStatus`, query: { ...run } }, signal);
  assertDone(what, answer);
  const list = jobList(answer.body);
  if (list === null) throw new AlmMisunderstood(what, '', 'no list of jobs', answer.requestId);
  return understand(what, z.array(job), list, answer.requestId).map((one) => ({
    objectName: one.objectName,
    jobState: one.jobState,
    errorLink: one.errorCsvLink || one.errorLogLink || null,
  }));
}

/** Where a job is in its life. A state that is not known counts as under way: it may still end. */
export function jobEnd({ jobState }: BulkJob): 'completed' | 'broken' | 'underWay' {
  if (/^COMPLETED/i.test(jobState)) return 'completed';
  return /FAIL|STOP|ABORT|CANCEL|ERROR|TERMINAT/i.test(jobState) ? 'broken' : 'underWay';
}

function project(migrationProjectId: string | null): Readonly<Record<string, string>> {
  return migrationProjectId === null ? {} : { migrationProjectId };
}

/** The printed example has the list without a name, which no JSON can have: any name will do, and none. */
function jobList(body: unknown): unknown {
  if (Array.isArray(body)) return body;
  if (typeof body !== 'object' || body === null) return null;
  return Object.values(body).find((value) => Array.isArray(value)) ?? null;
}

function verdictOf(
  what: string,
  answer: AlmAnswer,
): { readonly isYes: boolean; readonly info: string; readonly run: BulkRun | null } {
  const parsed = verdict.safeParse(answer.body);
  if (!parsed.success) {
    if (!isDone(answer)) throw refusalOf(what, answer);
    throw new AlmMisunderstood(what, '', 'no status and title', answer.requestId);
  }
  const { status, title, source } = parsed.data;
  if (isDone(answer) && status === 'OK') {
    return { isYes: true, info: source?.info ?? '', run: source?.migrationInfo ?? null };
  }
  // A refusal of the token or the role is no answer to the question.
  if (!title.startsWith('BULKIMPORT_')) throw refusalOf(what, answer);
  return { isYes: false, info: refusalWords(answer).info ?? title, run: null };
}
