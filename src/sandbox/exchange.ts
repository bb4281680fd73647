import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerControl } from './control.js';
import type { FaultDraw } from './faultDraw.js';
import type { FaultKind } from './faults.js';
import type { Limiter } from './limiter.js';
import type { RequestLog, RequestLogEntry } from './log.js';
import { requireToken } from './oauth.js';
import { API_ROOT, processed, refused } from './processing.js';
import {
  type Answer,
  faultAfter,
  faultBefore,
  JSON_API,
  reset,
  send,
  sendTruncated,
  tooMany,
} from './sending.js';
import type { Setting } from './setting.js';
import type { Tokens } from './tokens.js';
import { type Reply, VERBS } from './wire.js';

/** Everything that answers requests. */
export interface Machinery {
  readonly setting: Setting;
  readonly faults: FaultDraw;
  readonly limiter: Limiter;
  readonly tokens: Tokens;
  readonly log: RequestLog;
  readonly now: () => number;
}

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * One request from its arrival to its answer: gate (token, then limit), fault, processing, answer.
 * A fault hits only what passed the gate, so that each attempt costs what it would cost for real.
 */
export async function exchange(
  machinery: Machinery,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { setting, faults, tokens, log, now } = machinery;
  const [path, query] = splitQuery(request.url ?? '/');
  const verb = request.method ?? 'GET';
  if (path.startsWith('/sandbox/')) {
    const text = await readText(request);
    send(response, answerControl({ tenant: setting.tenant, log, faults }, verb, path, query, text));
    return;
  }
  const entry = log.arrive(now(), verb, path, query);
  // The gate judges by the headers alone, at the moment they come; the body is read all the same.
  const gate = passGate(machinery, request, entry);
  const text = await readText(request);
  if (gate.stopped !== null) {
    deliver(log, entry, response, gate.stopped, 'none');
    return;
  }
  const isApi = path.startsWith(`${API_ROOT}/`);
  const fault = faults.next({ method: verb, path, query, text, isApi });
  if (fault !== null) log.note(entry.number, { fault });
  if (fault === 'slow') await pause(faults.options.slowMs);
  const instead = fault === null ? null : faultBefore(fault, faults.options, gate.headers);
  if (instead !== null) {
    deliver(log, entry, response, instead, 'none');
    return;
  }
  const arrived = { verb, path, query, text, request };
  const { answer, effect } = processed(setting, tokens, arrived, now(), gate.headers, fault);
  deliver(log, entry, response, distorted(fault, answer), effect);
}

interface Gate {
  /** The answer of a gate that let nothing through. */
  readonly stopped: Answer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** The token endpoints have neither a token nor a limit, and say nothing of one. */
function passGate({ limiter, tokens }: Machinery, request: IncomingMessage, entry: RequestLogEntry): Gate {
  const requestId = { 'x-request-id': entry.requestId };
  if (!entry.path.startsWith(`${API_ROOT}/`)) return { stopped: null, headers: requestId };
  const verb = VERBS.find((known) => known === entry.method) ?? 'GET';
  const below = entry.path.slice(API_ROOT.length);
  const limit = limiter.limitOf(verb, below);
  const headers = { ...requestId, 'x-rate-limit': limit.header, 'x-burst': String(limit.burst) };
  try {
    requireToken(tokens, request.headers.authorization, entry.time);
  } catch (error) {
    return { stopped: refused(error, headers, JSON_API).answer, headers };
  }
  const waitMs = limiter.ask(verb, below, entry.time);
  return { stopped: waitMs > 0 ? tooMany(waitMs, headers) : null, headers };
}

/** A refusal keeps its own text: an unreadable one would hide what nobody did. */
function distorted(fault: FaultKind | null, answer: Answer): ReturnType<typeof faultAfter> {
  const spoilsText = fault === 'truncated' || fault === 'invalidJson' || fault === 'empty200';
  return faultAfter(answer.status >= 300 && spoilsText ? null : fault, answer);
}

function deliver(
  log: RequestLog,
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
  const isCut = 'truncated' in outcome;
  const answer = isCut ? outcome.truncated : outcome;
  log.note(entry.number, { effect, status: answer.status });
  if (isCut) sendTruncated(response, answer);
  else send(response, answer);
}

/** Beyond the limit the body is read and forgotten; half a JSON is refused as what it is. */
async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length <= MAX_BODY_BYTES) chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function splitQuery(url: string): readonly [path: string, query: string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
