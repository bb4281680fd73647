/** Runs in a thread of its own: writes records.csv from a connection of its own, beside the file that it will replace. */
import { parentPort, workerData } from 'node:worker_threads';
import { openStoreToRead } from '../../../staging/index.js';
import { Failure, failureData } from '../../../terms/index.js';
import { prepareArtefact } from '../artefact.js';
import { recordsCsv } from '../records-csv.js';
import type { Assignment, FromThread } from './messages.js';

const port = parentPort;
if (port === null) throw new Error('this file is the beginning of a thread');
const { storeFile, file } = workerData as Assignment;

/** Every table is gone through once, from its beginning to its end: what is kept of it is not asked for again. */
const CACHE_MB = 8;

function send(message: FromThread): void {
  port?.postMessage(message);
}

try {
  const store = openStoreToRead(storeFile, CACHE_MB);
  try {
    await prepareArtefact(file, recordsCsv(store));
  } finally {
    store.close();
  }
  send({ type: 'written' });
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  send({ type: 'failure', failure: failureData(error) });
}
port.close();
