import type { Effects } from '../terms/index.js';
import { inflated, shownText, strictText } from './answerBody.js';
import { neverConnected, troubleInWords } from './connectionTrouble.js';
import { AlmAmbiguous, AlmUnreachable } from './errors.js';
import { BodyTooLarge, exchange, StoppedWaiting, TookTooLong, type WireRequest } from './exchange.js';
import type { Redaction } from './redaction.js';
import type { AlmAnswer } from './seam.js';
import type { AlmSettings } from './settings.js';
import { undici } from './undici.js';

/** As `Send`, one layer down: with headers, and without an idea of tokens. */
export type Transmit = (request: WireRequest, signal?: AbortSignal) => Promise<AlmAnswer>;

export interface Transport {
  readonly transmit: Transmit;
  readonly close: () => Promise<void>;
}

interface Seen {
  status: number | null;
  requestId: string | null;
  text: string;
}

/**
 * The only place that opens connections, all to one origin. A redirect is an answer like another:
 * following it would take the token to a host that nobody named. No pipelining, since an answer
 * that breaks off would leave the requests behind it in doubt.
 */
export function openTransport(
  origin: string,
  settings: AlmSettings,
  effects: Effects,
  redaction: Redaction,
): Transport {
  const host = new URL(origin).host;
  const { Pool } = undici();
  const pool = new Pool(origin, {
    connections: settings.connections,
    pipelining: 1,
    connect: { timeout: settings.connectTimeoutMs },
    // One deadline for the whole answer stands in for these two, which a slow drip can outlive.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  const transmit: Transmit = async (request, signal) => {
    signal?.throwIfAborted();
    const startedAt = effects.now();
    const seen: Seen = { status: null, requestId: null, text: '' };
    let headers: Readonly<Record<string, string>> = {};
    try {
      const answer = await exchange(
        pool,
        {
          ...request,
          headers: { accept: 'application/vnd.api+json', 'accept-encoding': 'gzip', ...request.headers },
        },
        { timeoutMs: settings.answerTimeoutMs, maxBytes: settings.maxBodyBytes, signal },
        (status, told) => {
          headers = flatHeaders(told, redaction);
          seen.status = status;
          seen.requestId = headers['x-request-id'] ?? null;
        },
      );
      const { status } = answer;
      const bytes = await inflated(answer.bytes, headers['content-encoding'], settings.maxBodyBytes);
      seen.text = redaction.clean(shownText(bytes));
      return {
        status,
        headers,
        body: parseBody(request.method, status, bytes, redaction),
        text: seen.text,
        requestId: seen.requestId,
        durationMs: effects.now() - startedAt,
      };
    } catch (error) {
      const told = { ...seen, durationMs: effects.now() - startedAt };
      if (error instanceof TookTooLong) {
        throw new AlmAmbiguous('timedOut', `nothing complete within ${settings.answerTimeoutMs} ms`, told);
      }
      if (error instanceof StoppedWaiting) {
        throw new AlmAmbiguous('aborted', 'we stopped waiting for it', told);
      }
      if (error instanceof BodyTooLarge) throw new AlmAmbiguous('tooLarge', error.message, told);
      const words = redaction.clean(troubleInWords(error));
      const unreachable = seen.status === null ? neverConnected(error) : null;
      if (unreachable !== null) throw new AlmUnreachable(unreachable, host, words);
      throw new AlmAmbiguous(error instanceof Unreadable ? 'unreadable' : 'reset', words, told);
    }
  };

  return { transmit, close: () => pool.destroy() };
}

class Unreadable extends Error {}

function parseBody(method: string, status: number, bytes: Uint8Array, redaction: Redaction): unknown {
  const done = status >= 200 && status < 300;
  if (bytes.length === 0) {
    // A write may have nothing to tell; a read that found nothing says so in words.
    if (done && method === 'GET') throw new Unreadable(`${status} without a body`);
    return undefined;
  }
  try {
    const text = strictText(bytes);
    // An error may quote what it refused; data never does, and is left as it is.
    return JSON.parse(done ? text : redaction.clean(text));
  } catch {
    if (!done) return undefined;
    const begins = redaction.clean(shownText(bytes)).replaceAll(/\s+/g, ' ').slice(0, 80);
    throw new Unreadable(`${status} with a body that is not JSON and begins with ${JSON.stringify(begins)}`);
  }
}

function flatHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  redaction: Redaction,
): Readonly<Record<string, string>> {
  const flat: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    // A cookie is as good as a token, and nothing of ours: it goes no further.
    if (value === undefined || name.toLowerCase() === 'set-cookie') continue;
    flat[name.toLowerCase()] = redaction.clean(Array.isArray(value) ? value.join(', ') : value);
  }
  return flat;
}
