import { EXIT, Failure } from '../terms/index.js';

/** Hosts by region (fact sheet, section 7). */
export const ALM_HOSTS = Object.freeze({
  us: 'https://learningmanager.adobe.com',
  eu: 'https://learningmanagereu.adobe.com',
  apac: 'https://learningmanagerapac.adobe.com',
});

export const API_ROOT = '/primeapi/v2';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The origin that a base URL names, and a path in front of the API root where a proxy adds one.
 * Plain http is accepted for this machine only: a token in clear text is a token given away.
 */
export function parseBaseUrl(text: string): {
  readonly origin: string;
  readonly prefix: string;
  readonly host: string;
} {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong(`"${text}" is not a URL`, `write it in full, for example ${ALM_HOSTS.us}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong(
      'the base URL carries a user name or password',
      'take them out; secrets come from the environment',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw wrong(`the base URL of ${url.host} has a query or a fragment`, 'leave only the host');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    throw wrong(
      `${url.protocol}//${url.host} would send the token unprotected`,
      'use https; plain http is for a sandbox on this machine only',
    );
  }
  const prefix = url.pathname.replace(/\/+$/, '').replace(/\/primeapi\/v2$/, '');
  return { origin: url.origin, prefix, host: url.host };
}

function wrong(message: string, remedy: string): Failure {
  return new Failure('ALM-BASE-URL', message, { remedy, exitCode: EXIT.usage });
}
