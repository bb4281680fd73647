import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { credentialsFromEnvironment, parseBaseUrl } from '../../src/alm/index.js';
import { Failure } from '../../src/terms/index.js';
import { client, type Handler, loopback, reply } from './loopback.js';

const CLAIMS = { account_id: 1010, user_id: '3400476', user_role: 'admin', expires_in: 5, access_token: 'x' };

function alm(check: unknown, account: Handler): Handler {
  return (request, response) => {
    if (request.url.startsWith('/oauth/token/check?access_token=')) return reply(response, 200, check);
    account(request, response);
  };
}

async function failure(promise: Promise<unknown>): Promise<Failure> {
  const error: unknown = await promise.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

describe('the account', () => {
  it('is named with its user and role', async () => {
    const account: Handler = (_, response) =>
      reply(response, 200, { data: { id: '1010', type: 'account', attributes: { name: 'Northwind' } } });
    const server = await loopback(alm(CLAIMS, account));
    expect(await client(server.url).account()).toEqual({
      accountId: '1010',
      name: 'Northwind',
      userId: '3400476',
      role: 'admin',
      host: new URL(server.url).host,
    });
  });

  it('has no name where the tenant does not show it', async () => {
    const server = await loopback(alm(CLAIMS, (_, response) => reply(response, 403, { title: 'FORBIDDEN' })));
    expect(await client(server.url).account()).toMatchObject({ accountId: '1010', name: null });
  });

  it('is not to be had with a dead token, which is a 200 with an error in it', async () => {
    const server = await loopback(alm({ error: 'invalid_token' }, (_, response) => reply(response, 200, {})));
    const error = await failure(client(server.url).account());
    expect(error).toMatchObject({ code: 'ALM-CREDENTIALS-REFUSED', exitCode: 2 });
  });

  it('is not there when nobody listens', async () => {
    const nobody = createServer();
    await new Promise<void>((resolve) => {
      nobody.listen(0, '127.0.0.1', resolve);
    });
    const address = nobody.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await new Promise((resolve) => nobody.close(resolve));
    const error = await failure(client(`http://127.0.0.1:${port}`).account());
    expect(error.code).toBe('ALM-NOT-THERE');
    expect(error.message).toContain(`127.0.0.1:${port}`);
    expect(error.remedy).not.toBe('');
  });

  it.each<[string, Handler]>([
    ['answers HTML', (_, response) => reply(response, 200, '<html><title>Log in</title></html>')],
    ['answers HTML with a 404', (_, response) => reply(response, 404, '<html>Not found</html>')],
    ['answers JSON of its own', (_, response) => reply(response, 200, { hello: 'world' })],
    [
      'sends us elsewhere',
      (_, response) => reply(response, 302, '', { location: 'https://elsewhere.example.com/' }),
    ],
    ['hangs up', (_, response) => void response.socket?.resetAndDestroy()],
  ])('is not ALM when the host %s', async (_, handler) => {
    const server = await loopback(handler);
    const error = await failure(client(server.url).account());
    expect(error.code).toBe('ALM-NOT-ALM');
    expect(error.message).toContain(new URL(server.url).host);
  });
});

describe('a start in bad weather', () => {
  const good: Handler = alm(CLAIMS, (_, response) =>
    reply(response, 200, { data: { id: '1010', type: 'account', attributes: { name: 'Northwind' } } }),
  );

  it('tries a little before it gives up', async () => {
    let turn = 0;
    const server = await loopback((request, response) => {
      turn += 1;
      if (turn === 1) return void response.socket?.resetAndDestroy();
      if (turn === 2) return reply(response, 502, '<html>Bad gateway</html>');
      if (turn === 3) return reply(response, 200, undefined);
      good(request, response);
    });
    expect(await client(server.url).account()).toMatchObject({ name: 'Northwind' });
  });

  it('says that ALM is there and not ready', async () => {
    const server = await loopback((_, response) => reply(response, 503, { title: 'maintenance' }));
    const error = await failure(client(server.url).account());
    expect(error.code).toBe('ALM-NOT-READY');
    expect(error.message).toContain('maintenance');
    expect(server.arrived).toHaveLength(4);
  });
});

describe('credentials', () => {
  const full = {
    ALM_CLIENT_ID: 'client',
    ALM_CLIENT_SECRET: 'secret-of-ours',
    ALM_REFRESH_TOKEN: 'refresh-of-ours',
  };

  it('are the refresh token where there is one, since a run outlives an access token', () => {
    expect(credentialsFromEnvironment({ ...full, ALM_ACCESS_TOKEN: 'access-of-ours' })).toEqual({
      kind: 'refreshToken',
      clientId: 'client',
      clientSecret: 'secret-of-ours',
      refreshToken: 'refresh-of-ours',
    });
    expect(credentialsFromEnvironment({ ALM_ACCESS_TOKEN: ' access-of-ours\n' })).toEqual({
      kind: 'accessToken',
      accessToken: 'access-of-ours',
    });
  });

  it.each([
    [{}, 'no credentials'],
    [{ ALM_CLIENT_ID: 'client', ALM_CLIENT_SECRET: 'secret-of-ours' }, 'ALM_REFRESH_TOKEN not set'],
    [{ ...full, ALM_REFRESH_TOKEN: '  ' }, 'ALM_REFRESH_TOKEN not set'],
    [{ ALM_ACCESS_TOKEN: 'two words' }, 'ALM_ACCESS_TOKEN does not look like one'],
    [{ ALM_ACCESS_TOKEN: 'x' }, 'ALM_ACCESS_TOKEN does not look like one'],
  ])('that are missing or odd are named, never shown: %j', (env, message) => {
    try {
      credentialsFromEnvironment(env);
      expect.fail('accepted');
    } catch (error) {
      expect(error).toMatchObject({
        name: 'Failure',
        exitCode: 2,
        message: expect.stringContaining(message),
      });
      expect(JSON.stringify(error)).not.toMatch(/two words|of-ours/);
    }
  });
});

describe('the base URL', () => {
  it.each([
    ['https://learningmanager.adobe.com', 'https://learningmanager.adobe.com', ''],
    ['https://learningmanagereu.adobe.com/primeapi/v2/', 'https://learningmanagereu.adobe.com', ''],
    ['https://gateway.example.com/alm', 'https://gateway.example.com', '/alm'],
    ['http://localhost:8080', 'http://localhost:8080', ''],
    ['http://[::1]:8080/', 'http://[::1]:8080', ''],
  ])('%s', (text, origin, prefix) => {
    expect(parseBaseUrl(text)).toMatchObject({ origin, prefix });
  });

  it.each([
    'http://learningmanager.adobe.com',
    'http://127.0.0.1.example.com',
    'ftp://127.0.0.1',
    'learningmanager.adobe.com',
    'https://ann:secret@alm.example.com',
    'https://alm.example.com/?x=1',
    '',
  ])('refuses "%s"', (text) => {
    expect(() => parseBaseUrl(text)).toThrow(expect.objectContaining({ code: 'ALM-BASE-URL', exitCode: 2 }));
  });
});
