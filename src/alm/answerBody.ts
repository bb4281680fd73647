import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { BodyTooLarge } from './exchange.js';

const unzip = promisify(gunzip);

/** The beginning of a body that errors and the journal may show. */
const TEXT_LENGTH = 2_000;

/** A body as it was before it was zipped; throws `BodyTooLarge` beyond `maxBytes`. */
export async function inflated(
  sent: Uint8Array,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity' || sent.length === 0) return sent;
  if (encoding !== 'gzip') throw new Error(`the body is encoded as ${encoding}, which was not asked for`);
  try {
    return await unzip(sent, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) throw new BodyTooLarge(`more than ${maxBytes} bytes when unzipped`);
    throw error;
  }
}

// Making a decoder costs more than using it.
const STRICT = new TextDecoder('utf-8', { fatal: true });
const LENIENT = new TextDecoder('utf-8');

/** The text of a body; throws on bytes that are not UTF-8, which JSON must be. */
export function strictText(bytes: Uint8Array): string {
  return STRICT.decode(bytes);
}

/** The text of a body that is only shown: what is not UTF-8 becomes a question mark in a diamond. */
export function shownText(bytes: Uint8Array): string {
  return LENIENT.decode(bytes.subarray(0, TEXT_LENGTH * 2)).slice(0, TEXT_LENGTH);
}
