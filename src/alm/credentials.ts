import { EXIT, Failure } from '../terms/index.js';

/** How we prove who we are: a token that lasts as long as it lasts, or the means to get new ones. */
export type Credentials =
  | { readonly kind: 'accessToken'; readonly accessToken: string }
  | {
      readonly kind: 'refreshToken';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly refreshToken: string;
    };

const REFRESH_NAMES = ['ALM_CLIENT_ID', 'ALM_CLIENT_SECRET', 'ALM_REFRESH_TOKEN'] as const;
const REMEDY =
  'set ALM_CLIENT_ID, ALM_CLIENT_SECRET and ALM_REFRESH_TOKEN (or ALM_ACCESS_TOKEN alone, which lasts seven days) in the environment or the .env file';

/** Shorter than this, a secret could not be blotted out of texts without harming them. */
const SHORTEST_SECRET = 6;

/**
 * Reads the credentials. The refresh token wins over a bare access token, because a run of days
 * outlives the latter. Throws a `Failure` that says which variables are missing; never a value.
 */
export function credentialsFromEnvironment(env: Readonly<Record<string, string | undefined>>): Credentials {
  const read = (name: string): string => (env[name] ?? '').trim();
  const missing = REFRESH_NAMES.filter((name) => read(name) === '');
  if (missing.length === 0) {
    return {
      kind: 'refreshToken',
      clientId: read('ALM_CLIENT_ID'),
      clientSecret: secret('ALM_CLIENT_SECRET', read('ALM_CLIENT_SECRET')),
      refreshToken: secret('ALM_REFRESH_TOKEN', read('ALM_REFRESH_TOKEN')),
    };
  }
  const accessToken = read('ALM_ACCESS_TOKEN');
  if (accessToken !== '') {
    return { kind: 'accessToken', accessToken: secret('ALM_ACCESS_TOKEN', accessToken) };
  }
  const message =
    missing.length === REFRESH_NAMES.length
      ? 'there are no credentials for Adobe Learning Manager'
      : `the credentials for Adobe Learning Manager are incomplete: ${missing.join(', ')} not set`;
  throw new Failure('ALM-CREDENTIALS-MISSING', message, { remedy: REMEDY, exitCode: EXIT.usage });
}

function secret(name: string, value: string): string {
  if (value.length >= SHORTEST_SECRET && /^[\x21-\x7e]+$/.test(value)) return value;
  throw new Failure(
    'ALM-CREDENTIALS-ODD',
    `${name} does not look like one: ${value.length} characters${/^[\x21-\x7e]*$/.test(value) ? '' : ', with blanks or non-ASCII among them'}`,
    { remedy: `copy ${name} again, without quotes or line breaks`, exitCode: EXIT.usage },
  );
}
