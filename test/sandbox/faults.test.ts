import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '../../src/sandbox/index.js';
import { type Answer, DONE, enrolQuery, gradeBody, NOON, openWorld, userBody, type World } from './world.js';

const create = (world: World, email = 'new@example.com', signal?: AbortSignal): Promise<Answer> =>
  world.api('POST', '/users', { body: userBody(email), ...(signal === undefined ? {} : { signal }) });

/** The reason behind fetch's "fetch failed" or "terminated": the code of the socket's error. */
async function failure(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    return `${error instanceof Error ? error.name : ''} ${code}`;
  }
  throw new Error('an answer came');
}

/** Sends one POST under a fault, and says what the client saw and what was done. */
async function under(
  kind: FaultKind,
): Promise<{ world: World; seen: string; wasDone: boolean; answer: Answer | null }> {
  const world = await openWorld({
    faults: { schedule: [{ kind, method: 'POST', path: '/users' }], slowMs: 5 },
  });
  let answer: Answer | null = null;
  let seen: string;
  if (kind === 'hangBefore' || kind === 'hangAfter') {
    const giveUp = new AbortController();
    const waiting = failure(create(world, undefined, giveUp.signal));
    // The request is known to be in the sandbox's hands before its client gives up.
    while (world.sandbox.log().at(-1)?.fault !== kind) await new Promise(setImmediate);
    giveUp.abort();
    seen = await waiting;
  } else {
    try {
      answer = await create(world);
      seen = String(answer.status);
    } catch {
      seen = await failure(create(await again(world, kind)));
    }
  }
  const wasDone = world.sandbox.state().users.some((user) => user.email === 'new@example.com');
  return { world, seen, wasDone, answer };
}

/** The same fault on a second sandbox, where its error can be looked at. */
async function again(world: World, kind: FaultKind): Promise<World> {
  expect(world.sandbox.log().at(-1)?.fault).toBe(kind);
  return openWorld({ faults: { schedule: [{ kind, method: 'POST', path: '/users' }] } });
}

