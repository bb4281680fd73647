import { once } from 'node:events';

/** Characters that are gathered before they are written. */
const CHUNK = 1 << 16;

/** Writes pieces of text to standard output as fast as it is read. A reader that goes away ends it: it wants no more. */
export async function writeToStdout(pieces: Iterable<string>): Promise<void> {
  const { stdout } = process;
  let pending = '';
  const flush = async (): Promise<void> => {
    if (stdout.destroyed || stdout.write(pending)) return;
    await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]).catch(() => {});
  };
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < CHUNK) continue;
    await flush();
    if (stdout.destroyed) return;
    pending = '';
  }
  await flush();
}
