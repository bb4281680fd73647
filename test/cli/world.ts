import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore, type Store } from '../../src/staging/index.js';
import { expectDocument } from './documents.js';

/** The built program, as its users run it. */
export const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
export const DEMO = fileURLToPath(new URL('../../fixtures/demo', import.meta.url));
export const DEMO_EXPORTS = [
  'users.xml',
  'training-history.xml',
  'training-history.csv',
  'external-training.csv',
].map((name) => join(DEMO, name));

const CREDENTIALS = {
  ALM_CLIENT_ID: 'sandbox-client',
  ALM_CLIENT_SECRET: 'sandbox-client-secret',
  ALM_REFRESH_TOKEN: 'sandbox-refresh-token',
};

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of the program that runs on its own. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the program with these arguments; `environment` replaces the sandbox's credentials. */
export function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = CREDENTIALS,
): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { child, ended };
}

export function run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended> {
  return start(args, environment).ended;
}

/**
 * Runs the program and gives its `--json` document, held against the committed schema; anything but
 * exit 0 or 3 is an error that shows what it said.
 */
export async function runJson(args: readonly string[]): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr } = await run([...args, '--json']);
  if (exitCode !== 0 && exitCode !== 3)
    throw new Error(`${args.join(' ')} ended with ${exitCode}: ${stderr}`);
  const document = JSON.parse(stdout) as Record<string, unknown>;
  expectDocument(args[0] ?? '', document);
  return document;
}

/** A temporary folder that is taken away again. */
export async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-test-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A workspace with the demo's mapping, for the ALM at `baseUrl`. */
export function demoWorkspace(folder: string, baseUrl: string, visibilitySeconds = 0): string {
  mkdirSync(folder, { recursive: true });
  const migration = readFileSync(join(DEMO, 'migration.yaml'), 'utf8');
  writeFileSync(
    join(folder, 'migration.yaml'),
    `${migration}alm:\n  baseUrl: ${baseUrl}\n  visibilitySeconds: ${visibilitySeconds}\n`,
  );
  copyFileSync(join(DEMO, 'crosswalk.csv'), join(folder, 'crosswalk.csv'));
  return folder;
}

/** Stages the demo's exports in a workspace, reads ALM, and makes the plan. */
export async function planDemo(workspace: string): Promise<void> {
  await runJson(['stage', '-w', workspace, ...DEMO_EXPORTS]);
  await runJson(['snapshot', '-w', workspace]);
  await runJson(['plan', '-w', workspace]);
}

/** Looks into the store of a workspace, beside whatever process works in it. */
export function inStore<Result>(workspace: string, look: (store: Store) => Result): Result {
  const store = openStore(join(workspace, 'migration.db'));
  try {
    return look(store);
  } finally {
    store.close();
  }
}

export function demoSeed(): unknown {
  return JSON.parse(readFileSync(join(DEMO, 'sandbox-seed.json'), 'utf8'));
}
