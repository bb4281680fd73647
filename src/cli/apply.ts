import { z } from 'zod';
import { pinAccount, type RunEnd, requireQuietAccount, runPlan, usablePlan } from '../executor/index.js';
import { completeSnapshot } from '../reconcile/index.js';
import { attemptCounts, lockWorkspace, operationCounts, readBalance, type Store } from '../staging/index.js';
import { EXIT, type ExitCode, Failure, reasonOf } from '../terms/index.js';
import { assertBalanced, balanceText } from './balance-text.js';
import { defineCommand } from './command.js';
import { withAlm } from './connection.js';
import { accountSchema, balanceSchema, documentOf, operationCountSchema } from './document.js';
import { count, duration, integer, table } from './wording.js';
import { readMapping, withStore } from './workspace.js';

const number = z.int().min(0);

export const command = defineCommand({
  positional: '',
  options: z.object({
    notificationsAreOff: z
      .boolean()
      .default(false)
      .describe('confirms, once for a workspace, that ALM will not mail its learners'),
    limit: z.int().min(1).optional().describe('send that many operations at the most, then stop'),
    until: z.iso
      .datetime({ offset: true, local: true })
      .optional()
      .describe('start nothing after this time, as in 2026-03-01T06:00'),
    maxFailures: z
      .int()
      .min(1)
      .default(50)
      .describe('stop when that many operations have failed in this run'),
    share: z
      .number()
      .gt(0)
      .max(1)
      .default(1)
      .describe("the part of ALM's limit to use, leaving the rest to others"),
  }),
  output: documentOf('apply', {
    account: accountSchema,
    planId: z.int(),
    end: z.string(),
    settled: z.object({ done: number, failed: number, unknown: number }),
    requests: z.array(z.object({ verb: z.string(), predicted: number, sent: number, probes: number })),
    operations: z.array(operationCountSchema),
    balance: balanceSchema,
  }),
  examples: [
    ['alm-migrate apply --notifications-are-off', 'the first run in a workspace'],
    ['alm-migrate apply --limit 100', 'sends 100 operations; the next apply goes on after them'],
  ],
  run: async (context, options) => {
    const mapping = readMapping(context.workspace);
    const { effects } = context;
    return withStore(context.workspace, async (store) => {
      const unlock = lockWorkspace(store, 'apply', effects.now);
      try {
        return await withAlm(context, mapping.config, options.share, async (alm) => {
          completeSnapshot(store);
          const who = await alm.account(context.drain);
          const account = pinAccount(store, who, mapping.config.alm.account);
          const plan = usablePlan(store, who, mapping.texts);
          requireQuietAccount(store, plan.planId, options.notificationsAreOff, effects.now);
          const before = operationCounts(store, plan.planId);
          const total = sum(before);
          const open = sum(before.filter((row) => OPEN.has(row.state)));
          context.say(
            open === 0
              ? `Plan ${plan.planId} for ${account.accountName}: nothing is left to send.`
              : `Changing ${account.accountName} (${account.accountId}) at ${account.host}: ${count(open, 'operation')} of plan ${plan.planId}.`,
          );
          const show = context.progress.begin('applying', 'operations', total);
          const startedAt = effects.now();
          const report = await runPlan(
            { store, alm, effects, abort: context.abort },
            plan.planId,
            {
              drain: context.drain,
              maxFailures: options.maxFailures,
              ...(options.limit === undefined ? {} : { limit: options.limit }),
              ...(options.until === undefined ? {} : { until: Date.parse(options.until) }),
            },
            (settled) =>
              show(
                total - open + settled.done + settled.failed,
                settled.failed > 0 ? `${settled.failed} failed` : '',
              ),
          );
          const operations = operationCounts(store, plan.planId);
          const balance = readBalance(store);
          assertBalanced(balance);
          const requests = requestsOf(store, plan.planId, before);
          const { end } = report;
          if (end.why === 'refused') {
            throw new Failure(end.trouble.code, `ALM refuses every request: ${end.trouble.message}`, {
              remedy: `${reasonOf(end.trouble.code).mend}; then run apply again: it goes on where it was`,
            });
          }
          const text = [
            endText(end),
            `${integer(report.settled.done)} done, ${integer(report.settled.failed)} failed, ${integer(report.settled.unknown)} unknown in ${duration(effects.now() - startedAt)}.`,
            ...requests.map(
              (row) =>
                `${row.verb}: ${integer(row.predicted)} requests predicted, ${integer(row.sent)} sent; ${count(row.probes, 'probe')}.`,
            ),
            failuresText(operations),
            `\n${balanceText(balance)}`,
            `\n${nextText(end, operations)}`,
          ];
          return {
            exitCode: exitOf(end, operations),
            output: {
              schema: { name: 'apply' as const, version: 1 as const },
              account,
              planId: plan.planId,
              end: end.why,
              settled: report.settled,
              requests,
              operations,
              balance,
            },
            text: text.filter((part) => part !== '').join('\n'),
          };
        });
      } finally {
        unlock();
      }
    });
  },
});

