import { z } from 'zod';
import { type Effects, EXIT, Failure } from '../terms/index.js';
import type { Credentials } from './credentials.js';
import { AlmAmbiguous, AlmUnreachable } from './errors.js';
import type { Redaction } from './redaction.js';
import { refusalWords } from './refusal.js';
import { isDone } from './seam.js';
import type { Transmit } from './transport.js';

/** Refreshed this long before its end, or at half of a shorter life. */
const MARGIN_MS = 5 * 60_000;

/** Fact sheet, section 7: the same token may come back, with what is left of its life. */
const refreshAnswer = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(604_800),
});

export interface TokenSource {
  /** The token to send now; refreshed first when it is about to end. */
  readonly current: () => Promise<string>;
  /**
   * A token after `refused` got a 401: a newer one that somebody else fetched meanwhile, else a
   * refreshed one; `null` when there is no way to get another.
   */
  readonly after: (refused: string) => Promise<string | null>;
}

/**
 * Where tokens come from. However many requests need a new token at once, one refresh is sent.
 *
 * Throws `Failure` when ALM refuses the credentials, and `AlmUnreachable` (kind `noToken`) when no
 * token can be had just now: the request that wanted it was not sent.
 */
export function tokenSource(
  credentials: Credentials,
  transmit: Transmit,
  place: { readonly host: string; readonly prefix: string },
  effects: Effects,
  redaction: Redaction,
): TokenSource {
  if (credentials.kind === 'accessToken') {
    const { accessToken } = credentials;
    redaction.add(accessToken);
    return { current: () => Promise.resolve(accessToken), after: () => Promise.resolve(null) };
  }
  redaction.add(credentials.clientSecret);
  redaction.add(credentials.refreshToken);

  let held: { readonly token: string; readonly refreshAt: number } | null = null;
  let refreshing: Promise<string> | null = null;

  const refresh = async (): Promise<string> => {
    const form = new URLSearchParams({
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      refresh_token: credentials.refreshToken,
    });
    const request = {
      method: 'POST',
      path: `${place.prefix}/oauth/token/refresh`,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    };
    const answer = await transmit(request).catch((error: unknown) => {
      if (!(error instanceof AlmAmbiguous)) throw error;
      throw new AlmUnreachable('noToken', place.host, `no token could be fetched, ${error.message}`);
    });
    const parsed = refreshAnswer.safeParse(answer.body);
    const refused =
      answer.status >= 300 && answer.status < 500 && answer.status !== 408 && answer.status !== 429;
    if (!refused && !(isDone(answer) && parsed.success)) {
      const what = isDone(answer) ? `${answer.status} without a token in it` : String(answer.status);
      throw new AlmUnreachable('noToken', place.host, `no token could be fetched, it answered ${what}`);
    }
    if (!parsed.success || refused) {
      const said = refusalWords(answer).title ?? answer.text.slice(0, 200);
      throw new Failure(
        'ALM-CREDENTIALS-REFUSED',
        `${place.host} gives no token for these credentials: it answered ${answer.status} ${said}`.trim(),
        {
          remedy:
            'check ALM_CLIENT_ID, ALM_CLIENT_SECRET and ALM_REFRESH_TOKEN, and that the base URL is that of your region; authorise the application again if they are right',
          exitCode: EXIT.usage,
        },
      );
    }
    const life = parsed.data.expires_in * 1000;
    held = {
      token: parsed.data.access_token,
      refreshAt: effects.now() + Math.max(life - MARGIN_MS, life / 2),
    };
    redaction.add(held.token);
    return held.token;
  };

  const refreshOnce = (): Promise<string> => {
    refreshing ??= refresh().finally(() => {
      refreshing = null;
    });
    return refreshing;
  };

  return {
    current: () =>
      held !== null && effects.now() < held.refreshAt ? Promise.resolve(held.token) : refreshOnce(),
    after: (refused) =>
      held !== null && held.token !== refused ? Promise.resolve(held.token) : refreshOnce(),
  };
}
