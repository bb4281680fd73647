import { join } from 'node:path';
import { z } from 'zod';
import { parseCrosswalk } from '../mapping/index.js';
import { buildProfile, EFFECTS, refuseInterrupted, TOPICS, writeProfile } from '../reconcile/index.js';
import { EXIT } from '../terms/index.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';
import { crosswalkFailure, readMigration, readSheetText } from './mapping-files.js';
import { profileText } from './profile-text.js';
import { VERSION } from './version.js';
import { FILES, withStore } from './workspace.js';

const number = z.int().min(0);
const day = z.string().nullable();
const range = z.object({ first: day, last: day });

const example = z.object({
  file: z.string(),
  line: number,
  record: number,
  user: z.string(),
  value: z.string().nullable(),
});

const profileShape = {
  createdAt: z.string(),
  toolVersion: z.string(),
  files: z.array(
    z.object({
      fileId: number,
      name: z.string(),
      format: z.string(),
      encoding: z.string(),
      exportedAt: z.string().nullable(),
      state: z.string(),
      records: number,
      brokenCode: z.string().nullable(),
      brokenMessage: z.string().nullable(),
      brokenLine: number.nullable(),
    }),
  ),
  totals: z.object({
    inFiles: number,
    rejected: number,
    accounts: number,
    trainings: number,
    sessions: number,
    people: number,
    same: number,
    replaced: number,
    goneAccounts: number.describe(
      'not in a full export any more (stage --remove-missing): in no other count',
    ),
    goneTrainings: number,
  }),
  dates: z.object({ ended: range, started: range, enrolled: range }),
  accounts: z.array(z.object({ term: z.string(), text: z.string().nullable(), count: number })),
  statuses: z.array(
    z.object({
      term: z.string(),
      text: z.string().nullable(),
      external: z.boolean(),
      becomes: z.enum(['completion', 'enrolment', 'leaveOut', 'quarantine']),
      records: number,
    }),
  ),
  types: z.array(z.object({ type: z.string().nullable(), records: number })),
  years: z.array(
    z.object({ year: z.string().nullable(), completions: number, enrolments: number, others: number }),
  ),
  organisations: z.array(
    z.object({ organisation: z.string().nullable(), accounts: number, records: number }),
  ),
  courses: z.object({
    count: number,
    crosswalk: z.boolean(),
    largest: z.array(
      z.object({
        external: z.boolean(),
        learningId: z.string().nullable(),
        title: z.string().nullable(),
        type: z.string().nullable(),
        records: number,
        people: number,
        completions: number,
        crosswalk: z
          .enum(['mapped', 'inPart', 'leftOut', 'unreviewed', 'contradictory', 'unmapped'])
          .nullable(),
      }),
    ),
  }),
  importDays: z.array(
    z.object({
      by: z.enum(['course', 'organisation']),
      name: z.string(),
      day: z.string(),
      onDay: number,
      all: number,
    }),
  ),
  peopleStopped: number,
  findings: z.array(
    z.object({
      code: z.string(),
      topic: z.enum(Object.keys(TOPICS) as [keyof typeof TOPICS]),
      effect: z.enum(Object.keys(EFFECTS) as [keyof typeof EFFECTS]),
      counts: z.enum(['accounts', 'records', 'values', 'rejects']),
      count: number,
      people: number.nullable(),
      records: number.nullable(),
      field: z.string().nullable(),
      note: z.string().nullable(),
      cause: z.string(),
      mend: z.string(),
      examples: z.array(example),
    }),
  ),
};

export const command = defineCommand({
  positional: '',
  options: z.object({
    courses: z.int().min(1).default(1000).describe('how many courses are listed at the most, by volume'),
    output: z.string().optional().describe('the folder of the page; reports/ in the workspace by default'),
  }),
  output: documentOf('profile', { ...profileShape, page: z.string() }),
  examples: [
    [
      'alm-migrate profile -w acme',
      'says what the exports hold and what is odd in it, and writes acme/reports/profile.html',
    ],
  ],
  run: async (context, options) => {
    const { config } = readMigration(context.workspace);
    const sheet = join(context.workspace, FILES.crosswalk);
    const text = readSheetText(context.workspace, FILES.crosswalk);
    const { rows, problems } = text === '' ? { rows: [], problems: [] } : parseCrosswalk(text, sheet);
    const errors = problems.filter((problem) => problem.severity === 'error');
    if (errors.length > 0) throw crosswalkFailure(errors);
    return withStore(context.workspace, async (store) => {
      refuseInterrupted(store);
      const profile = await buildProfile(
        store,
        {
          config,
          // The sheet that `init` writes has no row: with it every course would be one that is not mapped.
          crosswalk: rows.length === 0 ? null : rows,
          createdAt: new Date(context.effects.now()).toISOString(),
          toolVersion: VERSION,
          courses: options.courses,
        },
        async (step) => {
          // A statement lets no signal through; between two of them a Ctrl-C is heard.
          await context.effects.sleep(0);
          context.drain.throwIfAborted();
          context.say(`${step} …`);
        },
      );
      const page = await writeProfile(profile, options.output ?? join(context.workspace, FILES.reports));
      const needsPerson = profile.findings.some(({ effect }) => effect === 'stops');
      return {
        exitCode: needsPerson ? EXIT.needsPerson : EXIT.clean,
        output: { schema: { name: 'profile' as const, version: 1 as const }, ...profile, page },
        text: profileText(profile, page),
      };
    });
  },
});
