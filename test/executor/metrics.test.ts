import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  keepWriting,
  METRICS_INTERVAL_MS,
  Meter,
  metricsPage,
  metricsText,
} from '../../src/executor/index.js';
import { METRICS } from '../../src/executor/metrics/table.js';
import { type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { REASONS } from '../../src/terms/index.js';
import { openGate } from '../cli/gate.js';
import { demoSeed, demoWorkspace, inFolder, planDemo, run, runJson, start } from '../cli/world.js';
import { expectGolden } from '../golden.js';
import { scrape } from './prometheus.js';
import { hasty, openSite, plainWorld, refusedWorld, type Site } from './site.js';

const WORKSPACE = 'C:\\work "acme"\nnorth';
const RUN = {
  workspace: WORKSPACE,
  version: '1.2.3',
  account: { accountId: '77', accountName: 'Example, "Ltd"', host: 'alm.example.com' },
};

function meterOf(site: Site): Meter {
  return new Meter({ ...site, effects: hasty }, { ...RUN, planId: site.planId });
}

function samplesOf(meter: Meter, end: string | null): ReadonlyMap<string, number> {
  return scrape(metricsText(meter.facts(end)), WORKSPACE).samples;
}

describe('the metrics of a run', () => {
  it('follow it from the first operation to the end, in the format that the collector reads', async () => {
    const site = await openSite(plainWorld(4));
    const meter = meterOf(site);
    expect(Object.fromEntries(samplesOf(meter, null))).toMatchObject({
      'alm_migrate_info version=1.2.3 account=77 account_name=Example, "Ltd" host=alm.example.com plan=1': 1,
      alm_migrate_running: 1,
      alm_migrate_paused: 0,
      alm_migrate_operations_open: 12,
      'alm_migrate_operations_settled_total state=done': 0,
      'alm_migrate_operations_settled_total state=failed': 0,
      'alm_migrate_operations_settled_total state=unknown': 0,
      alm_migrate_limit_share: 1,
      alm_migrate_circuit_open: 0,
    });
    const open: number[] = [];
    await site.run(
      {},
      {
        settled: (_, __, outcome) => {
          meter.note(outcome);
          open.push(samplesOf(meter, null).get('alm_migrate_operations_open') ?? -1);
        },
      },
    );
    expect(open).toHaveLength(12);
    expect(open).toEqual(open.toSorted((a, b) => b - a));
    const ended = samplesOf(meter, 'finished');
    expect(Object.fromEntries(ended)).toMatchObject({
      alm_migrate_running: 0,
      'alm_migrate_ended why=finished': 1,
      alm_migrate_operations_open: 0,
      'alm_migrate_operations_settled_total state=done': 12,
      'alm_migrate_plan_operations kind=createUser': 4,
      'alm_migrate_plan_operations kind=enrol': 4,
      'alm_migrate_plan_operations kind=grade': 4,
      'alm_migrate_requests_total limit=admin POST': site.writes().length,
      'alm_migrate_requests_refused_total limit=admin POST': 0,
      'alm_migrate_requests_waiting limit=admin POST': 0,
    });
    expect([...ended.keys()].filter((key) => key.includes('failed_total'))).toEqual([]);
  });

  it('count failures by a reason that the catalogue explains', async () => {
    const site = await openSite(refusedWorld(3));
    const meter = meterOf(site);
    await site.run({}, { settled: (_, __, outcome) => meter.note(outcome) });
    const failed = [...samplesOf(meter, 'finished')].filter(([key]) => key.includes('failed_total'));
    expect(failed.reduce((sum, [, value]) => sum + value, 0)).toBe(3);
    for (const [key] of failed) expect(Object.keys(REASONS)).toContain(key.split('code=')[1]);
    expect(samplesOf(meter, null).get('alm_migrate_operations_settled_total state=failed')).toBe(3);
  });

  it('are written every few seconds until the run is over, and then no more', async () => {
    const slept: number[] = [];
    const over = new AbortController();
    let written = 0;
    await keepWriting(
      {
        sleep: (milliseconds, signal) => {
          slept.push(milliseconds);
          if (slept.length === 4) over.abort(new Error('over'));
          return signal?.aborted === true ? Promise.reject(signal.reason) : Promise.resolve();
        },
      },
      () => {
        written += 1;
      },
      over.signal,
    );
    expect(written).toBe(3);
    expect(slept).toEqual(Array(4).fill(METRICS_INTERVAL_MS));
  });

  it('have names as Prometheus wants them, and a page made from their table', () => {
    for (const { name, type, help } of METRICS) {
      expect(name).toMatch(/^alm_migrate_[a-z_]+$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(help).toMatch(/^[A-Z0-9][^\n\\|]*\.$/);
    }
    expectGolden('docs/reference/metrics.md', metricsPage());
  });
});

describe('apply --metrics', () => {
  it('keeps a file that says how the run stands, whether it ends, is limited, or is killed', async () => {
    await inFolder(async (folder) => {
      const sandbox = await startSandbox({ seed: demoSeed() as SandboxSeed, limits: 'none' });
      const gate = await openGate(sandbox.url);
      try {
        const workspace = demoWorkspace(join(folder, 'workspace'), gate.url);
        await planDemo(workspace);
        const apply = ['apply', '-w', workspace, '--notifications-are-off'];
        const file = join(folder, 'collector', 'acme.prom');
        const metrics = () => scrape(readFileSync(file, 'utf8'), resolve(workspace)).samples;
        const writes = () =>
          sandbox.log().filter(({ method, path }) => method !== 'GET' && !path.includes('/oauth/')).length;

        const rehearsed = await run([...apply, '--dry-run', '--metrics', file]);
        expect([rehearsed.exitCode, existsSync(file)]).toEqual([2, false]);
        // A folder stands where the file should be: said before anything is sent.
        mkdirSync(join(folder, 'taken.prom'));
        const refused = await run([...apply, '--metrics', join(folder, 'taken.prom')]);
        expect([refused.exitCode, refused.stderr.includes('METRICS-FILE'), writes()]).toEqual([2, true, 0]);

        const limited = await run([...apply, '--limit', '5', '--metrics', file]);
        expect(limited.exitCode).toBe(5);
        expect(metrics().get('alm_migrate_ended why=limit')).toBe(1);
        expect(metrics().get('alm_migrate_running')).toBe(0);
        expect(metrics().get('alm_migrate_operations_settled_total state=done')).toBe(5);
        const open = metrics().get('alm_migrate_operations_open') ?? 0;
        expect(open).toBeGreaterThan(100);

        const killed = start([...apply, '--metrics', file]);
        gate.ringAt(3, 'arrived', () => killed.child.kill('SIGKILL'));
        await killed.ended;
        expect(metrics().get('alm_migrate_running')).toBe(1);
        expect(metrics().has('alm_migrate_ended why=limit')).toBe(false);

        const { settled } = await runJson([...apply, '--metrics', file]);
        expect(metrics().get('alm_migrate_ended why=finished')).toBe(1);
        expect(metrics().get('alm_migrate_operations_open')).toBe(0);
        expect(metrics().get('alm_migrate_operations_settled_total state=done')).toBe(
          (settled as { done: number }).done,
        );
        // The killed run left its unfinished file at the most, which no collector reads.
        expect(readdirSync(join(folder, 'collector')).filter((name) => !name.startsWith('.'))).toEqual([
          'acme.prom',
        ]);
      } finally {
        await gate.close();
        await sandbox.close();
      }
    });
  }, 120_000);
});
