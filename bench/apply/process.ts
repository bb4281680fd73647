import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const SERVER = fileURLToPath(new URL('./server.js', import.meta.url));

/** Tells peak memory and processor time on descriptor 3 when the process ends. */
const TELL_COST = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs'; process.on('exit', () => { const u = process.resourceUsage(); writeSync(3, JSON.stringify({ rssMb: u.maxRSS / 1024, cpuSeconds: (u.userCPUTime + u.systemCPUTime) / 1e6 })); });",
)}`;

const ENVIRONMENT = {
  ALM_CLIENT_ID: 'bench-client',
  ALM_CLIENT_SECRET: 'bench-client-secret',
  ALM_REFRESH_TOKEN: 'bench-refresh-token',
};

export interface Cost {
  readonly rssMb: number;
  readonly cpuSeconds: number;
}

/** `apply` as a user types it. */
export function startApply(workspace: string, ...args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ['--import', TELL_COST, CLI, 'apply', '-w', workspace, '--notifications-are-off', '--json', ...args],
    { env: { PATH: process.env.PATH ?? '', ...ENVIRONMENT }, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  const texts = ['', '', '', ''];
  for (const at of [1, 2, 3]) {
    const pipe = child.stdio[at];
    if (pipe && 'on' in pipe)
      pipe.on('data', (chunk: Buffer) => {
        texts[at] += chunk.toString();
      });
  }
  const ended = new Promise<{ exitCode: number | null; stdout: string; stderr: string; cost: Cost | null }>(
    (resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => {
        const [, stdout = '', stderr = '', cost = ''] = texts;
        resolve({ exitCode, stdout, stderr, cost: cost === '' ? null : (JSON.parse(cost) as Cost) });
      });
    },
  );
  return { child, ended };
}

/** What the server has seen of the writes. */
export interface Stats {
  readonly accepted: number;
  readonly refusedAfterFirst: number;
  /** Milliseconds since the epoch. */
  readonly firstAt: number | null;
  /** After the burst of the beginning, with the writes since then. */
  readonly steadyAt: number | null;
  readonly afterSteady: number;
  readonly latestAt: number | null;
}

export interface BenchServer {
  readonly url: string;
  readonly stats: () => Promise<Stats>;
  readonly stop: () => void;
}

/** The server in a process of its own: it must not take the client's time. */
export async function startServer(limit?: {
  readonly perMinute: number;
  readonly burst: number;
}): Promise<BenchServer> {
  const args =
    limit === undefined ? [] : ['--perMinute', String(limit.perMinute), '--burst', String(limit.burst)];
  const child: ChildProcess = spawn(process.execPath, [SERVER, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  return {
    url,
    stats: async () => (await (await fetch(`${url}/stats`)).json()) as Stats,
    stop: () => child.kill(),
  };
}
