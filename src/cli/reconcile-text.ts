import type { ReportSummary, SnapshotAge, WrittenEvidence } from '../reconcile/index.js';
import { reasonOf } from '../terms/index.js';
import { ageText } from './age-text.js';
import { balanceText } from './balance-text.js';
import { count, duration, integer, printable, table } from './wording.js';

/** What a comparison found, for whoever asked for it at a terminal. */
export function reconcileText(
  summary: ReportSummary,
  files: readonly string[],
  evidence: WrittenEvidence | null,
  age: SnapshotAge,
): string {
  const { differences } = summary;
  const rows = differences.map((row) => [
    row.count,
    row.subject,
    row.verdict,
    row.code,
    reasonOf(row.code).cause,
  ]);
  return [
    `ALM was read ${ageText(age)}.`,
    headText(summary),
    ...(rows.length === 0 ? [] : [table(rows)]),
    ...heldBackText(summary),
    ...secondLookText(summary),
    ...foreseenText(summary),
    ...remarksText(summary),
    '',
    balanceText(summary.balance),
    ...(files.length === 0 ? [] : ['', 'Report', ...files.map((file) => `  ${file}`)]),
    ...(evidence === null ? [] : evidenceText(evidence)),
  ].join('\n');
}

function headText({ verdict, forecast, differences }: ReportSummary): string {
  switch (verdict) {
    case 'clean':
      return 'ALM holds what it should: no differences, and no record is held back.';
    case 'heldBack':
      return 'No differences: ALM holds everything that the mapping sends. That is not everything that the exports hold.';
    case 'differences':
      return !forecast
        ? 'ALM differs from what it should hold:'
        : differences.some((row) => row.verdict === 'missing' || row.verdict === 'different')
          ? 'A forecast: this is what ALM does not hold yet.'
          : 'A forecast: nothing is left to send. What differs stays as it is:';
    default:
      return verdict satisfies never;
  }
}

const HELD = Object.freeze({
  user: ['accounts', 'quarantined'],
  training: ['training', 'quarantined'],
  reject: ['records', 'rejected'],
} as const);

/** What did not arrive although nothing differs, since nobody expects it. */
function heldBackText({ heldBack }: ReportSummary): readonly string[] {
  const { records, quarantined, rejected, byCode, brokenFiles } = heldBack;
  const rows = byCode.map((row) => [row.records, ...HELD[row.kind], row.code, row.cause]);
  const broken = brokenFiles.map(
    (name) =>
      `${printable(name)} breaks off: stage the whole file, for what stood behind the break is not known.`,
  );
  if (records === 0) return broken.length === 0 ? [] : ['', ...broken];
  return [
    '',
    `${count(records, 'record is', 'records are')} held back and not in ALM: ${integer(quarantined)} quarantined, ${integer(rejected)} rejected`,
    table(rows),
    ...broken,
  ];
}

function secondLookText({ secondLook, late }: ReportSummary): readonly string[] {
  if (secondLook === null) return [];
  const { asked, waitedSeconds } = secondLook;
  if (asked === 0) return ['', 'No second look was needed: no difference was left that time could mend.'];
  const pause = duration(waitedSeconds * 1000);
  if (secondLook.late === 0) return ['', `A second look after ${pause} found the same.`];
  return [
    '',
    `A second look after ${pause} did not find these any more: they were late, and are no differences`,
    table(late.map((row) => [row.count, row.subject, row.verdict, row.code])),
  ];
}

function foreseenText({ foreseen }: ReportSummary): readonly string[] {
  if (foreseen === null) return [];
  const rows = foreseen.outcomes.map((row) => [
    PLURALS[row.subject],
    `${integer(row.closed)} of ${integer(row.foreseen)} foreseen are closed`,
    `${integer(row.open)} open`,
    `${integer(row.contested)} still with a person`,
    `${integer(row.unforeseen)} not foreseen`,
  ]);
  const changed =
    foreseen.changed.length === 0 ? '' : `; since then ${foreseen.changed.join(' and ')} changed`;
  return [
    '',
    `Against the forecast of ${foreseen.madeAt}${changed}`,
    rows.length === 0 ? '  nothing was foreseen, and nothing differs' : table(rows),
  ];
}

const PLURALS = Object.freeze({
  profile: 'profiles',
  person: 'people',
  enrolment: 'enrolments',
  completion: 'completions',
});

function remarksText({ remarks }: ReportSummary): readonly string[] {
  if (remarks.length === 0) return [];
  const rows = remarks.map((row) => [
    row.records,
    row.kind === 'user' ? 'accounts' : 'training',
    row.code,
    row.cause,
  ]);
  return ['', 'Moved, with a remark', table(rows)];
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
