import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AlmAmbiguous,
  type AlmJob,
  AlmMisunderstood,
  AlmUnreachable,
  backoffMs,
  decide,
  fetchForeignFile,
  getJob,
  isFollowable,
  JOBS_A_DAY,
  type JobToSubmit,
  jobRefusal,
  listNewestJobs,
  outcomeOf,
  outcomeOfError,
  parseJob,
  refusalOf,
  submitJobRequest,
} from '../../alm/index.js';
import { type SnapshotJob, setSnapshotJob, snapshotJobs } from '../../staging/index.js';
import { EXIT, Failure } from '../../terms/index.js';
import type { SnapshotWork } from './work.js';

/*
 * The life of a report:
 *
 *   planned -> asked        it is written down that the request may leave
 *   asked -> submitted      ALM named the job; where its answer was lost, the job is looked for by its description
 *   submitted -> read       it ended, its file was fetched and its rows are in the store
 *   submitted -> planned    its file cannot be had any more (a signed address lives for hours): asked for anew
 *
 * Each step is in the store before the next one, so that a snapshot that was killed neither waits for a job
 * it forgot nor asks for one twice: five of a type are all that a day has.
 */

/** How often a job is looked at: at once, then less and less often. "No fixed interval is enforced" (5.1). */
const POLLS_MS = [0, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;
/** How long somebody else's job may keep ours waiting. */
const PATIENCE_MS = 2 * 3_600_000;
const ATTEMPTS = 10;
/** A wait is told after the first minute, then every ten. */
const TOLD_EVERY = 20;

/** Has ALM make the report, and hands its file to `read`; what `read` put into the store counts when it returns. */
export async function obtainReport(
  work: SnapshotWork,
  job: SnapshotJob,
  payload: JobToSubmit['payload'],
  read: (file: string) => Promise<void>,
): Promise<void> {
  const file = join(work.folder, `${job.jobType}-${job.ordinal}.report`);
  try {
    await fetchReport(work, job, payload, file);
    await read(file);
  } finally {
    await rm(file, { force: true });
    // Where nothing else lies in it; a folder that is not there, or not empty, is left alone.
    await rmdir(work.folder).catch(() => {});
  }
}

async function fetchReport(
  work: SnapshotWork,
  job: SnapshotJob,
  payload: JobToSubmit['payload'],
  file: string,
): Promise<void> {
  const { store, snapshotId, effects, signal } = work;
  const isOld = job.state === 'submitted';
  const jobId = (isOld ? job.jobId : null) ?? (await submit(work, job, payload));
  let ended: AlmJob;
  try {
    ended = await untilEnded(work, jobId);
    if (ended.state === 'failed' || ended.link === null) {
      throw new Failure('ALM-JOB-FAILED', `ALM's job ${jobId} (${job.jobType}) failed: ${ended.said ?? ''}`, {
        remedy:
          'run the same command again, which asks for it anew; or read by requests: alm-migrate snapshot --via api',
      });
    }
    const { link } = ended;
    if (!isFollowable(link)) {
      throw new Failure(
        'ALM-FILE-UNREACHABLE',
        `the file of ALM's job ${jobId} has an address that is not https`,
        {
          remedy: 'read by requests instead: alm-migrate snapshot --via api',
        },
      );
    }
    const remedy = 'run the same command again, which asks for the report anew';
    await fetchForeignFile(link, file, effects, signal, remedy);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    setSnapshotJob(store, snapshotId, {
      ordinal: job.ordinal,
      state: 'planned',
      jobId: null,
      submittedAt: job.submittedAt,
    });
    if (!isOld) throw error;
    // The job of an earlier run: its file has gone, or it failed meanwhile.
    await fetchReport(work, { ...job, state: 'planned', jobId: null }, payload, file);
  }
}

async function untilEnded(work: SnapshotWork, jobId: string): Promise<AlmJob> {
  for (let poll = 0; ; poll += 1) {
    await work.effects.sleep(POLLS_MS[Math.min(poll, POLLS_MS.length - 1)] ?? 0, work.signal);
    const job = await getJob(work.alm.reads, jobId, work.signal);
    if (job.state !== 'running') return job;
    if (poll % TOLD_EVERY === POLLS_MS.length) {
      work.say(
        `ALM is still at work on its job ${jobId}. Ctrl-C loses nothing: the same command waits for it again.`,
      );
    }
  }
}

async function submit(
  work: SnapshotWork,
  job: SnapshotJob,
  payload: JobToSubmit['payload'],
): Promise<string> {
  const { alm, store, snapshotId, effects } = work;
  const { ordinal, jobType, description } = job;
  const asked = (jobId: string | null): string | null => {
    const submittedAt = new Date(effects.now()).toISOString();
    const state = jobId === null ? 'asked' : 'submitted';
    setSnapshotJob(store, snapshotId, { ordinal, state, jobId, submittedAt });
    return jobId;
  };
  if (job.state === 'asked') {
    const found = await findJob(work, description);
    if (found !== null) return asked(found) ?? found;
  }
  const request = submitJobRequest({ jobType: jobType as JobToSubmit['jobType'], description, payload });
  const giveUpAt = effects.now() + PATIENCE_MS;
  for (let failures = 0; ; ) {
    await alm.throttle.acquire(request, work.signal);
    await alm.circuit.ready(work.signal);
    asked(null);
    try {
      const answer = await alm.writes(request, work.signal);
      const refused = jobRefusal(answer);
      if (refused === 'quota') throw quotaUsedUp(work, job);
      if (refused === 'inProgress') {
        if (effects.now() >= giveUpAt) throw busy();
        await effects.sleep(POLLS_MS.at(-1) ?? 0, work.signal);
        // Every look at the jobs is also how a client learns that the other one has ended.
        await listNewestJobs(alm.reads, work.signal);
        continue;
      }
      const decision = decide(outcomeOf(answer, effects.now(), alm.settings.retryAfterCapMs), false);
      if (decision.action === 'ok') {
        const { jobId } = parseJob('the job could not be submitted', answer);
        return asked(jobId) ?? jobId;
      }
      if (decision.action === 'reject' || decision.action === 'stop') {
        throw refusalOf(`ALM does not take the job ${jobType}`, answer);
      }
      failures += 1;
      if (failures >= ATTEMPTS) throw refusalOf(`ALM does not take the job ${jobType}`, answer);
      await effects.sleep(decision.waitMs ?? backoffMs(failures, BACKOFF, effects.random), work.signal);
    } catch (error) {
      const isOpen =
        error instanceof AlmAmbiguous || error instanceof AlmMisunderstood || error instanceof AlmUnreachable;
      if (!isOpen || outcomeOfError(error) === null || ++failures >= ATTEMPTS) throw error;
      work.signal.throwIfAborted();
      await effects.sleep(backoffMs(failures, BACKOFF, effects.random), work.signal);
    }
    // Whatever became of the request: if there is a job, it is ours.
    const found = await findJob(work, description);
    if (found !== null) return asked(found) ?? found;
  }
}

const BACKOFF = { baseMs: 500, capMs: 30_000 };

/** The job that has our description: by it a job is ours whose answer never came. */
async function findJob(work: SnapshotWork, description: string): Promise<string | null> {
  const jobs = await listNewestJobs(work.alm.reads, work.signal);
  return jobs.find((job) => job.description === description && job.state !== 'failed')?.jobId ?? null;
}

function quotaUsedUp(work: SnapshotWork, job: SnapshotJob): Failure {
  const jobs = snapshotJobs(work.store, work.snapshotId);
  const read = jobs.filter(({ state }) => state === 'read').length;
  setSnapshotJob(work.store, work.snapshotId, {
    ordinal: job.ordinal,
    state: 'planned',
    jobId: null,
    submittedAt: null,
  });
  return new Failure(
    'ALM-JOB-QUOTA',
    `ALM makes no more reports of this kind today (${job.jobType}): it allows ${JOBS_A_DAY} a day, and ${read} of ${jobs.length} are read`,
    {
      remedy:
        'run the same command tomorrow: what was read is kept, and it goes on with the next report; or read ALM by requests now: alm-migrate snapshot --via api',
      exitCode: EXIT.stoppedAsAsked,
    },
  );
}

function busy(): Failure {
  return new Failure('ALM-JOB-BUSY', 'another job of this administrator has been running for two hours', {
    remedy: 'wait until it has ended, then run the same command again: it goes on where it was',
    exitCode: EXIT.stoppedAsAsked,
  });
}
