import { join } from 'node:path';
import { z } from 'zod';
import {
  type ConfigurationFile,
  collectConfiguration,
  compareExpectedWithActual,
  completeSnapshot,
  type ReportContext,
  type ReportSummary,
  refuseInterrupted,
  refuseTakenFolder,
  takeSnapshot,
  type WrittenEvidence,
  writeEvidence,
  writeReport,
} from '../reconcile/index.js';
import { attemptCounts, differenceCounts, latestPlan, lockWorkspace, type Store } from '../staging/index.js';
import { EXIT, reasonOf } from '../terms/index.js';
import { assertBalanced, balanceText } from './balance-text.js';
import { type CommandContext, defineCommand } from './command.js';
import { withAlm } from './connection.js';
import { balanceSchema, differenceCountSchema, documentOf } from './document.js';
import { secretsOf } from './environment.js';
import { type Mapping, readMapping } from './mapping-files.js';
import { snapshotProgress } from './snapshot.js';
import { VERSION } from './version.js';
import { count, table } from './wording.js';
import { FILES, withStore } from './workspace.js';

export const command = defineCommand({
  positional: '',
  options: z.object({
    dryRun: z.boolean().default(false).describe('forecasts from the last snapshot, without asking ALM'),
    snapshot: z.boolean().default(true).describe('--no-snapshot compares with the last snapshot'),
    output: z.string().optional().describe('the folder of the report; reports/ in the workspace by default'),
    evidence: z
      .string()
      .optional()
      .describe('a new folder for an auditor: the report, what it was made of, and a digest of every file'),
  }),
  output: documentOf('reconcile', {
    verdict: z.enum(['clean', 'differences']),
    forecast: z.boolean(),
    files: z.array(z.string()),
    evidence: z.object({ folder: z.string(), files: z.int(), manifestSha256: z.string() }).nullable(),
    differences: z.array(differenceCountSchema),
    balance: balanceSchema,
  }),
  examples: [
    ['alm-migrate reconcile -w acme', 'reads ALM anew, compares, and writes acme/reports/report.html'],
    ['alm-migrate reconcile -w acme --evidence acme-2026', 'and the proof for the archive'],
  ],
  run: async (context, options) => {
    const mapping = readMapping(context.workspace);
    const configuration =
      options.evidence === undefined ? null : beginEvidence(context, options.evidence, mapping);
    return withStore(context.workspace, async (store) => {
      const unlock = lockWorkspace(store, 'reconcile', context.effects.now);
      try {
        refuseInterrupted(store);
        if (options.snapshot && !options.dryRun) await refresh(context, store, mapping);
        const snapshot = completeSnapshot(store);
        compareExpectedWithActual(store, mapping, context.progress.begin('comparing', 'people', null));
        const plan = latestPlan(store);
        const forecast =
          options.dryRun || plan === undefined || attemptCounts(store, plan.planId).length === 0;
        const { accountId, accountName, host } = snapshot;
        const reportContext: ReportContext = {
          account: { accountId, accountName, host },
          snapshotAt: snapshot.finishedAt ?? snapshot.startedAt,
          createdAt: new Date(context.effects.now()).toISOString(),
          toolVersion: VERSION,
          forecast,
        };
        const { summary, files } = await writeReport(
          store,
          options.output ?? join(context.workspace, FILES.reports),
          reportContext,
        );
        assertBalanced(summary.balance);
        const evidence =
          options.evidence === undefined || configuration === null
            ? null
            : await writeEvidence(store, options.evidence, reportContext, configuration);
        const differences = differenceCounts(store);
        return {
          exitCode: summary.verdict === 'clean' ? EXIT.clean : EXIT.needsPerson,
          output: {
            schema: { name: 'reconcile' as const, version: 1 as const },
            verdict: summary.verdict,
            forecast,
            files: [...files],
            evidence,
            differences,
            balance: summary.balance,
          },
          text: reconcileText(summary, differences, forecast, files, evidence),
        };
      } finally {
        unlock();
      }
    });
  },
});

/** What can be wrong about the evidence is said before ALM is read. */
function beginEvidence(
  { workspace, environment }: CommandContext,
  folder: string,
  { texts }: Mapping,
): readonly ConfigurationFile[] {
  refuseTakenFolder(folder);
  const files = [
    { file: join(workspace, FILES.migration), text: texts.migration },
    { file: join(workspace, FILES.crosswalk), text: texts.crosswalk },
    { file: join(workspace, FILES.identities), text: texts.identities ?? '' },
  ];
  return collectConfiguration(files, secretsOf(environment));
}

async function refresh(context: CommandContext, store: Store, mapping: Mapping): Promise<void> {
  await withAlm(context, mapping.config, 1, async (alm) => {
    const account = await alm.account(context.drain);
    await takeSnapshot(store, alm, account, context.effects.now, snapshotProgress(context), context.drain);
  });
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

function reconcileText(
  summary: ReportSummary,
  differences: ReturnType<typeof differenceCounts>,
  forecast: boolean,
  files: readonly string[],
  evidence: WrittenEvidence | null,
): string {
  const head =
    summary.verdict === 'clean'
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
    head,
    table(rows),
    '',
    balanceText(summary.balance),
    '',
    'Report',
    ...files.map((file) => `  ${file}`),
    ...(evidence === null ? [] : evidenceText(evidence)),
  ]
    .filter((part, index) => part !== '' || index > 1)
    .join('\n');
}
