import { z } from 'zod';
import { openInputs } from '../legacy/index.js';
import {
  remedyFor,
  type SourceGiven,
  sourceFindings,
  unprovedBy,
  verifyEvidence,
  wrongFiles,
} from '../reconcile/index.js';
import { EXIT } from '../terms/index.js';
import { type CommandContext, defineCommand } from './command.js';
import { accountSchema, documentOf } from './document.js';
import { evidenceText } from './evidence-text.js';
import { digestOf } from './source-content.js';

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
    account: accountSchema.nullable().describe('null: nothing that is sound says whose migration it was'),
    createdAt: z.string().nullable(),
    toolVersion: z.string().nullable(),
    basis: z
      .enum(['manifest', 'remade', 'seal', 'none'])
      .describe(
        'what the files were held against: the manifest; a lost one, made again with the digest that was recorded; the digests in manifest.sha256; nothing, since no digest is left',
      ),
    manifestTrouble: z.string().nullable().describe('what is the matter with manifest.json'),
    manifestSha256: digest
      .nullable()
      .describe('of manifest.json as it is, or as it must have been; null where nothing says so'),
    sealed: z.boolean(),
    files: z.int().min(0).describe('how many are as they were recorded'),
    recorded: z.int().min(0),
    changed: z.array(z.string()),
    missing: z.array(z.string()),
    additional: z.array(z.string()),
    unreadable: z.array(z.object({ path: z.string(), trouble: z.string() })),
    unproved: z.array(z.string()).describe('files of the evidence that no digest is left of'),
    notProved: z.array(z.string()).describe('what this check cannot prove, in sentences'),
    remedy: z.string().nullable(),
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
    const given = seal?.toLowerCase() ?? null;
    const found = await verifyEvidence(folder, given, show, context.drain);
    const { told, trouble, sound, ...listed } = found;
    const sources =
      paths === undefined || told === null
        ? null
        : sourceFindings(told.sources, await digestsOf(context, paths));
    const wrong = wrongFiles(found) + (sources?.missing.length ?? 0);
    return {
      exitCode: wrong === 0 ? EXIT.clean : EXIT.needsPerson,
      output: {
        schema: { name: 'evidence' as const, version: 1 as const },
        folder,
        verdict: wrong === 0 ? ('sound' as const) : ('damaged' as const),
        account: told?.account ?? null,
        createdAt: told?.createdAt ?? null,
        toolVersion: told?.toolVersion ?? null,
        ...listed,
        manifestTrouble: trouble,
        sealed: given !== null,
        files: sound,
        notProved: unprovedBy(found, given !== null),
        remedy: remedyFor(found, given),
        sources,
      },
      text: evidenceText(found, sources, given, wrong),
    };
  },
});

async function digestsOf(context: CommandContext, paths: readonly string[]): Promise<readonly SourceGiven[]> {
  const given: SourceGiven[] = [];
  for await (const source of openInputs(paths))
    given.push({ name: source.name, sha256: await digestOf(source, context.drain) });
  return given;
}
