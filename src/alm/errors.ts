/**
 * The four ways in which ALM can disappoint. None of them carries a secret: what goes into a
 * message has been through `redaction.ts`.
 */

export type UnreachableKind = 'refused' | 'nameUnknown' | 'connectTimedOut' | 'tls' | 'noRoute' | 'noToken';

/** Nothing of the request left this machine, so nothing happened: it may be sent again. */
export class AlmUnreachable extends Error {
  readonly kind: UnreachableKind;
  readonly host: string;

  constructor(kind: UnreachableKind, host: string, detail: string) {
    super(`${host} cannot be reached: ${detail}`);
    this.name = 'AlmUnreachable';
    this.kind = kind;
    this.host = host;
  }
}

export type AmbiguousKind = 'timedOut' | 'reset' | 'unreadable' | 'tooLarge' | 'aborted';

/** The request went out and no usable answer came back: it may have taken effect, or not. */
export class AlmAmbiguous extends Error {
  readonly kind: AmbiguousKind;
  /** The status, when the head of an answer arrived. */
  readonly status: number | null;
  readonly requestId: string | null;
  readonly durationMs: number;
  /** The beginning of what did arrive. */
  readonly text: string;

  constructor(
    kind: AmbiguousKind,
    detail: string,
    seen: { status?: number | null; requestId?: string | null; durationMs?: number; text?: string } = {},
  ) {
    super(`the answer did not arrive whole: ${detail}`);
    this.name = 'AlmAmbiguous';
    this.kind = kind;
    this.status = seen.status ?? null;
    this.requestId = seen.requestId ?? null;
    this.durationMs = seen.durationMs ?? 0;
    this.text = seen.text ?? '';
  }
}

/** ALM understood and said no. */
export class AlmRefusal extends Error {
  readonly status: number;
  readonly title: string;
  readonly info: string | null;
  readonly requestId: string | null;

  constructor(
    what: string,
    refusal: { status: number; title: string; info: string | null; requestId: string | null },
  ) {
    const info = refusal.info === null ? '' : `: ${refusal.info}`;
    const id = refusal.requestId === null ? '' : ` (x-request-id ${refusal.requestId})`;
    super(`${what}: ${refusal.status} ${refusal.title}${info}${id}`);
    this.name = 'AlmRefusal';
    this.status = refusal.status;
    this.title = refusal.title;
    this.info = refusal.info;
    this.requestId = refusal.requestId;
  }
}

/** ALM said yes, in a form that this program does not know; for a write, look before sending again. */
export class AlmMisunderstood extends Error {
  /** Where in the answer, as `data.0.attributes.email`. */
  readonly path: string;
  readonly requestId: string | null;

  constructor(what: string, path: string, problem: string, requestId: string | null) {
    const id = requestId === null ? '' : ` (x-request-id ${requestId})`;
    super(`${what}: the answer is not as documented at ${path === '' ? 'its top' : path}: ${problem}${id}`);
    this.name = 'AlmMisunderstood';
    this.path = path;
    this.requestId = requestId;
  }
}
