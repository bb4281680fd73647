import { z } from 'zod';
import { AlmMisunderstood } from './errors.js';
import { understand } from './jsonApi.js';
import { assertDone, refusalWords } from './refusal.js';
import type { AlmAnswer, AlmRequest, Send } from './seam.js';

/** The two reports that a snapshot needs (fact sheet, sections 5.2 and 5.3). */
export const JOB_TYPES = ['generateUsers', 'generateLearnerTranscript'] as const;
export type JobType = (typeof JOB_TYPES)[number];

/** "five API calls per day for a single job API" (section 5.1). */
export const JOBS_A_DAY = 5;

export interface JobToSubmit {
  readonly jobType: JobType;
  /** Comes back with the job where ALM keeps it: by it a job is known whose answer was lost. */
  readonly description: string;
  /** Ids are comma-separated texts and flags are texts, as the printed payload has them. */
  readonly payload: Readonly<Record<string, string | boolean>>;
}

export interface AlmJob {
  readonly jobId: string;
  /** `null` where the answer does not repeat it. */
  readonly description: string | null;
  readonly state: 'running' | 'done' | 'failed';
  /** Where the file of a finished job lies: a signed address on another host. A secret of its kind. */
  readonly link: string | null;
  /** What ALM says of a failed job. */
  readonly said: string | null;
}

const status = z.union([
  z.string(),
  z.looseObject({
    code: z.string(),
    data: z.looseObject({ s3Url: z.string().nullish() }).nullish(),
    message: z.string().nullish(),
  }),
]);
const fields = z.looseObject({
  description: z.string().nullish(),
  status,
  result: z.looseObject({ downloadUrl: z.string().nullish() }).nullish(),
  error: z.unknown().optional(),
});
/** Both shapes that are in print: JSON:API with `status.code`, and the flat one with `status` and `result` (5.1). */
const classic = z.looseObject({ id: z.coerce.string().min(1), attributes: fields });
const flat = fields.extend({ id: z.coerce.string().min(1) });
const either = z.union([classic, flat]);

const DONE = new Set(['completed', 'complete', 'success', 'succeeded', 'done']);
const FAILED = new Set(['failed', 'failure', 'error', 'aborted', 'cancelled', 'canceled', 'expired']);

function toJob(what: string, value: unknown, requestId: string | null): AlmJob {
  const read = understand(what, either, value, requestId);
  const told: z.infer<typeof fields> =
    'attributes' in read ? (read.attributes as z.infer<typeof fields>) : (read as z.infer<typeof flat>);
  const code = (typeof told.status === 'string' ? told.status : told.status.code).toLowerCase();
  const state = DONE.has(code) ? 'done' : FAILED.has(code) ? 'failed' : 'running';
  const link =
    (typeof told.status === 'string' ? null : told.status.data?.s3Url) ?? told.result?.downloadUrl ?? null;
  if (state === 'done' && link === null) {
    throw new AlmMisunderstood(what, 'status', 'the job is completed and names no file', requestId);
  }
  const error = typeof told.error === 'string' ? told.error : null;
  const message = typeof told.status === 'string' ? null : (told.status.message ?? null);
  return {
    jobId: read.id,
    description: told.description ?? null,
    state,
    link,
    said: state === 'failed' ? (error ?? message ?? code) : null,
  };
}

export function submitJobRequest(job: JobToSubmit): AlmRequest {
  return { method: 'POST', path: '/jobs', body: { data: { type: 'job', attributes: { ...job } } } };
}

/** The job out of an answer to its submission; 200 and 202 are both in print. */
export function parseJob(what: string, answer: AlmAnswer): AlmJob {
  assertDone(what, answer);
  const body = understand(
    what,
    z.looseObject({ data: z.unknown().optional() }),
    answer.body,
    answer.requestId,
  );
  return toJob(what, body.data ?? body, answer.requestId);
}

export async function getJob(send: Send, jobId: string, signal?: AbortSignal): Promise<AlmJob> {
  const what = `job ${jobId} could not be read`;
  return parseJob(what, await send({ method: 'GET', path: `/jobs/${encodeURIComponent(jobId)}` }, signal));
}

/** The caller's newest jobs, the newest first. */
export async function listNewestJobs(send: Send, signal?: AbortSignal): Promise<readonly AlmJob[]> {
  const what = 'the jobs could not be listed';
  const query = { sort: '-id', 'page[offset]': '0', 'page[limit]': '20' };
  const answer = await send({ method: 'GET', path: '/jobs', query }, signal);
  assertDone(what, answer);
  const { data } = understand(
    what,
    z.looseObject({ data: z.array(z.unknown()) }),
    answer.body,
    answer.requestId,
  );
  return data.map((each) => toJob(what, each, answer.requestId));
}

/**
 * Why a job was not taken. The texts are not published, only the two rules (section 5.1): one at a time,
 * and five a day of each type. `null` is any other refusal.
 */
export function jobRefusal(answer: AlmAnswer): 'inProgress' | 'quota' | null {
  if (answer.status < 400 || answer.status >= 500) return null;
  const { title, info } = refusalWords(answer);
  const words = `${title ?? ''} ${info ?? ''}`;
  if (/in[ _-]?progress|already running|another job/i.test(words)) return 'inProgress';
  if (/quota|(per|a|each)[ _]day|daily/i.test(words)) return 'quota';
  return null;
}
