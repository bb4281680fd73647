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

function writeAll(handle: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(handle, bytes, from);
}

/** Characters that are gathered before they are written. */
const CHUNK = 1 << 18;

/** Opens a temporary file beside `file`, which is renamed in the end. Texts are written in UTF-8, or as `encode` has it. */
export function openArtefact(
  file: string,
  encode: (text: string) => Uint8Array = (text) => Buffer.from(text, 'utf8'),
): Artefact {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  const handle = openSync(temporary, 'w');
  let pending = '';
  let isOpen = true;
  const flush = (): void => {
    if (pending !== '') writeAll(handle, encode(pending));
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
