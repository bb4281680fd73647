import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where in the life of a request the gate rings. */
export type Moment = 'arrived' | 'processed';

/**
 * A gate in front of a sandbox that passes requests on, counts the writes, and rings at a chosen one:
 * when it has `arrived` (not passed on yet, and never will be), or when it was `processed` (and its
 * answer never goes back). So a test can end a process at an exact moment without waiting for one.
 */
export interface Gate {
  readonly url: string;
  /** Rings once, at the nth write from now on. */
  readonly ringAt: (nth: number, moment: Moment, ring: () => void) => void;
  readonly close: () => Promise<void>;
}

export async function openGate(target: string): Promise<Gate> {
  let bell: { nth: number; moment: Moment; ring: () => void } | null = null;
  const server: Server = createServer((incoming, outgoing) => {
    const isWrite = incoming.method !== 'GET' && !(incoming.url ?? '').includes('/oauth/');
    let rings: Moment | null = null;
    if (isWrite && bell !== null) {
      bell.nth -= 1;
      if (bell.nth === 0) rings = bell.moment;
    }
    const ring = (): void => {
      bell?.ring();
      bell = null;
      incoming.socket.destroy();
    };
    if (rings === 'arrived') {
      ring();
      return;
    }
    const forwarded = httpRequest(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method ?? 'GET', headers: { ...incoming.headers, host: new URL(target).host } },
      (answer) => {
        if (rings === 'processed') {
          answer.resume();
          answer.on('end', ring);
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ringAt: (nth, moment, ring) => {
      bell = { nth, moment, ring };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
