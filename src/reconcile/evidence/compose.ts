import type { ReportSummary } from '../report/index.js';
import { holdingOf } from './files.js';
import type { EvidenceManifest } from './manifest.js';

/** A file of the folder as the manifest records it. */
export type RecordedFile = Omit<EvidenceManifest['files'][number], 'holds'>;

/** What the manifest takes from the report. */
export type ManifestSummary = Pick<
  ReportSummary,
  'account' | 'snapshotAt' | 'createdAt' | 'toolVersion' | 'forecast' | 'verdict' | 'tolerances' | 'files'
> & {
  readonly balance: Pick<ReportSummary['balance'], 'recordsInFiles'>;
  readonly differences: readonly { readonly count: number }[];
};

/**
 * The text of manifest.json. It is made of nothing but files of the folder, to the byte: one that was lost
 * can be made again, and whether it is the one that was there, its digest says. `files` are in order of path.
 */
export function composeManifest(
  summary: ManifestSummary,
  plans: number,
  files: readonly RecordedFile[],
): string {
  const { account, snapshotAt, createdAt, forecast, verdict, tolerances, balance, differences } = summary;
  const manifest: EvidenceManifest = {
    schema: { name: 'evidence', version: 1 },
    tool: { name: 'alm-migrate', version: summary.toolVersion },
    createdAt,
    account,
    snapshotAt,
    forecast,
    verdict,
    tolerances,
    recordsInFiles: balance.recordsInFiles,
    differences: differences.reduce((sum, row) => sum + row.count, 0),
    plans,
    sources: [...summary.files],
    files: files.map(({ path, sha256, bytes }) => ({ path, sha256, bytes, holds: holdingOf(path) })),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
