import { z } from 'zod';
import {
  latestPlan,
  latestSnapshot,
  operationCounts,
  readBalance,
  recentErrors,
  recentRate,
  stagedFiles,
  workspaceIsLocked,
} from '../staging/index.js';
import { EXIT, reasonOf } from '../terms/index.js';
import { assertBalanced, balanceText } from './balance-text.js';
import { defineCommand } from './command.js';
import { accountSchema, balanceSchema, documentOf, operationCountSchema } from './document.js';
import { steeringOf, steeringSchema, steeringText } from './steering-text.js';
import { count, duration, integer, table } from './wording.js';
import { withStore } from './workspace.js';

export const command = defineCommand({
  positional: '',
  options: z.object({}),
  output: documentOf('status', {
    files: z.int(),
    snapshotAt: z.string().nullable(),
    plan: z
      .object({
        planId: z.int(),
        state: z.string(),
        account: accountSchema,
        operations: z.array(operationCountSchema),
        settled: z.int(),
        total: z.int(),
        perMinute: z.number(),
        secondsLeft: z.number().nullable(),
        errors: z.array(
          z.object({
            code: z.string(),
            count: z.int(),
            lastAt: z.string(),
            lastStatus: z.int().nullable(),
            lastMessage: z.string().nullable(),
            lastRequestId: z.string().nullable(),
          }),
        ),
      })
      .nullable(),
    isRunning: z.boolean(),
    steering: steeringSchema,
    balance: balanceSchema,
  }),
  examples: [['alm-migrate status -w acme', 'from any terminal, also while apply runs']],
  run: async (context) =>
    withStore(context.workspace, async (store) => {
      const files = stagedFiles(store).length;
      const snapshot = latestSnapshot(store);
      const row = latestPlan(store);
      const isRunning = workspaceIsLocked(store);
      const steering = steeringOf(store);
      const balance = readBalance(store);
      if (!isRunning) assertBalanced(balance);
      const parts = [
        `${count(files, 'file')} staged`,
        snapshot?.finishedAt
          ? `snapshot of ${snapshot.accountName}, ${snapshot.finishedAt}`
          : 'no snapshot yet',
      ];
      let plan = null;
      if (row !== undefined) {
        const operations = operationCounts(store, row.planId);
        const total = operations.reduce((sum, one) => sum + one.count, 0);
        const settled = operations
          .filter((one) => !OPEN.has(one.state))
          .reduce((sum, one) => sum + one.count, 0);
        const perMinute = recentRate(store, row.planId, context.effects.now());
        const secondsLeft = perMinute > 0 && total > settled ? ((total - settled) / perMinute) * 60 : null;
        const { accountId, accountName, host } = row;
        plan = {
          planId: row.planId,
          state: row.state,
          account: { accountId, accountName, host },
          operations,
          settled,
          total,
          perMinute,
          secondsLeft,
          errors: recentErrors(store, row.planId),
        };
        parts.push(`plan ${row.planId} (${row.state})${isRunning ? ', a command is at work' : ''}`, '');
        if (total > 0) {
          parts.push(
            table(
              operations.map((one) => [
                one.count,
                one.kind,
                one.state,
                one.code ?? '',
                one.code === null ? '' : reasonOf(one.code).mend,
              ]),
            ),
          );
          const left =
            secondsLeft === null
              ? ''
              : `, ${duration(secondsLeft * 1000)} left at ${perMinute.toFixed(1)} a minute`;
          parts.push('', `${integer(settled)} of ${integer(total)} operations settled${left}`);
        }
      }
      if (plan !== null && plan.errors.length > 0) {
        const rows = plan.errors.map((one) => [
          one.count,
          one.code,
          one.lastAt,
          [one.lastStatus, one.lastMessage, one.lastRequestId].filter((part) => part !== null).join(' '),
        ]);
        parts.push('', 'What ALM said lately, by reason, with the last of each', table(rows));
      }
      if (isRunning || steering.isPaused || steering.share < 1)
        parts.push('', steeringText(steering, isRunning));
      parts.push('', balanceText(balance));
      return {
        exitCode: EXIT.clean,
        output: {
          schema: { name: 'status' as const, version: 1 as const },
          files,
          snapshotAt: snapshot?.finishedAt ?? null,
          plan,
          isRunning,
          steering,
          balance,
        },
        text: parts.join('\n'),
      };
    }),
});

const OPEN: ReadonlySet<string> = new Set(['planned', 'waiting', 'inFlight']);
