import { join } from 'node:path';
import { z } from 'zod';
import {
  type BegunReport,
  beginReport,
  buildExpected,
  buildSummary,
  type ConfigurationFile,
  collectConfiguration,
  compareWithActual,
  completeSnapshot,
  forecastResult,
  isSomethingToSend,
  lookAgain,
  type ReportContext,
  type ReportSummary,
  refuseInterrupted,
  refuseTakenFolder,
  rememberForecast,
  reportPieces,
  type SecondLook,
  type SettledCounts,
  snapshotAge,
  tolerancesOf,
  writeEvidence,
} from '../reconcile/index.js';
import {
  type DifferenceCount,
  forgetLate,
  latestPlan,
  lockWorkspace,
  type Store,
  wasAttempted,
} from '../staging/index.js';
import { EXIT, Failure } from '../terms/index.js';
import { assertBalanced } from './balance-text.js';
import { type CommandContext, defineCommand } from './command.js';
import { withAlm } from './connection.js';
import { balanceSchema, differenceCountSchema, documentOf } from './document.js';
import { secretsOf } from './environment.js';
import { type Mapping, readMapping } from './mapping-files.js';
import { reconcileText } from './reconcile-text.js';
import { formatsOption, reportTarget } from './report-target.js';
import { readAlm, viaOption } from './snapshot.js';
import { spanOption } from './span.js';
import { writeToStdout } from './stdout.js';
import { VERSION } from './version.js';
import { count, duration } from './wording.js';
import { FILES, withStore } from './workspace.js';

