import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AlmAmbiguous, type AlmRequest, AlmUnreachable } from '../../src/alm/index.js';
import { client, loopback, reply, TOKEN } from './loopback.js';

const WRITE: AlmRequest = { method: 'POST', path: '/users', body: { data: { type: 'user' } } };
const READ: AlmRequest = { method: 'GET', path: '/users/5' };

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.fail(`it was answered: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}

describe('what goes over the wire', () => {
  it('carries the documented headers, and the query percent-encoded to the last plus', async () => {
    const server = await loopback((_, response) => reply(response, 200, { data: [] }));
    const query = { ids: 'email:ann+x@example.com,email:bob@example.com', 'page[limit]': '10' };
    await client(server.url).reads({ method: 'GET', path: '/users', query });
    const [arrived] = server.arrived;
    expect(arrived?.url).toBe(
      '/primeapi/v2/users?ids=email%3Aann%2Bx%40example.com%2Cemail%3Abob%40example.com&page%5Blimit%5D=10',
    );
    expect(arrived?.headers).toMatchObject({
      accept: 'application/vnd.api+json',
      authorization: `oauth ${TOKEN}`,
    });
    expect(arrived?.headers['content-type']).toBeUndefined();
  });

  it('sends a body as JSON:API, and none where there is none', async () => {
    const server = await loopback((_, response) => reply(response, 200, {}));
    const alm = client(server.url);
    await alm.writes(WRITE);
    await alm.writes({ method: 'POST', path: '/users/5/enrollments', query: { loId: 'course:1' } });
    const [withBody, without] = server.arrived;
    expect(withBody?.body).toBe('{"data":{"type":"user"}}');
    expect(withBody?.headers['content-type']).toBe('application/vnd.api+json;charset=UTF-8');
    expect(without?.body).toBe('');
    expect(without?.headers['content-type']).toBeUndefined();
  });

  it('keeps a path that a proxy puts in front', async () => {
    const server = await loopback((_, response) => reply(response, 200, {}));
    await client(`${server.url}/alm/primeapi/v2/`).writes(READ);
    expect(server.arrived[0]?.url).toBe('/alm/primeapi/v2/users/5');
  });
});

describe('an answer', () => {
  it('has status, headers, body and request id, whatever the status', async () => {
    const server = await loopback((_, response) =>
      reply(
        response,
        418,
        { status: 'BAD_REQUEST', title: 'Missing Param' },
        { 'X-Request-Id': 'abc', 'x-burst': '10' },
      ),
    );
    const answer = await client(server.url).writes(WRITE);
    expect(answer).toMatchObject({ status: 418, requestId: 'abc', body: { title: 'Missing Param' } });
    expect(answer.headers['x-burst']).toBe('10');
    expect(answer.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('keeps no cookies', async () => {
    const server = await loopback((_, response) =>
      reply(response, 200, {}, { 'set-cookie': 'session=secret' }),
    );
    expect(JSON.stringify(await client(server.url).writes(WRITE))).not.toContain('session');
  });

  it('is unzipped', async () => {
    const server = await loopback((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync('{"data":[]}'));
    });
    expect((await client(server.url).writes(READ)).body).toEqual({ data: [] });
  });

  it('may be empty for a write', async () => {
    const server = await loopback((_, response) => reply(response, 204, undefined));
    expect(await client(server.url).writes(WRITE)).toMatchObject({ status: 204, body: undefined });
  });

  it('is a redirect as it stands: the token goes to no other host', async () => {
    const elsewhere = await loopback((_, response) => reply(response, 200, {}));
    const server = await loopback((_, response) =>
      reply(response, 302, '', { location: `${elsewhere.url}/primeapi/v2/x` }),
    );
    expect((await client(server.url).writes(READ)).status).toBe(302);
    expect(elsewhere.arrived).toEqual([]);
  });

  it('shows no more than the beginning of a page of HTML', async () => {
    const server = await loopback((_, response) => reply(response, 502, `<html>${'x'.repeat(100_000)}`));
    const answer = await client(server.url).writes(WRITE);
    expect(answer).toMatchObject({ status: 502, body: undefined });
    expect(answer.text.length).toBe(2_000);
  });
});

describe('no answer', () => {
  it('is unreachable when nobody listens: nothing left this machine', async () => {
    const nobody = createServer();
    await new Promise<void>((resolve) => {
      nobody.listen(0, '127.0.0.1', resolve);
    });
    const address = nobody.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await new Promise((resolve) => nobody.close(resolve));
    const error = await rejection(client(`http://127.0.0.1:${port}`).writes(WRITE));
    expect(error).toBeInstanceOf(AlmUnreachable);
    expect(error).toMatchObject({ kind: 'refused', host: `127.0.0.1:${port}` });
  });

  it('is unreachable when the name is not known', async () => {
    const error = await rejection(client('https://alm.invalid').writes(WRITE));
    expect(error).toBeInstanceOf(AlmUnreachable);
    expect(error).toMatchObject({ kind: 'nameUnknown' });
  });

  it('is unreachable when the other side does not speak TLS', async () => {
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    await new Promise<void>((resolve) => {
      plain.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => new Promise<void>((resolve) => plain.close(() => resolve())));
    const address = plain.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const error = await rejection(client(`https://127.0.0.1:${port}`).writes(WRITE));
    expect(error).toBeInstanceOf(AlmUnreachable);
    expect(error).toMatchObject({ kind: 'tls' });
  });

  it.each([
    ['a reset after the request arrived', 'reset', (r: ServerResponse) => r.socket?.resetAndDestroy()],
    [
      'a body that breaks off',
      'reset',
      (r: ServerResponse) => {
        r.writeHead(200, { 'content-length': '500' });
        r.write('{"data":', () => r.socket?.destroy());
      },
    ],
    [
      'a chunked body that breaks off',
      'reset',
      (r: ServerResponse) => {
        r.writeHead(200);
        r.write('{"data":', () => r.socket?.destroy());
      },
    ],
    ['a page of HTML with a 200', 'unreadable', (r: ServerResponse) => reply(r, 200, '<html>Log in</html>')],
    ['half of a JSON with the right length', 'unreadable', (r: ServerResponse) => reply(r, 200, '{"data":')],
    [
      'bytes that are not UTF-8',
      'unreadable',
      (r: ServerResponse) => r.writeHead(200).end(Buffer.from([0x22, 0xff, 0x22])),
    ],
    [
      'a zipped body that breaks off',
      'reset',
      (r: ServerResponse) =>
        r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"data":[]}').subarray(0, 15)),
    ],
    ['no answer in time', 'timedOut', () => undefined],
    [
      'a body that drips for ever',
      'timedOut',
      (r: ServerResponse) => {
        r.writeHead(200);
        const drip = setInterval(() => r.write(' '), 20);
        r.once('close', () => clearInterval(drip));
      },
    ],
    ['a body beyond the cap', 'tooLarge', (r: ServerResponse) => reply(r, 200, 'x'.repeat(20_000))],
    [
      'a zip bomb',
      'tooLarge',
      (r: ServerResponse) =>
        r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000))),
    ],
  ])('is ambiguous for %s', async (_, kind, answer) => {
    const server = await loopback((__, response) => void answer(response));
    const settings = { answerTimeoutMs: 300, maxBodyBytes: 10_000 };
    const error = await rejection(client(server.url, { settings }).writes(WRITE));
    expect(error).toBeInstanceOf(AlmAmbiguous);
    expect(error).toMatchObject({ kind });
    expect(server.arrived).toHaveLength(1);
  });

  it('never leaves when we stop while it waits for a connection', async () => {
    let arrived = (_: ServerResponse): void => {};
    const arrival = (): Promise<ServerResponse> =>
      new Promise((resolve) => {
        arrived = resolve;
      });
    const server = await loopback((_, response) => arrived(response));
    const alm = client(server.url, { settings: { connections: 1 } });
    const stop = new AbortController();
    const atWork = arrival();
    const first = alm.writes(WRITE);
    const second = rejection(alm.writes(WRITE, stop.signal));
    const busy = await atWork;
    stop.abort(new Error('stopped'));
    expect(await second).toMatchObject({ name: 'AlmAmbiguous', kind: 'aborted' });
    const next = arrival();
    reply(busy, 200, { data: [] });
    expect(await first).toMatchObject({ status: 200 });
    const third = alm.reads(READ);
    reply(await next, 200, { data: [] });
    await third;
    expect(server.arrived.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it('is ambiguous when we stop waiting, and was never sent when we had stopped before', async () => {
    const stop = new AbortController();
    const server = await loopback(() => stop.abort(new Error('stopped')));
    const alm = client(server.url);
    expect(await rejection(alm.writes(WRITE, stop.signal))).toMatchObject({
      name: 'AlmAmbiguous',
      kind: 'aborted',
    });
    expect(await rejection(alm.writes(WRITE, stop.signal))).toMatchObject({ message: 'stopped' });
    expect(server.arrived).toHaveLength(1);
  });
});
