import { byPath } from './folder.js';
import type { SealedFile } from './seal.js';

/** A file as it is on the disk now. */
export interface PresentFile {
  readonly path: string;
  /** null: it is a link, or the disk does not give it; `trouble` says which. */
  readonly sha256: string | null;
  readonly bytes: number;
  readonly trouble: string | null;
}

/** Files held against what was recorded of them. Paths have slashes; each list is in their order. */
export interface Held {
  /** Files whose content is as recorded. */
  readonly sound: number;
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  readonly additional: readonly string[];
  /** Recorded, there, and not to be had from the disk. */
  readonly unreadable: readonly { readonly path: string; readonly trouble: string }[];
}

export function heldAgainst(recorded: readonly SealedFile[], present: readonly PresentFile[]): Held {
  const open = new Map(recorded.map((file) => [file.path, file.sha256]));
  const held = {
    sound: 0,
    changed: [] as string[],
    additional: [] as string[],
    unreadable: [] as Held['unreadable'][number][],
  };
  for (const { path, sha256, trouble } of present) {
    const expected = open.get(path);
    open.delete(path);
    if (expected === undefined) held.additional.push(path);
    else if (trouble !== null) held.unreadable.push({ path, trouble });
    else if (sha256 === expected) held.sound += 1;
    else held.changed.push(path);
  }
  return { ...held, missing: [...open.keys()].sort(byPath) };
}
