import { createServer, type Server } from 'node:http';
import { BulkImport, DEFAULT_BULK } from './bulkImport.js';
import { exchange, type Machinery } from './exchange.js';
import { FaultDraw } from './faultDraw.js';
import { checkFaults } from './faults.js';
import { createFileHost } from './fileHost.js';
import { DEFAULT_JOBS, Jobs } from './jobs.js';
import { Limiter } from './limiter.js';
import { limitTable } from './limits.js';
import { RequestLog, type RequestLogEntry } from './log.js';
import { SANDBOX_CREDENTIALS, type SandboxOptions } from './options.js';
import { plant } from './planting.js';
import { checkSeed } from './seed.js';
import { jsonAnswer, PLAIN_JSON, send } from './sending.js';
import { type SandboxState, stateOf } from './state.js';
import { type ClientCredentials, Tokens } from './tokens.js';

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly credentials: ClientCredentials;
  state(): SandboxState;
  log(): readonly RequestLogEntry[];
  /** Drops what is open, hanging requests too, and frees the port; to close twice is to close once. */
  close(): Promise<void>;
}

/** The admin in whose name the token speaks. */
const ADMIN_ID = '10000001';
/** Longer than a client keeps an idle line: a line that the server ends in between looks like a fault. */
const KEEP_ALIVE_MS = 300_000;

/**
 * Starts a local ALM. Rejects with `SeedError` for a wrong seed, with `RangeError` for other wrong
 * options, and with the socket's own error (EADDRINUSE…).
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const tenant = plant(checkSeed(options.seed ?? {}));
  const faults = new FaultDraw(checkFaults(options.faults ?? {}));
  const limiter = new Limiter(limitTable(options.limits ?? 'documented'));
  const credentials: ClientCredentials = {
    clientId: options.clientId ?? SANDBOX_CREDENTIALS.clientId,
    clientSecret: options.clientSecret ?? SANDBOX_CREDENTIALS.clientSecret,
    refreshToken: options.refreshToken ?? SANDBOX_CREDENTIALS.refreshToken,
  };
  const log = new RequestLog();
  const listener = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 });
  const url = await listen(listener, options.port ?? 0);
  const jobs = new Jobs({ ...DEFAULT_JOBS, ...options.jobs });
  const bulk =
    options.bulk === undefined ? null : new BulkImport(tenant, { ...DEFAULT_BULK, ...options.bulk });
  const fileHost = createFileHost(jobs, bulk);
  const fileUrl = await listen(fileHost, 0);
  const machinery: Machinery = {
    setting: {
      tenant,
      origin: url,
      jobs,
      bulk,
      fileOrigin: fileUrl,
      adminId: ADMIN_ID,
      usersPageLimit: options.usersPageLimit ?? 100,
      repeats: () => faults.repeats,
      lateVisibilityMs: () => faults.options.lateVisibilityMs,
    },
    faults,
    limiter,
    tokens: new Tokens(credentials, options.tokenLifetimeSeconds),
    log,
    now: options.now ?? Date.now,
  };
  listener.on('request', (request, response) => {
    exchange(machinery, request, response).catch((error: unknown) => {
      // A client that went away in the middle, or a mistake of ours, which must not pass for a planned fault.
      if (response.headersSent || response.destroyed) return;
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send(response, jsonAnswer(599, { title: 'SANDBOX_DEFECT', detail }, {}, PLAIN_JSON));
    });
  });
  let closing: Promise<void> | undefined;
  return {
    url,
    credentials,
    state: () => stateOf(tenant),
    log: () => log.entries(),
    close: () => {
      closing ??= Promise.all([shut(listener), shut(fileHost)]).then(() => undefined);
      return closing;
    },
  };
}

/** Resolves to the address that the server is reached by. */
async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('the sandbox listens on no port');
  return `http://127.0.0.1:${bound.port}`;
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
