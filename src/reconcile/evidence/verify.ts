import { join } from 'node:path';
import { EXIT, Failure } from '../../terms/index.js';
import { digestOfFile } from './digest.js';
import { belongsToEvidence, EVIDENCE_FILES, SUMMARY } from './files.js';
import { byPath, entriesOf } from './folder.js';
import { type Held, heldAgainst, type PresentFile } from './held.js';
import { type EvidenceManifest, MANIFEST, SEAL } from './manifest.js';
import { type ReadManifest, type ReadText, readManifest, readText, refuseForbidden } from './read.js';
import { type EvidenceRecord, recordOf } from './record.js';
import { readSummary } from './remake.js';
import { parseSeal, type Seal, sealText } from './seal.js';

/** What the evidence says of itself. */
export type Told = Pick<EvidenceManifest, 'account' | 'createdAt' | 'sources'> & {
  readonly toolVersion: string;
};

/** What a check of the folder found. */
export interface EvidenceFindings extends Held {
  readonly basis: EvidenceRecord['basis'];
  /** What is the matter with the manifest, in words; null where it can be read. */
  readonly trouble: string | null;
  /** null where neither the manifest nor a sound report says it. Nothing vouches for it where `basis` is none. */
  readonly told: Told | null;
  /** Of the manifest as it stands there, or as it must have been; null where no record of it is left. */
  readonly manifestSha256: string | null;
  /** How many files are recorded, the manifest and its digest not among them. */
  readonly recorded: number;
  /** Where no digest is left: what of the evidence is there. */
  readonly unproved: readonly string[];
}

/**
 * Holds every file of an evidence folder against the manifest, the manifest against `manifest.sha256`,
 * and, where it is given, against `seal`: the digest that somebody wrote down elsewhere. Without that,
 * whoever can write to the folder could have made all of it anew. Where the manifest is gone or cannot be
 * understood, it goes on with what else there is, and says what that proves.
 *
 * Reads the folder only: no store, no network. What is no evidence folder is wrong usage.
 */
export async function verifyEvidence(
  folder: string,
  seal: string | null,
  onProgress: (files: number) => void = () => {},
  signal?: AbortSignal,
): Promise<EvidenceFindings> {
  const read = readManifest(folder);
  const sealFile = readText(folder, SEAL);
  const present = await presentFiles(folder, onProgress, signal);
  if (read.state === 'missing' && sealFile.state === 'missing') refuseForeign(folder, present);
  const written = sealFile.state === 'read' ? parseSeal(sealFile.text) : null;
  const record = recordOf(folder, read, written, seal, present);
  const held = heldAgainst(record.files, present);
  const isProved = record.basis !== 'none';
  const own = ownTrouble(read, sealFile, written, record, seal);
  return {
    basis: record.basis,
    trouble: read.state === 'read' ? null : read.trouble,
    told: toldBy(folder, record, present),
    manifestSha256: record.manifestSha256,
    recorded: record.files.length,
    sound: held.sound,
    changed: [...held.changed, ...own.changed].sort(byPath),
    missing: [...held.missing, ...own.missing].sort(byPath),
    additional: isProved ? held.additional : held.additional.filter((path) => !belongsToEvidence(path)),
    unreadable: held.unreadable,
    unproved: isProved ? [] : held.additional.filter(belongsToEvidence),
  };
}

/** Every file of the folder but the manifest and its digest, with its digest as it is now. */
async function presentFiles(
  folder: string,
  onProgress: (files: number) => void,
  signal: AbortSignal | undefined,
): Promise<readonly PresentFile[]> {
  const present: PresentFile[] = [];
  for (const { path, isFile } of await entriesOf(folder)) {
    if (path === MANIFEST || path === SEAL) continue;
    const file = join(folder, ...path.split('/'));
    if (!isFile) present.push({ path, sha256: null, bytes: 0, trouble: null });
    else {
      try {
        present.push({ path, ...(await digestOfFile(file, signal)), trouble: null });
      } catch (error) {
        if (signal?.aborted === true) throw error;
        refuseForbidden(error, file);
        present.push({ path, sha256: null, bytes: 0, trouble: (error as Error).message });
      }
    }
    onProgress(present.length);
  }
  return present;
}

/** What is not right with the manifest and with the digests beside it. */
function ownTrouble(
  read: ReadManifest,
  sealFile: ReadText,
  written: Seal | null,
  record: EvidenceRecord,
  given: string | null,
): { readonly changed: readonly string[]; readonly missing: readonly string[] } {
  const changed = new Set<string>();
  const missing: string[] = [];
  if (read.state === 'missing') missing.push(MANIFEST);
  else if (read.state !== 'read' || (given !== null && given !== read.sha256)) changed.add(MANIFEST);
  const sha256 = record.manifestSha256;
  if (sealFile.state === 'missing') missing.push(SEAL);
  else if (sealFile.state !== 'read' || written === null) changed.add(SEAL);
  else if (record.basis === 'seal') {
    if (given !== null && given !== sha256) changed.add(SEAL);
  } else if (sha256 !== null) {
    if (written.manifestSha256 !== sha256 && given !== sha256) changed.add(MANIFEST);
    else if (sealFile.text !== sealText(sha256, record.files)) changed.add(SEAL);
  }
  return { changed: [...changed], missing };
}

/** What the manifest says of the evidence, else what the report says; not where the report is another than was recorded. */
function toldBy(folder: string, record: EvidenceRecord, present: readonly PresentFile[]): Told | null {
  if (record.basis === 'manifest' || record.basis === 'remade') {
    const { account, createdAt, sources, tool } = record.manifest;
    return { account, createdAt, sources, toolVersion: tool.version };
  }
  const recorded = record.files.find(({ path }) => path === SUMMARY)?.sha256;
  const now = present.find(({ path }) => path === SUMMARY)?.sha256;
  const summary = readSummary(folder);
  if (summary === null || (recorded !== undefined && recorded !== now)) return null;
  const { account, createdAt, files, toolVersion } = summary;
  return { account, createdAt, sources: [...files], toolVersion };
}

function refuseForeign(folder: string, present: readonly PresentFile[]): void {
  if (present.some(({ path }) => EVIDENCE_FILES[path] !== undefined && path !== 'README.txt')) return;
  throw new Failure('EVIDENCE-NO-FOLDER', `${folder} holds no ${MANIFEST}: it is no evidence`, {
    place: { file: folder },
    remedy: 'name a folder that reconcile --evidence wrote',
    exitCode: EXIT.usage,
  });
}
