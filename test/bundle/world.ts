import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { command as apply } from '../../src/cli/apply.js';
import { command as bundle } from '../../src/cli/bundle.js';
import type { CommandContext, CommandResult } from '../../src/cli/command.js';
import { command as match } from '../../src/cli/match.js';
import { command as plan } from '../../src/cli/plan.js';
import { command as reconcile } from '../../src/cli/reconcile.js';
import { command as snapshot } from '../../src/cli/snapshot.js';
import { command as stage } from '../../src/cli/stage.js';
import { command as status } from '../../src/cli/status.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.js';
import { openStore, type Store } from '../../src/staging/index.js';
import { DEMO, DEMO_EXPORTS, demoWorkspace } from '../cli/world.js';

/** A workspace with the demo's data, the sandbox that it belongs to, and the commands as a user types them. */
export interface World {
  readonly workspace: string;
  readonly drop: string;
  readonly sandbox: Sandbox;
  readonly stage: () => Promise<void>;
  readonly snapshot: () => Promise<void>;
  readonly plan: (route: 'api' | 'bundle' | 'auto') => Promise<Outcome>;
  readonly apply: (more?: Record<string, unknown>) => Promise<Outcome>;
  readonly reconcile: () => Promise<Outcome>;
  readonly matchCourses: () => Promise<Outcome>;
  readonly status: () => Promise<Outcome>;
  readonly write: (more?: Record<string, unknown>) => Promise<Outcome>;
  readonly run: (more?: Record<string, unknown>, drain?: AbortSignal) => Promise<Outcome>;
  readonly check: (folder: string) => Promise<Outcome>;
  readonly withStore: <Result>(use: (store: Store) => Result) => Result;
}

export interface Outcome {
  readonly exitCode: number;
  readonly text: string;
  // The documents are checked by their own tests; here they are read by name.
  readonly output: Readonly<Record<string, unknown>>;
}

const FAST = { perMinute: 60_000, burst: 1000 };

export async function inWorld(
  use: (world: World) => Promise<void>,
  options: Partial<SandboxOptions> = {},
  bulk: Partial<NonNullable<SandboxOptions['bulk']>> = {},
  /** What stands before the sandbox; the workspace knows its address instead. */
  front: (url: string) => Promise<string> = async (url) => url,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-bundle-'));
  const drop = join(folder, 'drop');
  mkdirSync(drop);
  const sandbox = await startSandbox({
    seed: JSON.parse(readFileSync(join(DEMO, 'sandbox-seed.json'), 'utf8')),
    limits: { GET: FAST, POST: FAST, PATCH: FAST },
    bulk: { folder: drop, ...bulk },
    ...options,
  });
  try {
    await use(worldOf(demoWorkspace(join(folder, 'workspace'), await front(sandbox.url)), drop, sandbox));
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function worldOf(workspace: string, drop: string, sandbox: Sandbox): World {
  const { clientId, clientSecret, refreshToken } = sandbox.credentials;
  const context = (drain = new AbortController().signal): CommandContext => ({
    workspace,
    effects: {
      now: Date.now,
      sleep: async (milliseconds, signal) => {
        await delay(Math.min(milliseconds, 20), undefined, signal === undefined ? {} : { signal });
      },
      random: () => 0.5,
    },
    environment: {
      ALM_CLIENT_ID: clientId,
      ALM_CLIENT_SECRET: clientSecret,
      ALM_REFRESH_TOKEN: refreshToken,
    },
    progress: { begin: () => () => {}, end: () => {} },
    screen: { show: () => {}, clear: () => {} },
    emit: () => {},
    asJson: false,
    say: () => {},
    drain,
    abort: new AbortController().signal,
  });
  const call = async <Options extends z.ZodObject>(
    command: {
      readonly options: Options;
      readonly run: (context: CommandContext, options: z.output<Options>) => Promise<CommandResult<unknown>>;
    },
    options: Record<string, unknown> = {},
    drain?: AbortSignal,
  ): Promise<Outcome> => {
    const result = await command.run(context(drain), command.options.parse(options));
    return { ...result, output: result.output as Record<string, unknown> };
  };
  return {
    workspace,
    drop,
    sandbox,
    stage: async () => void (await call(stage, { files: DEMO_EXPORTS })),
    snapshot: async () => void (await call(snapshot)),
    plan: (route) => call(plan, { route }),
    apply: (more = {}) => call(apply, { notificationsAreOff: true, ...more }),
    reconcile: () => call(reconcile),
    matchCourses: () => call(match, { what: 'courses' }),
    status: () => call(status),
    write: (more = {}) => call(bundle, { action: 'write', ...more }),
    run: (more = {}, drain) =>
      call(
        bundle,
        { action: 'run', execute: true, drop, notificationsAreOff: true, poll: 0.05, ...more },
        drain,
      ),
    check: (folder) => call(bundle, { action: 'check', folder }),
    withStore: (use) => {
      const store = openStore(join(workspace, 'migration.db'));
      try {
        return use(store);
      } finally {
        store.close();
      }
    },
  };
}
