import { z } from 'zod';
import { checkBundle, checkSchema } from './bundle-check.js';
import { runBundle, runSchema } from './bundle-run.js';
import { writeBundleFiles, writtenSchema } from './bundle-write.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';

const options = z.object({
  action: z.enum(['write', 'check', 'run']).default('write').describe('what to do'),
  folder: z.string().optional().describe('write: the folder to make; check: the migration folder to look at'),
  catalogue: z
    .boolean()
    .default(false)
    .describe('write: also course and module files for the legacy courses that ALM does not have'),
  execute: z.boolean().default(false).describe('run: really; without it, it is only said what would be done'),
  drop: z
    .string()
    .optional()
    .describe("run: the sprint's FTP or Box folder, where it is mounted: the files are put there"),
  uploaded: z
    .boolean()
    .default(false)
    .describe("run: the files of the next sprint lie in ALM's folder already"),
  notificationsAreOff: z
    .boolean()
    .default(false)
    .describe('run: confirms, once for a workspace, that ALM will not mail its learners'),
  changePeople: z
    .int()
    .min(1)
    .optional()
    .describe(
      'run: confirms, once for a plan, that it may change that many of the people whom ALM had before',
    ),
  poll: z.number().min(0.05).default(15).describe('run: seconds between two looks at the run'),
});
export type BundleCommandOptions = z.output<typeof options>;

export const command = defineCommand({
  positional: '[action] [folder]',
  options,
  output: documentOf('bundle', {
    action: z.enum(['write', 'check', 'run']),
    written: writtenSchema.nullable(),
    check: checkSchema.nullable(),
    run: runSchema.nullable(),
  }),
  examples: [
    ['alm-migrate bundle write -w acme', 'writes what plan --route bundle has given to the bundle'],
    ['alm-migrate bundle check acme/bundle-001', 'checks any migration folder against the specification'],
    ['alm-migrate bundle run -w acme', 'says what the next sprint would do'],
    ['alm-migrate bundle run -w acme --execute --drop /mnt/sprint', 'runs the next sprint, and follows it'],
  ],
  run: async (context, given) => {
    const schema = { name: 'bundle' as const, version: 1 as const };
    const nothing = { schema, action: given.action, written: null, check: null, run: null };
    switch (given.action) {
      case 'write': {
        const { exitCode, part, text } = await writeBundleFiles(context, given);
        return { exitCode, text, output: { ...nothing, written: part } };
      }
      case 'check': {
        const { exitCode, part, text } = await checkBundle(context, given);
        return { exitCode, text, output: { ...nothing, check: part } };
      }
      case 'run': {
        const { exitCode, part, text } = await runBundle(context, given);
        return { exitCode, text, output: { ...nothing, run: part } };
      }
      default:
        return given.action satisfies never;
    }
  },
});
