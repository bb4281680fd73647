import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { type Moment, openGate } from './gate.js';
import { DEMO_EXPORTS, demoSeed, demoWorkspace, inFolder, run, runJson, start } from './world.js';

/** kill -9 at a write (a job's submission) or at a read (a look at a job, a list). */
it.each([
  ['while a job is asked for', 2, 'processed', 'writes'],
  ['before a job is asked for', 3, 'arrived', 'writes'],
  ['while it waits for a job', 3, 'answered', 'reads'],
] as const)(
  'snapshot --via jobs that is killed %s goes on when it is run again, and asks for no report twice',
  (_when, nth, moment: Moment, counted) =>
    inFolder(async (folder) => {
      const sandbox = await startSandbox({ seed: demoSeed() as SandboxSeed, limits: 'none' });
      const gate = await openGate(sandbox.url);
      onTestFinished(async () => {
        await gate.close();
        await sandbox.close();
      });
      const workspace = demoWorkspace(join(folder, 'work'), gate.url);
      await runJson(['stage', '-w', workspace, ...DEMO_EXPORTS]);
      const args = ['snapshot', '-w', workspace, '--via', 'jobs'];
      const running = start(args);
      gate.ringAt(nth, moment, () => running.child.kill('SIGKILL'), counted);
      expect((await running.ended).exitCode).toBeNull();
      const status = await run(['status', '-w', workspace]);
      expect(status.stdout).toContain(
        `is not whole; this goes on with it: alm-migrate snapshot -w ${workspace} --via jobs`,
      );

      expect(await runJson(args)).toMatchObject({ via: 'jobs', counts: { users: 3, courses: 9 } });
      const jobs = sandbox.log().filter(({ method, path }) => method === 'POST' && path.endsWith('/jobs'));
      expect(jobs).toHaveLength(4);
      const plan = await runJson(['plan', '-w', workspace]);
      expect(plan).toMatchObject({ snapshotAgeHours: 0, snapshotIsOld: false, peopleReached: 21 });
    }),
  60_000,
);
