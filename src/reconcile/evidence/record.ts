import type { PresentFile } from './held.js';
import type { EvidenceManifest } from './manifest.js';
import type { ReadManifest } from './read.js';
import { remakeManifest } from './remake.js';
import type { Seal, SealedFile } from './seal.js';

/** What the digests were recorded in, and what that is worth. */
export type EvidenceRecord =
  /** The manifest; or, where it was lost, one that was made again and has the digest that was recorded. */
  | {
      readonly basis: 'manifest' | 'remade';
      readonly manifest: EvidenceManifest;
      readonly manifestSha256: string;
      readonly files: readonly SealedFile[];
    }
  /** The digests that stand beside the manifest, which nothing else vouches for. */
  | { readonly basis: 'seal'; readonly manifestSha256: string; readonly files: readonly SealedFile[] }
  /** No digest is left. */
  | { readonly basis: 'none'; readonly manifestSha256: null; readonly files: readonly [] };

/** The best record that the folder still has. `given` is the digest that somebody wrote down elsewhere. */
export function recordOf(
  folder: string,
  read: ReadManifest,
  seal: Seal | null,
  given: string | null,
  present: readonly PresentFile[],
): EvidenceRecord {
  if (read.state === 'read') {
    const { manifest, sha256 } = read;
    return { basis: 'manifest', manifest, manifestSha256: sha256, files: manifest.files };
  }
  const recorded = given ?? seal?.manifestSha256;
  // By the digests beside it first, which still know of a file that was changed since.
  for (const by of seal === null ? [null] : [seal, null]) {
    const remade = remakeManifest(folder, by, present);
    if (remade === null || remade.sha256 !== recorded) continue;
    const { manifest, sha256 } = remade;
    return { basis: 'remade', manifest, manifestSha256: sha256, files: manifest.files };
  }
  if (seal !== null) return { basis: 'seal', ...seal };
  return { basis: 'none', manifestSha256: null, files: [] };
}
