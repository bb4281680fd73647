import { existsSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { latestSnapshot } from '../../src/staging/index.js';
import { expectDocument } from './documents.js';
import { failing, failureOf } from './failing.js';
import { type Gate, openGate } from './gate.js';
import {
  DEMO_EXPORTS,
  demoSeed,
  demoWorkspace,
  type Ended,
  inFolder,
  inStore,
  planDemo,
  type Running,
  runJson,
  start,
} from './world.js';

let sandbox: Sandbox;
let gate: Gate;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: demoSeed() as SandboxSeed, limits: 'none' });
  gate = await openGate(sandbox.url);
});
afterEach(async () => {
  await gate.close();
  await sandbox.close();
});

async function planned(folder: string): Promise<string> {
  const workspace = demoWorkspace(join(folder, 'work'), gate.url);
  await planDemo(workspace);
  return workspace;
}

const APPLY = ['apply', '--notifications-are-off', '--json', '-w'];

function created(): number {
  return sandbox.log().filter((entry) => entry.effect === 'created').length;
}

/** Ctrl-C, and the moment at which the process has said that it heard it. */
function interrupt({ child }: Running): Promise<void> {
  return new Promise((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Stopping')) resolve();
    });
    child.once('close', () => resolve());
    child.kill('SIGINT');
  });
}

describe('Ctrl-C', () => {
  it('in apply finishes what is in flight, says where it stands, and the next apply does the rest', () =>
    inFolder(async (folder) => {
      const workspace = await planned(folder);
      const running = start([...APPLY, workspace]);
      gate.ringAt(25, 'answered', () => interrupt(running));
      const { exitCode, stdout, stderr } = await running.ended;
      expect(exitCode).toBe(130);
      expect(stderr).toContain('Ctrl-C again stops at once');
      const document = JSON.parse(stdout) as {
        end: string;
        settled: { done: number; failed: number; unknown: number };
        operations: { state: string; count: number }[];
      };
      expectDocument('apply', document);
      expect(document.end).toBe('drained');
      // Nothing is left in the air: what was sent is settled, what was not is still planned.
      expect(document.settled).toEqual({ done: created(), failed: 0, unknown: 0 });
      expect(document.settled.done).toBeGreaterThanOrEqual(25);
      expect(document.settled.done).toBeLessThan(197);
      expect(new Set(document.operations.map(({ state }) => state))).toEqual(new Set(['done', 'planned']));

      const rest = await runJson(['apply', '-w', workspace]);
      expect(rest.end).toBe('finished');
      expect(created()).toBe(197);
      expect(sandbox.log().filter((entry) => entry.effect === 'repeated')).toEqual([]);
    }));

  it('twice in apply stops at once, and the next apply looks up what was in flight', () =>
    inFolder(async (folder) => {
      const workspace = await planned(folder);
      const running = start([...APPLY, workspace]);
      gate.ringAt(25, 'answered', async () => {
        await interrupt(running);
        running.child.kill('SIGINT');
        // The answer goes back to nobody: the request was given up.
        await running.ended;
      });
      const { exitCode, stdout } = await running.ended;
      expect(exitCode).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({ end: 'aborted' });
      await runJson(['apply', '-w', workspace]);
      expect(created()).toBe(197);
      expect(sandbox.log().filter((entry) => entry.effect === 'repeated')).toEqual([]);
    }));

  it('in snapshot leaves no half of one to plan on, and the next snapshot ends it', () =>
    inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), gate.url);
      await runJson(['stage', '-w', workspace, ...DEMO_EXPORTS]);
      const running = start(['snapshot', '--json', '-w', workspace]);
      gate.ringAt(4, 'answered', () => interrupt(running), 'reads');
      expect(failureOf(await running.ended)).toMatchObject({
        code: 'INTERRUPTED',
        exitCode: 130,
        remedy: 'run the same command again: it goes on where it was',
      });
      expect(inStore(workspace, latestSnapshot)?.state).not.toBe('complete');
      expect(await failing(['plan', '-w', workspace])).toMatchObject({ code: 'SNAPSHOT-MISSING' });
      const { counts } = (await runJson(['snapshot', '-w', workspace])) as { counts: Record<string, number> };
      expect(counts).toMatchObject({ users: 3, courses: 9, enrolments: 3, grades: 3 });
    }));

  it('in stage counts the file as not read, and the next stage reads it whole', () =>
    inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), gate.url);
      const records = 60_000;
      const file = join(folder, 'long.csv');
      const rows = Array.from(
        { length: records },
        (_, index) => `FIRE-01,aberger${index},01-Jan-2020 08:00,02-Jan-2020 09:00,Completed`,
      );
      writeFileSync(file, `LEARNINGID,USERID,STARTDATE,ENDDATE,STUDENTSTATUS\n${rows.join('\n')}\n`);
      const { ended } = await interruptedOnceOpen(workspace, ['stage', '--json', '-w', workspace, file]);
      expect(failureOf(ended)).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
      const { files, balance } = (await runJson(['stage', '-w', workspace, file])) as {
        files: { wasStagedBefore: boolean; staged: number }[];
        balance: { staged: number };
      };
      expect(files[0]).toMatchObject({ wasStagedBefore: false, staged: records });
      expect(balance.staged).toBe(records);
    }));
});

/** Sends Ctrl-C as soon as the store is open; long before a file of many records can be read. */
async function interruptedOnceOpen(workspace: string, args: readonly string[]): Promise<{ ended: Ended }> {
  const watcher = watch(workspace);
  try {
    const running = start(args);
    const isOpen = (): boolean => existsSync(join(workspace, 'migration.db-wal'));
    await new Promise<void>((resolve) => {
      watcher.on('change', () => isOpen() && resolve());
      void running.ended.then(() => resolve());
    });
    running.child.kill('SIGINT');
    return { ended: await running.ended };
  } finally {
    watcher.close();
  }
}

describe('a second command in a workspace', () => {
  it('is refused while apply runs there, and says who holds it; status is not', () =>
    inFolder(async (folder) => {
      const workspace = await planned(folder);
      const first = start([...APPLY, workspace]);
      const seen = await new Promise<{ refused: unknown; status: unknown }>((resolve, reject) => {
        gate.ringAt(10, 'answered', async () => {
          try {
            const refused = await failing(['apply', '-w', workspace]);
            resolve({ refused, status: await runJson(['status', '-w', workspace]) });
          } catch (error) {
            reject(error);
          }
        });
        void first.ended.then(({ stderr }) =>
          reject(new Error(`apply ended before its tenth write: ${stderr}`)),
        );
      });
      expect(seen.refused).toMatchObject({
        code: 'WORKSPACE-LOCKED',
        exitCode: 2,
        remedy: `wait for it, or watch it: alm-migrate status -w ${workspace}`,
      });
      expect((seen.refused as { message: string }).message).toContain(`apply, process ${first.child.pid}`);
      expect(seen.status).toMatchObject({ isRunning: true });
      expect((await first.ended).exitCode).toBe(0);
      expect(created()).toBe(197);
    }));
});
