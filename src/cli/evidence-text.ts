import { type EvidenceFindings, remedyFor, type SourceFindings, unprovedBy } from '../reconcile/index.js';
import { count, table } from './wording.js';

/** What a check of evidence found, for whoever asked at a terminal. `sources` is null where none were given, `seal` where no digest was. */
export function evidenceText(
  found: EvidenceFindings,
  sources: SourceFindings | null,
  seal: string | null,
  wrong: number,
): string {
  const { changed, missing, additional, unreadable, unproved } = found;
  const rows = [
    ...changed.map((path) => ['changed', path]),
    ...missing.map((path) => ['missing', path]),
    ...additional.map((path) => ['additional', path]),
    ...unreadable.map(({ path, trouble }) => ['not readable', `${path}: ${trouble}`]),
    ...unproved.map((path) => ['not proved', path]),
    ...(sources?.missing ?? []).map(({ name }) => ['missing source', name]),
    ...(sources?.foreign ?? []).map(({ name, sha256 }) => [
      'not recorded',
      sha256 === null ? `${name}, which cannot be read to its end` : name,
    ]),
  ];
  const remedy = remedyFor(found, seal);
  return [
    headText(found),
    ...(found.trouble === null ? [] : [`  ${found.trouble}`]),
    `  ${filesText(found)}`,
    ...sourcesText(found, sources),
    ...manifestText(found, seal !== null),
    ...(rows.length === 0 ? [] : ['', table(rows)]),
    '',
    wrong === 0
      ? 'Nothing was changed.'
      : `${count(wrong, 'thing is not as it should be', 'things are not as they should be')}.`,
    ...(wrong === 0 ? [] : unprovedBy(found, seal !== null)),
    ...(remedy === null ? [] : [remedy]),
  ].join('\n');
}

function headText({ told, basis }: EvidenceFindings): string {
  if (told === null) return 'Evidence of a migration; whose, nothing that is left says';
  const { account, createdAt, toolVersion } = told;
  const by =
    basis === 'seal' || basis === 'none'
      ? `, as report/report.json says${basis === 'none' ? ', unproved' : ''}`
      : '';
  return `Evidence of ${account.accountName} (${account.accountId}), made ${createdAt} by alm-migrate ${toolVersion}${by}`;
}

function filesText({ basis, sound, recorded, unproved }: EvidenceFindings): string {
  const files = count(recorded, 'file');
  switch (basis) {
    case 'manifest':
      return `${sound} of ${files} are as they were recorded`;
    case 'remade':
      return `${sound} of ${files} are as they were recorded: the manifest was made again of the rest, and has the digest of the one that is gone`;
    case 'seal':
      return `${sound} of ${files} are as manifest.sha256 says`;
    case 'none':
      return `${count(unproved.length, 'file')} of the evidence ${unproved.length === 1 ? 'is' : 'are'} there, and no digest to hold them against`;
    default:
      return basis satisfies never;
  }
}

function sourcesText({ told }: EvidenceFindings, sources: SourceFindings | null): readonly string[] {
  if (told === null) return ['  which source files it was made of is not known, so none was looked at'];
  const recorded = count(told.sources.length, 'source file');
  return [
    sources === null
      ? `  ${recorded} recorded, not looked at: name them with --sources`
      : `  ${sources.matched.length} of ${recorded} are as they were read`,
  ];
}

function manifestText(found: EvidenceFindings, isSealed: boolean): readonly string[] {
  const { basis, manifestSha256, changed } = found;
  if (manifestSha256 === null) return [];
  const verb = basis === 'manifest' ? 'is' : 'was';
  const source = basis === 'seal' ? ', as manifest.sha256 says' : '';
  const hasGiven = isSealed && !changed.includes(basis === 'seal' ? 'manifest.sha256' : 'manifest.json');
  const checked =
    hasGiven || (isSealed && basis === 'remade')
      ? 'the digest that you gave'
      : 'compare it with the one that was written down when this was made';
  const isOther = isSealed && basis === 'seal' && changed.includes('manifest.sha256');
  return [
    `  manifest.json ${verb} ${manifestSha256}${source}`,
    ...(isOther ? ['  (which is not the digest that you gave)'] : []),
    ...(isOther || (basis === 'manifest' && changed.includes('manifest.json')) ? [] : [`  (${checked})`]),
  ];
}
