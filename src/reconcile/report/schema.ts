import { z } from 'zod';
import type { ReportSummary } from './summary.js';

const records = z.int().min(0);
const text = z.string();
const instant = z.string().describe('ISO 8601, in UTC');
const reason = {
  cause: text.describe('what the code means'),
  mend: text.describe('what to do about it'),
};

const subject = z.enum(['profile', 'person', 'enrolment', 'completion']);
const difference = z.strictObject({
  subject,
  verdict: z.enum(['missing', 'different', 'contested', 'extra']),
  code: text,
  count: records,
  ...reason,
});

const tally = z
  .strictObject({
    expected: records,
    matched: records,
    missing: records,
    different: records,
    contested: records,
    extra: records.describe('no part of expected'),
  })
  .describe('matched = expected − missing − different − contested');

/** The shape of report.json. Its JSON Schema is committed beside the reference of the report. */
export const REPORT_SCHEMA = z.strictObject({
  schema: z.strictObject({ name: z.literal('report'), version: z.literal(1) }),
  account: z.strictObject({ accountId: text, accountName: text, host: text }),
  snapshotAt: instant.describe('when ALM was read'),
  createdAt: instant,
  toolVersion: text,
  forecast: z.boolean().describe('true: nothing was sent yet, and the report says what would have to be'),
  secondLook: z
    .strictObject({
      waitedSeconds: z.number().min(0),
      asked: records.describe('differences of the first look that time could mend'),
      late: records.describe('of the differences of the first look, those that the second did not find'),
    })
    .nullable()
    .describe('null: ALM was looked at once'),
  foreseen: z
    .strictObject({
      madeAt: instant,
      snapshotAt: instant,
      changed: z.array(text).describe('what is another than at the forecast, in words'),
      outcomes: z.array(
        z.strictObject({
          subject,
          foreseen: records.describe('missing or different at the forecast; = closed + open'),
          closed: records.describe('of those, what is as it should be now'),
          open: records,
          contested: records.describe('left to a person at the forecast, and not right now either'),
          unforeseen: records.describe('not right now, and nothing of it at the forecast'),
        }),
      ),
    })
    .nullable()
    .describe('the last forecast against this; null where there is none'),
  verdict: z
    .enum(['clean', 'heldBack', 'differences'])
    .describe(
      'clean: ALM holds all that is expected, and no record is held back; heldBack: it holds all that is expected, and that is not all that the exports hold',
    ),
  heldBack: z
    .strictObject({
      records: records.describe('= quarantined + rejected'),
      quarantined: records,
      rejected: records.describe('without those whose mended form was staged since'),
      byCode: z.array(
        z.strictObject({ kind: z.enum(['user', 'training', 'reject']), code: text, records, ...reason }),
      ),
      brokenFiles: z.array(text).describe('exports that break off: what stood behind the break is not known'),
    })
    .describe('what ALM does not get until somebody does something; what a rule leaves out is not in here'),
  tolerances: text.describe('what the comparison lets pass, in words'),
  balance: z.strictObject({
    recordsInFiles: records.describe('= staged + rejected'),
    staged: records.describe('= expected + merged + leftOut + quarantined'),
    rejected: records,
    fates: z
      .strictObject({ expected: records, merged: records, leftOut: records, quarantined: records })
      .nullable(),
    expected: z
      .strictObject({
        alreadyThere: records,
        contested: records,
        done: records,
        failed: records,
        waiting: records,
        unknown: records,
      })
      .nullable(),
    defects: z.array(text).describe('what does not add up; empty'),
  }),
  totals: z.strictObject({
    profiles: tally,
    persons: tally,
    enrolments: tally,
    completions: tally,
    extra: records,
  }),
  byCourse: z.array(
    z.strictObject({ courseId: text, title: text.nullable(), enrolments: tally, completions: tally }),
  ),
  byOrganisation: z.array(
    z.strictObject({
      organisation: text.nullable(),
      persons: tally,
      enrolments: tally,
      completions: tally,
    }),
  ),
  byYear: z.array(z.strictObject({ year: text.nullable(), enrolments: tally, completions: tally })),
  differences: z.array(difference),
  late: z.array(difference).describe('gone at the second look, by what the first took it for: no difference'),
  fates: z.array(
    z.strictObject({
      kind: z.enum(['user', 'training']),
      fate: z.enum(['expected', 'merged', 'leftOut', 'quarantined']),
      code: text.nullable(),
      records,
      cause: text.nullable(),
      mend: text.nullable(),
    }),
  ),
  remarks: z
    .array(z.strictObject({ kind: z.enum(['user', 'training']), code: text, records, ...reason }))
    .describe('expected records that move, and not quite as they were written; no part of the balance'),
  rejects: z.array(z.strictObject({ code: text, count: records, ...reason })),
  files: z.array(
    z.strictObject({
      number: records.describe('the number that the CSVs name the file by'),
      name: text,
      sha256: text,
      format: text,
      bytes: records,
      state: z.enum(['reading', 'staged', 'broken']),
      records: records.describe('= staged + rejected'),
      staged: records,
      rejected: records,
    }),
  ),
}) satisfies z.ZodType<ReportSummary>;