export const command = defineCommand({
  positional: '',
  options: z.object({
    dryRun: z.boolean().default(false).describe('forecasts from the last snapshot, without asking ALM'),
    snapshot: z.boolean().default(true).describe('--no-snapshot compares with the last snapshot'),
    via: viaOption,
    settle: spanOption
      .optional()
      .describe(
        'a pause, as in 5m, after which ALM is asked again about what differs: what is gone then was only late',
      ),
    format: formatsOption.describe('what is written: html, csv and json, or some of them; all by default'),
    output: z
      .string()
      .optional()
      .describe(
        'the folder of the report, reports/ in the workspace by default; - for standard output, which takes one format',
      ),
    evidence: z
      .string()
      .optional()
      .describe('a new folder for an auditor: the report, what it was made of, and a digest of every file'),
  }),
  output: documentOf('reconcile', {
    verdict: z
      .enum(['clean', 'heldBack', 'differences'])
      .describe('heldBack: ALM holds all that is expected, and that is not all that the exports hold'),
    heldBack: z
      .object({
        records: z.int(),
        quarantined: z.int(),
        rejected: z.int(),
        brokenFiles: z.array(z.string()),
      })
      .describe('records = quarantined + rejected; what a rule leaves out is not in here'),
    forecast: z.boolean(),
    snapshotAgeHours: z.int(),
    files: z.array(z.string()),
    evidence: z.object({ folder: z.string(), files: z.int(), manifestSha256: z.string() }).nullable(),
    differences: z.array(differenceCountSchema),
    secondLook: z
      .object({
        waitedSeconds: z.number(),
        asked: z.int(),
        late: z.array(differenceCountSchema),
      })
      .nullable(),
    balance: balanceSchema,
  }),
  examples: [
    ['alm-migrate reconcile -w acme', 'reads ALM anew, compares, and writes acme/reports/report.html'],
    [
      'alm-migrate reconcile -w acme --settle 5m',
      'and looks again at what ALM may only have been late to show',
    ],
    ['alm-migrate reconcile -w acme --format csv --output - | head', 'the differences, and nothing else'],
    ['alm-migrate reconcile -w acme --evidence acme-2026', 'and the proof for the archive'],
  ],
  run: async (context, options) => {
    const target = reportTarget(context, options.format, options.output);
    if (options.dryRun && options.settle !== undefined) throw nothingToSettle();
    const mapping = readMapping(context.workspace);
    const configuration =
      options.evidence === undefined ? null : beginEvidence(context, options.evidence, mapping);
    return withStore(context.workspace, async (store) => {
      let report: BegunReport | null = null;
      const unlock = lockWorkspace(store, 'reconcile', context.effects.now);
      try {
        refuseInterrupted(store);
        if (options.snapshot && !options.dryRun) {
          await withAlm(context, mapping.config, 1, (alm) => readAlm(context, store, alm, mapping, options));
        }
        const snapshot = completeSnapshot(store);
        report = target.to === 'folder' ? beginReport(store, target.folder, target.formats) : null;
        buildExpected(store, mapping, context.progress.begin('comparing', 'people', null));
        // A second look can change what is expected, where somebody takes the address from ALM.
        if (options.settle === undefined) report?.count();
        compareWithActual(store, mapping);
        const secondLook = await settled(context, store, mapping, options.settle);
        const plan = latestPlan(store);
        const isUntouched = plan === undefined || !wasAttempted(store, plan.planId);
        const forecast = options.dryRun || (isUntouched && isSomethingToSend(store));
        const { accountId, accountName, host } = snapshot;
        const account = { accountId, accountName, host };
        const snapshotAt = snapshot.finishedAt ?? snapshot.startedAt;
        const createdAt = new Date(context.effects.now()).toISOString();
        // What is left half-way through is no forecast: the one from before the first request stays.
        if (options.dryRun && isUntouched)
          rememberForecast(store, mapping.texts, account, { madeAt: createdAt, snapshotAt });
        const reportContext: ReportContext = {
          account,
          snapshotAt,
          createdAt,
          toolVersion: VERSION,
          forecast,
          tolerances: tolerancesOf(mapping.config, snapshot).words,
          secondLook,
          foreseen: forecast ? null : forecastResult(store, mapping.texts, account),
        };
        const summarize = (settled?: SettledCounts): ReportSummary => {
          const counts = buildSummary(store, reportContext, settled);
          assertBalanced(counts.balance);
          return counts;
        };
        const { summary, files } = (await report?.write(summarize)) ?? { summary: summarize(), files: [] };
        const evidence =
          options.evidence === undefined || configuration === null
            ? null
            : await writeEvidence(store, options.evidence, summary, configuration);
        const age = snapshotAge(snapshot, context.effects.now(), mapping.config.alm.snapshotMaxAgeHours);
        const { records, quarantined, rejected, brokenFiles } = summary.heldBack;
        const text = reconcileText(summary, files, evidence, age);
        if (target.to === 'stdout') {
          await writeToStdout(reportPieces(store, summary, target.format));
          context.say(text);
        }
        return {
          // What is held back is no difference: stage and plan have asked for a person then.
          exitCode: summary.verdict === 'differences' ? EXIT.needsPerson : EXIT.clean,
          output: {
            schema: { name: 'reconcile' as const, version: 1 as const },
            verdict: summary.verdict,
            heldBack: { records, quarantined, rejected, brokenFiles },
            forecast,
            snapshotAgeHours: age.hours,
            files,
            evidence,
            differences: countsOf(summary.differences),
            secondLook: secondLook === null ? null : { ...secondLook, late: countsOf(summary.late) },
            balance: summary.balance,
          },
          text: target.to === 'stdout' ? '' : text,
        };
      } finally {
        await report?.stop();
        unlock();
      }
    });
  },
});

function countsOf(rows: readonly DifferenceCount[]) {
  return rows.map(({ subject, verdict, code, count }) => ({ subject, verdict, code, count }));
}

/** The second look, where one is asked for. */
async function settled(
  context: CommandContext,
  store: Store,
  mapping: Mapping,
  waitMs: number | undefined,
): Promise<SecondLook | null> {
  if (waitMs === undefined) {
    forgetLate(store);
    return null;
  }
  const { effects, drain: signal } = context;
  return lookAgain(store, mapping, {
    effects,
    waitMs,
    signal,
    withAlm: (use) => withAlm(context, mapping.config, 1, use),
    onWait: (differences, people) =>
      context.say(
        `${count(differences, 'difference')}; looking again at ${count(people, 'person', 'people')} in ${duration(waitMs)}.`,
      ),
    onProgress: context.progress.begin('looking again', 'people', null),
  });
}

function nothingToSettle(): Failure {
  return new Failure('CLI-OPTION', '--settle asks ALM again, and --dry-run asks nothing', {
    remedy: 'leave one of them out',
    exitCode: EXIT.usage,
  });
}

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
