/** Runs in a thread of its own: counts, and writes records.csv, from a connection of its own that cannot write. */
import { parentPort, workerData } from 'node:worker_threads';
import { openStoreToRead, type Store } from '../../../staging/index.js';
import { Failure, failureData } from '../../../terms/index.js';
import { writeBeside } from '../artefact.js';
import { recordLines, recordsHead } from '../records-csv.js';
import { countSettled } from '../summary.js';
import type { Answer, Assignment, Task } from './messages.js';
import { PartClaims } from './partClaims.js';

const port = parentPort;
if (port === null) throw new Error('this file is the beginning of a thread');
const { storeFile } = workerData as Assignment;

/** Every table is gone through once, from its beginning to its end: what is kept of it is not asked for again. */
const CACHE_MB = 8;

let done: Promise<void> = Promise.resolve();
port.on('message', (task: Task) => {
  done = done.then(async () => {
    const answer = await perform(task);
    port.postMessage(answer);
    if (answer.type !== 'counted') port.close();
  });
});

async function perform(task: Task): Promise<Answer> {
  try {
    const store = openStoreToRead(storeFile, CACHE_MB);
    try {
      if (task.type === 'count') return { type: 'counted', counts: countSettled(store) };
      await writeBeside(task.file, records(store, task));
      return { type: 'written' };
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { type: 'failure', failure: failureData(error) };
  }
}

/** The beginning of records.csv, as far as the other thread does not write its end. */
function* records(
  store: Store,
  { parts, claimed }: Task & { type: 'write' },
): Generator<string | Uint8Array> {
  yield recordsHead();
  const claims = new PartClaims(parts.length, claimed);
  for (let part = 0; claims.take(); part += 1) yield* recordLines(store, parts[part], parts[part + 1]);
}
