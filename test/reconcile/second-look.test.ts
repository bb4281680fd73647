import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Alm } from '../../src/alm/index.js';
import { readMapping } from '../../src/cli/mapping-files.js';
import { parseMigration } from '../../src/mapping/index.js';
import { buildSummary, compareExpectedWithActual, lookAgain } from '../../src/reconcile/index.js';
import { type Sandbox, type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { differenceCounts, eachLateDifference, openStore, type Store } from '../../src/staging/index.js';
import { demoSeed, demoWorkspace, inFolder, planDemo, run, runJson } from '../cli/world.js';
import { clientOf } from '../executor/site.js';
import { inSnapshotWorld, YAML } from './snapshotWorld.js';
import {
  almUser,
  CONTEXT,
  compare,
  course,
  enrolment,
  leadsTo,
  snapshot,
  stage,
  training,
  user,
  withWorld,
} from './world.js';

const never = new AbortController().signal;

/** The demo's store, compared with an ALM that nothing was sent to yet, and a copy of the workspace to send from. */
async function comparedDemo(
  use: (store: Store, sandbox: Sandbox, workspace: string, copy: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const sandbox = await startSandbox({ seed: demoSeed() as SandboxSeed, limits: 'none' });
    const workspace = demoWorkspace(join(folder, 'workspace'), sandbox.url);
    try {
      await planDemo(workspace);
      const copy = join(folder, 'copy');
      cpSync(workspace, copy, { recursive: true });
      const store = openStore(join(workspace, 'migration.db'));
      try {
        await use(store, sandbox, workspace, copy);
      } finally {
        store.close();
      }
    } finally {
      await sandbox.close();
    }
  });
}

const codesOf = (counts: readonly { readonly code: string; readonly count: number }[]) =>
  Object.fromEntries(counts.map(({ code, count }) => [code, count]));

