import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { storeFailure } from '../../staging/index.js';

/** Characters that are gathered before they are written. */
const CHUNK = 1 << 18;

/**
 * Writes a file from pieces of text (or bytes, which stay as they are): into a temporary file beside it, flushed to the disk, then renamed,
 * so that under its name there is always a whole file, the old one or the new one. A full disk or a missing
 * right is a `Failure`.
 */
export async function writeArtefact(file: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  const handle = await openNew(temporary, file);
  try {
    let pending = '';
    for (const piece of pieces) {
      if (typeof piece !== 'string') {
        await handle.writeFile(pending);
        pending = '';
        await handle.writeFile(piece);
        continue;
      }
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
    throw storeFailure(error, file);
  }
}

async function openNew(temporary: string, file: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(file), { recursive: true });
    return await open(temporary, 'w');
  } catch (error) {
    throw storeFailure(error, file);
  }
}
