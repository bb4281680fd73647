import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, Failure } from '../../terms/index.js';
import { digestOfBytes } from './digest.js';
import { type EvidenceManifest, MANIFEST, manifestSchema, SEAL } from './manifest.js';

/** A file that may be gone, or may not be readable any more. */
export type ReadText =
  | { readonly state: 'read'; readonly text: string; readonly sha256: string }
  | { readonly state: 'missing' | 'unreadable'; readonly trouble: string };

/** Reads a small file of an evidence folder. What this user must not read is the user's to mend, and no damage. */
export function readText(folder: string, path: string): ReadText {
  const file = join(folder, ...path.split('/'));
  try {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found === undefined) return { state: 'missing', trouble: `${path} is missing` };
    if (!found.isFile())
      return { state: 'unreadable', trouble: `${path} is no file, but a link or the like` };
    const bytes = readFileSync(file);
    return { state: 'read', text: bytes.toString('utf8'), sha256: digestOfBytes(bytes) };
  } catch (error) {
    refuseForbidden(error, file);
    return { state: 'unreadable', trouble: `${path} cannot be read: ${(error as Error).message}` };
  }
}

/** Throws a `Failure` where it is a matter of rights that something could not be read. */
export function refuseForbidden(error: unknown, file: string): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'EACCES' && code !== 'EPERM') return;
  throw new Failure('EVIDENCE-NOT-READABLE', `a file cannot be read: ${message}`, {
    place: { file },
    remedy: 'give this user the right to read it, then run the same command again',
    exitCode: EXIT.failed,
    cause: error,
  });
}

/** The manifest of an evidence folder as it stands there, or what is the matter with it. */
export type ReadManifest =
  | { readonly state: 'read'; readonly manifest: EvidenceManifest; readonly sha256: string }
  | { readonly state: 'missing' | 'unreadable'; readonly trouble: string };

/** Throws a `Failure` for a manifest of a newer form: it is not damaged, and this version cannot judge it. */
export function readManifest(folder: string): ReadManifest {
  const read = readText(folder, MANIFEST);
  if (read.state !== 'read') return read;
  const raw = parsed(read.text);
  if (raw instanceof Error) return unreadable(raw.message);
  const version = (raw as { schema?: { version?: unknown } } | null)?.schema?.version;
  if (typeof version === 'number' && version > 1) {
    throw new Failure('EVIDENCE-NEWER', `the evidence was written by a newer alm-migrate (form ${version})`, {
      place: { file: join(folder, MANIFEST) },
      remedy: `update alm-migrate, or check the files without it: sha256sum -c ${SEAL}`,
    });
  }
  const manifest = manifestSchema.safeParse(raw);
  if (manifest.success) return { state: 'read', manifest: manifest.data, sha256: read.sha256 };
  const [issue] = manifest.error.issues;
  return unreadable([issue?.path.join('.'), issue?.message].filter((word) => word !== '').join(': '));
}

function unreadable(why: string): ReadManifest {
  return { state: 'unreadable', trouble: `${MANIFEST} is not as it was written (${why})` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
