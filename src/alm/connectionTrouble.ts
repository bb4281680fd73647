import type { UnreachableKind } from './errors.js';

/**
 * What a failed connection is called, by the error's code. Only codes that cannot come once a
 * connection stands: with any other, something may have been sent.
 */
const BEFORE_SENDING: Readonly<Record<string, UnreachableKind>> = Object.freeze({
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'nameUnknown',
  EAI_AGAIN: 'nameUnknown',
  UND_ERR_CONNECT_TIMEOUT: 'connectTimedOut',
  EADDRNOTAVAIL: 'noRoute',
  CERT_HAS_EXPIRED: 'tls',
  CERT_NOT_YET_VALID: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls',
});

/** These also come from a standing connection, whose system call is then `read` or `write`. */
const ONLY_WHEN_CONNECTING: Readonly<Record<string, UnreachableKind>> = Object.freeze({
  EHOSTUNREACH: 'noRoute',
  ENETUNREACH: 'noRoute',
  ETIMEDOUT: 'connectTimedOut',
});

/** The kind of failure to connect, or `null` when the request may have been sent. */
export function neverConnected(error: unknown): UnreachableKind | null {
  const code = field(error, 'code');
  if (code === null) return null;
  // Happy eyeballs: one error for each address that was tried, in a bundle.
  const attempts = error instanceof AggregateError ? error.errors : [error];
  if (code in ONLY_WHEN_CONNECTING) {
    const connecting = attempts.every((attempt) => field(attempt, 'syscall') === 'connect');
    return connecting ? (ONLY_WHEN_CONNECTING[code] ?? null) : null;
  }
  return BEFORE_SENDING[code] ?? null;
}

/** The error in a few words, without the objects that hang on it. */
export function troubleInWords(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const code = field(error, 'code');
  const message = error.message === '' && error instanceof AggregateError ? bundled(error) : error.message;
  return code === null || message.includes(code) ? message : `${message} (${code})`;
}

function bundled(error: AggregateError): string {
  return error.errors.map((each) => (each instanceof Error ? each.message : String(each))).join('; ');
}

function field(error: unknown, name: 'code' | 'syscall'): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value = (error as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : null;
}
