import { describe, expect, it } from 'vitest';
import { NOON, openWorld, userBody, type World } from './world.js';

async function flood(world: World, verb: string, path: string, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let at = 0; at < times; at += 1) statuses.push((await world.api(verb, path)).status);
  return statuses;
}

const admitted = (statuses: readonly number[]): number => statuses.filter((status) => status !== 429).length;

describe('the limits', () => {
  it('let one and the burst through at once, then one an interval, and answer 429 with the rest to wait', async () => {
    let now = NOON;
    const world = await openWorld({ limits: { POST: { perMinute: 600, burst: 3 } }, now: () => now });
    expect(await flood(world, 'POST', '/users', 6)).toEqual([400, 400, 400, 400, 429, 429]);
    now += 40;
    const early = await world.api('POST', '/users', { body: userBody('n@example.com') });
    expect(early.status).toBe(429);
    expect(early.json).toEqual({ message: '429 Too many requests' });
    expect(early.headers.get('content-type')).toBe('application/json');
    expect(early.headers.get('retry-after')).toBe('0.060');
    expect(early.headers.get('x-rate-limit')).toBe('600r/m');
    expect(early.headers.get('x-burst')).toBe('3');
    now += 60;
    expect(await flood(world, 'POST', '/users', 2)).toEqual([400, 429]);
    expect(world.sandbox.state().users).toHaveLength(4);
  });

  it('admit exactly who waited as long as they were told', async () => {
    let now = NOON;
    const world = await openWorld({ limits: { GET: { perMinute: 7, burst: 2 } }, now: () => now });
    await flood(world, 'GET', '/account', 3);
    for (let at = 0; at < 20; at += 1) {
      now += 13 * at;
      const answer = await world.api('GET', '/account');
      if (answer.status === 200) continue;
      now += Number(answer.headers.get('retry-after')) * 1000 - 1;
      expect((await world.api('GET', '/account')).status).toBe(429);
      now += 1;
      expect((await world.api('GET', '/account')).status).toBe(200);
    }
  });

  it('are those of the published table, a bucket for each verb', async () => {
    const world = await openWorld({ limits: 'documented' });
    expect(admitted(await flood(world, 'POST', '/users', 15))).toBe(11);
    expect(admitted(await flood(world, 'PATCH', '/users/101', 25))).toBe(21);
    expect(admitted(await flood(world, 'PUT', '/externalProfiles/9001/users/103', 15))).toBe(11);
    expect(admitted(await flood(world, 'DELETE', '/users/999', 15))).toBe(11);
    expect(admitted(await flood(world, 'GET', '/account', 110))).toBe(101);
  });

  it('count users and learning objects by the hour as well', async () => {
    let now = NOON;
    const world = await openWorld({ limits: 'documented', now: () => now });
    const first = await world.api('GET', '/users');
    expect(first.headers.get('x-rate-limit')).toBe('500r/h');
    expect((await world.api('GET', '/users/101')).headers.get('x-rate-limit')).toBe('100r/m');
    let passed = 1;
    let last = first;
    for (let minute = 0; last.status === 200 && minute < 10; minute += 1) {
      for (let at = 0; at < 50 && last.status === 200; at += 1) {
        last = await world.api('GET', '/users');
        if (last.status === 200) passed += 1;
      }
      if (last.status === 200) now += 60_000;
    }
    // Fifty a minute is well within the verb's hundred: only the hourly bucket can have refused.
    expect(last.status).toBe(429);
    expect(passed).toBeGreaterThan(101);
    expect(passed).toBeLessThanOrEqual(101 + 10 * 9);
    expect((await world.api('GET', '/learningObjects')).status).toBe(200);
  });

  it('hold nobody back without a token, and are absent where they are not wanted', async () => {
    const world = await openWorld({ limits: { GET: { perMinute: 1, burst: 0 } } });
    for (let at = 0; at < 5; at += 1) {
      expect((await world.raw('GET', '/primeapi/v2/account')).status).toBe(401);
    }
    expect((await world.api('GET', '/account')).status).toBe(200);
    expect((await world.api('GET', '/account')).status).toBe(429);
    expect(admitted(await flood(world, 'POST', '/users', 50))).toBe(50);
  });

  it('are refused when they make no sense', async () => {
    await expect(openWorld({ limits: { GET: { perMinute: 0, burst: 1 } } })).rejects.toThrow(/limits\.GET/);
  });
});
