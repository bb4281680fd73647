import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Characters that are gathered before they are written. */
const CHUNK = 1 << 18;

/**
 * Writes a file from pieces of text: into a temporary file beside it, flushed to the disk, then renamed,
 * so that under its name there is always a whole file, the old one or the new one.
 */
export async function writeArtefact(file: string, pieces: Iterable<string>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  const handle = await open(temporary, 'w');
  try {
    let pending = '';
    for (const piece of pieces) {
      pending += piece;
      if (pending.length < CHUNK) continue;
      await handle.writeFile(pending);
      pending = '';
    }
    await handle.writeFile(pending);
    await handle.sync();
    await handle.close();
    await rename(temporary, file);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
}
