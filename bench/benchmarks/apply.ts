import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_SETTINGS } from '../../src/alm/index.js';
import { startApply, startServer } from '../apply/process.js';
import { makeWorkspace } from '../apply/workspace.js';
import type { Benchmark, Lap } from '../benchmark.js';
import { expectSuccess, measureNode } from '../measure.js';

const BARE_LOOP = fileURLToPath(new URL('../rivals/bareLoop.js', import.meta.url));
const WEEK = fileURLToPath(new URL('../apply/week.js', import.meta.url));

const WEEK_OPERATIONS = 7 * 24 * 60 * 30;
const LARGE_PLAN = 1_000_000;

/**
 * A run with its journal flushed before each request, against a loop that writes nothing down; then its
 * pace under limits, a week in virtual time, and the start of a plan of a million operations.
 */
export const benchmark: Benchmark = {
  name: 'apply',
  describe: 'sends a plan to a server without limits; limit: a bare undici loop of the same concurrency',
  defaultRecords: 50_000,
  run: async (records, workDir) => {
    const server = await startServer();
    try {
      const bare = expectSuccess(
        'the bare loop',
        await measureNode(BARE_LOOP, [server.url, String(records), String(DEFAULT_SETTINGS.connections)]),
      );
      const workspace = join(workDir, 'unlimited');
      await makeWorkspace(workspace, server.url, records);
      const begun = performance.now();
      const { exitCode, stdout, stderr, cost } = await startApply(workspace).ended;
      const seconds = (performance.now() - begun) / 1000;
      if (exitCode !== 0) throw new Error(`apply ended with ${exitCode}:\n${stderr || stdout}`);
      const { settled } = JSON.parse(stdout) as { settled: { done: number } };
      if (settled.done !== records) throw new Error(`${settled.done} of ${records} operations are done`);
      return {
        seconds,
        peakRssMb: cost?.rssMb ?? null,
        limit: 'a bare undici loop of the same concurrency, nothing written down, its start-up included',
        limitSeconds: bare.seconds,
        also: [
          {
            name: `apply, processor time (${(((cost?.cpuSeconds ?? 0) * 1000) / records).toFixed(3)} ms a request)`,
            records,
            seconds: cost?.cpuSeconds ?? Number.NaN,
            peakRssMb: null,
          },
          await atLimit(workDir, 6_000, 3_000),
          await atLimit(workDir, 600, 300),
          await week(30, WEEK_OPERATIONS),
          ...(await largePlan(workDir, server)),
        ],
      };
    } finally {
      server.stop();
    }
  },
};

/** In real time, over HTTP, against a server that counts as nginx does. */
async function atLimit(workDir: string, perMinute: number, operations: number): Promise<Lap> {
  const server = await startServer({ perMinute, burst: 10 });
  try {
    const workspace = join(workDir, `at-${perMinute}`);
    await makeWorkspace(workspace, server.url, operations);
    const { exitCode, stdout, stderr, cost } = await startApply(workspace).ended;
    if (exitCode !== 0) throw new Error(`apply ended with ${exitCode}:\n${stderr || stdout}`);
    const { accepted, refusedAfterFirst, steadyAt, afterSteady, latestAt } = await server.stats();
    const minutes = ((latestAt ?? 0) - (steadyAt ?? 0)) / 60_000;
    const share = afterSteady / (minutes * perMinute);
    return {
      name: `at ${perMinute} a minute: ${(share * 100).toFixed(1)} % of the rate, ${refusedAfterFirst} refused after the first answer`,
      records: accepted,
      seconds: minutes * 60,
      peakRssMb: cost?.rssMb ?? null,
    };
  } finally {
    server.stop();
  }
}

async function week(perMinute: number, operations: number): Promise<Lap> {
  const args = ['--operations', String(operations), '--perMinute', String(perMinute)];
  const measured = expectSuccess('the week', await measureNode(WEEK, args));
  const { seconds, accepted, refusedAfterFirst, shareOfLimit, days } = JSON.parse(measured.stdout) as {
    seconds: number;
    accepted: number;
    refusedAfterFirst: number;
    shareOfLimit: number;
    days: number;
  };
  return {
    name: `${days.toFixed(1)} days at ${perMinute} a minute in virtual time: ${(shareOfLimit * 100).toFixed(1)} % of the rate, ${refusedAfterFirst} refused after the first answer`,
    records: accepted,
    seconds,
    peakRssMb: measured.peakRssMb,
  };
}

/** From the start of the process to the first write that the server sees; then killed, and again. */
async function largePlan(workDir: string, server: Awaited<ReturnType<typeof startServer>>): Promise<Lap[]> {
  const workspace = join(workDir, 'large');
  await makeWorkspace(workspace, server.url, LARGE_PLAN);
  const laps: Lap[] = [];
  for (const name of ['start', 'resume after kill -9'] as const) {
    const before = (await server.stats()).accepted;
    const startedAt = performance.now();
    const { child, ended } = startApply(workspace, '--limit', '200000');
    let seconds = 0;
    for (let seen = before; seen === before; ) {
      seen = (await server.stats()).accepted;
      seconds = (performance.now() - startedAt) / 1000;
      if (child.exitCode !== null) throw new Error(`apply ended: ${(await ended).stderr}`);
    }
    const rss = await peakOf(child.pid ?? 0);
    child.kill('SIGKILL');
    await ended;
    laps.push({
      name: `a plan of ${LARGE_PLAN.toLocaleString('en')}: ${name}, to the first write`,
      records: LARGE_PLAN,
      seconds,
      peakRssMb: rss,
    });
  }
  return laps;
}

/** The peak so far of a process that is still running, as Linux tells it; null elsewhere. */
async function peakOf(pid: number): Promise<number | null> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(status) ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
