import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A file that grows piece by piece, and stands under its name only when it is whole. */
export interface Artefact {
  readonly write: (text: string) => void;
  /** Flushes it to the disk and gives it its name. */
  readonly finish: () => void;
  /** Takes it away; nothing after `finish`. */
  readonly discard: () => void;
}

/** Characters that are gathered before they are written. */
const CHUNK = 1 << 18;

/** Opens a temporary file beside `file`, which is renamed in the end. */
export function openArtefact(file: string): Artefact {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  const handle = openSync(temporary, 'w');
  let pending = '';
  let isOpen = true;
  const flush = (): void => {
    if (pending !== '') writeSync(handle, pending);
    pending = '';
  };
  return {
    write: (text) => {
      pending += text;
      if (pending.length >= CHUNK) flush();
    },
    finish: () => {
      flush();
      fsyncSync(handle);
      closeSync(handle);
      isOpen = false;
      renameSync(temporary, file);
    },
    discard: () => {
      if (!isOpen) return;
      closeSync(handle);
      isOpen = false;
      rmSync(temporary, { force: true });
    },
  };
}
