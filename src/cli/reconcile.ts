import { join } from 'node:path';
import { z } from 'zod';
import {
  compareExpectedWithActual,
  completeSnapshot,
  type ReportSummary,
  refuseInterrupted,
  takeSnapshot,
  writeReport,
} from '../reconcile/index.js';
import { attemptCounts, differenceCounts, latestPlan, lockWorkspace, type Store } from '../staging/index.js';
import { EXIT, reasonOf } from '../terms/index.js';
import { assertBalanced, balanceText } from './balance-text.js';
import { type CommandContext, defineCommand } from './command.js';
import { withAlm } from './connection.js';
import { balanceSchema, differenceCountSchema, documentOf } from './document.js';
import { type Mapping, readMapping } from './mapping-files.js';
import { snapshotProgress } from './snapshot.js';
import { VERSION } from './version.js';
import { table } from './wording.js';
import { FILES, withStore } from './workspace.js';

export const command = defineCommand({
  positional: '',
  options: z.object({
    dryRun: z.boolean().default(false).describe('forecasts from the last snapshot, without asking ALM'),
    snapshot: z.boolean().default(true).describe('--no-snapshot compares with the last snapshot'),
    output: z.string().optional().describe('the folder of the report; reports/ in the workspace by default'),
  }),
  output: documentOf('reconcile', {
    verdict: z.enum(['clean', 'differences']),
    forecast: z.boolean(),
    files: z.array(z.string()),
    differences: z.array(differenceCountSchema),
    balance: balanceSchema,
  }),
  examples: [
    ['alm-migrate reconcile -w acme', 'reads ALM anew, compares, and writes acme/reports/report.html'],
  ],
  run: async (context, options) => {
    const mapping = readMapping(context.workspace);
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
        const { summary, files } = await writeReport(
          store,
          options.output ?? join(context.workspace, FILES.reports),
          {
            account: { accountId, accountName, host },
            snapshotAt: snapshot.finishedAt ?? snapshot.startedAt,
            createdAt: new Date(context.effects.now()).toISOString(),
            toolVersion: VERSION,
            forecast,
          },
        );
        assertBalanced(summary.balance);
        const differences = differenceCounts(store);
        return {
          exitCode: summary.verdict === 'clean' ? EXIT.clean : EXIT.needsPerson,
          output: {
            schema: { name: 'reconcile' as const, version: 1 as const },
            verdict: summary.verdict,
            forecast,
            files: [...files],
            differences,
            balance: summary.balance,
          },
          text: reconcileText(summary, differences, forecast, files),
        };
      } finally {
        unlock();
      }
    });
  },
});

async function refresh(context: CommandContext, store: Store, mapping: Mapping): Promise<void> {
  await withAlm(context, mapping.config, 1, async (alm) => {
    const account = await alm.account(context.drain);
    await takeSnapshot(store, alm, account, context.effects.now, snapshotProgress(context), context.drain);
  });
}

function reconcileText(
  summary: ReportSummary,
  differences: ReturnType<typeof differenceCounts>,
  forecast: boolean,
  files: readonly string[],
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
  ]
    .filter((part, index) => part !== '' || index > 1)
    .join('\n');
}
