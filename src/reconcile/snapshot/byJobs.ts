import { createHash } from 'node:crypto';
import { JOBS_A_DAY, rowsOfTranscript, usersOfReport } from '../../alm/index.js';
import {
  clearScope,
  earliestStagedDay,
  finishTranscripts,
  jobsSubmittedOn,
  partOf,
  planSnapshotJobs,
  readCatalogue,
  type SnapshotJob,
  saveTranscript,
  saveUsers,
  scopedPeople,
  setPart,
  setSnapshotJob,
  snapshotJobs,
  type TranscriptFact,
} from '../../staging/index.js';
import { obtainReport } from './jobReport.js';
import { leadsToPaths } from './people.js';
import { userRow } from './rows.js';
import { transcriptReader } from './transcriptFacts.js';
import { windowsSince } from './windows.js';
import { counted } from './words.js';
import type { SnapshotWork } from './work.js';

/** How many rows of a report go into the store at a time. */
const BATCH = 2_000;

/** Settles which reports this snapshot needs, once: windows that moved with the clock would never be all read. */
export function planReports({ store, snapshotId, account, effects, scope, say }: SnapshotWork): void {
  if (snapshotJobs(store, snapshotId).length > 0) return;
  const now = effects.now();
  const staged = earliestStagedDay(store);
  const { recordsSince } = scope.config.alm;
  // Before 1981 ALM holds nothing; a damaged date of the export must not cost a report of the day's five.
  const since = staged === null || staged < '1981' || staged > recordsSince ? recordsSince : staged;
  const windows = windowsSince(since, now);
  const name = (what: string): string =>
    `alm-migrate snapshot of ${account.accountId}, ${new Date(now).toISOString()}: ${what}`;
  planSnapshotJobs(store, snapshotId, [
    { jobType: 'generateUsers', from: null, to: null, description: name('users') },
    ...windows.map(({ from, to }) => ({
      jobType: 'generateLearnerTranscript',
      from,
      to,
      description: name(`transcript ${from.slice(0, 10)} to ${to.slice(0, 10)}`),
    })),
  ]);
  const used = jobsSubmittedOn(store, 'generateLearnerTranscript', new Date(now).toISOString().slice(0, 10));
  const left = Math.max(0, JOBS_A_DAY - used);
  const days = windows.length <= left ? 1 : 1 + Math.ceil((windows.length - left) / JOBS_A_DAY);
  say(
    `Reports to ask for: the users, and ${counted(windows.length, 'transcript', 'transcripts')} of five years at most, from ${since} on. ` +
      (days === 1
        ? `ALM allows ${JOBS_A_DAY} of a kind a day, so that today is enough.`
        : `ALM allows ${JOBS_A_DAY} of a kind a day, so that it takes ${days} days: the same command goes on each day.`),
  );
}

/** ALM's users, by the report of them. */
export async function readReportedUsers(work: SnapshotWork): Promise<void> {
  const { store, snapshotId } = work;
  await eachUnread(work, 'generateUsers', async (job) => {
    const payload = { expandMetadata: true, fetchActiveUsers: false };
    await obtainReport(work, job, payload, async (file) => {
      let users = 0;
      for await (const batch of batches(usersOfReport(file))) {
        saveUsers(store, snapshotId, batch.map(userRow));
        users += batch.length;
        work.onProgress('users', users, null);
      }
    });
  });
}

/** The enrolments and grades of everybody in scope, by the learner transcripts; who stays doubtful is not read. */
export async function readTranscripts(work: SnapshotWork): Promise<void> {
  const { store, snapshotId, scope, say } = work;
  const people = scopedPeople(store);
  beginTranscripts(
    work,
    people.map(({ userId }) => userId),
  );
  if (partOf(store, snapshotId, 'transcripts') === 'read') return;
  const understand = transcriptReader(
    people,
    readCatalogue(store),
    scope.config.source.timeZones,
    leadsToPaths(scope.crosswalk),
  );
  const doubtful = new Set(partOfDoubtful(work));
  let rows = 0;
  await eachUnread(work, 'generateLearnerTranscript', async (job) => {
    const payload = {
      fromDate: job.from ?? '',
      toDate: job.to ?? '',
      includeModuleLevelDetails: 'true',
      includeDeletedLearners: 'true',
    };
    await obtainReport(work, job, payload, async (file) => {
      for await (const batch of batches(rowsOfTranscript(file))) {
        const facts: TranscriptFact[] = [];
        for (const row of batch) {
          const understood = understand(row);
          if (understood.is === 'fact') facts.push(understood.fact);
          else if (understood.is === 'doubtful') for (const id of understood.almUserIds) doubtful.add(id);
        }
        saveTranscript(store, facts);
        rows += batch.length;
        work.onProgress('reports', rows, null);
      }
      setPart(store, snapshotId, 'doubtful', { ids: JSON.stringify([...doubtful]) });
    });
  });
  finishTranscripts(store, snapshotId, doubtful);
  setPart(store, snapshotId, 'transcripts', null);
  if (doubtful.size > 0) {
    say(
      `What the transcripts leave in doubt is read by requests: that of ${counted(doubtful.size, 'person', 'people')}.`,
    );
  }
}

/** What earlier snapshots read goes, once; and again when other people are in scope than when it was begun. */
function beginTranscripts({ store, snapshotId }: SnapshotWork, people: readonly string[]): void {
  const digest = createHash('sha256').update(people.join('\n')).digest('hex').slice(0, 32);
  const begun = partOf(store, snapshotId, 'scope');
  if (typeof begun === 'object' && begun.digest === digest) return;
  store.transaction(() => {
    clearScope(store);
    for (const job of snapshotJobs(store, snapshotId)) {
      if (job.state !== 'read' || job.jobType !== 'generateLearnerTranscript') continue;
      setSnapshotJob(store, snapshotId, { ...job, state: 'submitted' });
    }
    setPart(store, snapshotId, 'transcripts', {});
    setPart(store, snapshotId, 'doubtful', { ids: '[]' });
    setPart(store, snapshotId, 'scope', { digest });
  })();
}

function partOfDoubtful({ store, snapshotId }: SnapshotWork): readonly string[] {
  const part = partOf(store, snapshotId, 'doubtful');
  return typeof part === 'object' ? (JSON.parse(part.ids ?? '[]') as readonly string[]) : [];
}

async function eachUnread(
  work: SnapshotWork,
  jobType: SnapshotJob['jobType'],
  read: (job: SnapshotJob) => Promise<void>,
): Promise<void> {
  const { store, snapshotId } = work;
  for (const { ordinal } of snapshotJobs(store, snapshotId)) {
    const job = snapshotJobs(store, snapshotId).find((one) => one.ordinal === ordinal);
    if (job === undefined || job.jobType !== jobType || job.state === 'read') continue;
    await read(job);
    const now = snapshotJobs(store, snapshotId).find((one) => one.ordinal === ordinal) ?? job;
    setSnapshotJob(store, snapshotId, { ...now, state: 'read' });
  }
}

async function* batches<Item>(items: AsyncIterable<Item>): AsyncGenerator<readonly Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
