import { z } from 'zod';
import { accountSchema, balanceSchema, operationCountSchema } from './document.js';
import { steeringSchema } from './steering-text.js';

const number = z.int().min(0);
const instant = z.string();
const verb = z.enum(['POST', 'PATCH']);

const limit = z.object({
  name: z.string(),
  limit: z.string().describe('as ALM writes it: 30r/m'),
  burst: z.number().nullable().describe('how many more may come at once'),
  perMinute: z.number().describe('what the run sends at most, after share, pace and caution'),
  learned: z.boolean().describe('whether ALM announced it, or it is the documented one'),
  waiting: number,
  refused: number.describe('answers that said 429, in this run'),
  blockedUntil: instant.nullable().describe('while ALM has asked to wait'),
});

/** What the running apply says of itself; when it is over, what it said last. */
const run = z.object({
  planId: z.int(),
  pid: z.int(),
  startedAt: instant,
  settled: z.object({ done: number, failed: number, unknown: number }),
  circuit: z.enum(['closed', 'open', 'trying']),
  trialAt: instant.nullable(),
  limits: z.array(limit),
  end: z.string().nullable().describe('why it ended; null while it runs, and for ever where it was killed'),
});

const plan = z.object({
  planId: z.int(),
  state: z.string(),
  account: accountSchema,
  operations: z.array(operationCountSchema),
  settled: z.int(),
  total: z.int(),
  perMinute: z.number(),
  rates: z.array(z.object({ verb, perMinute: z.number() })),
  secondsLeft: z.number().nullable(),
  errors: z.array(
    z.object({
      code: z.string(),
      count: z.int(),
      lastAt: instant,
      lastStatus: z.int().nullable(),
      lastMessage: z.string().nullable(),
      lastRequestId: z.string().nullable(),
    }),
  ),
  answers: z.array(
    z.object({
      attemptId: z.int(),
      kind: z.string(),
      purpose: z.enum(['send', 'probe']),
      method: z.string(),
      path: z.string(),
      startedAt: instant,
      durationMs: z.int().nullable(),
      status: z.int().nullable(),
      code: z.string().nullable(),
      message: z.string().nullable(),
      requestId: z.string().nullable(),
    }),
  ),
  run: run.nullable(),
});

/** The `--json` document of `status`, but for its name. */
export const factsShape = {
  files: z.int(),
  snapshotAt: instant.nullable(),
  snapshotAgeHours: z.int().nullable(),
  snapshotUnderWay: z.enum(['api', 'jobs']).nullable(),
  plan: plan.nullable(),
  isRunning: z.boolean(),
  holder: z.object({ pid: z.int(), command: z.string(), since: instant }).nullable(),
  steering: steeringSchema,
  balance: balanceSchema,
  balanceAt: instant.describe('when the balance was counted: while a command is at work, seldom'),
};
