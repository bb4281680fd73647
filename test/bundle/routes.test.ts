import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SandboxState } from '../../src/sandbox/index.js';
import { DEMO } from '../cli/world.js';
import { inWorld, type World } from './world.js';

/** The whole way by one route; what ALM holds in the end. */
async function carriedOut(world: World, route: 'api' | 'bundle'): Promise<SandboxState> {
  await world.stage();
  await world.snapshot();
  await world.plan(route);
  await world.apply();
  if (route === 'bundle') {
    await world.write();
    const ran = await world.run();
    expect(ran.output.run).toMatchObject({ end: 'finished', sprintsLeft: 0, strangeRows: 0 });
  }
  return world.sandbox.state();
}

describe('one plan, two routes', () => {
  it('end in the same state of ALM, but for what each route cannot carry', async () => {
    const ends = new Map<string, SandboxState>();
    for (const route of ['api', 'bundle'] as const) {
      await inWorld(async (world) => void ends.set(route, await carriedOut(world, route)));
    }
    const api = ends.get('api');
    const bundle = ends.get('bundle');
    if (api === undefined || bundle === undefined) throw new Error('both routes end');
    expect(bundle.users).toEqual(api.users);
    expect(bundle.externalProfiles).toEqual(api.externalProfiles);
    expect(bundle.grades).toEqual(api.grades);
    const undated = (state: SandboxState) =>
      state.enrolments.map(({ dateEnrolled: _dateEnrolled, ...rest }) => rest);
    expect(undated(bundle)).toEqual(undated(api));
    // The named exception: the API cannot set the day of enrolment, and the bundle does.
    const dated = (state: SandboxState) => state.enrolments.filter((one) => one.dateEnrolled !== null).length;
    expect(dated(bundle)).toBeGreaterThan(dated(api));
  });
});

/** Operations of the latest plan by kind and route. */
function routed(world: World): Readonly<Record<string, number>> {
  return world.withStore((store) =>
    Object.fromEntries(
      (
        store
          .prepare(
            `SELECT kind || ' ' || route AS way, count(*) AS count FROM operation
             WHERE plan_id = (SELECT max(plan_id) FROM plan) GROUP BY 1 ORDER BY 1`,
          )
          .all() as { way: string; count: number }[]
      ).map((row) => [row.way, row.count]),
    ),
  );
}

describe('the route of a plan', () => {
  it('is the bundle for enrolments and completions, and never for people', async () => {
    await inWorld(async (world) => {
      await world.stage();
      await world.snapshot();
      const { output } = await world.plan('bundle');
      const ways = routed(world);
      expect(Object.keys(ways).filter((way) => /enrol|grade/.test(way))).toEqual([
        'enrol bundle',
        'grade bundle',
      ]);
      expect(ways['createUser api']).toBeGreaterThan(0);
      const { routes } = output as {
        routes: { api: { operations: number }; bundle: { operations: number; hours: null } };
      };
      expect(routes.bundle).toMatchObject({
        operations: (ways['enrol bundle'] ?? 0) + (ways['grade bundle'] ?? 0),
        sprints: 1,
        hours: null,
      });
    });
  });

  it('is chosen by how long the API would take', async () => {
    await inWorld(async (world) => {
      await world.stage();
      await world.snapshot();
      await world.plan('auto');
      expect(Object.keys(routed(world)).some((way) => way.endsWith('bundle'))).toBe(false);
      const file = join(world.workspace, 'migration.yaml');
      writeFileSync(file, `${readFileSync(file, 'utf8')}bundle:\n  autoHours: 0.01\n`);
      await world.plan('auto');
      expect(Object.keys(routed(world))).toContain('enrol bundle');
    });
  });

  it('is advised where nobody asked, and not taken by itself', async () => {
    await inWorld(async (world) => {
      await world.stage();
      await world.snapshot();
      type Advice = { routes: { advised: string; records: number; recordSprints: number } };
      expect(((await world.plan('api')).output as Advice).routes.advised).toBe('api');
      const file = join(world.workspace, 'migration.yaml');
      writeFileSync(file, `${readFileSync(file, 'utf8')}bundle:\n  autoHours: 0.01\n  sprintRows: 100\n`);
      const { routes } = (await world.plan('api')).output as Advice;
      const ways = routed(world);
      const records = (ways['enrol api'] ?? 0) + (ways['grade api'] ?? 0);
      expect(routes).toMatchObject({ advised: 'bundle', records, recordSprints: 2 });
    });
  });

  it('stays with the API where the bundle could not say which instance a completion belongs to', async () => {
    await inWorld(async (world) => {
      await world.stage();
      await world.snapshot();
      await world.plan('bundle');
      // Somebody holds a second instance of a course of which the plan completes the first.
      const key = world.withStore((store) => {
        const one = store
          .prepare(
            `SELECT o.user_key AS userKey, p.alm_user_id AS almUserId, o.payload ->> 'courseId' AS courseId
             FROM operation o JOIN expected_person p USING (user_key)
             WHERE o.kind = 'grade' AND p.alm_user_id IS NOT NULL LIMIT 1`,
          )
          .get() as { userKey: string; almUserId: string; courseId: string };
        store
          .prepare(
            `INSERT INTO alm_enrolment (enrolment_id, alm_user_id, course_id, instance_id, state)
             VALUES ('x', $almUserId, $courseId, $courseId || '_99', 'ENROLLED')`,
          )
          .run({ almUserId: one.almUserId, courseId: one.courseId });
        return `${one.userKey} ${one.courseId}`;
      });
      const { output } = await world.plan('bundle');
      const { routes } = output as { routes: { keptByApi: { code: string; count: number }[] } };
      expect(routes.keptByApi.map((row) => row.code)).toContain('ALM-BUNDLE-INSTANCE');
      const kept = world.withStore((store) =>
        store
          .prepare(
            `SELECT DISTINCT user_key || ' ' || (payload ->> 'courseId') AS one FROM operation
             WHERE kind = 'grade' AND route = 'api' AND plan_id = (SELECT max(plan_id) FROM plan)`,
          )
          .pluck()
          .all(),
      );
      expect(kept).toContain(key);
    });
  });
});

