import { createReadStream, statSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LegacySource } from '../contract.js';
import { LIMITS } from '../limits.js';
import { missingInput } from './refusals.js';

/** A file of the disk, as it is. */
export function fileSource(path: string, name: string = path): LegacySource {
  const open = () => createReadStream(path, { highWaterMark: LIMITS.fileChunkBytes });
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { name, bytes: found.size, open } : { name, open };
}

/**
 * The files of a path: itself, or all that a folder holds, at any depth, in the order of their names.
 * What begins with a dot is the computer's and not the customer's, and left out.
 */
export async function* filesOf(path: string): AsyncGenerator<string> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (error) {
    throw missingInput(path, error);
  }
  if (!isFolder) {
    yield path;
    return;
  }
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
  for (const name of names) yield* filesOf(join(path, name));
}

/** A stream that comes once, kept in a file of its own, because sources are opened more than once. */
export async function spool(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'alm-migrate-spooled-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const path = join(folder, 'stdin');
  try {
    // Only its owner may read what may be somebody's learning history.
    await writeFile(path, bytes, { mode: 0o600 });
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, remove };
}
