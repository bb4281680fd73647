import { type Entry, open, type ZipFile } from 'yauzl';
import { Failure } from '../../terms/index.js';
import type { LegacySource } from '../contract.js';
import { LIMITS } from '../limits.js';
import { bomb, brokenArchive } from './refusals.js';

function opened(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) reject(brokenArchive(path, error));
      else resolve(zip);
    });
  });
}

/** The members in the archive's order, folders left out. */
async function entries(path: string): Promise<readonly Entry[]> {
  const zip = await opened(path);
  try {
    return await new Promise((resolve, reject) => {
      const all: Entry[] = [];
      let packed = 0;
      zip.on('entry', (entry: Entry) => {
        packed += entry.compressedSize;
        // Members that share their packed bytes are how a small archive holds a large world.
        if (all.length >= LIMITS.members || packed > zip.fileSize) return reject(bomb(path));
        if (!entry.fileName.endsWith('/')) all.push(entry);
        zip.readEntry();
      });
      zip.on('end', () => resolve(all));
      zip.on('error', (error: unknown) => reject(brokenArchive(path, error)));
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
}

function isBomb(entry: Entry): boolean {
  return (
    entry.uncompressedSize > LIMITS.unpackedFree &&
    entry.uncompressedSize > entry.compressedSize * LIMITS.unpackedRatio
  );
}

/** The bytes of a member. That it is no longer than it says, and its checksum, is the library's care. */
async function* contents(path: string, entry: Entry): AsyncGenerator<Uint8Array> {
  if (isBomb(entry)) throw bomb(`${path}!${entry.fileName}`);
  const zip = await opened(path);
  try {
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      zip.openReadStream(entry, (error, readable) => {
        if (error) reject(brokenArchive(path, error));
        else resolve(readable);
      });
    });
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof Failure ? error : brokenArchive(path, error);
  } finally {
    zip.close();
  }
}

/** Each member of a zip archive as a source, named `archive.zip!member`. */
export async function zipMembers(path: string): Promise<readonly LegacySource[]> {
  const all = await entries(path);
  return all.map((entry) => ({
    name: `${path}!${entry.fileName}`,
    open: () => contents(path, entry),
  }));
}