describe('legacy courses that ALM does not have', () => {
  it('are written as courses without content, in order', async () => {
    await inWorld(async (world) => {
      await world.stage();
      await world.snapshot();
      await world.plan('bundle');
      const { output } = await world.write({ catalogue: true });
      const { folder, catalogueCourses } = output.written as { folder: string; catalogueCourses: number };
      expect(catalogueCourses).toBeGreaterThan(0);
      const check = await world.check(folder);
      expect(check.output.check).toMatchObject({ errors: 0, remarks: 0 });
      expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('`catalogue`');
    });
  });
});

describe('a leaver who is kept', () => {
  const LEAVER = 'umut.kaya@example.com';

  /** The demo, with closed accounts kept as deleted users. */
  function keepingLeavers(world: World): void {
    const file = join(world.workspace, 'migration.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^users:\n/m, 'users:\n  closed: keepDeleted\n'));
  }

  it('stands in users.csv as a deleted user, after the manager', async () => {
    await inWorld(async (world) => {
      keepingLeavers(world);
      await world.stage();
      await world.snapshot();
      await world.plan('bundle');
      const { output } = await world.write();
      const { folder, users } = output.written as { folder: string; users: { deleted: number } };
      expect(users.deleted).toBe(1);
      const lines = readFileSync(join(folder, 'users', 'users.csv'), 'utf8').split('\r\n');
      expect(lines.filter((line) => line.includes(',DELETED,'))).toEqual([expect.stringContaining(LEAVER)]);
      expect((await world.check(folder)).output.check).toMatchObject({ errors: 0 });
    });
  });

  it('has the history brought by the bundle once ALM has the deleted user, whatever the route', async () => {
    const seed = JSON.parse(readFileSync(join(DEMO, 'sandbox-seed.json'), 'utf8'));
    seed.users.push({ email: LEAVER, name: 'Umut Kaya', userUniqueId: 'ukaya', state: 'DELETED' });
    await inWorld(
      async (world) => {
        keepingLeavers(world);
        await world.stage();
        await world.snapshot();
        await world.plan('api');
        const ways = routed(world);
        expect(ways['enrol bundle']).toBeGreaterThan(0);
        await world.apply({ changePeople: 4 });
        await world.write();
        const { output } = await world.run();
        expect(output.run).toMatchObject({ end: 'finished' });
        const { enrolments } = world.sandbox.state();
        expect(enrolments.filter((one) => one.userEmail === LEAVER).length).toBe(ways['enrol bundle']);
      },
      { seed },
    );
  });
});