describe('faults', () => {
  it.each([
    ['resetBefore', 'TypeError ECONNRESET', false, 0],
    ['resetAfter', 'TypeError ECONNRESET', true, 0],
    ['hangBefore', 'AbortError ', false, 0],
    ['hangAfter', 'AbortError ', true, 0],
    ['error500Before', '500', false, 500],
    ['error500After', '500', true, 500],
    ['html502Before', '502', false, 502],
    ['html502After', '502', true, 502],
    ['busy503', '503', false, 503],
    ['storm429', '429', false, 429],
    ['slow', '200', true, 200],
    ['truncated', 'TypeError UND_ERR_SOCKET', true, 200],
    ['invalidJson', '200', true, 200],
    ['empty200', '200', true, 200],
    ['revokedToken', '401', false, 401],
  ] as const)('%s: the client sees %s, it was done: %s', async (kind, expected, done, status) => {
    const { world, seen, wasDone } = await under(kind);
    expect([seen, wasDone]).toEqual([expected, done]);
    expect(world.sandbox.log().at(-1)).toMatchObject({
      fault: kind,
      status,
      effect: done ? 'created' : 'none',
    });
  });

  it('cover every kind in the table above', () => {
    expect(FAULT_KINDS).toHaveLength(15);
  });

  it('look as they do from a gateway: HTML, text that is no JSON, nothing at all, seconds to wait', async () => {
    const html = (await under('html502After')).answer;
    expect(html?.headers.get('content-type')).toBe('text/html');
    expect(html?.text).toMatch(/^<html>/);
    const invalid = (await under('invalidJson')).answer;
    expect(() => JSON.parse(invalid?.text ?? '') as unknown).toThrow(SyntaxError);
    expect((await under('empty200')).answer?.text).toBe('');
    expect((await under('busy503')).answer?.headers.get('retry-after')).toBe('0.250');
    expect((await under('storm429')).answer?.json).toEqual({ message: '429 Too many requests' });
    expect((await under('error500Before')).answer?.json).toEqual({
      status: 'INTERNAL_SERVER_ERROR',
      title: 'Generic Error',
    });
  });

  it('storm for as many requests as they are told, then calm', async () => {
    const world = await openWorld({
      faults: { schedule: [{ kind: 'storm429', nth: 2 }], stormLength: 3, retryAfterSeconds: 10.752 },
    });
    const statuses: number[] = [];
    for (let at = 0; at < 6; at += 1) {
      const answer = await world.api('GET', '/account');
      statuses.push(answer.status);
      if (answer.status === 429) expect(answer.headers.get('retry-after')).toBe('10.752');
    }
    // The refresh that opened the world was the first request.
    expect(statuses).toEqual([429, 429, 429, 200, 200, 200]);
  });

  it('kill the token until it is refreshed', async () => {
    const world = await openWorld({ faults: { schedule: [{ kind: 'revokedToken', path: '/account' }] } });
    const dead = world.token;
    expect((await world.api('GET', '/account')).status).toBe(401);
    expect((await world.api('GET', '/users')).status).toBe(401);
    await world.refresh();
    expect(world.token).not.toBe(dead);
    expect((await world.api('GET', '/account')).status).toBe(200);
  });

  it('come by schedule at the nth matching request and no other, on token endpoints too', async () => {
    const world = await openWorld();
    await world.faults({
      schedule: [
        { kind: 'error500Before', nth: 2, times: 2, method: 'GET', path: '/users' },
        { kind: 'busy503', path: '/oauth' },
      ],
    });
    const statuses: number[] = [];
    for (const path of ['/users', '/account', '/users', '/users/101', '/users']) {
      statuses.push((await world.api('GET', path)).status);
    }
    expect(statuses).toEqual([200, 200, 500, 500, 200]);
    expect((await world.refresh()).status).toBe(503);
    expect((await world.refresh()).status).toBe(200);
    const now = await world.raw('GET', '/sandbox/faults');
    expect(now.json.fired).toEqual({ error500Before: 2, busy503: 1 });
  });

  it('hit the share that is asked for, and the same requests again in any order of arrival', async () => {
    const run = async (seed: number, reversed: boolean): Promise<readonly string[]> => {
      const world = await openWorld({ faults: { seed, share: { error500Before: 0.2, busy503: 0.1 } } });
      const paths = Array.from({ length: 300 }, (_, at) => `/users/${1000 + (at % 150)}`);
      const ordered = reversed ? paths.toReversed() : paths;
      for (const path of ordered) await world.api('GET', path);
      return world.sandbox
        .log()
        .flatMap((one) => (one.fault === null ? [] : [`${one.path} ${one.fault}`]))
        .sort();
    };
    const first = await run(5, false);
    expect(first.length).toBeGreaterThan(60);
    expect(first.length).toBeLessThan(120);
    expect(await run(5, true)).toEqual(first);
    expect(await run(6, false)).not.toEqual(first);
  });

  it('draw for the named verbs only, and never for tokens', async () => {
    const world = await openWorld({ faults: { share: { error500Before: 1 }, methods: ['POST'] } });
    expect((await world.refresh()).status).toBe(200);
    expect((await world.api('GET', '/users')).status).toBe(200);
    expect((await create(world)).status).toBe(500);
  });

  it('leave a refusal readable', async () => {
    const world = await openWorld({ faults: { share: { invalidJson: 1 } } });
    const refused = await world.api('GET', '/users/999');
    expect([refused.status, refused.json.title]).toEqual([400, 'OBJECT_DOESNT_EXIST']);
  });

  it('let no answer to an unenrolment through unspoilt, though it has no body', async () => {
    const world = await openWorld();
    await world.faults({ share: { invalidJson: 1 } });
    const answer = await world.api('DELETE', '/users/102/enrollments/course:7_701_102');
    expect([answer.status, answer.text.length > 0]).toEqual([200, true]);
    expect(answer.json).toEqual({});
  });

  it('hide a created user for a while from every read, from enrolling and from grading', async () => {
    let now = NOON;
    const world = await openWorld({ now: () => now, faults: { lateVisibilityMs: 2000 } });
    const id = String((await create(world)).json.data?.id);
    const attempts = async (): Promise<readonly (number | string)[]> => {
      const list = await world.api('GET', '/users', { query: { 'page[limit]': '100' } });
      const byEmail = await world.api('GET', '/users', { query: { ids: 'email:new@example.com' } });
      const enrolled = await world.api('POST', `/users/${id}/enrollments`, {
        query: enrolQuery('course:7_701'),
      });
      const graded = await world.api('POST', `/users/${id}/userModuleGrade`, {
        body: gradeBody(id, '7_71_0', DONE),
      });
      const one = await world.api('GET', `/users/${id}`);
      return [
        (list.json.data as unknown as object[]).length,
        (byEmail.json.data as unknown as object[]).length,
        enrolled.status,
        graded.status,
        one.status,
      ];
    };
    now += 1999;
    expect(await attempts()).toEqual([4, 0, 400, 400, 400]);
    const refused = await world.api('POST', `/users/${id}/enrollments`, {
      query: enrolQuery('course:7_701'),
    });
    expect(refused.json.title).toBe('OBJECT_DOESNT_EXIST');
    // The email is taken all the same: who trusts the look-up alone creates it twice.
    expect((await create(world)).status).toBe(400);
    now += 1;
    expect(await attempts()).toEqual([5, 1, 200, 200, 200]);
  });

  it('are refused when they make no sense, at the start and while it runs', async () => {
    await expect(openWorld({ faults: { share: { slow: 0.6, empty200: 0.6 } } })).rejects.toThrow(/above 1/);
    const world = await openWorld();
    for (const wrong of [
      { share: { nonsense: 0.1 } },
      { chance: 1 },
      { repeats: 'maybe' },
      { schedule: [{}] },
    ]) {
      const answer = await world.faults(wrong);
      expect([answer.status, typeof answer.json.error]).toEqual([400, 'string']);
    }
    expect((await world.raw('POST', '/sandbox/faults', { text: '{' })).status).toBe(400);
  });

  it('end with the sandbox: it closes while a request hangs', async () => {
    const world = await openWorld({ faults: { share: { hangBefore: 1 } } });
    const waiting = failure(world.api('GET', '/account'));
    while (world.sandbox.log().at(-1)?.fault !== 'hangBefore') await new Promise(setImmediate);
    await world.sandbox.close();
    expect(await waiting).toBe('TypeError UND_ERR_SOCKET');
  });
});
