import { Failure } from '../../terms/index.js';
import { knownEncoding } from './decoder.js';

const DECLARATION = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"'>]*)["']/;

/** UTF-16 without its mark shows in the zero bytes of its ASCII characters. */
function bareUtf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const pairs = Math.min(head.length, 1024) >> 1;
  let even = 0;
  let odd = 0;
  for (let pair = 0; pair < pairs; pair++) {
    if (head[pair * 2] === 0) even += 1;
    if (head[pair * 2 + 1] === 0) odd += 1;
  }
  if (pairs < 2) return null;
  if (even === 0 && odd * 10 >= pairs * 6) return 'utf-16le';
  if (odd === 0 && even * 10 >= pairs * 6) return 'utf-16be';
  return null;
}

function usable(label: string, whose: string): string {
  const encoding = knownEncoding(label);
  if (encoding !== null) return encoding;
  throw new Failure('PF-ENCODING-UNKNOWN', `${whose} the encoding "${label}", which is not known`, {
    remedy: 'say what the bytes are with --encoding, for example --encoding windows-1252',
  });
}

/**
 * The encoding of a file from its first bytes (a few hundred are enough): its byte order mark, else
 * what the user told, else the zero bytes of a bare UTF-16, else the XML declaration, else UTF-8.
 * The mark is believed before the user, because the bytes EF BB BF in front of a text mean nothing
 * else, and `--encoding` may have been said for a folder of files.
 */
export function sniffEncoding(head: Uint8Array, told?: string): string {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] === 0xff && head[1] === 0xfe) {
    return head[2] === 0 && head[3] === 0 ? 'utf-32le' : 'utf-16le';
  }
  if (told !== undefined) return usable(told, 'the user named');
  const bare = bareUtf16(head);
  if (bare !== null) return bare;
  const declared = DECLARATION.exec(Buffer.from(head.subarray(0, 1024)).toString('latin1'))?.[1];
  if (declared === undefined) return 'utf-8';
  const encoding = usable(declared, 'the XML declaration names');
  // A declaration that can be read byte by byte is not in UTF-16, whatever it says: some writers
  // put the encoding of their strings in memory there.
  return encoding.startsWith('utf-16') ? 'utf-8' : encoding;
}
