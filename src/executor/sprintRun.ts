import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Alm,
  AlmAmbiguous,
  AlmMisunderstood,
  AlmRefusal,
  AlmUnreachable,
  type BulkJob,
  type BulkRun,
  canSync,
  fetchForeignFile,
  isFollowable,
  jobEnd,
  parseStarted,
  runStatus,
  type Started,
  startRunRequest,
} from '../alm/index.js';
import { type BundleSettings, type ErrorFileKind, sprintFolder } from '../bundle/index.js';
import {
  type BundleRow,
  type Doubt,
  journalSprintEnd,
  journalSprintRefused,
  journalSprintRunning,
  journalSprintStart,
  type RunNames,
  type SprintRow,
  type Store,
} from '../staging/index.js';
import type { Effects } from '../terms/index.js';
import { emptyTally, type RefusedTally, refusedOperations } from './refusedRows.js';

/** What it takes to run a sprint. */
export interface SprintPlace {
  readonly store: Store;
  readonly alm: Pick<Alm, 'reads' | 'writes' | 'throttle' | 'circuit'>;
  readonly effects: Effects;
  /** Aborted when we are to stop following: ALM's run goes on, and the next command follows it again. */
  readonly drain: AbortSignal;
  /** How long to wait between two looks, in milliseconds. */
  readonly pollMs: number;
  readonly onStatus: (jobs: readonly BulkJob[]) => void;
}

export interface SprintJob {
  readonly bundle: BundleRow;
  readonly sprint: SprintRow;
  readonly migrationProjectId: string | null;
  /** Puts the sprint's files where ALM takes them from; called once ALM says that it may be done. */
  readonly deliver: () => void;
}

/** How it ended, as far as we followed. */
export type SprintEnd =
  | { readonly end: 'finished' | 'broken'; readonly tally: RefusedTally; readonly doubts: readonly Doubt[] }
  /** ALM did not begin, and said why: nothing was changed. */
  | { readonly end: 'notBegun'; readonly info: string }
  | { readonly end: 'leftRunning' }
  /** The answer to the start was lost: whether ALM began is found out by the next run. */
  | { readonly end: 'unanswered' }
  /** ALM names error files in a way that cannot be followed: a person has to put them there. */
  | { readonly end: 'errorFileMissing'; readonly files: readonly string[] }
  /** ALM began and did not name the run, so it cannot be followed. */
  | { readonly end: 'nameless' };

/**
 * Runs a sprint, or goes on with one: asks whether it may begin, delivers the files, starts, follows, reads
 * the error files, and puts each refusal on the operation whose row it was.
 *
 * The intent is durable before ALM is asked to start. Where the answer was lost, ALM is asked again
 * once it says that no run is under way: a run of the same files skips what has not changed (alm-facts,
 * section 6, "Re-run"), and tells again what it refused.
 */
export async function runSprint(place: SprintPlace, job: SprintJob): Promise<SprintEnd> {
  const { sprint } = job;
  const named = namesOf(sprint);
  if (sprint.state === 'running' && named !== null) return followed(place, job, named);
  const isRetry = sprint.state === 'starting';
  const refusal = await waitForLeave(place, job, isRetry);
  if (refusal === 'left') return { end: 'leftRunning' };
  if (refusal !== null) return { end: 'notBegun', info: refusal };
  job.deliver();
  const started = await start(place, job);
  if (started === null) return { end: 'unanswered' };
  if (!started.started) {
    journalSprintRefused(place.store, sprint, started.info);
    return { end: 'notBegun', info: started.info };
  }
  if (started.run === null) {
    const message = 'ALM began the run and did not name it';
    const doubts: readonly Doubt[] = [
      { kind: 'enrol', message },
      { kind: 'grade', message },
    ];
    journalSprintEnd(place.store, sprint, {
      refused: [],
      doubts,
      at: new Date(place.effects.now()).toISOString(),
    });
    return { end: 'nameless' };
  }
  journalSprintRunning(place.store, sprint, toNames(started.run));
  return followed(place, job, started.run);
}

/** To stop following leaves everything as it is: the run is ALM's, and its names are written down. */
async function followed(place: SprintPlace, job: SprintJob, run: BulkRun): Promise<SprintEnd> {
  try {
    return await follow(place, job, run);
  } catch (error) {
    if (place.drain.aborted && error === place.drain.reason) return { end: 'leftRunning' };
    throw error;
  }
}

const BUSY = /in[- ]?progress/i;
/** ALM has this among the noes to cansync, where the files are yet to come. */
const NO_FILES = /no valid files/i;

/** null: it may begin. After a start whose answer was lost, a run under way is waited for: it may be ours. */
async function waitForLeave(
  place: SprintPlace,
  job: SprintJob,
  isRetry: boolean,
): Promise<string | 'left' | null> {
  for (;;) {
    const permission = await canSync(place.alm.reads, job.migrationProjectId, place.drain);
    if (permission.can || NO_FILES.test(permission.info)) return null;
    if (!isRetry || !BUSY.test(permission.info)) return permission.info;
    if (!(await nap(place))) return 'left';
  }
}

