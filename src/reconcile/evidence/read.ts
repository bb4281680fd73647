import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, Failure } from '../../terms/index.js';
import { type EvidenceManifest, MANIFEST, manifestSchema, SEAL } from './manifest.js';

/** The manifest of a folder as it stands there, with its text. */
export interface ReadManifest {
  readonly manifest: EvidenceManifest;
  readonly text: string;
}

/**
 * Reads the manifest of an evidence folder. What is no evidence folder is wrong usage; one whose
 * manifest is gone or cannot be understood is damaged, and needs a person.
 */
export function readManifest(folder: string): ReadManifest {
  const file = join(folder, MANIFEST);
  const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  if (!exists(file)) {
    if (exists(join(folder, SEAL))) throw damaged(file, `${MANIFEST} is missing`);
    throw new Failure('EVIDENCE-NO-FOLDER', `${folder} holds no ${MANIFEST}: it is no evidence`, {
      place: { file: folder },
      remedy: 'name a folder that reconcile --evidence wrote',
      exitCode: EXIT.usage,
    });
  }
  const text = readFileSync(file, 'utf8');
  const raw = parsed(text, file);
  const version = (raw as { schema?: { version?: unknown } } | null)?.schema?.version;
  if (typeof version === 'number' && version > 1) {
    throw new Failure('EVIDENCE-NEWER', `the evidence was written by a newer alm-migrate (form ${version})`, {
      place: { file },
      remedy: `update alm-migrate, or check the files without it: sha256sum -c ${SEAL}`,
    });
  }
  const manifest = manifestSchema.safeParse(raw);
  if (!manifest.success) {
    const [issue] = manifest.error.issues;
    throw damaged(file, `${MANIFEST} is not as it was written: ${issue?.path.join('.')} ${issue?.message}`);
  }
  return { manifest: manifest.data, text };
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(file, `${MANIFEST} is not as it was written: ${(error as Error).message}`);
  }
}

function damaged(file: string, message: string): Failure {
  return new Failure('EVIDENCE-DAMAGED', message, {
    place: { file },
    remedy: 'get another copy of the evidence',
    exitCode: EXIT.needsPerson,
  });
}
