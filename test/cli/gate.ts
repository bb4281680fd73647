import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Where in the life of a request the gate rings. `arrived`: it was not passed on, and never will be.
 * `processed`: its answer is there, and never goes back. `answered`: its answer is held until what
 * rings is done, and then goes back.
 */
export type Moment = 'arrived' | 'processed' | 'answered';

/** Which requests are counted: what changes ALM, or what reads it. */
export type Counted = 'writes' | 'reads';

/**
 * A gate in front of a sandbox that passes requests on, counts them, and rings at a chosen one. So a
 * test can end or interrupt a process at an exact moment without waiting for one.
 */
export interface Gate {
  readonly url: string;
  /** Rings once, at the nth request from now on. */
  readonly ringAt: (nth: number, moment: Moment, ring: () => unknown, counted?: Counted) => void;
  /** Answers 400 with this body to the next write whose path matches, in ALM's place: nothing is passed on. */
  readonly refuse: (path: RegExp, body: unknown) => void;
  readonly close: () => Promise<void>;
}

interface Bell {
  nth: number;
  readonly moment: Moment;
  readonly counted: Counted;
  readonly ring: () => unknown;
}

export async function openGate(target: string): Promise<Gate> {
  let bell: Bell | null = null;
  const due = (incoming: IncomingMessage): Bell | null => {
    if (bell === null || kindOf(incoming) !== bell.counted) return null;
    bell.nth -= 1;
    if (bell.nth > 0) return null;
    const rung = bell;
    bell = null;
    return rung;
  };
  let refusal: { readonly path: RegExp; readonly body: unknown } | null = null;
  const server: Server = createServer((incoming, outgoing) => {
    if (refusal?.path.test(incoming.url ?? '') && kindOf(incoming) === 'writes') {
      const { body } = refusal;
      refusal = null;
      incoming.resume();
      outgoing.writeHead(400, { 'content-type': 'application/json', 'x-request-id': 'refused-by-the-gate' });
      outgoing.end(JSON.stringify(body));
      return;
    }
    const rings = due(incoming);
    const cut = (): void => {
      void rings?.ring();
      incoming.socket.destroy();
    };
    if (rings?.moment === 'arrived') {
      cut();
      return;
    }
    const forwarded = httpRequest(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method ?? 'GET', headers: { ...incoming.headers, host: new URL(target).host } },
      (answer) => {
        if (rings?.moment === 'processed') {
          answer.resume();
          answer.on('end', cut);
          return;
        }
        const goesBack = (): void => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
        };
        Promise.resolve(rings?.ring()).then(goesBack, () => outgoing.destroy());
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ringAt: (nth, moment, ring, counted = 'writes') => {
      bell = { nth, moment, ring, counted };
    },
    refuse: (path, body) => {
      refusal = { path, body };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function kindOf(incoming: IncomingMessage): Counted | 'token' {
  if ((incoming.url ?? '').includes('/oauth/')) return 'token';
  return incoming.method === 'GET' ? 'reads' : 'writes';
}
