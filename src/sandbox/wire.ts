/** What an endpoint is asked, and what it may say; nothing here knows sockets or faults. */

export const VERBS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;
export type Verb = (typeof VERBS)[number];

/**
 * What a request did to the tenant. `repeated` is a write whose effect was already there, whether
 * it was refused, accepted or doubled: a client that never sends one is a careful client.
 */
export type RequestEffect = 'created' | 'changed' | 'removed' | 'repeated' | 'none';

/** One request, as an endpoint sees it. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body; undefined where none was sent. */
  readonly body: unknown;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Absolute address of the request's path, without its query: what `links` start with. */
  readonly address: string;
}

/** An answer that an endpoint gives; `document` undefined means an answer without a body. */
export interface Reply {
  readonly status: number;
  readonly document?: unknown;
  readonly effect: RequestEffect;
}

/**
 * A refusal in the flat shape of the documents (section 9 of the fact sheet):
 * `{status, title, source: {info}}`, and no `source` where there is nothing to say.
 */
export class Refusal extends Error {
  readonly httpStatus: number;
  readonly status: string;
  readonly title: string;
  readonly info: string | null;
  readonly effect: RequestEffect;

  constructor(
    httpStatus: number,
    status: string,
    title: string,
    info: string | null,
    effect: RequestEffect = 'none',
  ) {
    super(`${httpStatus} ${title}${info === null ? '' : `: ${info}`}`);
    this.name = 'Refusal';
    this.httpStatus = httpStatus;
    this.status = status;
    this.title = title;
    this.info = info;
    this.effect = effect;
  }

  document(): unknown {
    const flat = { status: this.status, title: this.title };
    return this.info === null ? flat : { ...flat, source: { info: this.info } };
  }
}

export function badRequest(title: string, info: string | null, effect: RequestEffect = 'none'): Refusal {
  return new Refusal(400, 'BAD_REQUEST', title, info, effect);
}

/** Missing objects are a 400, not a 404 (fact sheet, section 9). */
export function doesNotExist(what: string): Refusal {
  return badRequest('OBJECT_DOESNT_EXIST', `${what}: object doesn't exist.`);
}

/** An id that does not follow its grammar; the words are those of the newest documents. */
export function malformedId(what: string): Refusal {
  return badRequest(
    'Bad request. Check url, params and headers',
    `${what} is blank or not as per public api specification`,
  );
}

export function missingParam(name: string): Refusal {
  return badRequest('Missing Param', name);
}

export function wrongType(info: string): Refusal {
  return badRequest('Field Type incorrect', info);
}

export function ok(document: unknown, effect: RequestEffect = 'none'): Reply {
  return { status: 200, document, effect };
}

export function noContent(effect: RequestEffect): Reply {
  return { status: 204, effect };
}
