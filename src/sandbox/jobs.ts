/** How the tenant's jobs behave; the documents show both shapes of an answer, and both forms of a file. */
export interface JobOptions {
  /** `classic` is JSON:API with `status.code`, `flat` the newer one with `status` and `result`. */
  readonly shape: 'classic' | 'flat';
  readonly file: 'csv' | 'zip';
  /** For so many requests to /jobs after the submission the job is still running. */
  readonly polls: number;
}

export const DEFAULT_JOBS: JobOptions = Object.freeze({ shape: 'classic', file: 'csv', polls: 1 });

/** "limited to five API calls per day for a single job API" (fact sheet, section 5.1). */
const DAILY_QUOTA = 5;
const FIRST_JOB_ID = 43_001;

export interface Job {
  readonly id: string;
  readonly jobType: string;
  readonly description: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly submittedAt: number;
  /** Made at the submission: what changes later is not in it. */
  readonly content: string;
  pollsLeft: number;
}

/**
 * The jobs of one tenant: submitted, running, completed. One runs at a time, and each type may be
 * submitted five times a day (of UTC). Every request to /jobs brings the running one nearer to
 * its end, so that a client that lost its job's id does not wait for ever.
 */
export class Jobs {
  readonly options: JobOptions;
  readonly #jobs = new Map<string, Job>();

  constructor(options: JobOptions) {
    this.options = options;
  }

  /** In the order of submission. */
  get all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  byId(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  advance(): void {
    for (const job of this.#jobs.values()) if (job.pollsLeft > 0) job.pollsLeft -= 1;
  }

  isRunning(): boolean {
    return this.all.some((job) => job.pollsLeft > 0);
  }

  quotaIsUsedUp(jobType: string, now: number): boolean {
    const day = Math.floor(now / 86_400_000);
    const sameDay = this.all.filter(
      (job) => job.jobType === jobType && Math.floor(job.submittedAt / 86_400_000) === day,
    );
    return sameDay.length >= DAILY_QUOTA;
  }

  submit(job: Omit<Job, 'id' | 'pollsLeft'>): Job {
    // One more than asked for: the first request after the submission still finds it running.
    const made = { ...job, id: String(FIRST_JOB_ID + this.#jobs.size), pollsLeft: this.options.polls + 1 };
    this.#jobs.set(made.id, made);
    return made;
  }
}
