import { z } from 'zod';
import { composeManifest, type ManifestSummary, type RecordedFile } from './compose.js';
import { digestOfText } from './digest.js';
import { belongsToEvidence, PLANS, SUMMARY } from './files.js';
import type { PresentFile } from './held.js';
import { type EvidenceManifest, manifestSchema } from './manifest.js';
import { readText } from './read.js';
import type { Seal } from './seal.js';

const { account, snapshotAt, createdAt, forecast, verdict, tolerances, sources, recordsInFiles } =
  manifestSchema.shape;

/** What the manifest takes from report.json. */
const summarySchema = z.object({
  account,
  snapshotAt,
  createdAt,
  toolVersion: z.string(),
  forecast,
  verdict,
  tolerances,
  balance: z.object({ recordsInFiles }),
  differences: z.array(z.object({ count: z.int().min(0) })),
  files: sources,
});

/** report.json as far as the manifest says the same; null where it is gone or is none. */
export function readSummary(folder: string): ManifestSummary | null {
  const raw = jsonOf(folder, SUMMARY);
  // As it is written there, not as the schema orders it: the manifest must come out to the byte.
  return summarySchema.safeParse(raw).success ? (raw as ManifestSummary) : null;
}

/** A manifest that was lost, made again out of the rest of the folder. */
export interface RemadeManifest {
  readonly manifest: EvidenceManifest;
  readonly sha256: string;
}

/**
 * Makes the manifest again, out of the digests of `seal` where it is there, else out of the files. It is
 * the lost one only if its digest is the one that was recorded: without that it is nothing but a guess.
 *
 * null where the folder no longer says all that stood in it.
 */
export function remakeManifest(
  folder: string,
  seal: Seal | null,
  present: readonly PresentFile[],
): RemadeManifest | null {
  const summary = readSummary(folder);
  const plans = jsonOf(folder, PLANS);
  const files = seal === null ? ownFiles(present) : sealedFiles(seal, present);
  if (summary === null || !Array.isArray(plans) || files === null) return null;
  const text = composeManifest(summary, plans.length, files);
  return { manifest: manifestSchema.parse(JSON.parse(text)), sha256: digestOfText(text) };
}

function ownFiles(present: readonly PresentFile[]): readonly RecordedFile[] | null {
  const files: RecordedFile[] = [];
  for (const { path, sha256, bytes } of present.filter((file) => belongsToEvidence(file.path))) {
    if (sha256 === null) return null;
    files.push({ path, sha256, bytes });
  }
  return files;
}

/** The seal has no sizes. That of a file that was changed may still be the same. */
function sealedFiles(seal: Seal, present: readonly PresentFile[]): readonly RecordedFile[] | null {
  const sizes = new Map(present.map(({ path, bytes }) => [path, bytes]));
  const files: RecordedFile[] = [];
  for (const file of seal.files) {
    const bytes = sizes.get(file.path);
    if (bytes === undefined) return null;
    files.push({ ...file, bytes });
  }
  return files;
}

function jsonOf(folder: string, path: string): unknown {
  const read = readText(folder, path);
  if (read.state !== 'read') return null;
  try {
    return JSON.parse(read.text);
  } catch {
    return null;
  }
}
