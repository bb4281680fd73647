import { z } from 'zod';
import { type Effects, EXIT, Failure } from '../terms/index.js';
import { type Backoff, backoffMs } from './backoff.js';
import { AlmAmbiguous, AlmMisunderstood, AlmRefusal, AlmUnreachable } from './errors.js';
import { optionalText, readSingle, understand } from './jsonApi.js';
import { refusalOf, refusalWords } from './refusal.js';
import { type AlmAnswer, isDone, type Send } from './seam.js';
import type { TokenSource } from './token.js';
import type { Transmit } from './transport.js';

/** Whose account it is that a run is about to read or change. */
export interface AlmAccount {
  readonly accountId: string;
  /** `null` when the account does not show its name to this token. */
  readonly name: string | null;
  readonly userId: string;
  /** As ALM writes it: `admin`, `learner`. */
  readonly role: string;
  readonly host: string;
}

const idLike = z.union([z.string().min(1), z.number().int()]).transform(String);

/** A dead token is answered with 200 and an `error` (fact sheet, section 7). */
const tokenCheck = z.union([
  z
    .looseObject({ error: z.unknown().refine((error) => error !== undefined && error !== null) })
    .transform(() => null),
  z.looseObject({ account_id: idLike, user_id: idLike, user_role: z.string() }),
]);
const accountAttributes = z.looseObject({ name: optionalText });

/** A start meets the same faults as a run; but who is not there at all, is told so at once. */
const ATTEMPTS = 4;

export interface WhoAmI {
  readonly transmit: Transmit;
  readonly reads: Send;
  readonly tokens: TokenSource;
  readonly host: string;
  readonly prefix: string;
  readonly effects: Effects;
  readonly backoff: Backoff;
}

/**
 * Who the token is, and which account it opens; costs two requests. Throws a `Failure` that says
 * what came instead when the host is not there, or is not ALM.
 */
export async function whoAmI(connection: WhoAmI, signal?: AbortSignal): Promise<AlmAccount> {
  const { effects, backoff, host } = connection;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const claims = await readClaims(connection, signal);
      if (claims === null) throw dead(host);
      const name = await accountName(connection.reads, signal);
      return { accountId: claims.account_id, name, userId: claims.user_id, role: claims.user_role, host };
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt === ATTEMPTS || !mayPass(error)) throw asFailure(error, host);
      await effects.sleep(backoffMs(attempt, backoff, effects.random), signal);
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof AlmUnreachable) return error.kind === 'noToken';
  if (error instanceof AlmRefusal) return notReady(error);
  return error instanceof AlmAmbiguous;
}

function notReady(refusal: AlmRefusal): boolean {
  return refusal.status === 429 || refusal.status >= 500;
}

async function readClaims({ transmit, tokens, prefix }: WhoAmI, signal?: AbortSignal) {
  const token = await tokens.current();
  const claims = await checkToken(transmit, token, prefix, signal);
  if (claims !== null) return claims;
  // A token that died early is dead for the first check only.
  const renewed = await tokens.after(token);
  return renewed === null ? null : checkToken(transmit, renewed, prefix, signal);
}

async function checkToken(transmit: Transmit, token: string, prefix: string, signal?: AbortSignal) {
  const path = `${prefix}/oauth/token/check?access_token=${encodeURIComponent(token)}`;
  const answer = await transmit(
    { method: 'GET', path, headers: { accept: 'application/json' }, body: null },
    signal,
  );
  if (answer.status === 401 || (answer.status === 400 && refusalWords(answer).title !== null)) return null;
  if (!isDone(answer)) throw refusalOf('the token could not be checked', answer);
  return understand('the token could not be checked', tokenCheck, answer.body, answer.requestId);
}

async function accountName(reads: Send, signal?: AbortSignal): Promise<string | null> {
  const what = 'the account could not be read';
  const answer: AlmAnswer = await reads({ method: 'GET', path: '/account' }, signal);
  // Only the name hangs on it: a role or a host that lacks this endpoint is told apart by the check.
  if (answer.status === 403 || answer.status === 404 || answer.status === 400) return null;
  return understand(what, accountAttributes, readSingle(what, answer).data.attributes ?? {}, answer.requestId)
    .name;
}

function dead(host: string): Failure {
  return new Failure(
    'ALM-CREDENTIALS-REFUSED',
    `${host} says that the access token is not valid, or no more`,
    {
      remedy: 'get a new one, or set ALM_CLIENT_ID, ALM_CLIENT_SECRET and ALM_REFRESH_TOKEN instead',
      exitCode: EXIT.usage,
    },
  );
}

function asFailure(error: unknown, host: string): unknown {
  if (error instanceof AlmUnreachable) {
    return new Failure('ALM-NOT-THERE', error.message, {
      remedy: 'check the base URL, the network and the proxy; for a rehearsal, start the sandbox first',
      cause: error,
    });
  }
  if (error instanceof AlmRefusal && notReady(error)) {
    return new Failure('ALM-NOT-READY', `${host} is there, but not ready: ${error.message}`, {
      remedy: 'try again in a few minutes',
      cause: error,
    });
  }
  if (error instanceof AlmAmbiguous && error.kind !== 'aborted') {
    return new Failure(
      'ALM-NOT-ALM',
      `${host} does not answer as Adobe Learning Manager does: ${error.message}`,
      {
        remedy: 'check the base URL; a proxy or a log-in page may stand in between',
        cause: error,
      },
    );
  }
  if (error instanceof AlmMisunderstood || error instanceof AlmRefusal) {
    return new Failure('ALM-NOT-ALM', `${host} answered, but not as documented: ${error.message}`, {
      remedy: 'check the base URL and the role of the token; an administrator is needed',
      cause: error,
    });
  }
  return error;
}
