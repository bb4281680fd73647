import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Store } from '../staging/index.js';
import { type Effects, EXIT, Failure, reasonOf } from '../terms/index.js';
import type { Facts } from './facts.js';
import { livePage } from './page/index.js';
import { watchFacts } from './watch.js';

export interface LivePage {
  /** Where to open it: on this machine, under a name that nobody can guess. */
  readonly url: string;
  /** Resolves once the signal has ended it, and nobody is connected any more. */
  readonly ended: Promise<void>;
}

export interface ServeOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly signal: AbortSignal;
}

/** As many pages as may be open at a time: each of them looks into the store by itself. */
const MOST_PAGES = 6;
/** The names of this machine for itself. A page of somewhere else whose name was made to lead here has another. */
const OWN_NAMES = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/**
 * Serves the live page until the signal is aborted.
 *
 * Who can open it: processes of this machine that know the address. It listens on the loopback address
 * alone, answers only to a name of it (else a foreign page could reach it by a name of its own that it
 * lets lead here), under a path that is drawn at random each time, and to GET. Nothing is let in from
 * other origins.
 */
export async function serveFacts(
  store: Store,
  effects: Pick<Effects, 'now' | 'sleep'>,
  { port, signal }: ServeOptions,
): Promise<LivePage> {
  const secret = randomBytes(9).toString('base64url');
  const page = livePage();
  let open = 0;
  const server = createServer((request, response) => {
    const refused = refusal(request);
    if (refused !== null) return answer(response, ...refused);
    if (request.url === `/${secret}/`) return answer(response, 200, page, 'text/html; charset=utf-8');
    if (request.url !== `/${secret}/facts`) return answer(response, 404, 'There is nothing here.\n');
    if (open >= MOST_PAGES) return answer(response, 503, 'As many pages are open as may be.\n');
    open += 1;
    const over = new AbortController();
    response.on('close', () => over.abort());
    const until = AbortSignal.any([signal, over.signal]);
    follow(response, watchFacts(store, effects, until), effects, until)
      .catch(() => response.destroy())
      .finally(() => {
        open -= 1;
      });
  });
  const address = await listen(server, port);
  const ended = once(server, 'close').then(() => undefined);
  const end = (): void => {
    server.close();
    server.closeAllConnections();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return { url: `${address}/${secret}/`, ended };
}

/** Status and words for a request that is not for us; null where it is. */
function refusal({ headers, method }: IncomingMessage): [number, string] | null {
  if (!OWN_NAMES.test(headers.host ?? '')) return [403, 'This page answers to 127.0.0.1 and localhost.\n'];
  if (method !== 'GET') return [405, 'This page only shows; it takes GET alone.\n'];
  return null;
}

function answer(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, { ...headersOf(type), ...(status === 405 ? { allow: 'GET' } : {}) });
  response.end(body);
}

function headersOf(type: string): Readonly<Record<string, string>> {
  return {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'content-security-policy': "frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  };
}

/** Server-sent events, one for each state of the facts; a reader that is slow is waited for. */
async function follow(
  response: ServerResponse,
  states: AsyncIterable<Facts>,
  { now }: Pick<Effects, 'now'>,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, headersOf('text/event-stream; charset=utf-8'));
  for await (const facts of states) {
    const message = { at: new Date(now()).toISOString(), facts, reasons: reasonsOf(facts) };
    if (!response.write(`data: ${JSON.stringify(message)}\n\n`)) await once(response, 'drain', { signal });
  }
  response.end();
}

/** Cause and remedy of each code that the facts name. */
function reasonsOf({ plan }: Facts): Readonly<Record<string, { cause: string; mend: string }>> {
  const codes = [...(plan?.operations ?? []), ...(plan?.errors ?? [])].map((row) => row.code);
  return Object.fromEntries(
    [...new Set(codes)].filter((code) => code !== null).map((code) => [code, reasonOf(code)]),
  );
}

/** Listens on the loopback address and gives the beginning of its URLs; the newer protocol where a machine lacks the older. */
async function listen(server: Server, port: number): Promise<string> {
  for (const [host, name] of [
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
  ] as const) {
    try {
      server.listen({ port, host, exclusive: true });
      await once(server, 'listening');
      return `http://${name}:${(server.address() as AddressInfo).port}`;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') continue;
      throw notListening(code, port, error);
    }
  }
  throw notListening('EADDRNOTAVAIL', port, undefined);
}

function notListening(code: string, port: number, cause: unknown): Failure {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: `another program listens on port ${port}`,
    EACCES: `this user may not listen on port ${port}`,
  };
  return new Failure('LIVE-PORT', `the page cannot be served: ${why[code] ?? code}`, {
    remedy: 'choose another with --port, or leave it off: a free one is taken',
    exitCode: EXIT.usage,
    cause,
  });
}
