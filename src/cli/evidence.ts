import { z } from 'zod';
import { openInputs } from '../legacy/index.js';
import {
  type EvidenceFindings,
  type SourceFindings,
  type SourceGiven,
  sourceFindings,
  verifyEvidence,
} from '../reconcile/index.js';
import { EXIT } from '../terms/index.js';
import { type CommandContext, defineCommand } from './command.js';
import { accountSchema, documentOf } from './document.js';
import { digestOf } from './source-content.js';
import { count, table } from './wording.js';

const digest = z.string();
const named = z.object({ name: z.string(), sha256: digest });

export const command = defineCommand({
  positional: '<action> <folder>',
  options: z.object({
    action: z.enum(['verify']).describe('verify holds every file against the digest that was taken of it'),
    folder: z.string().describe('the folder that reconcile --evidence wrote; no workspace is needed'),
    seal: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, 'must be the 64 hexadecimal digits that reconcile --evidence printed')
      .optional()
      .describe('the digest of manifest.json, as it was written down elsewhere'),
    sources: z
      .array(z.string())
      .optional()
      .describe('the legacy exports as they are kept (files, folders, .gz, .zip): they are checked as well'),
  }),
  output: documentOf('evidence', {
    folder: z.string(),
    verdict: z.enum(['sound', 'damaged']),
    account: accountSchema,
    createdAt: z.string(),
    toolVersion: z.string(),
    manifestSha256: digest,
    sealed: z.boolean(),
    files: z.int().min(0),
    changed: z.array(z.string()),
    missing: z.array(z.string()),
    additional: z.array(z.string()),
    sources: z
      .object({
        matched: z.array(named),
        missing: z.array(named),
        foreign: z.array(z.object({ name: z.string(), sha256: digest.nullable() })),
      })
      .nullable(),
  }),
  examples: [
    ['alm-migrate evidence verify acme-2026', 'says whether anything in the folder was changed since'],
    ['alm-migrate evidence verify acme-2026 --sources exports/', 'and whether these are the exports'],
  ],
  run: async (context, { folder, seal, sources: paths }) => {
    const show = context.progress.begin('checking', 'files', null);
    const found = await verifyEvidence(folder, seal?.toLowerCase() ?? null, show, context.drain);
    const { manifest, manifestSha256, changed, missing, additional } = found;
    const sources =
      paths === undefined ? null : sourceFindings(manifest.sources, await digestsOf(context, paths));
    const wrong = changed.length + missing.length + additional.length + (sources?.missing.length ?? 0);
    return {
      exitCode: wrong === 0 ? EXIT.clean : EXIT.needsPerson,
      output: {
        schema: { name: 'evidence' as const, version: 1 as const },
        folder,
        verdict: wrong === 0 ? ('sound' as const) : ('damaged' as const),
        account: manifest.account,
        createdAt: manifest.createdAt,
        toolVersion: manifest.tool.version,
        manifestSha256,
        sealed: seal !== undefined,
        files: found.sound,
        changed,
        missing,
        additional,
        sources,
      },
      text: evidenceText(found, sources, seal !== undefined, wrong),
    };
  },
});

async function digestsOf(context: CommandContext, paths: readonly string[]): Promise<readonly SourceGiven[]> {
  const given: SourceGiven[] = [];
  for await (const source of openInputs(paths))
    given.push({ name: source.name, sha256: await digestOf(source, context.drain) });
  return given;
}

function evidenceText(
  { manifest, manifestSha256, sound, changed, missing, additional }: EvidenceFindings,
  sources: SourceFindings | null,
  isSealed: boolean,
  wrong: number,
): string {
  const { account, createdAt, tool } = manifest;
  const rows = [
    ...changed.map((path) => ['changed', path]),
    ...missing.map((path) => ['missing', path]),
    ...additional.map((path) => ['additional', path]),
    ...(sources?.missing ?? []).map(({ name }) => ['missing source', name]),
    ...(sources?.foreign ?? []).map(({ name, sha256 }) => [
      'not recorded',
      sha256 === null ? `${name}, which cannot be read to its end` : name,
    ]),
  ];
  const matched =
    sources === null
      ? `${count(manifest.sources.length, 'source file')} recorded, not looked at: name them with --sources`
      : `${sources.matched.length} of ${count(manifest.sources.length, 'source file')} are as they were read`;
  const checked = isSealed
    ? 'the digest that you gave'
    : 'compare it with the one that was written down when this was made';
  return [
    `Evidence of ${account.accountName} (${account.accountId}), made ${createdAt} by alm-migrate ${tool.version}`,
    `  ${sound} of ${count(manifest.files.length, 'file')} are as they were recorded`,
    `  ${matched}`,
    `  manifest.json is ${manifestSha256}`,
    ...(changed.includes('manifest.json') ? [] : [`  (${checked})`]),
    ...(rows.length === 0 ? [] : ['', table(rows)]),
    '',
    wrong === 0 ? 'Nothing was changed.' : `${count(wrong, 'thing')} not as it should be.`,
  ].join('\n');
}
