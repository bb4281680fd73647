import { readdirSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, Failure } from '../../terms/index.js';

/** Refuses a folder that holds something: evidence is never written over evidence. */
export function refuseTakenFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined || (found.isDirectory() && readdirSync(folder).length === 0)) return;
  throw new Failure('EVIDENCE-FOLDER-TAKEN', `${folder} is there already; evidence is never written over`, {
    place: { file: folder },
    remedy: 'name a new folder',
    exitCode: EXIT.usage,
  });
}

/** What stands in a folder at a path with slashes. */
export interface FolderEntry {
  readonly path: string;
  /** false: a link, a socket or the like, which is no evidence whatever it leads to. */
  readonly isFile: boolean;
}

/** All entries of a folder but the folders themselves, by path, the same on every system. Links are not followed. */
export async function entriesOf(folder: string, below = ''): Promise<readonly FolderEntry[]> {
  const entries: FolderEntry[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) entries.push(...(await entriesOf(folder, path)));
    else entries.push({ path, isFile: entry.isFile() });
  }
  return entries.sort((a, b) => byPath(a.path, b.path));
}

/** By code unit: an order that no locale changes. */
export function byPath(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
