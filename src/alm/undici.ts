import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The HTTP client, loaded with the first connection: it takes as long as Node itself, and most commands open none. */
export function undici(): typeof import('undici') {
  return require('undici') as typeof import('undici');
}
