import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Impostor {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A server that answers every request with one and the same page, as a proxy or a log-in page does. */
export async function openImpostor(status: number, contentType: string, body: string): Promise<Impostor> {
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    outgoing.writeHead(status, { 'content-type': contentType });
    outgoing.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
