import type { ServerResponse } from 'node:http';
import type { CheckedFaults, FaultKind } from './faults.js';

/** What goes over the wire: a status, headers, and a text that may be empty. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export const JSON_API = 'application/vnd.api+json;charset=UTF-8';
export const PLAIN_JSON = 'application/json;charset=UTF-8';

export function jsonAnswer(
  status: number,
  document: unknown,
  headers: Readonly<Record<string, string>>,
  type: string,
): Answer {
  return { status, headers: { ...headers, 'content-type': type }, text: JSON.stringify(document) };
}

/** "retry-after: 10.752": seconds with three decimals, rounded up so that to wait so long is enough. */
export function retryAfter(milliseconds: number): string {
  return (Math.ceil(milliseconds - 1e-6) / 1000).toFixed(3);
}

/** The 429 of the gateway in front of ALM: not ALM's error shape (fact sheet, section 4). */
export function tooMany(waitMs: number, headers: Readonly<Record<string, string>>): Answer {
  const withWait = { ...headers, 'retry-after': retryAfter(waitMs) };
  return jsonAnswer(429, { message: '429 Too many requests' }, withWait, 'application/json');
}

/** Faults that stand in for the answer; null where the request is to be processed first. */
export function faultBefore(
  fault: FaultKind,
  options: CheckedFaults,
  headers: Readonly<Record<string, string>>,
): Answer | 'reset' | 'hang' | null {
  switch (fault) {
    case 'resetBefore':
      return 'reset';
    case 'hangBefore':
      return 'hang';
    case 'error500Before':
      return internalError(headers);
    case 'html502Before':
      return badGateway(headers);
    case 'busy503': {
      const document = { status: 'SERVICE_UNAVAILABLE', title: 'Service temporarily unavailable' };
      const wait = { ...headers, 'retry-after': retryAfter(options.retryAfterSeconds * 1000) };
      return jsonAnswer(503, document, wait, JSON_API);
    }
    case 'storm429':
      return tooMany(options.retryAfterSeconds * 1000, headers);
    case 'revokedToken':
    case 'resetAfter':
    case 'hangAfter':
    case 'error500After':
    case 'html502After':
    case 'slow':
    case 'truncated':
    case 'invalidJson':
    case 'empty200':
      return null;
  }
}

/** What the client gets for a request that was processed; `truncated` is an answer that breaks off. */
export function faultAfter(
  fault: FaultKind | null,
  answer: Answer,
): Answer | 'reset' | 'hang' | { readonly truncated: Answer } {
  switch (fault) {
    case 'resetAfter':
      return 'reset';
    case 'hangAfter':
      return 'hang';
    case 'error500After':
      return internalError(withoutType(answer.headers));
    case 'html502After':
      return badGateway(withoutType(answer.headers));
    case 'truncated':
      return { truncated: answer.text === '' ? { ...answer, status: 200, text: '{"data":{"id":' } : answer };
    case 'invalidJson':
      return { ...answer, status: 200, text: `${answer.text.slice(0, answer.text.length >> 1)} upstream, "` };
    case 'empty200':
      return { ...answer, status: 200, text: '' };
    default:
      return answer;
  }
}

/** Sends; a status of 204 has no body and no type. */
export function send(response: ServerResponse, answer: Answer): void {
  const hasBody = answer.status !== 204;
  const length = Buffer.byteLength(answer.text);
  response.writeHead(
    answer.status,
    hasBody ? { ...answer.headers, 'content-length': String(length) } : { ...withoutType(answer.headers) },
  );
  response.end(hasBody ? answer.text : undefined);
}

/** Announces the whole, sends half of it, and drops the line. */
export function sendTruncated(response: ServerResponse, answer: Answer): void {
  const bytes = Buffer.from(answer.text);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(bytes.length) });
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
}

/** A reset, not an orderly end: the client's side sees ECONNRESET. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function internalError(headers: Readonly<Record<string, string>>): Answer {
  return jsonAnswer(500, { status: 'INTERNAL_SERVER_ERROR', title: 'Generic Error' }, headers, JSON_API);
}

function badGateway(headers: Readonly<Record<string, string>>): Answer {
  const text =
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n';
  return { status: 502, headers: { ...headers, 'content-type': 'text/html' }, text };
}

function withoutType(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-type'));
}
