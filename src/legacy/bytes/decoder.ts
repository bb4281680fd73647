import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { Failure } from '../../terms/index.js';
import { completeLength, utf8Length } from './utf8.js';
import { windows1252 } from './windows1252.js';

/** A byte that the encoding cannot read; U+FFFD stands for it at `at`, counted in the whole text. */
export interface BadByte {
  readonly at: number;
  /** Offset in the file. */
  readonly byte: number;
  /** The byte is one of this many from there: 1 where the encoding lets us tell. */
  readonly within: number;
}

/**
 * Bytes in, text out, in chunks of any size. Nothing is dropped and nothing is replaced silently:
 * every byte that cannot be read is in `bad`, so that the reader can refuse the record it is in.
 * Whoever reads `bad` takes out what it has dealt with.
 */
export interface TextStream {
  readonly bad: BadByte[];
  readonly write: (bytes: Uint8Array) => string;
  readonly end: () => string;
}

/** Turns one complete piece into text; reports bad bytes by their index in piece and text. */
type Piece = (bytes: Buffer, bad: (at: number, byte: number, within: number) => void) => string;

function utf8(bytes: Buffer, bad: Parameters<Piece>[1]): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  let from = 0;
  for (let index = 0; index < bytes.length; ) {
    const length = utf8Length(bytes, index);
    if (length > 0) {
      index += length;
      continue;
    }
    text += bytes.toString('utf8', from, index);
    bad(text.length, index, 1);
    text += '\ufffd';
    index += 1;
    from = index;
  }
  return text + bytes.toString('utf8', from);
}

/** How much of UTF-16 can be read before more comes: whole units, no half of a surrogate pair. */
function completeUtf16(bytes: Buffer, high: 0 | 1): number {
  const even = bytes.length & ~1;
  const unit = even > 0 ? (bytes[even - 2 + high] ?? 0) : 0;
  return unit >= 0xd8 && unit <= 0xdb ? even - 2 : even;
}

/** Half of a pair without the other: under `u`, whole pairs are one character and not matched. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

function utf16(bytes: Buffer, bad: Parameters<Piece>[1], high: 0 | 1): string {
  const whole = bytes.length & ~1;
  const units = Buffer.from(bytes.subarray(0, whole));
  if (high === 0) units.swap16();
  let text = units.toString('utf16le');
  text = text.replace(LONE_SURROGATE, (_, at: number) => {
    bad(at, at * 2, 1);
    return '\ufffd';
  });
  if (whole < bytes.length) {
    bad(text.length, whole, 1);
    text += '\ufffd';
  }
  return text;
}

class PieceStream implements TextStream {
  readonly bad: BadByte[] = [];
  readonly #piece: Piece;
  readonly #complete: (bytes: Buffer) => number;
  #carry: Buffer = Buffer.alloc(0);
  #bytes = 0;
  #chars = 0;

  constructor(piece: Piece, complete: (bytes: Buffer) => number) {
    this.#piece = piece;
    this.#complete = complete;
  }

  write(bytes: Uint8Array): string {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const all = this.#carry.length === 0 ? view : Buffer.concat([this.#carry, view]);
    const length = this.#complete(all);
    this.#carry = length === all.length ? Buffer.alloc(0) : Buffer.from(all.subarray(length));
    return this.#text(length === all.length ? all : all.subarray(0, length));
  }

  end(): string {
    const rest = this.#carry;
    this.#carry = Buffer.alloc(0);
    return this.#text(rest);
  }

  #text(bytes: Buffer): string {
    if (bytes.length === 0) return '';
    const first = this.bad.length;
    let text = this.#piece(bytes, (at, byte, within) => {
      this.bad.push({ at: this.#chars + at, byte: this.#bytes + byte, within });
    });
    if (this.#bytes === 0 && text.charCodeAt(0) === 0xfeff) {
      text = text.slice(1);
      for (let index = first; index < this.bad.length; index++) {
        const bad = this.bad[index];
        if (bad !== undefined) this.bad[index] = { ...bad, at: bad.at - 1 };
      }
    }
    this.#bytes += bytes.length;
    this.#chars += text.length;
    return text;
  }
}

/** Bytes between two looks for damage in a legacy code page: how exactly its place is known. */
const COARSE = 512;

/**
 * Legacy code pages, by the platform or by iconv-lite. None but gb18030 can write U+FFFD itself, so
 * where it comes out a byte could not be read. Several bytes may make a character: the place of the
 * damage is known to `COARSE` bytes.
 */
class CodePageStream implements TextStream {
  readonly bad: BadByte[] = [];
  readonly #decode: (bytes: Buffer) => string;
  readonly #flush: () => string;
  #bytes = 0;
  #chars = 0;

  constructor(decode: (bytes: Buffer) => string, flush: () => string) {
    this.#decode = decode;
    this.#flush = flush;
  }

  write(bytes: Uint8Array): string {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let text = '';
    for (let from = 0; from < view.length; from += COARSE) {
      text += this.#note(this.#decode(view.subarray(from, from + COARSE)), COARSE);
      this.#bytes += Math.min(COARSE, view.length - from);
    }
    return text;
  }

  end(): string {
    return this.#note(this.#flush(), 1);
  }

  #note(text: string, within: number): string {
    for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
      this.bad.push({ at: this.#chars + at, byte: this.#bytes, within });
    }
    this.#chars += text.length;
    return text;
  }
}

/** The label that this program uses for an encoding, or null where nobody knows it. */
export function knownEncoding(label: string): string | null {
  const wanted = label.trim().toLowerCase();
  if (wanted === 'ascii' || wanted === 'us-ascii') return 'utf-8';
  try {
    return new TextDecoder(wanted).encoding;
  } catch {
    return iconv.encodingExists(wanted) ? wanted : null;
  }
}

/** A fresh stream for an encoding. Throws PF-ENCODING-UNKNOWN. */
export function decoderFor(label: string): TextStream {
  const encoding = knownEncoding(label);
  if (encoding === null) {
    throw new Failure('PF-ENCODING-UNKNOWN', `the encoding "${label}" is not known`, {
      remedy: 'name another one with --encoding, for example --encoding windows-1252',
    });
  }
  switch (encoding) {
    case 'utf-8':
      return new PieceStream(utf8, completeLength);
    case 'utf-16le':
      return new PieceStream(
        (bytes, bad) => utf16(bytes, bad, 1),
        (bytes) => completeUtf16(bytes, 1),
      );
    case 'utf-16be':
      return new PieceStream(
        (bytes, bad) => utf16(bytes, bad, 0),
        (bytes) => completeUtf16(bytes, 0),
      );
    case 'windows-1252':
      return new PieceStream(
        (bytes, bad) => {
          const text = windows1252(bytes);
          for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) bad(at, at, 1);
          return text;
        },
        (bytes) => bytes.length,
      );
  }
  try {
    const decoder = new TextDecoder(encoding);
    return new CodePageStream(
      (bytes) => decoder.decode(bytes, { stream: true }),
      () => decoder.decode(),
    );
  } catch {
    const decoder = iconv.getDecoder(encoding);
    return new CodePageStream(
      (bytes) => decoder.write(bytes),
      () => decoder.end() ?? '',
    );
  }
}

/** Where a bad byte is, for people. */
export function placeOf(bad: BadByte): string {
  return bad.within === 1 ? `byte ${bad.byte}` : `one of the ${bad.within} bytes from byte ${bad.byte}`;
}
