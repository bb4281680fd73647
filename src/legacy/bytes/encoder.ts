import iconv from 'iconv-lite';

/** Text to bytes, in an encoding that `knownEncoding` gave. */
export interface Encoder {
  readonly encoding: string;
  /** What stands before the first text: a byte order mark, where readers go by one. */
  readonly mark: Uint8Array;
  readonly encode: (text: string) => Uint8Array;
}

const UTF8: Encoder = Object.freeze({
  encoding: 'utf-8',
  // Excel takes a CSV for Windows-1252 without it.
  mark: Buffer.from([0xef, 0xbb, 0xbf]),
  encode: (text: string) => Buffer.from(text, 'utf8'),
});

/** The encoder of a file's own encoding; of UTF-8 where that cannot hold every one of the texts. */
export function encoderFor(encoding: string, texts: Iterable<string>): Encoder {
  const own = ownEncoder(encoding);
  if (own === UTF8 || own === null) return UTF8;
  for (const text of texts) {
    // A byte that could not be read is U+FFFD by now. iconv-lite writes that as some byte or other.
    if (text.includes('\ufffd')) return UTF8;
    if (iconv.decode(Buffer.from(own.encode(text)), own.encoding, { stripBOM: false }) !== text) return UTF8;
  }
  return own;
}

function ownEncoder(encoding: string): Encoder | null {
  if (encoding === 'utf-8') return UTF8;
  if (!iconv.encodingExists(encoding)) return null;
  const encode = (text: string): Uint8Array => iconv.encode(text, encoding, { addBOM: false });
  return { encoding, encode, mark: encoding.startsWith('utf-16') ? encode('\ufeff') : new Uint8Array() };
}
