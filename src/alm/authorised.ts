import { API_ROOT } from './baseUrl.js';
import type { WireRequest } from './exchange.js';
import { outcomeOf } from './outcome.js';
import { decide } from './policy.js';
import { type AlmRequest, isRead, type Send } from './seam.js';
import type { TokenSource } from './token.js';
import type { Transmit } from './transport.js';

/** `Send` over the wire: path and body in ALM's form, with a token, and once more with a new one. */
export function authorised(transmit: Transmit, tokens: TokenSource, prefix: string): Send {
  return async (request, signal) => {
    signal?.throwIfAborted();
    const token = await tokens.current();
    const answer = await transmit(onTheWire(request, token, prefix), signal);
    // `now` is of no use to a 401, which names no time.
    if (decide(outcomeOf(answer, 0, 0), isRead(request), { refreshed: false }).action !== 'refresh')
      return answer;
    const next = await tokens.after(token);
    return next === null ? answer : transmit(onTheWire(request, next, prefix), signal);
  };
}

function onTheWire(request: AlmRequest, token: string, prefix: string): WireRequest {
  // Every documented curl says `oauth`, not `Bearer` (fact sheet, section 7).
  const headers: Record<string, string> = { authorization: `oauth ${token}` };
  const hasBody = request.body !== undefined;
  if (hasBody) headers['content-type'] = 'application/vnd.api+json;charset=UTF-8';
  return {
    method: request.method,
    path: `${prefix}${API_ROOT}${request.path}${queryString(request.query)}`,
    headers,
    body: hasBody ? JSON.stringify(request.body) : null,
  };
}

/** Percent-encoded in full: a `+` in an email address would arrive as a blank otherwise (section 2.3). */
function queryString(query: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
