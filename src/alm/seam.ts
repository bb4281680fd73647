/**
 * The one seam between this program and ALM. Everything that retries, throttles, journals, records
 * or breaks requests is a wrapper around `Send`, a file each.
 */

export interface AlmRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/primeapi/v2`, starts with `/`; its segments are percent-encoded already. */
  readonly path: string;
  /** Not encoded yet: the transport does that. */
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface AlmAnswer {
  readonly status: number;
  /** Names in lower case; a repeated header is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; `undefined` when the body is empty, or is not JSON on an answer that is not 2xx. */
  readonly body: unknown;
  /** The beginning of the body, for messages only; secrets are blotted out of it. */
  readonly text: string;
  /** `x-request-id`: what Adobe's support asks for. */
  readonly requestId: string | null;
  readonly durationMs: number;
}

/**
 * Sends one request. Any HTTP status is an answer, not an error.
 *
 * Throws `AlmUnreachable` when nothing left this machine, `AlmAmbiguous` when the request may have
 * taken effect though no usable answer came, and the signal's reason when it was aborted before.
 */
export type Send = (request: AlmRequest, signal?: AbortSignal) => Promise<AlmAnswer>;

/** Requests that change nothing may be sent as often as one likes. */
export function isRead(request: AlmRequest): boolean {
  return request.method === 'GET';
}

/** The operation succeeded; which 2xx a write answers is not documented for all of them. */
export function isDone(answer: AlmAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}
