import { Worker } from 'node:worker_threads';
import type { RecordsPart } from '../../../staging/index.js';
import { failureFrom } from '../../../terms/index.js';
import type { SettledCounts } from '../summary.js';
import type { Answer, Assignment, Task } from './messages.js';
import type { PartClaims } from './partClaims.js';

/** The thread makes garbage fast and keeps nothing: four times as much is no faster. */
const NURSERY_MB = 4;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A thread that does half of the work of a large report, from a connection of its own. It sees what the store
 * holds as committed when it is asked; what it reads must stay as it is until it has answered.
 */
export class ReportThread {
  readonly #thread: Worker;
  readonly #waiting: Waiting[] = [];
  #broken: unknown = null;

  constructor(storeFile: string) {
    const assignment: Assignment = { storeFile };
    this.#thread = new Worker(new URL('./entry.js', import.meta.url), {
      workerData: assignment,
      // What this process was started with, a script on the command line for one, is not for the thread.
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
    });
    this.#thread.on('message', (answer: Answer) => {
      if (answer.type === 'failure') this.#break(failureFrom(answer.failure));
      else this.#waiting.shift()?.resolve(answer);
    });
    this.#thread.on('error', (error) => this.#break(error));
    this.#thread.on('exit', (code) =>
      this.#break(new Error(`the thread of the report ended with ${code} too early`)),
    );
  }

  /** See `countSettled`. */
  async count(): Promise<SettledCounts> {
    const answer = await this.#ask({ type: 'count' });
    if (answer.type !== 'counted') throw new Error(`the thread of the report answered ${answer.type}`);
    return answer.counts;
  }

  /** Prepares `records.csv` with the parts from the first on, as many as it can take. The last thing it is asked for. */
  async writeRecords(file: string, parts: readonly RecordsPart[], { claimed }: PartClaims): Promise<void> {
    await this.#ask({ type: 'write', file, parts, claimed });
  }

  /** Ends the thread, whatever it does. */
  async stop(): Promise<void> {
    await this.#thread.terminate();
  }

  #ask(task: Task): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      if (this.#broken !== null) reject(this.#broken);
      else this.#waiting.push({ resolve, reject });
    });
    // Whoever asks for it meets the error; until then it is nobody's.
    answer.catch(() => {});
    this.#thread.postMessage(task);
    return answer;
  }

  #break(error: unknown): void {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#broken);
  }
}
