/**
 * Windows-1252 (and ISO-8859-1, which in practice is Windows-1252: the WHATWG reads it so too).
 *
 * Own code, because the TextDecoder of Node 20 turns 0x80 to 0x9F into control characters under
 * this label: 0x92 becomes U+0092 where it is the apostrophe U+2019.
 */

/** 0x80 to 0x9F; U+FFFD where the code page has no character. Source: WHATWG index windows-1252. */
const HIGH_CONTROLS =
  '\u20ac\ufffd\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\ufffd\u017d\ufffd' +
  '\ufffd\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\ufffd\u017e\u0178';

const CONTROL = /[\x80-\x9f]/;
const CONTROLS = /[\x80-\x9f]/g;

/** One character for each byte; U+FFFD for the five bytes that mean nothing. */
export function windows1252(bytes: Buffer): string {
  const latin1 = bytes.toString('latin1');
  return CONTROL.test(latin1)
    ? latin1.replace(CONTROLS, (character) => HIGH_CONTROLS.charAt(character.charCodeAt(0) - 0x80))
    : latin1;
}

const BYTE_OF = new Map<string, number>();
for (let index = 0; index < HIGH_CONTROLS.length; index++) {
  const character = HIGH_CONTROLS.charAt(index);
  BYTE_OF.set(character === '\ufffd' ? String.fromCharCode(0x80 + index) : character, 0x80 + index);
}

/** The way back: the bytes that Windows-1252 writes this text in, or null where it cannot. */
export function toWindows1252(text: string): Buffer | null {
  const bytes = Buffer.alloc(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const byte = BYTE_OF.get(text.charAt(index)) ?? code;
    if (byte > 0xff) return null;
    bytes[index] = byte;
  }
  return bytes;
}
