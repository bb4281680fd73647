import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import {
  type Detected,
  detectLegacy,
  type LegacySource,
  type ReadSettings,
  readLegacy,
} from '../legacy/index.js';
import {
  fileByContent,
  lockWorkspace,
  readBalance,
  type StagedFile,
  type Store,
  stageRecords,
} from '../staging/index.js';
import { EXIT, Failure, LEGACY_FORMATS } from '../terms/index.js';
import { assertBalanced, balanceText } from './balance-text.js';
import { type CommandContext, defineCommand } from './command.js';
import { balanceSchema, documentOf } from './document.js';
import { readMigration } from './mapping-files.js';
import { count, duration, integer } from './wording.js';
import { withStore } from './workspace.js';

const number = z.int().min(0);

const fileSchema = z.object({
  name: z.string(),
  sha256: z.string(),
  format: z.string(),
  encoding: z.string(),
  bytes: number,
  state: z.enum(['staged', 'broken']),
  wasStagedBefore: z.boolean(),
  recordsRead: number,
  staged: number,
  rejected: number,
  findings: number,
  recordsNew: number,
  recordsChanged: number,
  recordsUnchanged: number,
  recordsOutdated: number,
  broken: z.object({ code: z.string(), message: z.string(), line: number }).nullable(),
  milliseconds: number,
});
type FileOutput = z.output<typeof fileSchema>;

export const command = defineCommand({
  positional: '<files..>',
  options: z.object({
    files: z.array(z.string()).describe('the exports; what each is, is found out from its content'),
    format: z
      .enum(LEGACY_FORMATS)
      .optional()
      .describe('what the files are, where their content does not say'),
    encoding: z
      .string()
      .optional()
      .describe('the encoding of files that do not declare one, as in windows-1252'),
  }),
  output: documentOf('stage', { files: z.array(fileSchema), balance: balanceSchema }),
  examples: [
    ['alm-migrate stage -w acme exports/*.xml history.csv', 'reads the exports into acme/migration.db'],
  ],
  run: async (context, options) => {
    const { config } = readMigration(context.workspace);
    const encoding = options.encoding ?? config.source.encoding;
    const settings: ReadSettings = {
      referenceDate: config.source.referenceDate,
      ...(encoding === undefined ? {} : { encoding }),
      ...(options.format === undefined ? {} : { format: options.format }),
    };
    return withStore(context.workspace, async (store) => {
      const unlock = lockWorkspace(store, 'stage', context.effects.now);
      try {
        // All are looked at before the first is read: a wrong one among them leaves nothing half done.
        const inputs: Input[] = [];
        for (const path of options.files) inputs.push(await lookAt(path, settings));
        const files: FileOutput[] = [];
        for (const input of inputs) files.push(await stageOne(context, store, input, settings));
        const balance = readBalance(store);
        assertBalanced(balance);
        const needsPerson = files.some((file) => file.rejected > 0 || file.state === 'broken');
        return {
          exitCode: needsPerson ? EXIT.needsPerson : EXIT.clean,
          output: { schema: { name: 'stage' as const, version: 1 as const }, files, balance },
          text: [...files.map(fileText), '', balanceText(balance), '', nextText(files)].join('\n'),
        };
      } finally {
        unlock();
      }
    });
  },
});

interface Input {
  readonly source: LegacySource;
  readonly bytes: number;
  readonly detected: Detected;
}

async function lookAt(path: string, settings: ReadSettings): Promise<Input> {
  const bytes = sizeOf(path);
  const source: LegacySource = {
    name: path,
    open: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
  };
  return { source, bytes, detected: await detectLegacy(source, settings) };
}

async function stageOne(
  context: CommandContext,
  store: Store,
  { source, bytes, detected }: Input,
  settings: ReadSettings,
): Promise<FileOutput> {
  const startedAt = context.effects.now();
  const { name } = source;
  const sha256 = await digestOf(source, context.drain);
  const before = fileByContent(store, sha256);
  if (before !== undefined) return outputOf(before, true, context.effects.now() - startedAt);
  const show = context.progress.begin(`staging ${basename(name)}`, 'records', null);
  const staged = await stageRecords(
    store,
    { sha256, name, bytes, ...detected },
    readLegacy(source, detected, settings),
    context.effects.now,
    (records) => {
      context.drain.throwIfAborted();
      show(records);
    },
  );
  return outputOf(staged, false, context.effects.now() - startedAt);
}

function sizeOf(path: string): number {
  try {
    const stat = statSync(path);
    if (stat.isFile()) return stat.size;
  } catch (error) {
    throw new Failure('FILE-NOT-READABLE', `${path} cannot be read: ${(error as Error).message}`, {
      place: { file: path },
      remedy: 'check the path and the rights of the file',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
  throw new Failure('FILE-NOT-A-FILE', `${path} is not a file`, {
    place: { file: path },
    remedy: 'name the files in it',
    exitCode: EXIT.usage,
  });
}

async function digestOf(source: LegacySource, drain: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source.open()) {
    drain.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest('hex');
}

function outputOf(file: StagedFile, wasStagedBefore: boolean, milliseconds: number): FileOutput {
  const { brokenCode: code, brokenMessage: message, brokenLine: line } = file;
  return {
    name: file.name,
    sha256: file.sha256,
    format: file.format,
    encoding: file.encoding,
    bytes: file.bytes,
    state: file.state === 'broken' ? 'broken' : 'staged',
    wasStagedBefore,
    recordsRead: file.recordsRead,
    staged: file.staged,
    rejected: file.rejected,
    findings: file.findings,
    recordsNew: file.recordsNew,
    recordsChanged: file.recordsChanged,
    recordsUnchanged: file.recordsUnchanged,
    recordsOutdated: file.recordsOutdated,
    broken: code === null || message === null ? null : { code, message, line: line ?? 0 },
    milliseconds: Math.round(milliseconds),
  };
}

function fileText(file: FileOutput): string {
  if (file.wasStagedBefore) {
    const known = `${file.name}: staged before, nothing changed (${count(file.recordsRead, 'record')})`;
    return [known, ...brokenText(file)].join('\n');
  }
  const parts = [`${integer(file.recordsNew)} new`];
  if (file.recordsChanged > 0) parts.push(`${integer(file.recordsChanged)} changed`);
  if (file.recordsUnchanged > 0) parts.push(`${integer(file.recordsUnchanged)} unchanged`);
  if (file.recordsOutdated > 0) parts.push(`${integer(file.recordsOutdated)} outdated`);
  const lines = [
    `${file.name}: ${file.format}, ${file.encoding}, ${duration(file.milliseconds)}`,
    `  ${integer(file.staged)} staged + ${integer(file.rejected)} rejected = ${count(file.recordsRead, 'record')} in the file; ${parts.join(', ')}`,
  ];
  if (file.findings > 0)
    lines.push(`  ${count(file.findings, 'finding')} on staged records: values kept as they are written`);
  lines.push(...brokenText(file));
  return lines.join('\n');
}

function brokenText({ broken }: FileOutput): readonly string[] {
  if (broken === null) return [];
  return [
    `  BREAKS OFF at line ${broken.line}: ${broken.code} ${broken.message}`,
    '  what comes before the break is staged; get a whole file, and stage that',
  ];
}

function nextText(files: readonly FileOutput[]): string {
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  return rejected > 0
    ? `Next: alm-migrate rejects (${count(rejected, 'record')} could not be staged), then alm-migrate snapshot`
    : 'Next: alm-migrate snapshot';
}
