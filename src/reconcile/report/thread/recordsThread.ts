import { Worker } from 'node:worker_threads';
import { failureFrom } from '../../../terms/index.js';
import type { Assignment, FromThread } from './messages.js';

/** The thread makes garbage fast and keeps nothing: four times as much is no faster. */
const NURSERY_MB = 4;

/** A thread that writes records.csv. */
export interface RecordsThread {
  /** Fulfilled when the file is prepared, and waits for its name. */
  readonly written: Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Prepares `records.csv` in a thread of its own, from a connection of its own: what the store holds when this
 * is called must be committed, and stay as it is.
 */
export function recordsThread(storeFile: string, file: string): RecordsThread {
  const assignment: Assignment = { storeFile, file };
  const thread = new Worker(new URL('./entry.js', import.meta.url), {
    workerData: assignment,
    // What this process was started with, a script on the command line for one, is not for the thread.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
  });
  const written = new Promise<void>((resolve, reject) => {
    thread.on('message', (message: FromThread) => {
      if (message.type === 'written') resolve();
      else reject(failureFrom(message.failure));
    });
    thread.on('error', reject);
    thread.on('exit', (code) => reject(new Error(`the thread of records.csv ended with ${code} too early`)));
  });
  // Whoever asks for it meets the error; until then it is nobody's.
  written.catch(() => {});
  return {
    written,
    stop: async () => {
      await thread.terminate();
    },
  };
}
