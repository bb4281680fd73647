/** Runs in the reading thread: bytes come in by messages, items go out by messages. */
import { parentPort, workerData } from 'node:worker_threads';
import { packedText } from '../../staging/packed-text.js';
import { Failure, failureData } from '../../terms/index.js';
import { readLegacy } from '../read.js';
import type { Assignment, FromThread, ToThread } from './messages.js';

const port = parentPort;
if (port === null) throw new Error('this file is the beginning of a thread');
const { name, detected, settings } = workerData as Assignment;

const inbox: ToThread[] = [];
let arrived = (): void => {};
port.on('message', (message: ToThread) => {
  inbox.push(message);
  arrived();
});

function send(message: FromThread): void {
  port?.postMessage(message);
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  for (;;) {
    const message = inbox.shift();
    if (message === undefined) {
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    } else if (message.type === 'bytes') {
      yield message.bytes;
      // The reader has come back for more: whatever this piece held has been handed over.
      send({ type: 'room' });
    } else if (message.type === 'end') return;
    else throw message.code === null ? new Error(message.message) : failureOf(message.code, message.message);
  }
}

function failureOf(code: string, message: string): Failure {
  return new Failure(code, message, { remedy: 'copy or download the file again, then stage it again' });
}

try {
  const batches = readLegacy({ name, open: bytes }, detected, settings);
  let step = await batches.next();
  for (; !step.done; step = await batches.next()) {
    send({ type: 'items', text: packedText(step.value) });
  }
  send({ type: 'end', end: step.value });
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  send({ type: 'failure', failure: failureData(error) });
}
port.close();
