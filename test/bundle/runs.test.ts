import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inWorld, type Outcome, type World } from './world.js';

/** Staged, planned for the bundle, the people there, the bundle written: what a run begins with. */
async function written(world: World): Promise<string> {
  await world.stage();
  await world.snapshot();
  await world.plan('bundle');
  await world.apply();
  const { output } = await world.write();
  const { folder } = output.written as { folder: string };
  return folder;
}

function runOf(outcome: Outcome) {
  return outcome.output.run as {
    end: string;
    sprint: number | null;
    sprintsLeft: number;
    strangeRows: number;
    outcome: { kind: string; state: string; code: string | null; count: number }[];
    balance: { expected: Record<string, number>; defects: string[] };
  };
}

/** How many operations of the bundle are in each state. */
function states(world: World): Readonly<Record<string, number>> {
  return world.withStore((store) =>
    Object.fromEntries(
      (
        store
          .prepare(
            `SELECT state, count(*) AS count FROM operation WHERE route = 'bundle' AND plan_id = (SELECT max(plan_id) FROM plan) GROUP BY 1`,
          )
          .all() as { state: string; count: number }[]
      ).map((row) => [row.state, row.count]),
    ),
  );
}

function breakDate(folder: string, file: string, line: number): string {
  const path = join(folder, 'sprint-001', file);
  const lines = readFileSync(path, 'utf8').split('\r\n');
  const broken = (lines[line] ?? '').replace(/\d{4}(-\d\d-\d\dT)/, '1979$1');
  lines[line] = broken;
  writeFileSync(path, lines.join('\r\n'));
  return broken.split(',')[0] ?? '';
}

describe('a bundle', () => {
  it('passes the validator, file by file, without a remark', async () => {
    await inWorld(async (world) => {
      const folder = await written(world);
      const check = await world.check(folder);
      expect(check.output.check).toMatchObject({ errors: 0, remarks: 0 });
      expect(readdirSync(join(folder, 'sprint-001'))).toEqual(['enrollment.csv', 'user_course_grade.csv']);
    });
  });

  it('is not run by a dry run, which says what it would do', async () => {
    await inWorld(async (world) => {
      await written(world);
      const before = world.sandbox.log().length;
      const { output, text } = await world.run({ execute: false });
      expect(output.run).toMatchObject({ end: 'dryRun', executed: false, sprint: 1 });
      expect(text).toContain('ALM says that it may begin.');
      expect(
        world.sandbox
          .log()
          .slice(before)
          .every((entry) => entry.method === 'GET' || entry.path.includes('/oauth/')),
      ).toBe(true);
      expect(readdirSync(world.drop)).toEqual([]);
      expect(states(world)).toEqual({ planned: expect.any(Number) });
    });
  });

  it('leaves nothing to apply, and apply leaves nothing of it behind', async () => {
    await inWorld(async (world) => {
      await written(world);
      const sent = (): number =>
        world.sandbox.log().filter((entry) => entry.method === 'POST' && entry.path.includes('/users/'))
          .length;
      const before = sent();
      await world.apply();
      expect(sent()).toBe(before);
      expect(runOf(await world.run()).end).toBe('finished');
      await world.apply();
      expect(sent()).toBe(before);
      expect(states(world)).toEqual({ done: expect.any(Number) });
    });
  });

  it('leaves what reconcile finds by the API route: no completion is missing', async () => {
    await inWorld(async (world) => {
      await written(world);
      const ran = await world.run();
      expect(runOf(ran).balance.defects).toEqual([]);
      const { output } = await world.reconcile();
      const missing = (output.differences as { verdict: string }[]).filter(
        (row) => row.verdict === 'missing',
      );
      expect(missing).toEqual([]);
      expect(output.forecast).toBe(false);
    });
  });
});

