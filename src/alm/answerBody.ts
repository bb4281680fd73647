import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unzip = promisify(gunzip);

/** The beginning of a body that errors and the journal may show. */
const TEXT_LENGTH = 2_000;

export class BodyTooLarge extends Error {}

/** Reads a body to its end; throws `BodyTooLarge` beyond `maxBytes`, before or after unzipping. */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) throw new BodyTooLarge(`more than ${maxBytes} bytes`);
    parts.push(chunk);
  }
  const raw = Buffer.concat(parts);
  const encoding = contentEncoding?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity' || raw.length === 0) return raw;
  if (encoding !== 'gzip') throw new Error(`the body is encoded as ${encoding}, which was not asked for`);
  try {
    return await unzip(raw, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) throw new BodyTooLarge(`more than ${maxBytes} bytes when unzipped`);
    throw error;
  }
}

/** The text of a body; throws on bytes that are not UTF-8, which JSON must be. */
export function strictText(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** The text of a body that is only shown: what is not UTF-8 becomes a question mark in a diamond. */
export function shownText(bytes: Buffer): string {
  return new TextDecoder('utf-8').decode(bytes.subarray(0, TEXT_LENGTH * 2)).slice(0, TEXT_LENGTH);
}
