import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.js';
import { NOON, openWorld } from './world.js';

describe('tokens', () => {
  it('are refreshed by a form, and the living one is given again with the rest of its time', async () => {
    let now = NOON;
    const world = await openWorld({ now: () => now });
    const first = world.token;
    now += 1000_000;
    const again = await world.refresh();
    expect(again.json).toEqual({
      access_token: first,
      refresh_token: 'sandbox-refresh-token',
      user_role: 'admin',
      account_id: '4711',
      user_id: '10000001',
      expires_in: 603_800,
    });
  });

  it('die after seven days, then 401 in the flat shape, and a refresh makes a new one', async () => {
    let now = NOON;
    const world = await openWorld({ now: () => now });
    const first = world.token;
    now += 604_800_000;
    const dead = await world.api('GET', '/account');
    expect(dead.status).toBe(401);
    expect(dead.json).toEqual({
      status: 'UNAUTHORIZED',
      title: 'UNAUTHORIZED_ACCESS',
      source: { info: 'Token expired' },
    });
    await world.refresh();
    expect(world.token).not.toBe(first);
    expect((await world.api('GET', '/account')).status).toBe(200);
  });

  it('live as long as they are told to', async () => {
    const world = await openWorld({ tokenLifetimeSeconds: 60 });
    expect((await world.refresh()).json.expires_in).toBe(60);
  });

  it('are checked with a 200 in either case, and a key error for a dead one', async () => {
    const world = await openWorld();
    const alive = await world.raw('GET', '/oauth/token/check', { query: { access_token: world.token } });
    expect(alive.status).toBe(200);
    expect(alive.json).toMatchObject({ account_id: '4711', user_id: '10000001', user_role: 'admin' });
    const dead = await world.raw('GET', '/oauth/token/check', { query: { access_token: 'nonsense' } });
    expect(dead.status).toBe(200);
    expect(dead.json).toEqual({ error: 'invalid_token' });
  });

  it('are refused to a wrong secret, to JSON, and at the address for codes', async () => {
    const world = await openWorld();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const wrong = 'client_id=sandbox-client&client_secret=no&refresh_token=sandbox-refresh-token';
    expect((await world.raw('POST', '/oauth/token/refresh', { headers: form, text: wrong })).status).toBe(
      400,
    );
    const some = await world.raw('POST', '/oauth/token/refresh', { headers: form, text: 'client_id=x' });
    expect(some.json.title).toBe('Missing Parameter: client_secret');
    const json = { headers: { 'content-type': 'application/json' }, text: '{}' };
    expect((await world.raw('POST', '/oauth/token/refresh', json)).status).toBe(400);
    const code = await world.raw('POST', '/oauth/token', {
      headers: form,
      text: 'grant_type=refresh_token',
    });
    expect([code.status, code.json.title]).toEqual([400, 'Missing Parameter: code']);
  });
});

describe('the door', () => {
  it('wants a token, by either scheme', async () => {
    const world = await openWorld();
    expect((await world.api('GET', '/account', { headers: { authorization: undefined } })).status).toBe(401);
    expect((await world.api('GET', '/account', { headers: { authorization: 'oauth x' } })).status).toBe(401);
    const bearer = { authorization: `Bearer ${world.token}` };
    expect((await world.api('GET', '/account', { headers: bearer })).status).toBe(200);
  });

  it('answers 406 to any Accept but the documented one, wildcards too', async () => {
    const world = await openWorld();
    for (const accept of ['application/json', '*/*', 'text/html, application/xml']) {
      const answer = await world.api('GET', '/account', { headers: { accept } });
      expect([accept, answer.status, answer.json.status]).toEqual([accept, 406, 'NOT_ACCEPTABLE']);
    }
    const withCharset = { accept: 'application/vnd.api+json;charset=UTF-8' };
    expect((await world.api('GET', '/account', { headers: withCharset })).status).toBe(200);
  });

  it('names the account', async () => {
    const world = await openWorld();
    const answer = await world.api('GET', '/account');
    expect(answer.json.data).toEqual({
      id: '4711',
      type: 'account',
      attributes: { name: 'Example Industries' },
    });
  });

  it('puts rate, burst and a request id of its own on every answer of the API', async () => {
    const world = await openWorld({ limits: 'documented' });
    const read = await world.api('GET', '/account');
    expect(read.headers.get('x-rate-limit')).toBe('100r/m');
    expect(read.headers.get('x-burst')).toBe('100');
    expect(read.headers.get('content-type')).toBe('application/vnd.api+json;charset=UTF-8');
    const refused = await world.api('POST', '/users', { headers: { authorization: undefined } });
    expect(refused.headers.get('x-rate-limit')).toBe('30r/m');
    expect(refused.headers.get('x-request-id')).toBe('sandbox-3');
    expect(read.headers.get('x-request-id')).toBe('sandbox-2');
  });

  it('knows 404 for a path and 405 for a verb that is not there', async () => {
    const world = await openWorld();
    expect((await world.api('GET', '/certifications')).status).toBe(404);
    expect((await world.api('DELETE', '/users')).status).toBe(405);
    expect((await world.raw('GET', '/')).status).toBe(404);
    expect((await world.api('GET', '/users/%E0%A4%A')).status).toBe(400);
  });

  it('refuses a body that is no JSON, and one without its type', async () => {
    const world = await openWorld();
    const headers = { accept: 'application/vnd.api+json', authorization: `oauth ${world.token}` };
    const post = (type: string, text: string) =>
      world.raw('POST', '/primeapi/v2/users', { headers: { ...headers, 'content-type': type }, text });
    expect((await post('application/vnd.api+json', '{"data":')).json.source?.info).toBe(
      'the body is not JSON',
    );
    expect((await post('text/plain', '{}')).status).toBe(400);
    const empty = await world.raw('POST', '/primeapi/v2/users', { headers });
    expect(empty.json).toEqual({ status: 'BAD_REQUEST', title: 'Generic Error' });
  });

  it('stands on this machine only, and frees its port when it closes', async () => {
    const first = await startSandbox();
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const port = Number(new URL(first.url).port);
    await expect(startSandbox({ port })).rejects.toThrow(/EADDRINUSE/);
    await first.close();
    const second = await startSandbox({ port });
    expect(second.url).toBe(first.url);
    await second.close();
  });
});
