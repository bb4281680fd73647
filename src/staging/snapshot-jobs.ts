import type { Store } from './store.js';

/** A report that a snapshot has asked ALM for, or will. */
export interface SnapshotJob {
  readonly ordinal: number;
  readonly jobType: string;
  /** Instants, of a window; null where the report has none. */
  readonly from: string | null;
  readonly to: string | null;
  /** planned, asked (the request may have left), submitted (ALM gave it an id), read (its rows are in the store). */
  readonly state: 'planned' | 'asked' | 'submitted' | 'read';
  readonly description: string;
  readonly jobId: string | null;
  readonly submittedAt: string | null;
}

const COLUMNS = `ordinal, job_type AS jobType, from_date AS "from", to_date AS "to", state, description,
  job_id AS jobId, submitted_at AS submittedAt`;

/** The jobs of a snapshot, in the order in which they run. */
export function snapshotJobs(store: Store, snapshotId: number): readonly SnapshotJob[] {
  return store
    .prepare(`SELECT ${COLUMNS} FROM snapshot_job WHERE snapshot_id = ? ORDER BY ordinal`)
    .all(snapshotId) as SnapshotJob[];
}

export function planSnapshotJobs(
  store: Store,
  snapshotId: number,
  jobs: readonly Pick<SnapshotJob, 'jobType' | 'from' | 'to' | 'description'>[],
): void {
  const insert = store.prepare(
    `INSERT INTO snapshot_job (snapshot_id, ordinal, job_type, from_date, to_date, state, description)
     VALUES (?, ?, ?, ?, ?, 'planned', ?)`,
  );
  store.transaction(() => {
    for (const [index, job] of jobs.entries()) {
      insert.run(snapshotId, index + 1, job.jobType, job.from, job.to, job.description);
    }
  })();
}

/** Notes how far a job is. One that goes back to `planned` is asked for anew. */
export function setSnapshotJob(
  store: Store,
  snapshotId: number,
  job: Pick<SnapshotJob, 'ordinal' | 'state' | 'jobId' | 'submittedAt'>,
): void {
  store
    .prepare(
      'UPDATE snapshot_job SET state = ?, job_id = ?, submitted_at = ? WHERE snapshot_id = ? AND ordinal = ?',
    )
    .run(job.state, job.jobId, job.submittedAt, snapshotId, job.ordinal);
}

/** How many jobs of a type this workspace has submitted on a day (`YYYY-MM-DD`, UTC): ALM allows five. */
export function jobsSubmittedOn(store: Store, jobType: string, day: string): number {
  return store
    .prepare('SELECT count(*) FROM snapshot_job WHERE job_type = ? AND substr(submitted_at, 1, 10) = ?')
    .pluck()
    .get(jobType, day) as number;
}

/** The earliest day that a staged training record names, as `YYYY-MM-DD`; null where none does. */
export function earliestStagedDay(store: Store): string | null {
  const column = (name: string): string =>
    `SELECT min(${name}) AS at FROM training_record WHERE ${name} GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T*'`;
  const earliest = store
    .prepare(
      `SELECT min(at) FROM (${['enrolled_at', 'started_at', 'ended_at'].map(column).join(' UNION ALL ')})`,
    )
    .pluck()
    .get() as string | null;
  return earliest?.slice(0, 10) ?? null;
}
