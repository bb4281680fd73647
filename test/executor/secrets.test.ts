import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { DEMO_EXPORTS, demoSeed, demoWorkspace, type Ended, inFolder, run } from '../cli/world.js';

const SECRETS = {
  clientSecret: 'planted/client+secret=1a2b3c',
  refreshToken: 'planted-refresh/token+9f8e7d==',
  /** Only in the environment, and never to be sent anywhere. */
  accessToken: 'planted-access-token-5x4y3z',
  systemKey: 'planted-system-key-7q6w5e',
};

/** The ways in which a careless gateway gives away what it was told; each write meets the next one. */
const BETRAYALS: readonly ((secret: string) => {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
})[] = [
  (secret) => ({
    status: 400,
    headers: { 'x-request-id': secret, 'x-echo': secret },
    body: JSON.stringify({
      status: 'BAD_REQUEST',
      title: `bad ${secret}`,
      source: { info: `header ${secret}` },
    }),
  }),
  (secret) => ({ status: 500, headers: { server: secret }, body: `<html>Authorization: ${secret}</html>` }),
  (secret) => ({
    status: 429,
    headers: { 'retry-after': '0.01' },
    body: JSON.stringify({ message: secret }),
  }),
  (secret) => ({ status: 422, headers: { 'x-request-id': encodeURIComponent(secret) }, body: secret }),
  (secret) => ({ status: 200, headers: { 'x-request-id': secret }, body: `not JSON: ${secret}` }),
  (secret) => ({ status: 200, headers: {}, body: JSON.stringify({ data: { id: 7, said: secret } }) }),
  (secret) => ({
    status: 404,
    headers: {},
    body: JSON.stringify({ title: 'NOT_FOUND', source: { info: JSON.stringify({ authorization: secret }) } }),
  }),
];

/** A gateway in front of a sandbox that lets reads pass and answers writes with what it was told. */
async function openTraitor(target: string) {
  const told = new Set<string>();
  let writes = 0;
  const server = createServer((incoming, outgoing) => {
    const authorization = incoming.headers.authorization ?? '';
    if (authorization !== '') told.add(authorization.split(' ')[1] ?? '');
    const isWrite = incoming.method !== 'GET' && !(incoming.url ?? '').includes('/oauth/');
    if (isWrite) {
      const betrayal = BETRAYALS[writes % BETRAYALS.length];
      writes += 1;
      incoming.resume();
      incoming.on('end', () => {
        const { status, headers, body } = betrayal?.(authorization) ?? { status: 500, headers: {}, body: '' };
        outgoing.writeHead(status, headers).end(body);
      });
      return;
    }
    const forwarded = httpRequest(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method ?? 'GET', headers: { ...incoming.headers, host: new URL(target).host } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, 'x-echo': authorization });
        answer.pipe(outgoing);
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The tokens that came with requests. */
    told,
    writes: () => writes,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function everyFile(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? everyFile(path) : [path];
  });
}

/** A secret as it is, and in the forms in which texts carry it. */
function formsOf(secret: string): readonly string[] {
  return [...new Set([secret, encodeURIComponent(secret), secret.replaceAll('/', '\\/')])];
}

describe('secrets', () => {
  it('are nowhere in the store, the logs, the reports and what is said, whatever the other side gives away', async () => {
    await inFolder(async (folder) => {
      const sandbox = await startSandbox({
        seed: demoSeed() as SandboxSeed,
        limits: 'none',
        clientSecret: SECRETS.clientSecret,
        refreshToken: SECRETS.refreshToken,
      });
      const traitor = await openTraitor(sandbox.url);
      try {
        const workspace = demoWorkspace(join(folder, 'workspace'), traitor.url);
        // Some of them in the file, some in the environment.
        appendFileSync(
          join(workspace, '.env'),
          `ALM_CLIENT_ID=sandbox-client\nALM_CLIENT_SECRET=${SECRETS.clientSecret}\nPF_SYSTEM_KEY=${SECRETS.systemKey}\n`,
        );
        const environment = {
          ALM_REFRESH_TOKEN: SECRETS.refreshToken,
          ALM_ACCESS_TOKEN: SECRETS.accessToken,
        };
        const said: Ended[] = [];
        const say = async (...args: string[]): Promise<Ended> => {
          const ended = await run([...args, '-w', workspace], environment);
          said.push(ended);
          return ended;
        };
        await say('stage', ...DEMO_EXPORTS);
        await say('snapshot');
        await say('plan');
        await say('apply', '--dry-run');
        const applied = await say('apply', '--notifications-are-off', '--limit', '14');
        expect(applied.exitCode).toBe(5);
        expect(traitor.writes()).toBe(2 * BETRAYALS.length);
        await say('apply', '--limit', '7', '--json');
        await say('status');
        await say('why', 'bkovac');
        await say('why', 'bkovac', '--json');
        await say('audit');
        await say('audit', '--format', 'jsonl');
        await say('retry', '--json');
        await say('reconcile');
        const proven = await say('reconcile', '--no-snapshot', '--evidence', join(workspace, 'evidence'));
        expect(proven.exitCode).toBe(3);

        const tokens = [...traitor.told, ...Object.values(SECRETS)];
        expect(tokens.length).toBeGreaterThan(4);
        const texts = new Map<string, string>(
          said.map(({ stdout, stderr }, at) => [`command ${at}`, stdout + stderr]),
        );
        for (const file of everyFile(workspace)) {
          if (!file.endsWith('.env')) texts.set(file, readFileSync(file, 'latin1'));
        }
        expect([...texts.keys()].some((name) => name.endsWith('migration.db'))).toBe(true);
        for (const secret of tokens) {
          for (const form of formsOf(secret)) {
            for (const [where, text] of texts) expect(text.includes(form), `${form} in ${where}`).toBe(false);
          }
        }
        // What was blotted out was there: the test would see nothing if nothing was kept.
        expect([...texts.values()].some((text) => text.includes('[secret]'))).toBe(true);
      } finally {
        await traitor.close();
        await sandbox.close();
      }
    });
  }, 600_000);
});