describe('the folder that ALM takes files from', () => {
  it('is not touched where somebody else’s migration file lies in it', async () => {
    await inWorld(async (world) => {
      await written(world);
      writeFileSync(join(world.drop, 'course.csv'), 'id\r\n');
      await expect(world.run()).rejects.toMatchObject({ code: 'BUNDLE-DROP-TAKEN' });
      expect(readdirSync(world.drop)).toEqual(['course.csv']);
      expect(Object.keys(states(world))).toEqual(['planned']);
    });
  });

  it('holds the files of one sprint at a time, in the order of the sprints', async () => {
    await inWorld(async (world) => {
      const file = join(world.workspace, 'migration.yaml');
      writeFileSync(file, `${readFileSync(file, 'utf8')}bundle:\n  sprintRows: 30\n`);
      const folder = await written(world);
      const sprints = readdirSync(folder).filter((name) => name.startsWith('sprint-'));
      expect(sprints.length).toBeGreaterThan(2);
      for (const [index, sprint] of sprints.entries()) {
        const ran = runOf(await world.run());
        expect(ran).toMatchObject({
          end: 'finished',
          sprint: index + 1,
          sprintsLeft: sprints.length - index - 1,
        });
        for (const name of readdirSync(world.drop)) {
          const here = readFileSync(join(world.drop, name), 'utf8');
          expect(here).toBe(readFileSync(join(folder, sprint, name), 'utf8'));
        }
      }
      expect(runOf(await world.run()).end).toBe('nothingLeft');
      expect(states(world)).toEqual({ done: expect.any(Number) });
    });
  });
});

describe('a row that ALM refuses', () => {
  it('fails on the record it came from, with what ALM said, and the others go in', async () => {
    await inWorld(async (world) => {
      const folder = await written(world);
      const email = breakDate(folder, 'enrollment.csv', 1);
      const ran = runOf(await world.run());
      expect(ran.end).toBe('finished');
      const refused = ran.outcome.filter((row) => row.state === 'failed');
      expect(refused.map((row) => `${row.kind} ${row.code}`)).toContain('enrol ALM-BUNDLE-ROW');
      const failed = world.withStore((store) =>
        store
          .prepare(
            `SELECT u.email, o.message, t.line FROM operation o JOIN expected_person p USING (user_key)
             JOIN alm_user u USING (alm_user_id) JOIN training_record t ON t.record_id = o.record_id
             WHERE o.state = 'failed' AND o.kind = 'enrol'`,
          )
          .all(),
      );
      expect(failed).toEqual([
        { email, message: expect.stringContaining('out of range'), line: expect.any(Number) },
      ]);
      const status = await world.status();
      expect(status.text).toContain('ALM-BUNDLE-ROW');
      expect(ran.balance.expected.failed).toBeGreaterThan(0);
    });
  });

  it('goes by API in the next plan, as the rest of a bundle may', async () => {
    await inWorld(async (world) => {
      const folder = await written(world);
      breakDate(folder, 'enrollment.csv', 1);
      await world.run();
      await world.plan('api');
      await world.apply();
      const { output } = await world.reconcile();
      const missing = (output.differences as { verdict: string }[]).filter(
        (row) => row.verdict === 'missing',
      );
      expect(missing).toEqual([]);
    });
  });

  it('waits for its file where ALM names it without a host, and is read once a person has put it there', async () => {
    await inWorld(
      async (world) => {
        const folder = await written(world);
        breakDate(folder, 'enrollment.csv', 1);
        const asked = await world.run();
        expect(runOf(asked).end).toBe('errorFileMissing');
        expect(asked.exitCode).toBe(3);
        expect(Object.keys(states(world))).toEqual(['inFlight']);
        const files = asked.text.match(/\S+_err\.csv/g) ?? [];
        expect(files.length).toBeGreaterThan(0);
        const [header, row] = readFileSync(join(folder, 'sprint-001', 'enrollment.csv'), 'utf8').split(
          '\r\n',
        );
        for (const file of files) {
          mkdirSync(dirname(file), { recursive: true });
          const isEnrolment = file.includes('enrollment_err');
          writeFileSync(file, isEnrolment ? `Reason,${header}\r\nno such year,${row}\r\n` : '');
        }
        const ran = runOf(await world.run());
        expect(ran.end).toBe('finished');
        const failed = ran.outcome.filter((one) => one.state === 'failed');
        expect(failed).toEqual([{ kind: 'enrol', state: 'failed', code: 'ALM-BUNDLE-ROW', count: 1 }]);
      },
      {},
      { links: 'path' },
    );
  });

  it('is told where it is none of the sprint', async () => {
    await inWorld(async (world) => {
      const folder = await written(world);
      const path = join(folder, 'sprint-001', 'enrollment.csv');
      writeFileSync(
        path,
        `${readFileSync(path, 'utf8')}nobody@example.com,1,1,2020-01-01T00:00:00.000Z,,,,TRUE\r\n`,
      );
      const ran = runOf(await world.run());
      expect(ran).toMatchObject({ end: 'finished', strangeRows: 1 });
      expect(ran.outcome.every((row) => row.state === 'done')).toBe(true);
    });
  });
});

