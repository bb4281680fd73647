import { z } from 'zod';

/** The shape of one command's `--json` document: its name and version first, so that a reader knows what it holds. */
export function documentOf<Shape extends z.ZodRawShape>(name: string, shape: Shape) {
  return z.object({ schema: z.object({ name: z.literal(name), version: z.literal(1) }), ...shape });
}

const records = z.int().min(0);

/** The balance, as every document shows it. */
export const balanceSchema = z.object({
  recordsInFiles: records,
  staged: records,
  rejected: records,
  fates: z.object({ expected: records, merged: records, leftOut: records, quarantined: records }).nullable(),
  expected: z
    .object({
      alreadyThere: records,
      contested: records,
      done: records,
      failed: records,
      waiting: records,
      unknown: records,
    })
    .nullable(),
  defects: z.array(z.string()),
});

export const fateSchema = z.object({
  kind: z.enum(['user', 'training']),
  fate: z.enum(['expected', 'merged', 'leftOut', 'quarantined']),
  code: z.string().nullable(),
  records,
});

export const differenceCountSchema = z.object({
  subject: z.enum(['profile', 'person', 'enrolment', 'completion']),
  verdict: z.enum(['missing', 'different', 'contested', 'extra']),
  code: z.string(),
  count: records,
});

export const operationCountSchema = z.object({
  kind: z.string(),
  verb: z.enum(['POST', 'PATCH']),
  state: z.string(),
  code: z.string().nullable(),
  count: records,
});

export const accountSchema = z.object({ accountId: z.string(), accountName: z.string(), host: z.string() });

/** The document that every command prints in place of its own when it fails. */
export const failureSchema = documentOf('failure', {
  code: z.string(),
  message: z.string(),
  /** Where the mistake is, as far as it is known. */
  place: z.object({ file: z.string().optional(), line: z.int().optional(), column: z.int().optional() }),
  /** What to do now, if possible a command to type. */
  remedy: z.string(),
  exitCode: z.int(),
});
