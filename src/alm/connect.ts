import type { Effects } from '../terms/index.js';
import { type AlmAccount, whoAmI } from './account.js';
import { authorised } from './authorised.js';
import { parseBaseUrl } from './baseUrl.js';
import { Circuit } from './circuit.js';
import type { Credentials } from './credentials.js';
import { observed } from './observed.js';
import { Redaction } from './redaction.js';
import { retrying } from './retrying.js';
import type { Send } from './seam.js';
import { type AlmSettings, almSettings } from './settings.js';
import { Throttle } from './throttle.js';
import { throttled } from './throttled.js';
import { tokenSource } from './token.js';
import { openTransport } from './transport.js';

export interface OpenAlmOptions {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** What differs from the defaults. */
  readonly settings?: Partial<AlmSettings>;
  readonly effects: Effects;
  /** The part of each limit that is ours; default 1. */
  readonly share?: number;
}

/** An open connection to one account. */
export interface Alm {
  /** For requests that change nothing: they wait for their turn, and are sent again as needed. */
  readonly reads: Send;
  /**
   * For requests that change something: each is sent once, at once. Whoever sends it waits for
   * `circuit.ready` and `throttle.acquire` first, before the intent is written down.
   */
  readonly writes: Send;
  readonly throttle: Throttle;
  readonly circuit: Circuit;
  readonly settings: AlmSettings;
  readonly host: string;
  /** Who the token is; fails with a clear message where there is no ALM. */
  readonly account: (signal?: AbortSignal) => Promise<AlmAccount>;
  /** Blots this connection's secrets out of a text. */
  readonly redact: (text: string) => string;
  /** Ends every connection; what is under way ends as `AlmAmbiguous`. */
  readonly close: () => Promise<void>;
}

/** Puts the wrappers together. Opens nothing yet: the first request does. */
export function openAlm(options: OpenAlmOptions): Alm {
  const { effects } = options;
  const settings = almSettings(options.settings);
  const place = parseBaseUrl(options.baseUrl);
  const redaction = new Redaction();
  const transport = openTransport(place.origin, settings, effects, redaction);
  const tokens = tokenSource(options.credentials, transport.transmit, place, effects, redaction);
  const throttle = new Throttle({
    effects,
    share: options.share ?? 1,
    usersPerHour: settings.usersPerHour,
    learningObjectsPerHour: settings.learningObjectsPerHour,
    retryAfterCapMs: settings.retryAfterCapMs,
  });
  const circuit = new Circuit(effects, {
    failuresToOpen: settings.circuitFailures,
    backoff: { baseMs: settings.circuitBaseMs, capMs: settings.circuitCapMs },
  });
  const backoff = { baseMs: settings.backoffBaseMs, capMs: settings.backoffCapMs };
  const writes = observed(authorised(transport.transmit, tokens, place.prefix), throttle, circuit);
  const reads = retrying(throttled(writes, throttle), circuit, effects, settings);
  return {
    reads,
    writes,
    throttle,
    circuit,
    settings,
    host: place.host,
    account: (signal) =>
      whoAmI({ ...place, transmit: transport.transmit, reads, tokens, effects, backoff }, signal),
    redact: (text) => redaction.clean(text),
    close: transport.close,
  };
}
