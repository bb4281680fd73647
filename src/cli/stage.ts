import { basename } from 'node:path';
import { z } from 'zod';
import { detectLegacy, type LegacySource, openInputs, type ReadSettings } from '../legacy/index.js';
import {
  contentMayBeKnown,
  fileByContent,
  forgetInterrupted,
  lockWorkspace,
  markGone,
  type Removal,
  readBalance,
  type StagedFile,
  type Store,
  stagedFiles,
  stagePacked,
} from '../staging/index.js';
import { EXIT, type ExitCode, Failure, LEGACY_FORMATS } from '../terms/index.js';
import { assertBalanced, balanceText } from './balance-text.js';
import { type CommandContext, defineCommand } from './command.js';
import { balanceSchema, documentOf } from './document.js';
import { readMigration } from './mapping-files.js';
import { digestOf, measure, readerFor } from './source-content.js';
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
    files: z
      .array(z.string())
      .describe(
        'exports, folders or archives of them (.gz, .zip), - for standard input; what each is, is found out from its content',
      ),
    format: z
      .enum(LEGACY_FORMATS)
      .optional()
      .describe('what the files are, where their content does not say'),
    encoding: z
      .string()
      .optional()
      .describe('the encoding of files that do not declare one, as in windows-1252'),
    forget: z
      .string()
      .optional()
      .describe('the name of a file whose staging was broken off, and that will not come again'),
    removeMissing: z
      .boolean()
      .default(false)
      .describe(
        'the files are full exports (several of a kind: its parts): marks as gone what older files brought and these no longer hold',
      ),
    maxMissing: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe('with --remove-missing: marks nothing where a larger share of a kind of records is missing'),
  }),
  output: documentOf('stage', {
    files: z.array(fileSchema),
    missing: z
      .array(
        z.object({
          kind: z.enum(['user', 'transcript', 'history', 'external']),
          missing: number,
          of: number.describe('all current records of the kind'),
          outcome: z
            .enum(['marked', 'tooMany', 'unreadable'])
            .describe(
              'marked as gone; or nothing was: over --max-missing, or the export itself has records that could not be read',
            ),
        }),
      )
      .describe('what --remove-missing found; empty without it'),
    balance: balanceSchema,
  }),
  examples: [
    ['alm-migrate stage -w acme exports/*.xml history.csv', 'reads the exports into acme/migration.db'],
    [
      'alm-migrate stage -w acme --remove-missing users-full.xml',
      'also marks as gone the accounts that the full export no longer has',
    ],
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
        if (options.forget !== undefined && !forgetInterrupted(store, options.forget)) {
          throw notInterrupted(options.forget);
        }
        // All are looked at before the first is read: a wrong one among them leaves nothing half done.
        // (Not standard input, which comes only once.)
        const files: FileOutput[] = [];
        const fileIds: number[] = [];
        const named = options.files.filter((path) => path !== '-');
        for await (const source of openInputs(named)) await detectLegacy(source, settings);
        for await (const source of openInputs(options.files)) {
          const { fileId, output } = await stageOne(context, store, source, settings);
          files.push(output);
          fileIds.push(fileId);
        }
        if (files.length === 0) throw nothingThere(options.files);
        const missing = options.removeMissing ? [...markGone(store, fileIds, options.maxMissing)] : [];
        const balance = readBalance(store);
        assertBalanced(balance);
        return {
          exitCode: exitOf(files, missing),
          output: { schema: { name: 'stage' as const, version: 1 as const }, files, missing, balance },
          text: [
            ...files.map(fileText),
            ...missing.map((removal) => missingText(removal, options.maxMissing)),
            '',
            balanceText(balance),
            '',
            nextText(files),
          ].join('\n'),
        };
      } finally {
        unlock();
      }
    });
  },
});

async function stageOne(
  context: CommandContext,
  store: Store,
  source: LegacySource,
  settings: ReadSettings,
): Promise<{ readonly fileId: number; readonly output: FileOutput }> {
  const startedAt = context.effects.now();
  const elapsed = (): number => context.effects.now() - startedAt;
  const show = context.progress.begin(`staging ${basename(source.name)}`, 'records', null);
  if (contentMayBeKnown(store, source.bytes ?? null)) {
    const sha256 = await digestOf(source, context.drain);
    const before = sha256 === null ? undefined : fileByContent(store, sha256);
    if (before !== undefined) return { fileId: before.fileId, output: outputOf(before, true, elapsed()) };
  }
  const detected = await detectLegacy(source, settings);
  const content = measure(source);
  // A file whose reading was broken off is not known yet, and its number is given again.
  const whole = stagedFiles(store).filter((file) => file.state !== 'reading');
  const known = new Set(whole.map((file) => file.fileId));
  const staged = await stagePacked(
    store,
    { sha256: content.sha256, bytes: content.bytes, name: source.name, ...detected },
    content.toItsEnd(readerFor(source)(content.source, detected, settings)),
    context.effects.now,
    (records) => {
      context.drain.throwIfAborted();
      show(records);
    },
  );
  return { fileId: staged.fileId, output: outputOf(staged, known.has(staged.fileId), elapsed()) };
}

function exitOf(files: readonly FileOutput[], missing: readonly Removal[]): ExitCode {
  if (missing.some(({ outcome }) => outcome === 'tooMany')) return EXIT.safetyLimit;
  const isUnreadable = missing.some(({ outcome }) => outcome === 'unreadable');
  const needsPerson = isUnreadable || files.some((file) => file.rejected > 0 || file.state === 'broken');
  return needsPerson ? EXIT.needsPerson : EXIT.clean;
}

const KINDS: Readonly<Record<Removal['kind'], readonly [string, string]>> = {
  user: ['account', 'accounts'],
  transcript: ['transcript record', 'transcript records'],
  history: ['training history row', 'training history rows'],
  external: ['external training row', 'external training rows'],
};

function missingText({ kind, missing, of, outcome }: Removal, maxShare: number): string {
  const [one, several] = KINDS[kind];
  const found = `${integer(missing)} of ${count(of, one, several)} ${missing === 1 ? 'is' : 'are'} not in the full export`;
  switch (outcome) {
    case 'marked':
      return missing === 0
        ? `All of ${count(of, one, several)} are in the full export`
        : `${found}: marked as gone`;
    case 'tooMany':
      return `${found}: more than --max-missing ${maxShare} lets pass, so none was marked. If the export is whole, say so: alm-migrate stage --remove-missing --max-missing ${Math.ceil((missing / of) * 100) / 100} FILE...`;
    case 'unreadable':
      return `${found}, but some of the export could not be read, and they may be among that: none was marked. Mend the export (alm-migrate rejects shows what is wrong), and stage it again with --remove-missing`;
  }
}

function notInterrupted(name: string): Failure {
  return new Failure('STAGE-NOT-INTERRUPTED', `no staging of ${name} was broken off`, {
    remedy: 'alm-migrate plan names the file that it waits for; give that name',
    exitCode: EXIT.usage,
  });
}

function nothingThere(paths: readonly string[]): Failure {
  return new Failure('STAGE-NOTHING', `there is no file in ${paths.join(', ')}`, {
    remedy: 'name the exports, or a folder that holds them',
    exitCode: EXIT.usage,
  });
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
