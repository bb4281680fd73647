import { z } from 'zod';
import { REPEAT_POLICIES } from './setting.js';
import { VERBS } from './wire.js';

/**
 * The ways in which an answer can go wrong. `Before` is before the request was processed, `After`
 * is after it: the client sees the same, and only the state tells them apart.
 */
export const FAULT_KINDS = [
  /** The connection is reset. */
  'resetBefore',
  'resetAfter',
  /** No answer ever comes; the connection stays open. */
  'hangBefore',
  'hangAfter',
  'error500Before',
  'error500After',
  /** A gateway's page of HTML. */
  'html502Before',
  'html502After',
  /** 503 with Retry-After; not processed. */
  'busy503',
  /** 429 for this request and the next ones, whatever they are; not processed. */
  'storm429',
  /** The right answer, late. */
  'slow',
  /** Processed, and its answer breaks off in the middle. */
  'truncated',
  /** Processed, 200, and what comes is not JSON. */
  'invalidJson',
  /** Processed, 200, and nothing comes. */
  'empty200',
  /** The access token dies, with a 401; not processed. */
  'revokedToken',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

const kind = z.enum(FAULT_KINDS);
const chance = z.number().min(0).max(1);
const policy = z.enum(REPEAT_POLICIES);

const scheduled = z.strictObject({
  kind,
  /** Fires from the nth matching request on (1 is the next one). */
  nth: z.int().positive().default(1),
  /** For so many matching requests in a row. */
  times: z.int().positive().default(1),
  /** Which requests are counted: of this verb, with this in their path. Both left out: all. */
  method: z.enum(VERBS).optional(),
  path: z.string().optional(),
});

const faultSchema = z.strictObject({
  /** Of the draws below; the same seed and requests give the same faults. */
  seed: z.int().default(1),
  /** The chance of each kind, for each request; together at most 1. */
  share: z.partialRecord(kind, chance).default({}),
  /** Only these verbs draw. */
  methods: z.array(z.enum(VERBS)).default([...VERBS]),
  schedule: z.array(scheduled).default([]),
  slowMs: z.number().nonnegative().default(200),
  /** Seconds, of 503 and of the 429s of a storm; may be a fraction. */
  retryAfterSeconds: z.number().nonnegative().default(0.25),
  /** How many requests a storm takes in, the first one counted. */
  stormLength: z.int().positive().default(5),
  lateVisibilityMs: z.number().nonnegative().default(0),
  /** One policy for all, or one for each kind of write. */
  repeats: z
    .union([
      policy,
      z.strictObject({
        users: policy.optional(),
        enrolments: policy.optional(),
        grades: policy.optional(),
      }),
    ])
    .optional(),
});

export type FaultOptions = z.input<typeof faultSchema>;
export type CheckedFaults = z.output<typeof faultSchema>;

/** Checks and completes; throws a `RangeError` that names what is wrong. */
export function checkFaults(options: unknown): CheckedFaults {
  const result = faultSchema.safeParse(options);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new RangeError(`faults.${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'wrong'}`);
  }
  const total = Object.values(result.data.share).reduce((sum, one) => sum + one, 0);
  if (total > 1 + 1e-9) throw new RangeError(`faults.share: the chances add up to ${total}, above 1`);
  return result.data;
}
