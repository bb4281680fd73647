import type { LegacySource } from '../contract.js';
import { fileSource, filesOf, spool } from './files.js';
import { gunzipped } from './gzip.js';
import { brokenArchive, missingInput, nestedArchive } from './refusals.js';
import { zipMembers } from './zip.js';

type Container = 'gzip' | 'zip' | 'none';

/** What a source is packed in, by its first bytes. */
async function containerOf(source: LegacySource): Promise<Container> {
  const head: number[] = [];
  for await (const chunk of source.open()) {
    for (const byte of chunk.subarray(0, 4 - head.length)) head.push(byte);
    if (head.length >= 4) break;
  }
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  // "PK", then a member's header, or the directory of an archive without members.
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return 'zip';
  return 'none';
}

async function* unpacked(path: string, name: string): AsyncGenerator<LegacySource> {
  const source = fileSource(path, name);
  let container: Container;
  try {
    container = await containerOf(source);
  } catch (error) {
    throw missingInput(name, error);
  }
  if (container === 'none') yield source;
  else if (container === 'gzip') yield await innermost(gunzipped(source));
  else {
    for (const member of await zipMembers(path)) {
      const packed = await containerOf(member);
      if (packed === 'zip') throw nestedArchive(member.name);
      yield packed === 'gzip' ? await innermost(gunzipped(member)) : member;
    }
  }
}

/** One wrapping is a habit, two are a mistake or an attack. */
async function innermost(source: LegacySource): Promise<LegacySource> {
  let packed: Container;
  try {
    packed = await containerOf(source);
  } catch (error) {
    throw brokenArchive(source.name, error);
  }
  if (packed !== 'none') throw nestedArchive(source.name);
  return source;
}

/**
 * The sources behind what the user named: files, folders, `.gz`, each member of a `.zip`, and `-` for
 * standard input. What is packed is told by content. Sources hold as long as the loop over them runs:
 * what was spooled is removed after it.
 *
 * Throws PF-INPUT-MISSING, PF-CONTAINER-BROKEN, PF-CONTAINER-NESTED and PF-CONTAINER-BOMB; the last
 * may also come out of a source that is being read.
 */
export async function* openInputs(
  paths: readonly string[],
  stdin: () => AsyncIterable<Uint8Array> = () => process.stdin,
): AsyncGenerator<LegacySource> {
  for (const path of paths) {
    if (path === '-') {
      const spooled = await spool(stdin());
      try {
        yield* unpacked(spooled.path, 'standard input');
      } finally {
        await spooled.remove();
      }
    } else for await (const file of filesOf(path)) yield* unpacked(file, file);
  }
}
