import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';

/*
 * An ALM that does nothing but answer, so that it is the client that is measured: it takes every write,
 * and counts as nginx does where it has a limit. A process of its own; prints its address, and tells
 * what came when it is asked for /stats.
 */

const { values } = parseArgs({
  options: { perMinute: { type: 'string' }, burst: { type: 'string' }, port: { type: 'string' } },
});
const perMinute = values.perMinute === undefined ? null : Number(values.perMinute);
const burst = Number(values.burst ?? 10);
const limitHeaders = {
  'x-rate-limit': `${perMinute ?? 6_000_000}r/m`,
  'x-burst': String(perMinute === null ? 100_000 : burst),
};

let excess = 0;
let lastAt: number | null = null;
let accepted = 0;
let refusedAfterFirst = 0;
let firstAt: number | null = null;
let latestAt: number | null = null;
/** When the burst of the beginning was over: what comes after it is the pace. */
let steadyAt: number | null = null;
const STEADY_AFTER = 20;

/** Milliseconds that are missing, 0 where the request may pass. */
function ask(now: number): number {
  if (perMinute === null) return 0;
  const perMs = perMinute / 60_000;
  const next = lastAt === null ? 0 : Math.max(0, excess - (now - lastAt) * perMs + 1);
  if (next > burst) return (next - burst) / perMs;
  excess = next;
  lastAt = now;
  return 0;
}

const server = createServer((request, response) => {
  const url = request.url ?? '/';
  const send = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'content-type': 'application/vnd.api+json;charset=UTF-8',
      'content-length': Buffer.byteLength(text),
      ...headers,
    });
    response.end(text);
  };
  request.resume();
  request.on('end', () => {
    if (url.startsWith('/oauth/')) {
      return send(200, {
        access_token: 'a-token-of-the-benchmark',
        refresh_token: 'a-refresh-token',
        user_role: 'admin',
        account_id: '4711',
        user_id: '1',
        expires_in: 604_800,
      });
    }
    if (url === '/stats')
      return send(200, {
        accepted,
        refusedAfterFirst,
        firstAt,
        steadyAt,
        afterSteady: accepted - STEADY_AFTER,
        latestAt,
      });
    if (request.method === 'GET') {
      return send(200, { data: { id: '4711', type: 'account', attributes: { name: 'The benchmark' } } });
    }
    const now = performance.timeOrigin + performance.now();
    const wait = ask(now);
    if (wait > 0) {
      if (accepted > 0) refusedAfterFirst += 1;
      return send(
        429,
        { message: '429 Too many requests' },
        { ...limitHeaders, 'retry-after': (wait / 1000).toFixed(3) },
      );
    }
    accepted += 1;
    firstAt ??= now;
    if (accepted === STEADY_AFTER) steadyAt = now;
    latestAt = now;
    const [, user = '0'] = /\/users\/(\d+)\//.exec(url) ?? [];
    send(
      200,
      {
        data: {
          id: `course:1_2_${user}`,
          type: 'learningObjectInstanceEnrollment',
          attributes: {
            state: 'ENROLLED',
            dateEnrolled: '2026-01-01T00:00:00.000Z',
            progressPercent: 0,
            hasPassed: false,
          },
          relationships: {
            learner: { data: { id: user, type: 'user' } },
            loInstance: { data: { id: 'course:1_2', type: 'learningObjectInstance' } },
          },
        },
      },
      { ...limitHeaders, 'x-request-id': `bench-${accepted}` },
    );
  });
});
server.keepAliveTimeout = 300_000;
server.listen(Number(values.port ?? 0), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
