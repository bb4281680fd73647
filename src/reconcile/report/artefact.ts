import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { storeFailure } from '../../staging/index.js';

/** Characters that are gathered before they become bytes: few enough to be in the processor's cache still. */
const RUN = 1 << 14;
/** Bytes that are gathered before they are written. */
const BLOCK = 1 << 19;
/** Bytes that go to the disk while more are made: else a large file waits half a second for the disk in the end. */
const FLUSHED = 1 << 25;
/** In UTF-8, at most, of a unit of a JavaScript text. */
const BYTES_A_CHARACTER = 3;

/** Where a file, or a folder, is written before it is whole. */
export function temporaryOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
}

/**
 * Writes what will be a file from pieces of text (or bytes, which stay as they are) beside it, flushed to the
 * disk; `placeArtefact` then gives it its name. A full disk or a missing right is a `Failure`.
 */
export async function prepareArtefact(file: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  await writeBeside(file, pieces);
  await joinPrepared(file, []);
}

/** The same, not all of it flushed yet: to be joined. */
export async function writeBeside(file: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  const handle = await openBeside(file, 'w');
  await closedAfter(handle, file, async () => {
    let pending = 0;
    let flushed = Promise.resolve();
    for (const block of blocksOf(pieces)) {
      await handle.writeFile(block);
      pending += block.length;
      if (pending < FLUSHED) continue;
      await flushed;
      pending = 0;
      flushed = handle.datasync();
      // Whoever waits for it meets the error.
      flushed.catch(() => {});
    }
    await flushed;
  });
}

/** Adds to what was written beside a file what was written beside others, which are no more then, and flushes it. */
export async function joinPrepared(file: string, others: readonly string[]): Promise<void> {
  const handle = await openBeside(file, 'a');
  await closedAfter(handle, file, async () => {
    for (const other of others) {
      for await (const block of createReadStream(temporaryOf(other), { highWaterMark: BLOCK }))
        await handle.writeFile(block as Uint8Array);
      await dropArtefact(other);
    }
    await handle.sync();
  });
}

async function closedAfter(handle: FileHandle, file: string, use: () => Promise<void>): Promise<void> {
  try {
    await use();
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => {});
    await dropArtefact(file);
    throw storeFailure(error, file);
  }
}

/** So that under its name there is always a whole file, the old one or the new one. */
export async function placeArtefact(file: string): Promise<void> {
  try {
    await rename(temporaryOf(file), file);
  } catch (error) {
    await dropArtefact(file);
    throw storeFailure(error, file);
  }
}

/** Takes back what was prepared, if anything was. */
export async function dropArtefact(file: string): Promise<void> {
  await rm(temporaryOf(file), { force: true });
}

export async function writeArtefact(file: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  await prepareArtefact(file, pieces);
  await placeArtefact(file);
}

/** The bytes of the pieces in large blocks; each is good until the next is asked for. */
function* blocksOf(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  const block = Buffer.allocUnsafe(BLOCK);
  let filled = 0;
  for (const run of runsOf(pieces)) {
    const room = typeof run === 'string' ? run.length * BYTES_A_CHARACTER : run.length;
    if (room > block.length - filled) {
      yield block.subarray(0, filled);
      filled = 0;
    }
    if (room > block.length) yield typeof run === 'string' ? Buffer.from(run) : run;
    else if (typeof run === 'string') filled += block.write(run, filled);
    else {
      block.set(run, filled);
      filled += run.length;
    }
  }
  yield block.subarray(0, filled);
}

/** The pieces, the short texts among them gathered. */
function* runsOf(pieces: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  let run = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      run += piece;
      if (run.length < RUN) continue;
    }
    yield run;
    run = '';
    if (typeof piece !== 'string') yield piece;
  }
  yield run;
}

async function openBeside(file: string, flags: 'w' | 'a'): Promise<FileHandle> {
  try {
    await mkdir(dirname(file), { recursive: true });
    return await open(temporaryOf(file), flags);
  } catch (error) {
    throw storeFailure(error, file);
  }
}
