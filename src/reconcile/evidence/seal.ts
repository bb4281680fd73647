import { MANIFEST } from './manifest.js';

/** One line of `manifest.sha256`. */
export interface SealedFile {
  readonly path: string;
  readonly sha256: string;
}

/** What `manifest.sha256` says: of the manifest, and once more of each file that the manifest names. */
export interface Seal {
  readonly manifestSha256: string;
  readonly files: readonly SealedFile[];
}

/** The text of `manifest.sha256`, in the form that `sha256sum -c` reads. */
export function sealText(manifestSha256: string, files: readonly SealedFile[]): string {
  const lines = [{ path: MANIFEST, sha256: manifestSha256 }, ...files];
  return lines.map((file) => `${file.sha256}  ${file.path}\n`).join('');
}

/** The other way round; null where a line is none of its own, so that nothing is concluded from the rest. */
export function parseSeal(text: string): Seal | null {
  const lines = text.split('\n');
  if (lines.pop() !== '') return null;
  const files: SealedFile[] = [];
  for (const line of lines) {
    const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) return null;
    files.push({ sha256: match[1], path: match[2] });
  }
  const [manifest, ...rest] = files;
  if (manifest?.path !== MANIFEST || new Set(files.map(({ path }) => path)).size !== files.length)
    return null;
  return { manifestSha256: manifest.sha256, files: rest };
}
