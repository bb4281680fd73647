import type { FaultKind } from './faults.js';
import type { RequestEffect } from './wire.js';

/** One request as the sandbox saw it. */
export interface RequestLogEntry {
  /** From 1, in the order of arrival. */
  readonly number: number;
  /** Milliseconds since the epoch, at arrival. */
  readonly time: number;
  readonly method: string;
  readonly path: string;
  /** Decoded; the value of an access token is left out. */
  readonly query: string;
  /** What was sent back; 0 where nothing was (a reset, a hang, an answer still to come). */
  readonly status: number;
  readonly effect: RequestEffect;
  readonly fault: FaultKind | null;
  readonly requestId: string;
}

/** Every request in the order of arrival; those of /sandbox itself are not ALM's, and not in it. */
export class RequestLog {
  readonly #entries: { -readonly [K in keyof RequestLogEntry]: RequestLogEntry[K] }[] = [];

  /** Opens an entry; `note` fills in what became of the request. */
  arrive(time: number, method: string, path: string, query: string): RequestLogEntry {
    const number = this.#entries.length + 1;
    const entry = {
      number,
      time,
      method,
      path,
      query: readable(query),
      status: 0,
      effect: 'none' as const,
      fault: null,
      requestId: `sandbox-${number}`,
    };
    this.#entries.push(entry);
    return entry;
  }

  note(number: number, what: Partial<Pick<RequestLogEntry, 'status' | 'effect' | 'fault'>>): void {
    const entry = this.#entries[number - 1];
    if (entry !== undefined) Object.assign(entry, what);
  }

  /** Those after the `after`th. */
  entries(after = 0): readonly RequestLogEntry[] {
    return this.#entries.slice(after);
  }
}

function readable(query: string): string {
  if (query === '') return '';
  return [...new URLSearchParams(query)]
    .map(([name, value]) => `${name}=${name === 'access_token' ? '…' : value}`)
    .join('&');
}
