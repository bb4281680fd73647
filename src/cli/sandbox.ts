import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseSeed, SANDBOX_CREDENTIALS, SeedError, startSandbox } from '../sandbox/index.js';
import { EXIT, Failure } from '../terms/index.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';

export const command = defineCommand({
  positional: '',
  options: z.object({
    seed: z.string().optional().describe('a JSON file of what the account holds at the start'),
    port: z.int().min(0).max(65535).default(0).describe('on 127.0.0.1; 0 takes a free one'),
    limits: z
      .enum(['documented', 'none'])
      .default('documented')
      .describe('how many requests are let through'),
    perMinute: z.number().gt(0).optional().describe('one limit for all verbs instead, in requests a minute'),
    dropFolder: z
      .string()
      .optional()
      .describe('the folder of a migration sprint: the account takes bundles from there'),
    burst: z.int().min(0).default(10).describe('the burst that goes with --per-minute'),
  }),
  output: documentOf('sandbox', { url: z.string() }),
  examples: [['alm-migrate sandbox --seed seed.json --port 8600', 'serves until Ctrl-C']],
  onInterrupt: '\n',
  run: async (context, options) => {
    const { perMinute, burst } = options;
    const each = perMinute === undefined ? undefined : { perMinute, burst };
    const sandbox = await startSandbox({
      port: options.port,
      limits:
        each === undefined ? options.limits : { GET: each, POST: each, PATCH: each, PUT: each, DELETE: each },
      ...(options.seed === undefined ? {} : { seed: readSeed(options.seed) }),
      ...(options.dropFolder === undefined ? {} : { bulk: { folder: options.dropFolder } }),
    });
    context.say(`A sandbox ALM listens on ${sandbox.url}. Put this into .env and migration.yaml:`);
    context.say(`  ALM_CLIENT_ID=${SANDBOX_CREDENTIALS.clientId}`);
    context.say(`  ALM_CLIENT_SECRET=${SANDBOX_CREDENTIALS.clientSecret}`);
    context.say(`  ALM_REFRESH_TOKEN=${SANDBOX_CREDENTIALS.refreshToken}`);
    context.say(`  alm: { baseUrl: "${sandbox.url}" }`);
    context.say('Ctrl-C ends it, and forgets what it holds.');
    if (!context.drain.aborted) {
      await new Promise<void>((resolve) =>
        context.drain.addEventListener('abort', () => resolve(), { once: true }),
      );
    }
    await sandbox.close();
    return {
      exitCode: EXIT.clean,
      output: { schema: { name: 'sandbox' as const, version: 1 as const }, url: sandbox.url },
      text: '',
    };
  },
});

/** Reads a seed file; a mistake in it is named with its place. */
export function readSeed(file: string) {
  try {
    return parseSeed(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SeedError) && (error as { code?: string }).code === undefined) throw error;
    throw new Failure('SANDBOX-SEED', `the seed cannot be used: ${(error as Error).message}`, {
      place: { file },
      remedy: 'mend the file; docs/reference/sandbox.md has its shape',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}
