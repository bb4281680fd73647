import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LivePage, readFacts, serveFacts } from '../../src/live/index.js';
import { openStore, SETTINGS, type Store, writeSetting } from '../../src/staging/index.js';

const effects = {
  now: () => Date.parse('2026-03-01T00:00:00Z'),
  sleep: (_: number, signal?: AbortSignal) => delay(5, undefined, signal && { signal }),
};

let folder: string;
let store: Store;
let page: LivePage;
let stop: AbortController;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alm-migrate-test-'));
  store = openStore(join(folder, 'migration.db'));
  stop = new AbortController();
  page = await serveFacts(store, effects, { port: 0, signal: stop.signal });
});
afterEach(async () => {
  stop.abort();
  await page.ended;
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function open(path: string, host?: string, method = 'GET'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, page.url), { method, headers: host === undefined ? {} : { host } });
    asked.on('response', resolve).on('error', reject).end();
  });
}

async function ask(path: string, host?: string, method?: string): Promise<Answer> {
  const answer = await open(path, host, method);
  let body = '';
  for await (const chunk of answer) body += String(chunk);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body };
}

/** The first event of the stream, and the connection, which stays open. */
async function firstEvent(): Promise<{ readonly message: unknown; readonly answer: IncomingMessage }> {
  const answer = await open('facts');
  const chunk = await new Promise<string>((resolve) => {
    answer.once('data', (data: Buffer) => resolve(data.toString()));
  });
  return { message: JSON.parse(chunk.replace(/^data: /, '')), answer };
}

describe('the server of the live page', () => {
  it('listens on the loopback address, under a path that nobody can guess', async () => {
    expect(page.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{12}\/$/);
    expect((await ask('./')).status).toBe(200);
    for (const path of ['/', '/facts', '/index.html', './facts/', './..']) {
      expect(await ask(path)).toMatchObject({ status: 404, body: 'There is nothing here.\n' });
    }
  });

  it.each(['rebound.example.com', '127.0.0.1.example.com', '10.0.0.5:8600', 'localhost.'])(
    'does not answer to the name "%s"',
    async (host) => {
      expect(await ask('./', host)).toMatchObject({
        status: 403,
        body: 'This page answers to 127.0.0.1 and localhost.\n',
      });
    },
  );

  it.each(['localhost:9000', '127.0.0.1', '[::1]:8600'])(
    'answers to %s, as at the end of a tunnel',
    async (host) => {
      expect((await ask('./', host)).status).toBe(200);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('takes no %s', async (method) => {
    const { status, headers } = await ask('./', undefined, method);
    expect([status, headers.allow]).toEqual([405, 'GET']);
  });

  it('lets no other origin in, and nothing from outside into the page', async () => {
    for (const path of ['./', '/elsewhere']) {
      const { headers } = await ask(path);
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'content-security-policy': "frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    const { body } = await ask('./');
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(body)?.[1] ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; img-src data:; connect-src 'self'; /,
    );
    expect(body).not.toMatch(/(?:src|href)="(?!#|data:,")/);
  });

  it('sends the facts at once, and again when they change', async () => {
    const { message, answer } = await firstEvent();
    expect(message).toEqual({
      at: '2026-03-01T00:00:00.000Z',
      facts: JSON.parse(JSON.stringify(readFacts(store, effects.now()))),
      reasons: {},
    });
    const next = new Promise<string>((resolve) => {
      answer.once('data', (data: Buffer) => resolve(data.toString()));
    });
    const other = openStore(store.name);
    writeSetting(other, SETTINGS.steering, 'pause');
    other.close();
    expect(JSON.parse((await next).replace(/^data: /, ''))).toMatchObject({
      facts: { steering: { isPaused: true } },
    });
    answer.destroy();
  });

  it('has room for six pages, and for another when one is closed', async () => {
    const open = [];
    for (let nth = 0; nth < 6; nth += 1) open.push(await firstEvent());
    expect((await ask('facts')).status).toBe(503);
    open[0]?.answer.destroy();
    await expect.poll(async () => (await firstStatus()) === 200).toBe(true);
    for (const { answer } of open) answer.destroy();
  });

  it('ends when it is told to, also while pages are open', async () => {
    const { answer } = await firstEvent();
    const cut = new Promise((resolve) => answer.once('close', resolve).once('error', resolve));
    stop.abort();
    await page.ended;
    await cut;
    await expect(ask('./')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says which port is taken, and what to do', async () => {
    const port = Number(new URL(page.url).port);
    await expect(serveFacts(store, effects, { port, signal: stop.signal })).rejects.toMatchObject({
      code: 'LIVE-PORT',
      message: `the page cannot be served: another program listens on port ${port}`,
      exitCode: 2,
    });
  });

  async function firstStatus(): Promise<number> {
    const answer = await open('facts');
    answer.destroy();
    return answer.statusCode ?? 0;
  }
});
