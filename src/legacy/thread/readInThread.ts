import { Worker } from 'node:worker_threads';
import { type PackedItem, unpackedText } from '../../staging/index.js';
import { Failure, failureFrom, type ReadEnd } from '../../terms/index.js';
import type { Detected, LegacySource, ReadSettings } from '../contract.js';
import type { Assignment, FromThread, ToThread } from './messages.js';

/** The thread makes garbage fast and keeps nothing. Half of it costs a third more time, three times it 20 MB more memory. */
const NURSERY_MB = 16;

/** Pieces of the file that the thread may have before it: enough that it never waits for the next. */
const PIECES_AHEAD = 4;

/**
 * As `readLegacy`, item for item and packed, with the reading in a thread of its own: while one batch
 * is stored, the next is read. The bytes are fetched here, so that a source can be anything.
 *
 * A piece of the bytes is handed over only when one before it has been read and its items have been
 * taken: however slow the taker is, no more than a few pieces and their items are in memory.
 */
export async function* readInThread(
  source: LegacySource,
  detected: Detected,
  settings: ReadSettings,
): AsyncGenerator<readonly PackedItem[], ReadEnd> {
  const assignment: Assignment = { name: source.name, detected, settings };
  const thread = new Worker(new URL('./entry.js', import.meta.url), {
    workerData: assignment,
    // What this process was started with, a script on the command line for one, is not for the thread.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
  });
  const inbox: FromThread[] = [];
  let arrived = (): void => {};
  let died: unknown = null;
  thread.on('message', (message: FromThread) => {
    inbox.push(message);
    arrived();
  });
  thread.on('error', (error) => {
    died = error;
    arrived();
  });
  thread.on('exit', (code) => {
    died ??= new Error(`the reading thread ended with ${code} before the file did`);
    arrived();
  });

  const bytes = source.open()[Symbol.asyncIterator]();
  let more = true;
  const feed = async (): Promise<void> => {
    if (!more) return;
    const message = await nextPiece(bytes);
    more = message.type === 'bytes';
    // The copy is the thread's own: what the source does with its buffer afterwards cannot matter.
    thread.postMessage(message, message.type === 'bytes' ? [message.bytes.buffer as ArrayBuffer] : []);
  };
  try {
    for (let piece = 0; piece < PIECES_AHEAD; piece++) await feed();
    for (;;) {
      const message = inbox.shift();
      if (message === undefined) {
        if (died !== null) throw died;
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      } else if (message.type === 'room') await feed();
      else if (message.type === 'items') yield unpackedText(message.text);
      else if (message.type === 'end') return message.end;
      else throw failureFrom(message.failure);
    }
  } finally {
    await bytes.return?.();
    await thread.terminate();
  }
}

async function nextPiece(bytes: AsyncIterator<Uint8Array>): Promise<ToThread> {
  try {
    const next = await bytes.next();
    if (next.done === true) return { type: 'end' };
    return { type: 'bytes', bytes: Uint8Array.prototype.slice.call(next.value) };
  } catch (error) {
    // A source that was told to stop is not a broken file.
    if (error instanceof Error && error.name === 'AbortError') throw error;
    const message = error instanceof Error ? error.message : String(error);
    return { type: 'cut', code: error instanceof Failure ? error.code : null, message };
  }
}
