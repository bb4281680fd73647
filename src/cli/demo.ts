import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS, startSandbox } from '../sandbox/index.js';
import { EXIT, type ExitCode, Failure } from '../terms/index.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';
import { readSeed } from './sandbox.js';
import { FILES } from './workspace.js';

const EXPORTS = ['users.xml', 'training-history.xml', 'training-history.csv', 'external-training.csv'];

/** Fast enough to be watched: the documented limits would make the demo take minutes. */
const DEMO_LIMIT = { perMinute: 6000, burst: 50 };

export const command = defineCommand({
  positional: '',
  options: z.object({
    keep: z.string().optional().describe('the folder to use as workspace; a temporary one by default'),
  }),
  output: documentOf('demo', {
    workspace: z.string(),
    steps: z.array(z.object({ command: z.string(), exitCode: z.int() })),
    writesOfSecondApply: z.int(),
  }),
  examples: [
    ['npm run demo', 'stages, plans, applies and reconciles the bundled data in a temporary workspace'],
  ],
  run: async (context, options) => {
    const fixtures = demoFolder();
    const workspace = options.keep ?? mkdtempSync(join(tmpdir(), 'alm-migrate-demo-'));
    const sandbox = await startSandbox({
      seed: readSeed(join(fixtures, 'sandbox-seed.json')),
      limits: { GET: DEMO_LIMIT, POST: DEMO_LIMIT, PATCH: DEMO_LIMIT, PUT: DEMO_LIMIT, DELETE: DEMO_LIMIT },
    });
    try {
      prepare(workspace, fixtures, sandbox.url);
      const exports = EXPORTS.map((name) => join(fixtures, name));
      const steps: { command: string; exitCode: number }[] = [];
      const step = async (...args: string[]): Promise<ExitCode> => {
        context.say(`\n$ alm-migrate ${args.map((arg) => arg.replace(fixtures, 'fixtures/demo')).join(' ')}`);
        const exitCode = await runSelf([...args, '-w', workspace]);
        steps.push({ command: args[0] ?? '', exitCode });
        return exitCode as ExitCode;
      };
      const isFine = (exitCode: ExitCode): boolean =>
        exitCode === EXIT.clean || exitCode === EXIT.needsPerson;
      let exitCode: ExitCode = EXIT.clean;
      for (const args of [
        ['stage', ...exports],
        ['rejects'],
        ['snapshot'],
        ['plan'],
        ['apply', '--notifications-are-off'],
        ['reconcile'],
      ]) {
        exitCode = await step(...args);
        if (!isFine(exitCode)) break;
      }
      const writesBefore = writes(sandbox.log());
      if (isFine(exitCode)) await step('apply');
      const writesOfSecondApply = writes(sandbox.log()) - writesBefore;
      const text = [
        '',
        `The workspace of the demo: ${workspace}`,
        `The report:               ${join(workspace, FILES.reports, 'report.html')}`,
        `A second apply sent ${writesOfSecondApply} writes.`,
        exitCode === EXIT.needsPerson
          ? 'Exit code 3: done, and something needs a person. The demo data contains such records on purpose; fixtures/demo/README.md lists them.'
          : `Exit code ${exitCode}.`,
      ].join('\n');
      return {
        exitCode,
        output: {
          schema: { name: 'demo' as const, version: 1 as const },
          workspace,
          steps,
          writesOfSecondApply,
        },
        text,
      };
    } finally {
      await sandbox.close();
    }
  },
});

function writes(log: readonly { readonly method: string; readonly path: string }[]): number {
  return log.filter((entry) => entry.method !== 'GET' && !entry.path.includes('/oauth/')).length;
}

/** Beside the sources, and two folders above the built file. */
function demoFolder(): string {
  return fileURLToPath(new URL('../../../fixtures/demo', import.meta.url));
}

function prepare(workspace: string, fixtures: string, baseUrl: string): void {
  if (existsSync(join(workspace, FILES.migration)) || existsSync(join(workspace, FILES.store))) {
    throw new Failure('DEMO-WORKSPACE', `${workspace} is a workspace already; the demo leaves it alone`, {
      remedy: 'name a new folder: alm-migrate demo --keep DIR',
      place: { file: workspace },
      exitCode: EXIT.usage,
    });
  }
  mkdirSync(workspace, { recursive: true });
  const migration = readFileSync(join(fixtures, FILES.migration), 'utf8');
  writeFileSync(
    join(workspace, FILES.migration),
    `${migration}alm:\n  baseUrl: ${baseUrl}\n  visibilitySeconds: 2\n`,
  );
  copyFileSync(join(fixtures, FILES.crosswalk), join(workspace, FILES.crosswalk));
  const { clientId, clientSecret, refreshToken } = SANDBOX_CREDENTIALS;
  writeFileSync(
    join(workspace, '.env'),
    `ALM_CLIENT_ID=${clientId}\nALM_CLIENT_SECRET=${clientSecret}\nALM_REFRESH_TOKEN=${refreshToken}\n`,
    { mode: 0o600 },
  );
}

/** Runs another command of this program as its own process, as the engineer would; its output is ours. */
function runSelf(args: readonly string[]): Promise<number> {
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? EXIT.failed));
  });
}