const OPEN: ReadonlySet<string> = new Set(['planned', 'waiting', 'inFlight', 'unknown']);
const STUCK: ReadonlySet<string> = new Set(['failed', 'blocked', 'unknown']);

type Counts = ReturnType<typeof operationCounts>;

function sum(counts: Counts): number {
  return counts.reduce((total, row) => total + row.count, 0);
}

/** The prediction is one request an operation; what was sent and probed is counted from the journal. */
function requestsOf(store: Store, planId: number, before: Counts) {
  const sent = attemptCounts(store, planId);
  const verbs = [...new Set(before.map((row) => row.verb))];
  return verbs.map((verb) => ({
    verb,
    predicted: sum(before.filter((row) => row.verb === verb)),
    sent: sent.find((row) => row.verb === verb && row.purpose === 'send')?.count ?? 0,
    probes: sent.find((row) => row.verb === verb && row.purpose === 'probe')?.count ?? 0,
  }));
}

function endText(end: RunEnd): string {
  switch (end.why) {
    case 'finished':
      return 'The plan is carried out as far as it can be.';
    case 'drained':
      return 'Stopped as asked; what was in flight is finished.';
    case 'aborted':
      return 'Stopped at once; what was in flight is looked up by the next apply.';
    case 'limit':
      return 'Stopped: the number of operations that was asked for is sent.';
    case 'until':
      return 'Stopped: it is the time that was asked for.';
    case 'maxFailures':
      return `Stopped itself: ${count(end.failures, 'operation')} failed in this run.`;
    case 'refused':
      return 'Stopped: ALM refuses every request.';
    default:
      return end satisfies never;
  }
}

function exitOf(end: RunEnd, operations: Counts): ExitCode {
  if (end.why === 'drained' || end.why === 'aborted') return EXIT.interrupted;
  if (end.why === 'limit' || end.why === 'until') return EXIT.stoppedAsAsked;
  if (end.why === 'maxFailures') return EXIT.safetyLimit;
  return operations.some((row) => STUCK.has(row.state)) ? EXIT.needsPerson : EXIT.clean;
}

function failuresText(operations: Counts): string {
  const stuck = operations.filter((row) => STUCK.has(row.state));
  if (stuck.length === 0) return '';
  const rows = stuck.map((row) => [
    row.count,
    row.kind,
    row.state,
    row.code ?? '',
    reasonOf(row.code ?? '').mend,
  ]);
  return `\nFor a person\n${table(rows)}`;
}

function nextText(end: RunEnd, operations: Counts): string {
  if (end.why !== 'finished') return 'Next: alm-migrate apply goes on where this stopped.';
  return operations.some((row) => STUCK.has(row.state))
    ? 'Next: alm-migrate reconcile shows each of them with its record'
    : 'Next: alm-migrate reconcile';
}
