import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { answerControl } from './control.js';
import { FaultDraw } from './faultDraw.js';
import { checkFaults, type FaultKind } from './faults.js';
import { Limiter } from './limiter.js';
import { limitTable, type NamedLimit, NO_LIMIT } from './limits.js';
import { RequestLog, type RequestLogEntry } from './log.js';
import { answerOauth, requireToken, unauthorised } from './oauth.js';
import { SANDBOX_CREDENTIALS, type SandboxOptions } from './options.js';
import { plant } from './planting.js';
import { findRoute } from './routes.js';
import { checkSeed } from './seed.js';
import {
  type Answer,
  faultAfter,
  faultBefore,
  JSON_API,
  jsonAnswer,
  PLAIN_JSON,
  reset,
  send,
  sendTruncated,
  tooMany,
} from './sending.js';
import type { Setting } from './setting.js';
import { type SandboxState, stateOf } from './state.js';
import { type ClientCredentials, Tokens } from './tokens.js';
import { badRequest, Refusal, type Reply, VERBS, type Verb } from './wire.js';

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly credentials: ClientCredentials;
  state(): SandboxState;
  log(): readonly RequestLogEntry[];
  /** Drops what is open, hanging requests too, and frees the port. */
  close(): Promise<void>;
}

const API_ROOT = '/primeapi/v2';
/** The admin in whose name the token speaks. */
const ADMIN_ID = '10000001';
/** Longer than a client keeps an idle line: a line that the server ends in between looks like a fault. */
const KEEP_ALIVE_MS = 300_000;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Starts a local ALM. Rejects with `SeedError`, with `RangeError` for wrong options, or with the socket's error. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const tenant = plant(checkSeed(options.seed ?? {}));
  const faults = new FaultDraw(checkFaults(options.faults ?? {}));
  const limiter = new Limiter(limitTable(options.limits ?? 'documented'));
  const credentials: ClientCredentials = {
    clientId: options.clientId ?? SANDBOX_CREDENTIALS.clientId,
    clientSecret: options.clientSecret ?? SANDBOX_CREDENTIALS.clientSecret,
    refreshToken: options.refreshToken ?? SANDBOX_CREDENTIALS.refreshToken,
  };
  const tokens = new Tokens(credentials, options.tokenLifetimeSeconds);
  const log = new RequestLog();
  const listener = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const bound = listener.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('the sandbox listens on no port');
  const url = `http://127.0.0.1:${bound.port}`;
  const setting: Setting = {
    tenant,
    origin: url,
    adminId: ADMIN_ID,
    usersPageLimit: options.usersPageLimit ?? 100,
    repeats: () => faults.repeats,
    lateVisibilityMs: () => faults.options.lateVisibilityMs,
  };
  const server: Server = { setting, faults, limiter, tokens, log, now };
  listener.on('request', (request, response) => {
    handle(server, request, response).catch((error: unknown) => {
      // Only a mistake of the sandbox itself comes here; a client must not take it for a planned fault.
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!response.headersSent && !response.destroyed) {
        send(response, jsonAnswer(599, { title: 'SANDBOX_DEFECT', detail: message }, {}, PLAIN_JSON));
      }
    });
  });
  return {
    url,
    credentials,
    state: () => stateOf(tenant),
    log: () => log.entries(),
    close: () =>
      new Promise<void>((resolve, reject) => {
        listener.close((error) => (error === undefined ? resolve() : reject(error)));
        listener.closeAllConnections();
      }),
  };
}

interface Server {
  readonly setting: Setting;
  readonly faults: FaultDraw;
  readonly limiter: Limiter;
  readonly tokens: Tokens;
  readonly log: RequestLog;
  readonly now: () => number;
}

/** The parts of a request, when all of it is here. */
interface Arrived {
  readonly verb: string;
  readonly path: string;
  readonly query: string;
  readonly text: string;
  readonly request: IncomingMessage;
}

async function handle(server: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/', query = ''] = splitOnce(request.url ?? '/');
  const verb = request.method ?? 'GET';
  if (path.startsWith('/sandbox/')) {
    const { setting, log, faults } = server;
    const text = await readText(request);
    send(response, answerControl({ tenant: setting.tenant, log, faults }, verb, path, query, text));
    return;
  }
  const entry = server.log.arrive(server.now(), verb, path, query);
  const isApi = path.startsWith(`${API_ROOT}/`);
  // The gateway judges by the headers alone, at the moment they come: token first, then the limit.
  const gate = isApi ? askGate(server, request, path, entry) : openGate(entry);
  const text = await readText(request);
  if (gate.answer !== null) {
    deliver(server, entry, response, gate.answer, 'none');
    return;
  }
  const fault = server.faults.next({ method: verb, path, query, text, isApi });
  if (fault !== null) server.log.note(entry.number, { fault });
  if (fault === 'revokedToken') server.tokens.revoke();
  if (fault === 'slow') await pause(server.faults.options.slowMs);
  const instead = fault === null ? null : faultBefore(fault, server.faults.options, gate.headers);
  if (instead !== null) {
    deliver(server, entry, response, instead, 'none');
    return;
  }
  const arrived: Arrived = { verb, path, query, text, request };
  const { answer, effect } = process(server, arrived, gate.headers, isApi, fault);
  const distorted = answer.status < 300 ? faultAfter(fault, answer) : keepRefusal(fault, answer);
  deliver(server, entry, response, distorted, effect);
}