describe('a sprint that ALM ends half-way', () => {
  it('says what went in and what did not, once ALM was looked at, and the rest goes in by the next bundle', async () => {
    await inWorld(
      async (world) => {
        await written(world);
        const total = states(world).planned ?? 0;
        const broken = await world.run();
        expect(broken.exitCode).toBe(3);
        expect(runOf(broken).end).toBe('broken');
        expect(states(world).unknown).toBeGreaterThan(0);
        await expect(world.run()).rejects.toMatchObject({ code: 'BUNDLE-LOOK-FIRST' });
        await world.snapshot();
        const settled = await world.run();
        expect(runOf(settled).end).toBe('settled');
        expect(settled.text).toMatch(/10 +went in/);
        expect(states(world)).toEqual({ done: 10, planned: total - 10 });
        const inAlm = world.sandbox.state().enrolments.filter((one) => one.dateEnrolled !== null).length;
        expect(inAlm).toBeGreaterThanOrEqual(10);
      },
      {},
      { stopAfterRows: 10 },
    );
  });
});

describe('a run that is broken off on our side', () => {
  it('is followed to its end by the next command', async () => {
    await inWorld(
      async (world) => {
        await written(world);
        const drain = new AbortController();
        const first = world.run({}, drain.signal);
        await untilLogged(world, '/bulkimport/runStatus');
        drain.abort(new Error('Ctrl-C'));
        const left = await first;
        expect(left.exitCode).toBe(130);
        expect(runOf(left).end).toBe('leftRunning');
        expect(Object.keys(states(world))).toEqual(['inFlight']);
        await expect(world.plan('api')).rejects.toMatchObject({ code: 'PLAN-UNSETTLED' });
        const next = await world.run({ drop: undefined });
        expect(runOf(next).end).toBe('finished');
        expect(starts(world)).toBe(1);
      },
      {},
      { polls: 50 },
    );
  });

  it('goes on where the answer to its start was lost, without a second effect', async () => {
    await inWorld(async (world) => {
      await written(world);
      await loseNextAnswer(world);
      const lost = await world.run();
      expect(runOf(lost).end).toBe('unanswered');
      expect(Object.keys(states(world))).toEqual(['inFlight']);
      const before = JSON.stringify(world.sandbox.state());
      const next = await world.run();
      expect(runOf(next).end).toBe('finished');
      expect(JSON.stringify(world.sandbox.state())).toBe(before);
      expect(starts(world)).toBe(2);
    });
  });
});

describe('a run that ALM does not let begin', () => {
  for (const [option, words] of [
    [{ projects: 'none' }, 'No active projects'],
    [{ projects: 'several' }, 'more than one active projects'],
    [{ sprints: 'none' }, 'No active sprints'],
    [{ sprints: 'several' }, 'more than one sprints'],
  ] as const) {
    it(`says why: ${words}`, async () => {
      await inWorld(
        async (world) => {
          await written(world);
          const ran = await world.run();
          expect(runOf(ran).end).toBe('notBegun');
          expect(ran.text).toContain(words);
          expect(Object.keys(states(world))).toEqual(['planned']);
          expect(readdirSync(world.drop)).toEqual([]);
        },
        {},
        option,
      );
    });
  }
});

function starts(world: World): number {
  return world.sandbox.log().filter((entry) => entry.path.endsWith('/bulkimport/startrun')).length;
}

async function untilLogged(world: World, path: string): Promise<void> {
  while (!world.sandbox.log().some((entry) => entry.path.endsWith(path))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The next write of the API is carried out, and its line is cut before the answer. */
async function loseNextAnswer(world: World): Promise<void> {
  const answer = await fetch(`${world.sandbox.url}/sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      schedule: [{ kind: 'resetAfter', method: 'POST', path: '/bulkimport/startrun' }],
    }),
  });
  if (answer.status !== 200) throw new Error(await answer.text());
}
