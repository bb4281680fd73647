import type { IncomingMessage } from 'node:http';
import type { FaultKind } from './faults.js';
import { answerOauth, unauthorised } from './oauth.js';
import { findRoute } from './routes.js';
import { type Answer, JSON_API, jsonAnswer, PLAIN_JSON } from './sending.js';
import type { Setting } from './setting.js';
import type { Tokens } from './tokens.js';
import { badRequest, Refusal, type Reply } from './wire.js';

export const API_ROOT = '/primeapi/v2';

/** A request of which everything is here, and which the gate let pass. */
export interface Arrived {
  readonly verb: string;
  readonly path: string;
  readonly query: string;
  readonly text: string;
  readonly request: IncomingMessage;
}

export interface Processed {
  readonly answer: Answer;
  readonly effect: Reply['effect'];
}

/** Does what the request asks, or refuses: either is an answer. `headers` go along with it. */
export function processed(
  setting: Setting,
  tokens: Tokens,
  arrived: Arrived,
  now: number,
  headers: Readonly<Record<string, string>>,
  fault: FaultKind | null,
): Processed {
  const isApi = arrived.path.startsWith(`${API_ROOT}/`);
  const type = isApi ? JSON_API : PLAIN_JSON;
  try {
    if (fault === 'revokedToken') {
      tokens.revoke();
      throw unauthorised('Token expired');
    }
    const reply = isApi ? answerApi(setting, arrived, now) : answerTokens(setting, tokens, arrived, now);
    const answer =
      reply.document === undefined
        ? { status: reply.status, headers: { ...headers, 'content-type': type }, text: '' }
        : jsonAnswer(reply.status, reply.document, headers, type);
    return { answer, effect: reply.effect };
  } catch (error) {
    return refused(error, headers, type);
  }
}

/** The answer for a `Refusal`; anything else that was thrown goes on. */
export function refused(error: unknown, headers: Readonly<Record<string, string>>, type: string): Processed {
  if (!(error instanceof Refusal)) throw error;
  return { answer: jsonAnswer(error.httpStatus, error.document(), headers, type), effect: error.effect };
}

function answerApi(setting: Setting, arrived: Arrived, now: number): Reply {
  const { verb, path, query, text, request } = arrived;
  requireAccept(request.headers.accept);
  const { endpoint, params } = findRoute(verb, path.slice(API_ROOT.length));
  return endpoint(setting, {
    params,
    query: new URLSearchParams(query),
    body: text === '' ? undefined : readJson(text, request.headers['content-type']),
    now,
    address: `${setting.origin}${path}`,
  });
}

function answerTokens(setting: Setting, tokens: Tokens, arrived: Arrived, now: number): Reply {
  const identity = { account: setting.tenant.account, userId: setting.adminId };
  return answerOauth(tokens, identity, {
    verb: arrived.verb,
    path: arrived.path,
    query: new URLSearchParams(arrived.query),
    contentType: arrived.request.headers['content-type'] ?? '',
    text: arrived.text,
    now,
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