/** A refusal keeps its text; only what takes the whole answer away still does. */
function keepRefusal(fault: FaultKind | null, answer: Answer): ReturnType<typeof faultAfter> {
  const keepsItsText = fault === 'truncated' || fault === 'invalidJson' || fault === 'empty200';
  return keepsItsText ? answer : faultAfter(fault, answer);
}

interface Gate {
  readonly answer: Answer | null;
  readonly headers: Readonly<Record<string, string>>;
}

function askGate(server: Server, request: IncomingMessage, path: string, entry: RequestLogEntry): Gate {
  const verb = VERBS.find((known) => known === entry.method) ?? 'GET';
  try {
    requireToken(server.tokens, request.headers.authorization, entry.time);
  } catch (error) {
    const headers = gateHeaders(NO_LIMIT, entry);
    return { answer: refusalAnswer(error, headers, JSON_API).answer, headers };
  }
  const below = path.slice(API_ROOT.length);
  const verdict = server.limiter.ask(verb as Verb, below, entry.time);
  const headers = gateHeaders(verdict.limit, entry);
  return { answer: verdict.waitMs === null ? null : tooMany(verdict.waitMs, headers), headers };
}

function openGate(entry: RequestLogEntry): Gate {
  return { answer: null, headers: gateHeaders(NO_LIMIT, entry) };
}

function gateHeaders(limit: NamedLimit, entry: RequestLogEntry): Record<string, string> {
  return {
    'x-rate-limit': limit.header,
    'x-burst': String(limit.burst),
    'x-request-id': entry.requestId,
  };
}

interface Processed {
  readonly answer: Answer;
  readonly effect: Reply['effect'];
}

function process(
  server: Server,
  arrived: Arrived,
  headers: Readonly<Record<string, string>>,
  isApi: boolean,
  fault: FaultKind | null,
): Processed {
  const type = isApi ? JSON_API : PLAIN_JSON;
  try {
    if (fault === 'revokedToken') throw unauthorised('Token expired');
    const reply = isApi ? answerApi(server, arrived) : answerOther(server, arrived);
    const answer =
      reply.document === undefined
        ? { status: reply.status, headers: { ...headers, 'content-type': type }, text: '' }
        : jsonAnswer(reply.status, reply.document, headers, type);
    return { answer, effect: reply.effect };
  } catch (error) {
    return refusalAnswer(error, headers, type);
  }
}

function refusalAnswer(error: unknown, headers: Readonly<Record<string, string>>, type: string): Processed {
  if (!(error instanceof Refusal)) throw error;
  return { answer: jsonAnswer(error.httpStatus, error.document(), headers, type), effect: error.effect };
}

function answerApi({ setting, now }: Server, arrived: Arrived): Reply {
  const { verb, path, query, text, request } = arrived;
  requireAccept(request.headers.accept);
  const { endpoint, params } = findRoute(verb, path.slice(API_ROOT.length));
  const call = {
    params,
    query: new URLSearchParams(query),
    body: text === '' ? undefined : readJson(text, request.headers['content-type']),
    now: now(),
    address: `${setting.origin}${path}`,
  };
  return endpoint(setting, call);
}

function answerOther({ setting, tokens, now }: Server, arrived: Arrived): Reply {
  const identity = { account: setting.tenant.account, userId: setting.adminId };
  return answerOauth(tokens, identity, {
    verb: arrived.verb,
    path: arrived.path,
    query: new URLSearchParams(arrived.query),
    contentType: arrived.request.headers['content-type'] ?? '',
    text: arrived.text,
    now: now(),
  });
}

/** "Adobe Learning Manager APIs strictly require this content type" (seed 000): a wildcard will not do. */
function requireAccept(accept: string | undefined): void {
  const ranges = (accept ?? '').split(',').map((range) => range.split(';')[0]?.trim().toLowerCase());
  if (!ranges.includes('application/vnd.api+json')) {
    throw new Refusal(406, 'NOT_ACCEPTABLE', 'Incorrect Accept header', accept ?? 'none');
  }
}

function readJson(text: string, contentType: string | undefined): unknown {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/vnd.api+json' && type !== 'application/json') {
    throw badRequest(
      'Bad request. Check url, params and headers',
      `Content-Type ${contentType ?? 'is missing'}`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('Bad request. Check url, params and headers', 'the body is not JSON');
  }
}

function deliver(
  { log }: Server,
  entry: RequestLogEntry,
  response: ServerResponse,
  outcome: ReturnType<typeof faultAfter>,
  effect: Reply['effect'],
): void {
  if (outcome === 'reset' || outcome === 'hang') {
    log.note(entry.number, { effect });
    if (outcome === 'reset') reset(response);
    return;
  }
  const answer = 'truncated' in outcome ? outcome.truncated : outcome;
  log.note(entry.number, { effect, status: answer.status });
  if ('truncated' in outcome) sendTruncated(response, answer);
  else send(response, answer);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    // Beyond the limit it is read and forgotten; half a JSON is refused as what it is.
    if (length <= MAX_BODY_BYTES) chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function splitOnce(url: string): readonly [string, string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
