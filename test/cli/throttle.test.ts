import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { demoSeed, demoWorkspace, inFolder, planDemo, runJson } from './world.js';

const PER_MINUTE = 600;
const BURST = 10;

describe('apply, against an ALM that allows 600 requests a minute', () => {
  // That none is refused and nearly all of the limit is used hangs on how evenly a machine lets two processes
  // run: test/executor/pace.test.ts asks it of a whole run in virtual time, and `bench -- apply` measures it.
  it('keeps to the pace that ALM announces, and each operation takes effect once', () =>
    inFolder(async (folder) => {
      const sandbox = await startSandbox({
        seed: demoSeed() as SandboxSeed,
        limits: { POST: { perMinute: PER_MINUTE, burst: BURST } },
      });
      try {
        const workspace = demoWorkspace(join(folder, 'work'), sandbox.url);
        await planDemo(workspace);
        await runJson(['apply', '-w', workspace, '--notifications-are-off']);

        const posts = sandbox
          .log()
          .filter(({ method, path }) => method === 'POST' && !path.includes('/oauth/'));
        const accepted = posts.filter(({ status }) => status < 300);
        expect(accepted.length).toBe(197);
        expect(posts.filter(({ status }) => status >= 300 && status !== 429)).toEqual([]);

        // What the limit lets through between the first and the last of them, by the sandbox's own clock.
        const [first, last] = [accepted[0]?.time ?? 0, accepted.at(-1)?.time ?? 0];
        const allowed = 1 + BURST + ((last - first) * PER_MINUTE) / 60_000;
        expect(accepted.length / allowed).toBeLessThanOrEqual(1.001);
        // A client that only ran into the limit would be refused as often as it can ask: thousands of times.
        expect(posts.length).toBeLessThan(2 * accepted.length);
      } finally {
        await sandbox.close();
      }
    }));
});
