import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { expectDocument } from './documents.js';
import { failing } from './failing.js';
import { type Gate, openGate } from './gate.js';
import { demoSeed, demoWorkspace, inFolder, planDemo, type Running, run, start } from './world.js';

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

interface Watched {
  readonly isRunning: boolean;
  readonly plan: { readonly settled: number; readonly run: { readonly end: string | null } | null };
}

/** Resolves with all that was printed, once that satisfies `isThere`. */
function printed(
  { child, ended }: Running,
  stream: 'stdout' | 'stderr',
  isThere: (text: string) => boolean,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child[stream]?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (isThere(text)) resolve(text);
    });
    void ended.then((end) => reject(new Error(`it ended before: ${JSON.stringify(end)}`)));
  });
}

describe('status --watch', () => {
  it('follows an apply from other terminals to its end; Ctrl-C leaves it alone', () =>
    inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), gate.url);
      await planDemo(workspace);
      const apply = start(['apply', '--notifications-are-off', '-w', workspace]);
      let goOn = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      await new Promise<void>((resolve) => {
        gate.ringAt(50, 'answered', () => {
          resolve();
          return held;
        });
      });

      const lines = start(['status', '--watch', '--json', '-w', workspace]);
      const people = start(['status', '--watch', '-w', workspace]);
      const impatient = start(['status', '--watch', '-w', workspace]);
      await Promise.all([
        printed(lines, 'stdout', (text) => text.includes('\n')),
        printed(people, 'stderr', (text) => /^applying {2}\d+ of 197 operations .*\n/.test(text)),
        printed(impatient, 'stderr', (text) => text.includes('applying')),
      ]);
      impatient.child.kill('SIGINT');
      const left = await impatient.ended;
      expect([left.exitCode, left.stdout]).toEqual([130, '']);
      expect(left.stderr).toContain('stopped watching; the run itself goes on');
      expect(left.stderr).not.toContain('in flight');
      expect(apply.child.exitCode).toBeNull();

      goOn();
      expect((await apply.ended).exitCode).toBe(0);
      const { exitCode, stdout, stderr } = await lines.ended;
      expect([exitCode, stderr]).toEqual([0, '']);
      const documents = stdout.trimEnd().split('\n');
      for (const line of documents) expectDocument('status', JSON.parse(line));
      const [first, ...later] = documents.map((line) => JSON.parse(line) as Watched);
      expect(first).toMatchObject({ isRunning: true, plan: { run: { end: null } } });
      expect(later.at(-1)).toMatchObject({
        isRunning: false,
        plan: { settled: 197, run: { end: 'finished' } },
      });
      expect(later.filter(({ isRunning }) => !isRunning)).toHaveLength(1);

      // Whoever watched to the end gets what `status` says.
      const end = await people.ended;
      expect(end.exitCode).toBe(0);
      expect(end.stdout).toBe((await run(['status', '-w', workspace])).stdout);
      expect(end.stdout).toContain('The last run is over. The plan is carried out as far as it can be.');
    }));

  it('ends at once where nothing is at work', () =>
    inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), gate.url);
      const { exitCode, stdout, stderr } = await run(['status', '--watch', '-w', workspace]);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toContain('0 files staged\nno snapshot yet');
    }));

  it('is one way to look, and --serve another', () =>
    inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'work'), gate.url);
      expect(await failing(['status', '--watch', '--serve', '-w', workspace])).toMatchObject({
        code: 'CLI-OPTION',
        exitCode: 2,
      });
    }));
});
