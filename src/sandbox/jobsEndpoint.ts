import { asObject, type JsonObject, optionalInstant, readResource, requiredText } from './body.js';
import { isBareNumber } from './identifiers.js';
import type { Job } from './jobs.js';
import { pathId } from './lookups.js';
import { links, readPage } from './paging.js';
import { transcriptReport, usersReport } from './reports.js';
import type { Setting } from './setting.js';
import {
  badRequest,
  type Call,
  doesNotExist,
  malformedId,
  missingParam,
  ok,
  type Reply,
  wrongType,
} from './wire.js';

/** POST /jobs: a report is made of what the tenant holds now, and can be fetched when the job is done. */
export function submitJob(setting: Setting, call: Call): Reply {
  const { jobs } = setting;
  jobs.advance();
  const { attributes } = readResource(call.body, 'job');
  const description = requiredText(attributes, 'description');
  const jobType = requiredText(attributes, 'jobType');
  const payload = attributes.payload === undefined ? {} : asObject(attributes.payload, 'payload');
  const content = report(setting, jobType, payload);
  if (jobs.isRunning())
    throw badRequest('JOB_IN_PROGRESS', 'a job is in progress, another cannot be submitted');
  if (jobs.quotaIsUsedUp(jobType, call.now)) throw badRequest('JOB_QUOTA_EXCEEDED', `${jobType}: five a day`);
  const job = jobs.submit({ jobType, description, payload, submittedAt: call.now, content });
  const document = { links: { self: call.address }, ...written(setting, job) };
  return jobs.options.shape === 'flat'
    ? { status: 202, document, effect: 'created' }
    : ok(document, 'created');
}

export function getJob(setting: Setting, call: Call): Reply {
  setting.jobs.advance();
  const id = pathId(call, 'id');
  if (!isBareNumber(id)) throw malformedId('Job id');
  const job = setting.jobs.byId(id);
  if (job === undefined) throw doesNotExist(`job ${id}`);
  return ok({ links: { self: call.address }, ...written(setting, job) });
}

/** GET /jobs: the caller's jobs, the newest first if asked for by -id or -dateCreated. */
export function listJobs(setting: Setting, call: Call): Reply {
  setting.jobs.advance();
  const sort = call.query.get('sort') ?? 'id';
  if (!['id', '-id', 'dateCreated', '-dateCreated'].includes(sort)) throw badRequest('Invalid sort', sort);
  const page = readPage(call.query, { maxLimit: 100 });
  const all = sort.startsWith('-') ? setting.jobs.all.toReversed() : setting.jobs.all;
  const shown = all.slice(page.offset, page.offset + page.limit);
  const data = shown.map((job) => written(setting, job)).map((one) => ('data' in one ? one.data : one));
  return ok({ links: links(call.address, call.query, null), data });
}

function report(setting: Setting, jobType: string, payload: JsonObject): string {
  switch (jobType) {
    case 'generateUsers':
      return usersReport(setting.tenant, 'admin@example.com');
    case 'generateLearnerTranscript':
      return transcript(setting, payload);
    default:
      throw wrongType(`jobType - ${jobType}`);
  }
}

/** Ids are comma-separated text and flags are text, as the printed payload has them; five years at most. */
function transcript(setting: Setting, payload: JsonObject): string {
  const from = optionalInstant(payload, 'fromDate');
  const to = optionalInstant(payload, 'toDate');
  if (from === null) throw missingParam('fromDate');
  if (to === null) throw missingParam('toDate');
  const limit = new Date(from);
  limit.setUTCFullYear(limit.getUTCFullYear() + 5);
  if (to < from || to > limit.toISOString())
    throw badRequest('INVALID_DATE_RANGE', `${from} to ${to}: five years at most`);
  const users = payload.users === undefined ? null : requiredText(payload, 'users').split(',');
  return transcriptReport(setting.tenant, {
    from,
    to,
    userIds: users === null ? null : new Set(users.map((id) => id.trim())),
    withModules: textFlag(payload, 'includeModuleLevelDetails'),
    withDeleted: textFlag(payload, 'includeDeletedLearners'),
  });
}

function textFlag(payload: JsonObject, name: string): boolean {
  const value = payload[name] ?? 'false';
  if (value !== 'true' && value !== 'false') throw wrongType(`${name} must be "true" or "false"`);
  return value === 'true';
}

function written(setting: Setting, job: Job): { readonly data: object } | object {
  const isDone = job.pollsLeft === 0;
  const address = `${setting.fileOrigin}/reports/${job.id}.${setting.jobs.options.file}?signature=sandbox`;
  if (setting.jobs.options.shape === 'flat') {
    const expiresAt = new Date(job.submittedAt + 6 * 3_600_000).toISOString();
    const result = isDone ? { result: { downloadUrl: address, expiresAt } } : {};
    return { id: job.id, jobType: job.jobType, status: isDone ? 'COMPLETED' : 'IN_PROGRESS', ...result };
  }
  const status = isDone
    ? { code: 'Completed', data: { s3Url: address } }
    : { code: job.pollsLeft > setting.jobs.options.polls ? 'Submitted' : 'InProgress' };
  const dateCreated = new Date(job.submittedAt).toISOString();
  const { description, jobType, payload } = job;
  return {
    data: { id: job.id, type: 'job', attributes: { dateCreated, description, jobType, payload, status } },
  };
}
