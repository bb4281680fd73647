import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { AUDIT_COLUMNS } from '../../src/reconcile/index.js';
import { type Sandbox, type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { attemptCounts, eachAttempt } from '../../src/staging/index.js';
import { openGate } from '../cli/gate.js';
import { demoSeed, demoWorkspace, inFolder, inStore, planDemo, run, runJson, start } from '../cli/world.js';

/** A workspace with a plan for the demo, and the sandbox that it is for. */
async function planned(
  use: (workspace: string, sandbox: Sandbox, folder: string) => Promise<void>,
  url: (sandbox: Sandbox) => Promise<string> = ({ url }) => Promise.resolve(url),
): Promise<void> {
  await inFolder(async (folder) => {
    const sandbox = await startSandbox({ seed: demoSeed() as SandboxSeed, limits: 'none' });
    try {
      const workspace = demoWorkspace(join(folder, 'workspace'), await url(sandbox));
      await planDemo(workspace);
      await use(workspace, sandbox, folder);
    } finally {
      await sandbox.close();
    }
  });
}

function writesOf(sandbox: Sandbox): readonly { method: string; path: string; query: string }[] {
  return sandbox.log().filter(({ method, path }) => method !== 'GET' && !path.includes('/oauth/'));
}

/** A request without the ids that only a real ALM gives. */
function shape(path: string): string {
  return path.replaceAll(/(users|externalProfiles)\/[^/]+/g, '$1/ID').replace('/primeapi/v2', '');
}

const QUIET = '--notifications-are-off';
const PATIENCE = 600_000;

describe('apply, and what can be asked of it', () => {
  it(
    'rehearses without a request, changes nothing, and then sends exactly that',
    async () => {
      await planned(async (workspace, sandbox) => {
        const before = sandbox.log().length;
        const store = (): unknown =>
          inStore(workspace, (db) => [
            db.prepare('SELECT * FROM operation').all(),
            db.prepare('SELECT * FROM plan').all(),
            db.prepare('SELECT * FROM expected_person').all(),
            db.prepare('SELECT count(*) FROM attempt').all(),
          ]);
        const untouched = store();
        const rehearsed = await runJson(['apply', '--dry-run', '-w', workspace]);
        expect(rehearsed).toMatchObject({ dryRun: true, settled: { done: 197, failed: 0 } });
        expect(sandbox.log()).toHaveLength(before);
        expect(store()).toEqual(untouched);

        const requests = readFileSync(join(workspace, 'reports', 'dry-run.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { method: string; path: string });
        await runJson(['apply', QUIET, '-w', workspace]);
        const sent = writesOf(sandbox).map(({ method, path }) => `${method} ${shape(path)}`);
        expect(requests.map(({ method, path }) => `${method} ${shape(path)}`).sort()).toEqual(
          [...sent].sort(),
        );
      });
    },
    PATIENCE,
  );

  it(
    'sends what concerns a cohort, says who needs nothing, and predicts what it then costs',
    async () => {
      await planned(async (workspace, sandbox, folder) => {
        const cohort = join(folder, 'pilot.txt');
        writeFileSync(cohort, '\uFEFF# the pilot\r\nBKOVAC\r\n"sbianchi"\r\n\r\nnobody\r\n');
        const pilot = await run(['apply', QUIET, '--cohort', cohort, '-w', workspace]);
        expect(pilot.exitCode).toBe(0);
        expect(pilot.stderr).toContain('1 person of the cohort need nothing by this plan: nobody');
        const { users } = sandbox.state();
        expect(users.filter(({ userUniqueId }) => /^(bkovac|sbianchi)$/.test(userUniqueId))).toHaveLength(2);
        expect(users.some(({ userUniqueId }) => userUniqueId === 'clefevre')).toBe(false);

        const rest = await runJson(['apply', '-w', workspace]);
        const sent = writesOf(sandbox).length;
        expect(rest.requests).toEqual([{ verb: 'POST', predicted: sent, sent, repeated: 0, probes: 0 }]);
        expect(inStore(workspace, (store) => attemptCounts(store, 1))).toEqual([
          { verb: 'POST', purpose: 'send', count: sent },
        ]);

        writeFileSync(cohort, '\n# nobody yet\n');
        const empty = await run(['apply', '--cohort', cohort, '-w', workspace]);
        expect([empty.exitCode, empty.stderr.includes('COHORT-EMPTY')]).toEqual([2, true]);
      });
    },
    PATIENCE,
  );

  it(
    'is paused, watched and resumed from another terminal, and SIGTERM ends it as Ctrl-C does',
    async () => {
      let gate: Awaited<ReturnType<typeof openGate>> | undefined;
      await planned(
        async (workspace, sandbox) => {
          await runJson(['pause', '-w', workspace]);
          const first = start(['apply', QUIET, '-w', workspace]);
          await new Promise<void>((resolve) => {
            let text = '';
            first.child.stderr?.on('data', (chunk: Buffer) => {
              text += chunk.toString();
              if (text.includes('Paused from another terminal')) resolve();
            });
            void first.ended.then(() => resolve());
          });
          expect(await runJson(['status', '-w', workspace])).toMatchObject({
            isRunning: true,
            steering: { isPaused: true, share: 1 },
          });
          expect(writesOf(sandbox)).toEqual([]);

          gate?.ringAt(3, 'answered', () => first.child.kill('SIGTERM'));
          const faster = await run(['speed', '0.5', '-w', workspace]);
          expect(faster.stdout).toContain('The running apply sends nothing until alm-migrate resume');
          await run(['resume', '-w', workspace]);
          expect((await first.ended).exitCode).toBe(130);
          expect(writesOf(sandbox).length).toBeLessThan(197);
          expect(await runJson(['status', '-w', workspace])).toMatchObject({
            isRunning: false,
            steering: { isPaused: false, share: 0.5 },
          });
          await runJson(['apply', '-w', workspace]);
          expect(writesOf(sandbox)).toHaveLength(197);
          await gate?.close();
        },
        async (sandbox) => {
          gate = await openGate(sandbox.url);
          return gate.url;
        },
      );
    },
    PATIENCE,
  );

  it(
    'leaves a trail of every attempt that a spreadsheet and a machine can read',
    async () => {
      await planned(async (workspace, sandbox) => {
        await runJson(['apply', QUIET, '-w', workspace]);
        const attempts = inStore(workspace, (store) => [...eachAttempt(store)]);
        expect(attempts).toHaveLength(writesOf(sandbox).length);

        await runJson(['audit', '-w', workspace]);
        const rows = parse(readFileSync(join(workspace, 'reports', 'audit.csv')), {
          columns: true,
        }) as Record<string, string>[];
        expect(Object.keys(rows[0] ?? {})).toEqual([...AUDIT_COLUMNS]);
        expect(rows.map(({ requestId }) => requestId)).toEqual(attempts.map(({ requestId }) => requestId));

        const file = join(workspace, 'trail.jsonl');
        await runJson(['audit', '--format', 'jsonl', '--output', file, '-w', workspace]);
        expect(existsSync(file)).toBe(true);
        const lines = readFileSync(file, 'utf8').trim().split('\n');
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(attempts);
      });
    },
    PATIENCE,
  );
});

describe('why', () => {
  it(
    'tells the life of a record from its line to what ALM answered',
    async () => {
      await planned(async (workspace, sandbox) => {
        await runJson(['apply', QUIET, '-w', workspace]);
        const { training } = (await runJson(['why', 'ABERGER', 'exp-07', '-w', workspace])) as {
          training: readonly {
            file: string;
            line: number;
            staged: Record<string, string>;
            operations: readonly {
              kind: string;
              state: string;
              attempts: readonly { requestId: string }[];
            }[];
            verdict: { verdict: string };
          }[];
        };
        expect(training).toHaveLength(1);
        const [life] = training;
        const text = readFileSync(life?.file ?? '', 'utf8').split('\n');
        expect(text[(life?.line ?? 0) - 1]).toContain('EKP000076802');
        expect(life?.staged).toMatchObject({ learning_id: 'EXP-07', score: '88', status: 'completed' });
        expect(life?.operations.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
          'enrol done',
          'grade done',
          'grade done',
        ]);
        const answered = new Map(sandbox.log().map((entry) => [entry.requestId, entry]));
        for (const { attempts } of life?.operations ?? []) {
          expect(answered.get(attempts[0]?.requestId ?? '')?.status).toBe(200);
        }
        expect(life?.verdict).toEqual({ verdict: 'done: ALM took it', code: null, todo: 'nothing' });
      });
    },
    PATIENCE,
  );

  it(
    'tells why a record does not move, and what to do',
    async () => {
      await planned(async (workspace) => {
        const ghost = await run(['why', 'zghost', '-w', workspace]);
        expect(ghost.stdout).toContain('there is no account of this id');
        expect(ghost.stdout).toContain('quarantined: MAP-USER-MISSING');
        const merged = await run(['why', 'bjorn.kovac@example.com', '-w', workspace]);
        expect([0, 2]).toContain(merged.exitCode);
        const nobody = await run(['why', 'nobody-at-all', '-w', workspace]);
        expect([nobody.exitCode, nobody.stderr.includes('WHY-NOBODY')]).toEqual([2, true]);
      });
    },
    PATIENCE,
  );
});
