import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type LegacySource, readInThread, readLegacy } from '../legacy/index.js';
import { type PackedItem, packedBatches } from '../staging/index.js';
import type { ReadEnd } from '../terms/index.js';

const THREAD_FROM_BYTES = 4 << 20;

/** A thread is worth its start for a file of some size, where there is a second processor to run it. */
export function readerFor(source: LegacySource): typeof readInThread {
  const large = source.bytes === undefined || source.bytes > THREAD_FROM_BYTES;
  return large && availableParallelism() > 1 ? readInThread : readHere;
}

function readHere(...args: Parameters<typeof readLegacy>): ReturnType<typeof readInThread> {
  return packedBatches(readLegacy(...args));
}

/** Hashes the bytes of a source as they are read, so that a large file is read once. */
export function measure(source: LegacySource) {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* open(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.open()) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  /** A reader stops where a file is broken. What is behind that belongs to its digest, too. */
  async function* toItsEnd(
    batches: AsyncGenerator<readonly PackedItem[], ReadEnd>,
  ): AsyncGenerator<readonly PackedItem[], ReadEnd> {
    const end = yield* batches;
    if (end.broken === null) return end;
    let known = bytes;
    try {
      for await (const chunk of source.open()) {
        const unread = chunk.subarray(Math.min(known, chunk.length));
        known -= chunk.length - unread.length;
        hash.update(unread);
        bytes += unread.length;
      }
    } catch {
      // It cannot be read to its end, which is said already: what can be read of it is its content.
    }
    return end;
  }
  return { source: { ...source, open }, toItsEnd, sha256: () => hash.digest('hex'), bytes: () => bytes };
}

/** Null where the source cannot be read to its end; the reader will say why. */
export async function digestOf(source: LegacySource, signal: AbortSignal): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of source.open()) {
      signal.throwIfAborted();
      hash.update(chunk);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
  return hash.digest('hex');
}
