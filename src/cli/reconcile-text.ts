import type { ReportSummary, SnapshotAge, WrittenEvidence } from '../reconcile/index.js';
import { reasonOf } from '../terms/index.js';
import { ageText } from './age-text.js';
import { balanceText } from './balance-text.js';
import { count, table } from './wording.js';

/** What a comparison found, for whoever asked for it at a terminal. */
export function reconcileText(
  summary: ReportSummary,
  files: readonly string[],
  evidence: WrittenEvidence | null,
  age: SnapshotAge,
): string {
  const { verdict, forecast, differences } = summary;
  const head =
    verdict === 'clean'
      ? 'ALM holds what it should: no differences.'
      : forecast
        ? 'A forecast: this is what ALM does not hold yet.'
        : 'ALM differs from what it should hold:';
  const rows = differences.map((row) => [
    row.count,
    row.subject,
    row.verdict,
    row.code,
    reasonOf(row.code).cause,
  ]);
  return [
    `ALM was read ${ageText(age)}.`,
    head,
    ...(rows.length === 0 ? [] : [table(rows)]),
    '',
    balanceText(summary.balance),
    ...(files.length === 0 ? [] : ['', 'Report', ...files.map((file) => `  ${file}`)]),
    ...(evidence === null ? [] : evidenceText(evidence)),
  ].join('\n');
}

function evidenceText({ folder, files, manifestSha256 }: WrittenEvidence): readonly string[] {
  return [
    '',
    'Evidence',
    `  ${folder} (${count(files, 'file')})`,
    `  its manifest is ${manifestSha256}`,
    '  Write this digest down apart from the folder: it proves that nothing in there was changed since.',
    `  alm-migrate evidence verify ${folder}`,
  ];
}
