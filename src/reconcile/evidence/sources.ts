import type { EvidenceManifest } from './manifest.js';

/** An export as somebody has it today; `sha256` is null where it cannot be read to its end. */
export interface SourceGiven {
  readonly name: string;
  readonly sha256: string | null;
}

/** The exports of today held against those that were migrated. */
export interface SourceFindings {
  /** Recorded, and given with the same content, whatever they are called now. */
  readonly matched: readonly { readonly name: string; readonly sha256: string }[];
  /** Recorded, and not among those given. */
  readonly missing: readonly { readonly name: string; readonly sha256: string }[];
  /** Given, and of no content that was recorded: changed since, or another file that lies beside them. */
  readonly foreign: readonly SourceGiven[];
}

/** Files are known by their content: a name may have changed since. */
export function sourceFindings(
  recorded: EvidenceManifest['sources'],
  given: readonly SourceGiven[],
): SourceFindings {
  const found = new Set(given.map(({ sha256 }) => sha256));
  const known = new Set<string | null>(recorded.map(({ sha256 }) => sha256));
  const named = recorded.map(({ name, sha256 }) => ({ name, sha256 }));
  return {
    matched: named.filter(({ sha256 }) => found.has(sha256)),
    missing: named.filter(({ sha256 }) => !found.has(sha256)),
    foreign: given.filter(({ sha256 }) => !known.has(sha256)),
  };
}