/** null: the answer was lost; the sprint stays `starting`. */
async function start(place: SprintPlace, { sprint, migrationProjectId }: SprintJob): Promise<Started | null> {
  const { alm, effects, drain, store } = place;
  const request = startRunRequest(migrationProjectId);
  await alm.circuit.ready(drain);
  await alm.throttle.acquire(request, drain);
  journalSprintStart(store, sprint, new Date(effects.now()).toISOString());
  try {
    return parseStarted(await alm.writes(request));
  } catch (error) {
    // Nothing was begun where nothing left, or where the token or the pace was refused.
    const isNo = error instanceof AlmRefusal && error.status < 500;
    if (error instanceof AlmUnreachable || isNo) {
      journalSprintRefused(store, sprint, error.message);
      throw error;
    }
    if (error instanceof AlmAmbiguous || error instanceof AlmRefusal || error instanceof AlmMisunderstood)
      return null;
    throw error;
  }
}

async function follow(place: SprintPlace, job: SprintJob, run: BulkRun): Promise<SprintEnd> {
  for (;;) {
    if (place.drain.aborted) return { end: 'leftRunning' };
    const jobs = await runStatus(place.alm.reads, run, place.drain);
    place.onStatus(jobs);
    if (jobs.length > 0 && jobs.every((one) => jobEnd(one) !== 'underWay')) return settle(place, job, jobs);
    if (!(await nap(place))) return { end: 'leftRunning' };
  }
}

async function nap({ effects, pollMs, drain }: SprintPlace): Promise<boolean> {
  await effects.sleep(pollMs, drain).catch(() => {});
  return !drain.aborted;
}

/** The files that we know rows of, by ALM's name of each: as the specification's, or as the manual's others. */
const OBJECTS: readonly (readonly [ErrorFileKind, RegExp, (sprint: SprintRow) => number])[] = Object.freeze([
  ['enrol', /^(retrofit_)?enrol?lments?(\.csv)?$/i, (sprint: SprintRow) => sprint.enrolments],
  ['grade', /^(retrofit_)?user_course_grades?(\.csv)?$/i, (sprint: SprintRow) => sprint.completions],
]);

/** Reads the error files of a run that has ended, and writes down what became of each row. */
async function settle(place: SprintPlace, job: SprintJob, jobs: readonly BulkJob[]): Promise<SprintEnd> {
  const { bundle, sprint } = job;
  const doubts: Doubt[] = [];
  const files: { kind: ErrorFileKind; file: string }[] = [];
  const missing: string[] = [];
  for (const [kind, name, rows] of OBJECTS) {
    if (rows(sprint) === 0) continue;
    const one = jobs.find(({ objectName }) => name.test(objectName.trim()));
    const file = answerFile(bundle, sprint, kind);
    if (one === undefined) {
      doubts.push({ kind, message: `ALM's status of the run does not name the file` });
      continue;
    }
    if (jobEnd(one) === 'broken') doubts.push({ kind, message: `ALM ended the file as ${one.jobState}` });
    // A file that a person has put there counts: ALM's links end after seven days.
    if (one.errorLink !== null && !existsSync(file) && isFollowable(one.errorLink)) {
      await fetchForeignFile(one.errorLink, file, place.effects, place.drain);
    }
    if (existsSync(file)) files.push({ kind, file });
    else if (one.errorLink !== null && jobEnd(one) === 'completed') missing.push(file);
  }
  // Without them a refused row would pass for one that went in: nothing is settled until they are here.
  if (missing.length > 0) return { end: 'errorFileMissing', files: missing };
  const settings = JSON.parse(bundle.settings) as BundleSettings;
  const tally = emptyTally();
  const refused = refusedOperations(
    place.store,
    { ...sprint, planId: bundle.planId },
    settings,
    files,
    tally,
    (doubt) => doubts.push(doubt),
  );
  journalSprintEnd(place.store, sprint, { refused, doubts, at: new Date(place.effects.now()).toISOString() });
  return { end: doubts.length === 0 ? 'finished' : 'broken', tally, doubts };
}

/** Where the error file of a sprint lies once it is here. */
export function answerFile(
  bundle: BundleRow,
  sprint: Pick<SprintRow, 'sprint'>,
  kind: ErrorFileKind,
): string {
  const name = kind === 'enrol' ? 'enrollment_err.csv' : 'user_course_grade_err.csv';
  return join(bundle.folder, 'answers', sprintFolder(sprint.sprint), name);
}

function namesOf({ projectId, almSprintId, runId }: SprintRow): BulkRun | null {
  if (projectId === null || almSprintId === null || runId === null) return null;
  return { migrationProjectId: projectId, sprintId: almSprintId, sprintRunId: runId };
}

function toNames(run: BulkRun): RunNames {
  return { projectId: run.migrationProjectId, almSprintId: run.sprintId, runId: run.sprintRunId };
}
