import { describe, expect, it } from 'vitest';
import { type Gate, openGate } from '../cli/gate.js';
import { runJson, start } from '../cli/world.js';
import { inWorld } from './world.js';

describe('a process that is killed while it starts a sprint', () => {
  for (const moment of ['arrived', 'processed'] as const) {
    it(`goes on when the request had ${moment}, and ends as if nothing had happened`, async () => {
      const gates: Gate[] = [];
      await inWorld(
        async (world) => {
          await world.stage();
          await world.snapshot();
          await world.plan('bundle');
          await world.apply();
          await world.write();
          const args = ['bundle', 'run', '--execute', '--drop', world.drop, '--poll', '0.05'];
          const where = ['-w', world.workspace, '--quiet'];
          const { child, ended } = start([...args, ...where]);
          gates[0]?.ringAt(1, moment, () => child.kill('SIGKILL'));
          expect((await ended).exitCode).toBeNull();
          const { run } = (await runJson([...args, ...where])) as {
            run: { end: string; outcome: { state: string }[] };
          };
          expect(run.end).toBe('finished');
          expect(run.outcome.every((row) => row.state === 'done')).toBe(true);
          const { output } = await world.reconcile();
          const { differences } = output as { differences: { verdict: string }[] };
          expect(differences.filter((row) => row.verdict === 'missing')).toEqual([]);
          const starts = world.sandbox.log().filter((entry) => entry.path.endsWith('/startrun')).length;
          expect(starts).toBe(moment === 'arrived' ? 1 : 2);
        },
        {},
        {},
        async (url) => {
          const gate = await openGate(url);
          gates.push(gate);
          return gate.url;
        },
      );
      await gates[0]?.close();
    });
  }
});
