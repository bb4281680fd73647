import { z } from 'zod';
import {
  latestPlan,
  lockWorkspace,
  OPERATION_KINDS,
  operationCounts,
  retryFailed,
} from '../staging/index.js';
import { EXIT, Failure } from '../terms/index.js';
import { defineCommand } from './command.js';
import { documentOf, operationCountSchema } from './document.js';
import { count } from './wording.js';
import { withStore } from './workspace.js';

const number = z.int().min(0);

export const command = defineCommand({
  positional: '',
  options: z.object({
    kind: z.enum(OPERATION_KINDS).optional().describe('of this kind alone'),
    code: z.string().optional().describe('that failed for this reason alone, as in ALM-REJECTED'),
  }),
  output: documentOf('retry', {
    planId: z.int(),
    failed: number,
    blocked: number,
    left: z.array(operationCountSchema),
  }),
  examples: [
    ['alm-migrate retry -w acme', 'puts all failed operations back, and what was blocked by them'],
    ['alm-migrate retry --kind enrol --code ALM-REJECTED', 'those alone'],
  ],
  run: (context, filter) =>
    withStore(context.workspace, async (store) => {
      const unlock = lockWorkspace(store, 'retry', context.effects.now);
      try {
        const plan = latestPlan(store);
        if (plan === undefined) {
          throw new Failure('PLAN-MISSING', 'there is no plan yet', {
            remedy: 'alm-migrate plan',
            exitCode: EXIT.usage,
          });
        }
        const { kind, code } = filter;
        const { failed, blocked } = retryFailed(store, plan.planId, {
          ...(kind === undefined ? {} : { kind }),
          ...(code === undefined ? {} : { code }),
        });
        const left = operationCounts(store, plan.planId).filter(({ state }) => STUCK.has(state));
        const also = blocked === 0 ? '' : ` and ${count(blocked, 'operation')} that stood on them`;
        const text =
          failed === 0
            ? 'No failed operation fits; nothing was put back.'
            : `${count(failed, 'failed operation')}${also} put back.\n\nNext: alm-migrate apply sends them again`;
        return {
          exitCode: EXIT.clean,
          output: {
            schema: { name: 'retry' as const, version: 1 as const },
            planId: plan.planId,
            failed,
            blocked,
            left,
          },
          text,
        };
      } finally {
        unlock();
      }
    }),
});

const STUCK: ReadonlySet<string> = new Set(['failed', 'blocked', 'unknown']);
