import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

type Controller = Dispatcher.DispatchController;

/** A request as it goes over the wire: its path below the origin, its body in full. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

export interface ExchangeBounds {
  /** For the whole answer, from now on. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export class TookTooLong extends Error {}
export class StoppedWaiting extends Error {}
export class BodyTooLarge extends Error {}

/**
 * Sends one request and collects its answer, which is small. `onHead` is told status and headers as soon
 * as they are there, for an answer that breaks off later. Rejects with `TookTooLong`, `StoppedWaiting`,
 * `BodyTooLarge`, or what the connection said.
 *
 * undici's `request` would do the same by way of a stream, an abort signal and an iterator for each
 * answer, which together took a tenth of a run without limits.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: WireRequest,
  bounds: ExchangeBounds,
  onHead: (status: number, headers: IncomingHttpHeaders) => void,
): Promise<WireAnswer> {
  const { timeoutMs, maxBytes, signal } = bounds;
  return new Promise((resolve, reject) => {
    let controller: Controller | null = null;
    let stopped: Error | null = null;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let length = 0;
    const parts: Buffer[] = [];

    const stop = (why: Error): void => {
      stopped ??= why;
      controller?.abort(stopped);
      fail(stopped);
    };
    const timer = setTimeout(() => stop(new TookTooLong()), timeoutMs);
    const onAbort = (): void => stop(new StoppedWaiting());
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error): void => {
      settle();
      reject(error);
    };

    dispatcher.dispatch(
      { ...request, method: request.method as Dispatcher.HttpMethod },
      {
        onRequestStart: (given) => {
          controller = given;
          // It waited for a connection, and nobody waits for it any more: it does not leave.
          if (stopped !== null) given.abort(stopped);
        },
        onResponseStart: (_, code, told) => {
          if (code < 200) return;
          status = code;
          headers = told;
          onHead(code, told);
        },
        onResponseData: (_, chunk) => {
          length += chunk.length;
          if (length > maxBytes) stop(new BodyTooLarge(`more than ${maxBytes} bytes`));
          else parts.push(chunk);
        },
        onResponseEnd: () => {
          settle();
          resolve({ status, headers, bytes: Buffer.concat(parts, length) });
        },
        onResponseError: (_, error) => fail(error),
      },
    );
  });
}