describe('a second look', () => {
  test('finds what a new snapshot would find, with far fewer requests, and calls what is gone late', async () => {
    await comparedDemo(async (store, sandbox, workspace, copy) => {
      const inputs = readMapping(workspace);
      compareExpectedWithActual(store, inputs);
      const before = differenceCounts(store);
      const alm = clientOf(sandbox.url);
      let from = 0;
      const slept: number[] = [];
      const asked: number[] = [];
      const look = await lookAgain(store, inputs, {
        waitMs: 300_000,
        signal: never,
        withAlm: (use) => use(alm),
        onWait: (differences, people) => asked.push(differences, people),
        effects: {
          // While we wait, ALM comes to show what somebody else has sent.
          sleep: async (milliseconds) => {
            slept.push(milliseconds);
            await run(['apply', '-w', copy, '--notifications-are-off', '--limit', '150']);
            from = sandbox.log().length;
          },
        },
      });
      expect(slept).toEqual([300_000]);
      const requests = sandbox
        .log()
        .slice(from)
        .filter(({ path }) => !path.includes('/oauth/'));
      expect(requests.every(({ method }) => method === 'GET')).toBe(true);
      const people = asked[1] ?? 0;
      // A slow machine lets a request be sent twice: each is counted once.
      const paths = [...new Set(requests.map(({ path, query }) => `${path}?${query}`))];
      const lists = paths.filter((path) => /\/(users|externalProfiles)\?/.test(path)).length;
      expect(paths.length).toBeLessThanOrEqual(people + lists);
      expect(lists).toBeLessThanOrEqual(3);
      expect(paths.some((path) => path.includes('learningObjects'))).toBe(false);
      const left = differenceCounts(store);

      await runJson(['snapshot', '-w', workspace]);
      compareExpectedWithActual(store, inputs);
      expect(left).toEqual(differenceCounts(store));
      await alm.close();

      const late = [...eachLateDifference(store)];
      const sum = (counts: typeof before) => counts.reduce((total, { count }) => total + count, 0);
      expect(look).toEqual({ waitedSeconds: 300, asked: asked[0], late: late.length });
      expect(late.length).toBe(sum(before) - sum(left));
      expect(late.length).toBeGreaterThan(100);
      expect(new Set(late.map(({ subject }) => subject))).toEqual(
        new Set(['profile', 'person', 'enrolment', 'completion']),
      );
      const { late: counted } = buildSummary(store, CONTEXT);
      expect(codesOf(counted)).toMatchObject({ 'ALM-PROFILE-MISSING': 1 });
      for (const [code, count] of Object.entries(codesOf(before)))
        expect((codesOf(left)[code] ?? 0) + (codesOf(counted)[code] ?? 0), code).toBe(count);
    });
  }, 120_000);

  test('reads learning paths as the first look did', () =>
    inSnapshotWorld({}, async ({ store, alm, effects, snapshot }) => {
      const program = {
        learningId: 'PRG',
        status: 'enrolled',
        statusTerm: 'enrolled',
        endedAt: null,
      } as const;
      await stage(store, 'programs.xml', [training('P-hal', 'hal', program)]);
      const crosswalk = [leadsTo('SAFETY', 1), { ...leadsTo('PRG', 9), course: 'learningProgram:9' }];
      await snapshot('api', { crosswalk });
      const inputs = { config: parseMigration(YAML, 'migration.yaml'), crosswalk };
      compareExpectedWithActual(store, inputs);
      const first = differenceCounts(store);
      // hal is in the path, and has a difference of another kind: so that ALM is asked of her again.
      expect(first).toContainEqual(expect.objectContaining({ code: 'ALM-COMPLETION-MISSING' }));
      const place = {
        effects,
        waitMs: 1000,
        withAlm: (use: (one: Alm) => Promise<void>) => use(alm),
        signal: never,
      };
      const look = await lookAgain(store, inputs, place);
      expect(look.asked).toBeGreaterThan(0);
      expect(differenceCounts(store)).toEqual(first);
    }));

  test('neither waits nor asks where no difference is one that time could mend', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada')]);
      await stage(store, 'training.xml', [training('T1', 'ada')]);
      snapshot(store, {
        courses: [course(1, 'Safety'), course(2, 'Other')],
        users: [almUser('ada')],
        enrolments: { ada: [enrolment('ada', 1, '2024-05-05T10:00:00.000Z'), enrolment('ada', 2, null)] },
      });
      const inputs = compare(store, [leadsTo('SAFETY', 1)]);
      expect(
        differenceCounts(store)
          .map(({ code }) => code)
          .sort(),
      ).toEqual(['ALM-COMPLETION-LATER', 'ALM-ENROLMENT-EXTRA']);
      const refuse = (): never => {
        throw new Error('nobody was to be asked');
      };
      const look = await lookAgain(store, inputs, {
        waitMs: 1,
        signal: never,
        effects: { sleep: refuse },
        withAlm: refuse,
      });
      expect(look).toEqual({ waitedSeconds: 0, asked: 0, late: 0 });
      expect(differenceCounts(store)).toHaveLength(2);
    });
  });

  test('that is broken off while it waits leaves the first as it was', async () => {
    await withWorld(async (store) => {
      await stage(store, 'users.xml', [user('ada')]);
      snapshot(store, { courses: [], users: [], enrolments: {} });
      const inputs = compare(store, []);
      const before = differenceCounts(store);
      const stop = new AbortController();
      const broken = lookAgain(store, inputs, {
        waitMs: 60_000,
        signal: stop.signal,
        withAlm: () => Promise.reject(new Error('nobody was to be asked')),
        effects: {
          sleep: (_milliseconds, signal) => {
            stop.abort(new Error('stopped'));
            return Promise.reject(signal?.reason);
          },
        },
      });
      await expect(broken).rejects.toThrow('stopped');
      expect(differenceCounts(store)).toEqual(before);
      expect([...eachLateDifference(store)]).toEqual([]);
      expect(before).toHaveLength(1);
    });
  });
});

describe('reconcile --settle', () => {
  test('tells of what was late in its text, its JSON, the page and late.csv, and is clean where nothing else is', async () => {
    await comparedDemo(async (_, __, workspace, copy) => {
      expect((await run(['reconcile', '-w', workspace, '--settle', '5'])).stderr).toContain(
        '--settle must be a span of time as in 30s, 5m or 1h',
      );
      expect((await run(['reconcile', '-w', workspace, '--dry-run', '--settle', '5m'])).exitCode).toBe(2);
      await run(['apply', '-w', copy, '--notifications-are-off']);
      // The last snapshot knows nothing of what has been sent: to it, all of that is late.
      const reconcile = ['reconcile', '-w', workspace, '--no-snapshot', '--settle', '0s'];
      const { secondLook, differences, files } = await runJson(reconcile);
      const late = (secondLook as { late: { count: number }[] }).late;
      expect(late.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(150);
      expect((differences as { code: string }[]).map(({ code }) => code)).toEqual([
        'ALM-COMPLETION-LATER',
        'ALM-ENROLMENT-EXTRA',
      ]);
      expect((files as string[]).map((file) => file.split('/').at(-1))).toContain('late.csv');
      const told = await run(reconcile);
      expect(told.stdout).toContain('No second look was needed');
      expect(told.exitCode).toBe(3);
    });
  }, 120_000);
});
