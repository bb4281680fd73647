import type { Account } from './tenant.js';
import type { AccessToken, Tokens } from './tokens.js';
import { badRequest, ok, Refusal, type Reply } from './wire.js';

export interface OauthCall {
  readonly verb: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly text: string;
  readonly now: number;
}

/** Who the token speaks for. */
export interface Identity {
  readonly account: Account;
  readonly userId: string;
}

/** The token endpoints (fact sheet, section 7). Form-encoded in, plain JSON out. */
export function answerOauth(tokens: Tokens, identity: Identity, call: OauthCall): Reply {
  switch (`${call.verb} ${call.path}`) {
    case 'POST /oauth/token/refresh':
      return refresh(tokens, identity, call);
    case 'GET /oauth/token/check':
      return check(tokens, identity, call);
    case 'POST /oauth/token':
      // A refresh sent here is a known mistake, and this its known answer. Codes are not for a rehearsal.
      throw badRequest('Missing Parameter: code', null);
    default:
      throw new Refusal(404, 'NOT_FOUND', 'Resource not found', call.path);
  }
}

function refresh(tokens: Tokens, identity: Identity, call: OauthCall): Reply {
  if (!call.contentType.startsWith('application/x-www-form-urlencoded')) {
    throw badRequest('Bad request. Check url, params and headers', 'the body must be form-encoded');
  }
  const form = new URLSearchParams(call.text);
  const field = (name: string): string => {
    const value = form.get(name);
    if (value === null || value === '') throw badRequest(`Missing Parameter: ${name}`, null);
    return value;
  };
  const access = tokens.refresh(
    {
      clientId: field('client_id'),
      clientSecret: field('client_secret'),
      refreshToken: field('refresh_token'),
    },
    call.now,
  );
  if (access === null) throw badRequest('Invalid client or refresh token', null);
  return ok(description(access, tokens, identity));
}

/** A dead token is an HTTP 200 with the key `error`. */
function check(tokens: Tokens, identity: Identity, call: OauthCall): Reply {
  const access = tokens.check(call.query.get('access_token') ?? '', call.now);
  return ok(access === null ? { error: 'invalid_token' } : description(access, tokens, identity));
}

function description(access: AccessToken, tokens: Tokens, identity: Identity): object {
  return {
    access_token: access.token,
    refresh_token: tokens.credentials.refreshToken,
    user_role: 'admin',
    account_id: identity.account.id,
    user_id: identity.userId,
    expires_in: access.expiresInSeconds,
  };
}

/** Refuses a request without a live token. Both schemes that are in use are understood. */
export function requireToken(tokens: Tokens, authorization: string | undefined, now: number): void {
  const token = /^(?:oauth|bearer) +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthorised('Access token is missing');
  if (tokens.check(token, now) === null) throw unauthorised('Token expired');
}

export function unauthorised(info: string): Refusal {
  return new Refusal(401, 'UNAUTHORIZED', 'UNAUTHORIZED_ACCESS', info);
}
