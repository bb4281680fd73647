import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { EXIT, Failure } from '../../terms/index.js';

/** The SHA-256 of a file in hexadecimal, and its size; in constant memory. Throws a `Failure` where it cannot be read. */
export async function digestOfFile(
  file: string,
  signal?: AbortSignal,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new Failure('EVIDENCE-NOT-READABLE', `a file cannot be read: ${(error as Error).message}`, {
      place: { file },
      remedy: 'give this user the right to read it, then run the same command again',
      exitCode: EXIT.failed,
      cause: error,
    });
  }
  return { sha256: hash.digest('hex'), bytes };
}

export function digestOfText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
