import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfFile, digestOfText } from './digest.js';
import { byPath, entriesOf } from './folder.js';
import { type EvidenceManifest, MANIFEST, SEAL, sealText } from './manifest.js';
import { readManifest } from './read.js';

/** What a check of the folder found. Paths have slashes; each list is in their order. */
export interface EvidenceFindings {
  readonly manifest: EvidenceManifest;
  /** Of the manifest as it stands there now. */
  readonly manifestSha256: string;
  /** Files whose content is as recorded. */
  readonly sound: number;
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  readonly additional: readonly string[];
}

/**
 * Holds every file of an evidence folder against the manifest, the manifest against `manifest.sha256`,
 * and, where it is given, against `seal`: the digest that somebody wrote down elsewhere. Without that,
 * whoever can write to the folder could have made all of it anew.
 *
 * Reads the folder only: no store, no network.
 */
export async function verifyEvidence(
  folder: string,
  seal: string | null,
  onProgress: (files: number) => void = () => {},
  signal?: AbortSignal,
): Promise<EvidenceFindings> {
  const { manifest, text } = readManifest(folder);
  const manifestSha256 = digestOfText(text);
  const changed: string[] = [];
  const missing: string[] = [];
  if (seal !== null && seal !== manifestSha256) changed.push(MANIFEST);
  const sealFile = join(folder, SEAL);
  if (statSync(sealFile, { throwIfNoEntry: false })?.isFile() !== true) missing.push(SEAL);
  else {
    const written = readFileSync(sealFile, 'utf8');
    const names = written.startsWith(`${manifestSha256}  ${MANIFEST}\n`);
    if (!names && seal !== manifestSha256) changed.push(MANIFEST);
    else if (written !== sealText(manifestSha256, manifest.files)) changed.push(SEAL);
  }

  const recorded = new Map(manifest.files.map((file) => [file.path, file]));
  const additional: string[] = [];
  let sound = 0;
  for (const { path, isFile } of await entriesOf(folder)) {
    if (path === MANIFEST || path === SEAL) continue;
    const file = recorded.get(path);
    recorded.delete(path);
    if (file === undefined) {
      additional.push(path);
      continue;
    }
    const isSound =
      isFile && (await digestOfFile(join(folder, ...path.split('/')), signal)).sha256 === file.sha256;
    if (isSound) sound += 1;
    else changed.push(path);
    onProgress(sound + changed.length);
  }
  missing.push(...recorded.keys());
  return {
    manifest,
    manifestSha256,
    sound,
    changed: [...new Set(changed)].sort(byPath),
    missing: missing.sort(byPath),
    additional,
  };
}
