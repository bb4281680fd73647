import { join } from 'node:path';
import { z } from 'zod';
import type { Alm } from '../alm/index.js';
import {
  dryRun,
  pinAccount,
  type RunBounds,
  type RunReport,
  readSteering,
  requireNamedNumber,
  requireQuietAccount,
  runPlan,
  usablePlan,
} from '../executor/index.js';
import { completeSnapshot } from '../reconcile/index.js';
import {
  type Account,
  attemptCounts,
  chooseOperations,
  lockWorkspace,
  OPERATION_KINDS,
  openCount,
  openForBundle,
  operationCounts,
  type PlanRow,
  peopleWithoutOperation,
  predictionOf,
  readBalance,
  SETTINGS,
  type Store,
  sendCounts,
  writeSetting,
} from '../staging/index.js';
import { EXIT, Failure, reasonOf } from '../terms/index.js';
import { endText, exitOf, failuresText, nextText, type RequestsOfVerb, requestsText } from './apply-text.js';
import { openArtefact } from './artefact.js';
import { assertBalanced, balanceText } from './balance-text.js';
import { readCohort } from './cohort.js';
import { type CommandContext, defineCommand } from './command.js';
import { almSettingsOf, withAlm } from './connection.js';
import { accountSchema, balanceSchema, documentOf, operationCountSchema } from './document.js';
import { type Mapping, readMapping } from './mapping-files.js';
import { type MetricsFile, openMetricsFile } from './metrics-file.js';
import { count, duration, integer } from './wording.js';
import { FILES, withStore } from './workspace.js';

const number = z.int().min(0);

const options = z.object({
  notificationsAreOff: z
    .boolean()
    .default(false)
    .describe('confirms, once for a workspace, that ALM will not mail its learners'),
  changePeople: z
    .int()
    .min(1)
    .optional()
    .describe('confirms, once for a plan, that it may change that many of the people whom ALM had before'),
  limit: z.int().min(1).optional().describe('send that many operations at the most, then stop'),
  until: z.iso
    .datetime({ offset: true, local: true })
    .optional()
    .describe('start nothing after this time, as in 2026-03-01T06:00'),
  only: z
    .array(z.enum(OPERATION_KINDS))
    .optional()
    .describe(`send operations of these kinds alone: ${OPERATION_KINDS.join(', ')}`),
  cohort: z
    .string()
    .optional()
    .describe('a pilot: send what concerns these people alone; a file of legacy user ids, one a line'),
  maxFailures: z.int().min(1).default(50).describe('stop when that many operations have failed in this run'),
  share: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe("the part of ALM's limit to use from now on, leaving the rest to others; as speed says it"),
  metrics: z
    .string()
    .optional()
    .describe(
      'a file for monitoring, kept up to date: the text format of node_exporter (docs/reference/metrics.md)',
    ),
  dryRun: z
    .boolean()
    .default(false)
    .describe('writes the requests that would be sent to reports/dry-run.jsonl, and sends none'),
});
type Options = z.output<typeof options>;

export const command = defineCommand({
  positional: '',
  options,
  output: documentOf('apply', {
    account: accountSchema,
    planId: z.int(),
    dryRun: z.boolean(),
    end: z.string(),
    settled: z.object({ done: number, failed: number, unknown: number }),
    requests: z.array(
      z.object({
        verb: z.enum(['POST', 'PATCH']),
        predicted: number,
        sent: number,
        repeated: number,
        probes: number,
      }),
    ),
    reads: number,
    operations: z.array(operationCountSchema),
    balance: balanceSchema,
  }),
  examples: [
    ['alm-migrate apply --notifications-are-off', 'the first run in a workspace'],
    ['alm-migrate apply --cohort pilot.txt', 'what concerns the people in pilot.txt, and nobody else'],
    ['alm-migrate apply --until 2026-03-02T06:00 --share 0.5', 'half of the limit, until the morning'],
    ['alm-migrate apply --dry-run', 'which requests it would send, to read before anything is sent'],
  ],
  run: async (context, given) => {
    const mapping = readMapping(context.workspace);
    return withStore(context.workspace, async (store) => {
      const unlock = lockWorkspace(store, 'apply', context.effects.now);
      try {
        completeSnapshot(store);
        if (given.dryRun && given.metrics !== undefined) throw noMetrics();
        if (given.dryRun) return await rehearse(context, store, mapping, given);
        if (given.share !== undefined) writeSetting(store, SETTINGS.share, String(given.share));
        const { share } = readSteering(store);
        return await withAlm(context, mapping.config, share, async (alm) => {
          const who = await alm.account(context.drain);
          const account = pinAccount(store, who, mapping.config.alm.account);
          const plan = usablePlan(store, account, mapping.texts);
          const cohort = choose(context, store, plan, given);
          const people = Math.min(plan.peopleChanged, cohort?.length ?? plan.peopleChanged);
          const { maxPeopleShare } = mapping.config.limits;
          requireNamedNumber(store, plan, people, maxPeopleShare, given.changePeople, 'apply');
          requireQuietAccount(store, plan.planId, given.notificationsAreOff, context.effects.now);
          return await carryOut(context, store, alm, mapping, plan, account, given);
        });
      } finally {
        unlock();
      }
    });
  },
});

