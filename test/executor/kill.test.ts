import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { type Moment, openGate } from '../cli/gate.js';
import { demoSeed, demoWorkspace, inFolder, planDemo, runJson, start } from '../cli/world.js';

/** Writes from the start, or from the last kill; each kind of operation is met, before and after its effect. */
const KILLS: readonly (readonly [nth: number, moment: Moment])[] = [
  [1, 'processed'],
  [3, 'arrived'],
  [6, 'processed'],
  [8, 'processed'],
  [5, 'arrived'],
  [9, 'processed'],
  [11, 'arrived'],
  [7, 'processed'],
  [2, 'processed'],
  [4, 'arrived'],
];

async function prepared(folder: string, url: string): Promise<string> {
  const workspace = demoWorkspace(folder, url);
  await planDemo(workspace);
  return workspace;
}

const APPLY = ['apply', '--notifications-are-off', '-w'];

/** The report without what differs between any two runs: when it was made, where, and by how many attempts. */
async function reportOf(workspace: string): Promise<unknown> {
  await runJson(['reconcile', '-w', workspace]);
  const report = JSON.parse(readFileSync(join(workspace, 'reports', 'report.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  return { verdict: report.verdict, balance: report.balance, totals: report.totals, reasons: report.reasons };
}

function created(sandbox: Sandbox): readonly string[] {
  return sandbox
    .log()
    .filter((entry) => entry.effect === 'created')
    .map((entry) => `${entry.method} ${entry.path} ${entry.query}`);
}

function writes(sandbox: Sandbox): number {
  return sandbox.log().filter((entry) => entry.method !== 'GET' && !entry.path.includes('/oauth/')).length;
}

/** Many processes, one after the other, on a machine that may be busy with others; nothing here is timed. */
const PATIENCE = 900_000;

describe('apply, killed with kill -9', () => {
  it(
    'ends ten kills later where an uninterrupted run ends, and has created everything once',
    async () => {
      await inFolder(async (folder) => {
        const seed = demoSeed() as SandboxSeed;
        const smooth = await startSandbox({ seed, limits: 'none' });
        const rough = await startSandbox({ seed, limits: 'none' });
        const gate = await openGate(rough.url);
        try {
          const calm = await prepared(join(folder, 'calm'), smooth.url);
          await runJson([...APPLY, calm]);

          const killed = await prepared(join(folder, 'killed'), gate.url);
          for (const [nth, moment] of KILLS) {
            const { child, ended } = start([...APPLY, killed]);
            gate.ringAt(nth, moment, () => child.kill('SIGKILL'));
            const { exitCode } = await ended;
            expect(exitCode, `kill at write ${nth}, ${moment}`).toBeNull();
          }
          await runJson([...APPLY, killed]);

          expect(rough.state()).toEqual(smooth.state());
          expect(created(rough).length).toBe(created(smooth).length);
          expect(rough.log().filter((entry) => entry.effect === 'repeated')).toEqual([]);
          expect(await reportOf(killed)).toEqual(await reportOf(calm));

          const before = writes(rough);
          await runJson(['apply', '-w', killed]);
          expect(writes(rough)).toBe(before);
          const plan = await runJson(['plan', '-w', killed]);
          expect(plan.operations).toEqual([]);
        } finally {
          await gate.close();
          await rough.close();
          await smooth.close();
        }
      });
    },
    PATIENCE,
  );
});
