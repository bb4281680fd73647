import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Alm, type OpenAlmOptions, openAlm } from '../../src/alm/index.js';
import type { Effects } from '../../src/terms/index.js';

export interface Arrived {
  readonly method: string;
  /** Path and query as they came, undecoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export type Handler = (request: Arrived, response: ServerResponse) => void;

export interface Loopback {
  readonly url: string;
  readonly arrived: readonly Arrived[];
}

/** A real server on this machine that answers as `handler` says; closed when the test ends. */
export async function loopback(handler: Handler): Promise<Loopback> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body };
      arrived.push(one);
      handler(one, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

export function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/vnd.api+json;charset=UTF-8', ...headers });
  response.end(text);
}

export const TOKEN = 'an-access-token/with+signs=';

/** Real time, but nobody waits long for a retry. */
export const promptly: Effects = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    delay(Math.min(milliseconds, 20), undefined, { ...(signal && { signal }) }).catch(() => {
      throw signal?.reason;
    }),
  random: () => 0.5,
};

/** A client of `url`, closed when the test ends. */
export function client(url: string, options: Partial<OpenAlmOptions> = {}): Alm {
  const alm = openAlm({
    baseUrl: url,
    credentials: { kind: 'accessToken', accessToken: TOKEN },
    effects: promptly,
    ...options,
  });
  onTestFinished(() => alm.close());
  return alm;
}
