import { describe, expect, it } from 'vitest';
import { type AlmRequest, AlmUnreachable, type Credentials, openAlm } from '../../src/alm/index.js';
import { FakeTime } from './fakeTime.js';
import { type Arrived, client, type Handler, loopback, promptly, reply, TOKEN } from './loopback.js';

const REFRESHABLE: Credentials = {
  kind: 'refreshToken',
  clientId: 'client-id',
  clientSecret: 'client+secret/of=ours',
  refreshToken: 'refresh-token-of-ours',
};
const WRITE: AlmRequest = { method: 'POST', path: '/users', body: {} };

/** ALM with tokens that live as long as the test says; each refresh gives a new one. */
function almWithTokens(accepts: (token: string) => boolean, expiresIn = 604_800): Handler {
  let issued = 0;
  return (request, response) => {
    if (request.url === '/oauth/token/refresh') {
      issued += 1;
      return reply(response, 200, {
        access_token: `access-token-${issued}`,
        expires_in: expiresIn,
        user_role: 'admin',
      });
    }
    const token = String(request.headers.authorization).replace('oauth ', '');
    if (accepts(token)) return reply(response, 200, { seen: token });
    return reply(response, 401, { status: 'UNAUTHORIZED', title: 'Token expired' });
  };
}

const refreshes = (arrived: readonly Arrived[]) =>
  arrived.filter((one) => one.url === '/oauth/token/refresh');