/** Notes what `--only` and `--cohort` choose; the cohort, if there is one. */
function choose(
  context: CommandContext,
  store: Store,
  plan: PlanRow,
  given: Options,
): readonly string[] | undefined {
  if (given.only === undefined && given.cohort === undefined) return undefined;
  const cohort = given.cohort === undefined ? undefined : readCohort(given.cohort);
  chooseOperations(store, plan.planId, { kinds: given.only ?? [], userKeys: cohort ?? [] });
  const idle = cohort === undefined ? [] : peopleWithoutOperation(store, plan.planId, cohort);
  if (idle.length > 0) {
    const shown = idle.slice(0, 5).join(', ');
    const more = idle.length > 5 ? ', …' : '';
    context.say(
      `${count(idle.length, 'person', 'people')} of the cohort need nothing by this plan: ${shown}${more}`,
    );
  }
  return cohort;
}

function boundsOf(context: CommandContext, mapping: Mapping, given: Options): RunBounds {
  return {
    drain: context.drain,
    maxFailures: given.maxFailures,
    maxFailureShare: mapping.config.limits.maxFailureShare,
    chosen: given.only === undefined && given.cohort === undefined ? 'all' : 'noted',
    ...(given.limit === undefined ? {} : { limit: given.limit }),
    ...(given.until === undefined ? {} : { until: Date.parse(given.until) }),
  };
}

async function carryOut(
  context: CommandContext,
  store: Store,
  alm: Alm,
  mapping: Mapping,
  plan: PlanRow,
  account: Account,
  given: Options,
) {
  const { effects } = context;
  const open = openCount(store, plan.planId);
  const total = sum(predictionOf(store, plan.planId).map((row) => row.operations));
  context.say(
    open === 0
      ? `Plan ${plan.planId} for ${account.accountName}: nothing is left to send.`
      : `Changing ${account.accountName} (${account.accountId}) at ${account.host}: ${count(open, 'operation')} of plan ${plan.planId}.`,
  );
  const metrics =
    given.metrics === undefined
      ? null
      : openMetricsFile(context, given.metrics, { store, alm }, { account, planId: plan.planId });
  const show = context.progress.begin('applying', 'operations', total);
  const startedAt = effects.now();
  const running = runPlan(
    { store, alm, effects, abort: context.abort },
    plan.planId,
    boundsOf(context, mapping, given),
    {
      settled: (settled, _, outcome) => {
        metrics?.note(outcome);
        show(total - open + settled.done + settled.failed, noteOf(alm, settled));
      },
      steered: ({ isPaused, share }) =>
        context.say(
          isPaused
            ? 'Paused from another terminal: alm-migrate resume goes on.'
            : `Goes on, with ${Math.round(share * 100)} % of the limit.`,
        ),
    },
  );
  const report = await withMetrics(metrics, running);
  const { end } = report;
  if (end.why === 'refused') {
    throw new Failure(end.trouble.code, `ALM refuses every request: ${end.trouble.message}`, {
      remedy: `${reasonOf(end.trouble.code).mend}; then run apply again: it goes on where it was`,
    });
  }
  return resultOf(store, plan, account, report, false, readsOf(alm), [
    endText(end),
    `${settledText(report)} in ${duration(effects.now() - startedAt)}.`,
  ]);
}

