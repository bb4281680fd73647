import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const CHUNK_CHARS = 1 << 16;

/** Gathers pieces to chunks that are worth a write each. */
function* chunked(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length >= CHUNK_CHARS) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/**
 * Writes as fast as the disk takes it and no faster: memory stays that of a few chunks. The name
 * stands only for a whole file: written aside, flushed, renamed.
 */
export async function writePieces(path: string, pieces: Iterable<string>): Promise<void> {
  const aside = `${path}.part`;
  await pipeline(chunked(pieces), createWriteStream(aside, { flush: true }));
  await rename(aside, path);
}