describe('tokens', () => {
  it('are fetched form-encoded before the first request, once for all who ask at the same time', async () => {
    const server = await loopback(almWithTokens(() => true));
    const alm = client(server.url, { credentials: REFRESHABLE });
    const answers = await Promise.all(Array.from({ length: 20 }, () => alm.writes(WRITE)));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    const [first, ...others] = refreshes(server.arrived);
    expect(others).toEqual([]);
    expect(first?.method).toBe('POST');
    expect(first?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(first?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(first?.body))).toEqual({
      client_id: 'client-id',
      client_secret: 'client+secret/of=ours',
      refresh_token: 'refresh-token-of-ours',
    });
  });

  it('are refreshed before they end', async () => {
    const server = await loopback(almWithTokens(() => true, 3_600));
    const time = new FakeTime();
    const alm = client(server.url, { credentials: REFRESHABLE, effects: time });
    await alm.writes(WRITE);
    time.setClock(time.now() + 54 * 60_000);
    await alm.writes(WRITE);
    expect(refreshes(server.arrived)).toHaveLength(1);
    time.setClock(time.now() + 2 * 60_000);
    await alm.writes(WRITE);
    expect(refreshes(server.arrived)).toHaveLength(2);
  });

  it('are refreshed once on a 401, and the request, which was not done, is sent again', async () => {
    const server = await loopback(almWithTokens((token) => token !== 'access-token-1'));
    const alm = client(server.url, { credentials: REFRESHABLE });
    const answers = await Promise.all(Array.from({ length: 8 }, () => alm.writes(WRITE)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
    expect(refreshes(server.arrived)).toHaveLength(2);
  });

  it('that are refused after a refresh end the matter: the 401 is the answer', async () => {
    const server = await loopback(almWithTokens(() => false));
    const answer = await client(server.url, { credentials: REFRESHABLE }).writes(WRITE);
    expect(answer.status).toBe(401);
    expect(refreshes(server.arrived)).toHaveLength(2);
    expect(server.arrived).toHaveLength(4);
  });

  it('that were given as they are cannot be refreshed', async () => {
    const server = await loopback(almWithTokens(() => false));
    expect((await client(server.url).writes(WRITE)).status).toBe(401);
    expect(server.arrived).toHaveLength(1);
  });

  it('that cannot be had just now leave the request unsent, so it may be sent later', async () => {
    const server = await loopback((_, response) => reply(response, 503, '<html>maintenance</html>'));
    const alm = client(server.url, { credentials: REFRESHABLE });
    await expect(alm.writes(WRITE)).rejects.toBeInstanceOf(AlmUnreachable);
    await expect(alm.writes(WRITE)).rejects.toMatchObject({ kind: 'noToken' });
    expect(refreshes(server.arrived)).toHaveLength(2);
    expect(server.arrived).toHaveLength(2);
  });

  it.each([
    ['nothing', undefined],
    ['something else', { hello: 'world' }],
    ['HTML', '<html>'],
  ])('that come as %s with a 200 are not refused, only not to be had just now', async (_, body) => {
    const server = await loopback((__, response) => reply(response, 200, body));
    await expect(client(server.url, { credentials: REFRESHABLE }).writes(WRITE)).rejects.toMatchObject({
      name: 'AlmUnreachable',
      kind: 'noToken',
    });
  });

  it('that ALM will not give for these credentials are for the user to mend', async () => {
    const server = await loopback((_, response) =>
      reply(response, 400, { title: 'Invalid client', status: 'BAD_REQUEST' }),
    );
    await expect(client(server.url, { credentials: REFRESHABLE }).writes(WRITE)).rejects.toMatchObject({
      name: 'Failure',
      code: 'ALM-CREDENTIALS-REFUSED',
      exitCode: 2,
      message: expect.stringContaining('Invalid client'),
      remedy: expect.stringContaining('ALM_REFRESH_TOKEN'),
    });
  });
});

describe('secrets', () => {
  const secrets = [TOKEN, 'client+secret/of=ours', 'refresh-token-of-ours', 'access-token-1'];
  const forms = (secret: string) => [secret, encodeURIComponent(secret), secret.replaceAll('/', '\\/')];
  const everySecret = secrets.flatMap(forms);

  /** Everything that an error or an answer could show, to the depth of its causes. */
  function shown(value: unknown): string {
    if (!(value instanceof Error)) return JSON.stringify(value);
    const own = JSON.stringify(Object.fromEntries(Object.entries(value)));
    return [value.message, value.stack, own, value.cause === undefined ? '' : shown(value.cause)].join('\n');
  }

  const gossip: Record<string, Handler> = {
    'a refusal that quotes them': (request, response) =>
      reply(response, 400, {
        title: `wrong ${everySecret.join(' ')} ${request.headers.authorization}`,
        status: 'BAD',
      }),
    'a refusal that quotes them in JSON with escaped slashes': (_, response) =>
      reply(response, 400, JSON.stringify({ title: everySecret.join(' ') }).replaceAll('/', '\\/')),
    'headers that quote them': (request, response) =>
      reply(response, 400, {}, { 'x-request-id': String(request.headers.authorization), 'x-echo': TOKEN }),
    'a page of HTML with a 200 that quotes them': (_, response) =>
      reply(response, 200, everySecret.join(' ')),
    'a page of HTML with a 502 that quotes them': (_, response) =>
      reply(response, 502, everySecret.join(' ')),
    'an answer of another shape that quotes them': (_, response) =>
      reply(response, 200, { data: everySecret }),
    'a connection that breaks off': (_, response) => void response.socket?.resetAndDestroy(),
  };

  it.each(Object.entries(gossip))('are not in errors and answers after %s', async (_, handler) => {
    const server = await loopback((request, response) => {
      if (request.url !== '/oauth/token/refresh') return handler(request, response);
      reply(response, 200, { access_token: 'access-token-1', expires_in: 604_800 });
    });
    const seen: unknown[] = [];
    const note = (promise: Promise<unknown>) =>
      promise.then(
        (answer) => seen.push(answer),
        (error: unknown) => seen.push(error),
      );
    for (const credentials of [{ kind: 'accessToken', accessToken: TOKEN } as const, REFRESHABLE]) {
      const alm = client(server.url, { credentials, settings: { readAttempts: 2 } });
      const { account, writes } = alm;
      await note(
        writes(WRITE).then(({ status, headers, text, requestId }) => ({ status, headers, text, requestId })),
      );
      await note(writes(WRITE).then((answer) => (answer.status < 400 ? null : answer.body)));
      await note(account());
    }
    expect(seen).toHaveLength(6);
    // A connection knows its own secrets only.
    const [first, second] = [seen.slice(0, 3), seen.slice(3)].map((half) => half.map(shown).join('\n'));
    for (const secret of secrets.slice(0, 1).flatMap(forms)) expect(first).not.toContain(secret);
    for (const secret of secrets.slice(1).flatMap(forms)) expect(second).not.toContain(secret);
  });

  it('are refused when the answer to the refresh itself quotes them', async () => {
    const server = await loopback((request, response) =>
      reply(response, 400, { title: `no: ${request.body}` }),
    );
    const error: unknown = await client(server.url, { credentials: REFRESHABLE })
      .writes(WRITE)
      .catch((thrown: unknown) => thrown);
    expect(shown(error)).toContain('[secret]');
    for (const secret of [
      'client+secret/of=ours',
      encodeURIComponent('client+secret/of=ours'),
      'refresh-token-of-ours',
    ]) {
      expect(shown(error)).not.toContain(secret);
    }
  });

  it('are blotted out of any text on demand', () => {
    const alm = openAlm({
      baseUrl: 'https://alm.example.com',
      credentials: { kind: 'accessToken', accessToken: TOKEN },
      effects: promptly,
    });
    expect(alm.redact(`token ${TOKEN}, again ${encodeURIComponent(TOKEN)}`)).toBe(
      'token [secret], again [secret]',
    );
    return alm.close();
  });
});