/** Whatever becomes of the run, the metrics say so. */
async function withMetrics(metrics: MetricsFile | null, running: Promise<RunReport>): Promise<RunReport> {
  let why = 'error';
  try {
    const report = await running;
    why = report.end.why;
    return report;
  } finally {
    await metrics?.end(why);
  }
}

function noMetrics(): Failure {
  return new Failure('CLI-OPTION', '--metrics follows a run that sends, and --dry-run sends nothing', {
    remedy: 'leave one of them out',
    exitCode: EXIT.usage,
  });
}

/** The real path with a recorder at its end: neither ALM nor the store is changed. */
async function rehearse(context: CommandContext, store: Store, mapping: Mapping, given: Options) {
  const { accountId, accountName, host } = completeSnapshot(store);
  const account = { accountId, accountName, host };
  const plan = usablePlan(store, account, mapping.texts);
  choose(context, store, plan, given);
  const file = join(context.workspace, FILES.reports, 'dry-run.jsonl');
  const artefact = openArtefact(file);
  let requests = 0;
  try {
    const bounds = boundsOf(context, mapping, given);
    const settings = almSettingsOf(mapping.config);
    const report = await dryRun(store, context.effects, settings, plan.planId, bounds, (request) => {
      requests += 1;
      artefact.write(`${JSON.stringify(request)}\n`);
    });
    artefact.finish();
    return resultOf(store, plan, account, report, true, 0, [
      `Nothing was sent: ${count(requests, 'request')} for ${accountName} (${accountId}) would leave, in this order:`,
      `  ${file}`,
    ]);
  } finally {
    artefact.discard();
  }
}

function resultOf(
  store: Store,
  plan: PlanRow,
  account: Account,
  report: RunReport,
  isDryRun: boolean,
  reads: number,
  head: readonly string[],
) {
  const operations = operationCounts(store, plan.planId);
  const balance = readBalance(store);
  assertBalanced(balance);
  const requests = requestsOf(store, plan.planId);
  const { end, settled } = report;
  const tail = isDryRun
    ? ['\nNext: alm-migrate apply sends them']
    : [
        failuresText(operations),
        `\n${balanceText(balance)}`,
        `\n${nextText(end, operations, openForBundle(store, plan.planId))}`,
      ];
  const text = [...head, requestsText(requests, reads), ...tail];
  return {
    exitCode: isDryRun ? EXIT.clean : exitOf(end, operations),
    output: {
      schema: { name: 'apply' as const, version: 1 as const },
      account,
      planId: plan.planId,
      dryRun: isDryRun,
      end: end.why,
      settled,
      requests,
      reads,
      operations,
      balance,
    },
    text: text.filter((part) => part !== '').join('\n'),
  };
}

function settledText({ settled }: RunReport): string {
  return `${integer(settled.done)} done, ${integer(settled.failed)} failed, ${integer(settled.unknown)} unknown`;
}

function noteOf(alm: Alm, settled: RunReport['settled']): string {
  const notes = settled.failed > 0 ? [`${settled.failed} failed`] : [];
  if (alm.circuit.state().state !== 'closed') notes.push('ALM does not answer, waiting for it');
  return notes.join(', ');
}

/** The prediction is one request an operation; what was sent and looked up is counted from the journal. */
function requestsOf(store: Store, planId: number): readonly RequestsOfVerb[] {
  const prediction = predictionOf(store, planId);
  const sends = sendCounts(store, planId);
  const attempts = attemptCounts(store, planId);
  const verbs = (['POST', 'PATCH'] as const).filter((verb) => prediction.some((row) => row.verb === verb));
  return verbs.map((verb) => {
    const { sent = 0, operations = 0 } = sends.find((row) => row.verb === verb) ?? {};
    return {
      verb,
      predicted: sum(prediction.filter((row) => row.verb === verb).map((row) => row.operations)),
      sent,
      repeated: sent - operations,
      probes: attempts.find((row) => row.verb === verb && row.purpose === 'probe')?.count ?? 0,
    };
  });
}

/** The reads that left in this run, as the throttle let them go: a hourly limit is a second count of the same requests. */
function readsOf(alm: Alm): number {
  const buckets = alm.throttle
    .state()
    .filter(({ name }) => /\bGET\b/.test(name) && !/by the hour$/.test(name));
  return sum(buckets.map((bucket) => bucket.granted));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
