import { SUMMARY } from './files.js';
import { MANIFEST, SEAL } from './manifest.js';
import type { EvidenceFindings } from './verify.js';

/** What a check cannot prove, and why; each a sentence. `isSealed`: the digest of the manifest was given. */
export function unprovedBy(found: EvidenceFindings, isSealed: boolean): readonly string[] {
  const unsealed = `The folder agrees with itself, and whoever can write to it could have made all of it anew: hold it against the digest that was written down elsewhere, with --seal.`;
  const told =
    found.told === null
      ? [
          `Whose migration this was and which exports it was made of is not known: ${SUMMARY}, which says it too, is gone or not as it was recorded.`,
        ]
      : [];
  switch (found.basis) {
    case 'manifest':
    case 'remade':
      return isSealed ? [] : [unsealed];
    case 'seal':
      return [
        `Nothing vouches for ${SEAL} but the lost ${MANIFEST}. A file that agrees with it was not damaged by chance; somebody who can write to the folder could have made both anew.`,
        ...told,
      ];
    case 'none':
      return [
        'No digest of the files is left: nothing shows that any of them is as it was written.',
        ...told,
      ];
    default:
      return found.basis satisfies never;
  }
}

/** How many files are not as they were recorded. */
export function wrongFiles({ changed, missing, additional, unreadable }: EvidenceFindings): number {
  return changed.length + missing.length + additional.length + unreadable.length;
}

/** What to do now, in a sentence or two; null where the folder is as it was written. `seal` is the digest that was given. */
export function remedyFor(found: EvidenceFindings, seal: string | null): string | null {
  const copy = "Look for another copy of the folder, a backup or the auditor's";
  switch (found.basis) {
    case 'manifest':
      return wrongFiles(found) === 0
        ? null
        : `${copy}, and put back from it what is named above; what is additional, take out. Then check again.`;
    case 'remade':
      return `${copy}, and put ${MANIFEST} back from it: its SHA-256 must be ${found.manifestSha256}. What this check found stands without it.`;
    case 'seal':
      return `${copy}, whose ${MANIFEST} has the SHA-256 ${seal ?? found.manifestSha256}${seal !== null ? '' : ', and hold that against the digest that was written down'}.`;
    case 'none':
      return `${copy}. Where the workspace is still there, reconcile --evidence with a new folder proves the migration as it stands today.`;
    default:
      return found.basis satisfies never;
  }
}
