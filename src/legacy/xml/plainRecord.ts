import type { ElementPath } from './paths.js';

/**
 * What no plain record holds: characters that XML forbids, that its versions treat differently, or that
 * are half of another.
 */
const UNUSUAL = /[^\t\n\r\x20-\x7e\xa0-\u2027\u2029-\ud7ff\ue000-\ufffd]/g;
/** Nor this, which text must not contain. */
const CDATA_END = ']]>';

const ATTRIBUTE_NAME = /^[A-Za-z_][\w.:-]*$/;
/** In the value of an attribute: what does not mean itself. */
const NOT_ITSELF = /[<&\t\n\r]/;

const REFERENCE = /&(?:(amp|lt|gt|quot|apos);)?/g;
const CHARACTERS: Readonly<Record<string, string>> = Object.freeze({
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
});

/** Elements in elements of a plain record; the vendor's have two. */
const FIELD_DEPTH = 8;

const LESS = 0x3c;
const SLASH = 0x2f;

/**
 * Reads a record that is written the way machines write: start tag, text, end tag, and nothing between
 * fields but blanks. That is nearly all of an export, and a parser that takes a character at a time
 * spends nearly all of its time on it.
 *
 * It decides nothing about XML. It takes a record only if every name in it is one that the parser has
 * passed before, every end tag is its start tag's, and every character means itself or is one of the
 * five named references; at the first doubt the record is the parser's, from its beginning.
 */
export class PlainRecord {
  attributes: Readonly<Record<string, string>> = {};
  /** The fields in the order in which they end, and their texts. */
  readonly paths: ElementPath[] = [];
  readonly texts: string[] = [];
  /** Behind the record's end tag. */
  end = 0;
  #text = '';
  #unusualAt = 0;
  /** By depth: the path of each open field, and its tag without `<`, as in `userId>`. */
  readonly #open: ElementPath[] = [];
  readonly #tags: string[] = [];

  /** The text that is read from next. */
  use(text: string): void {
    this.#text = text;
    this.#unusualAt = -1;
  }

  /** Whether a plain record of this name begins at `from` and ends in the text; if so, it has been read. */
  read(from: number, name: string, record: ElementPath): boolean {
    const text = this.#text;
    this.paths.length = 0;
    this.texts.length = 0;
    if (text.charCodeAt(from) !== LESS || !text.startsWith(name, from + 1)) return false;
    let at = this.#attributes(from + 1 + name.length);
    if (at < 0 || !this.#fields(at, record)) return false;
    at = this.end;
    if (!text.startsWith(name, at + 2) || text[at + 2 + name.length] !== '>') return false;
    this.end = at + 3 + name.length;
    return this.end <= this.#usualUntil(from);
  }

  /** Reads to the `>` of the record's start tag, and gives the place behind it; -1 where it is not plain. */
  #attributes(from: number): number {
    const text = this.#text;
    const attributes: Record<string, string> = {};
    for (let at = from; ; ) {
      if (text[at] === '>') {
        this.attributes = attributes;
        return at + 1;
      }
      if (text[at] !== ' ') return -1;
      const equals = text.indexOf('="', at);
      const end = text.indexOf('"', equals + 2);
      if (equals < 0 || end < 0) return -1;
      const name = text.slice(at + 1, equals);
      const value = text.slice(equals + 2, end);
      if (name in attributes || !ATTRIBUTE_NAME.test(name) || NOT_ITSELF.test(value)) return -1;
      attributes[name] = value;
      at = end + 1;
    }
  }

  /** Reads to the `</` that closes the record, and leaves its place in `end`. */
  #fields(from: number, record: ElementPath): boolean {
    const text = this.#text;
    let parent = record;
    let depth = 0;
    /** A field has closed since its parent opened: only blanks may follow. */
    let between = true;
    let guess = record.firstIn;
    for (let at = from; ; ) {
      const tag = text.indexOf('<', at);
      if (tag < 0) return false;
      if (text.charCodeAt(tag + 1) === SLASH) {
        if (between && !isBlank(text, at, tag)) return false;
        if (depth === 0) {
          this.end = tag;
          return true;
        }
        const written = this.#tags[depth] ?? '';
        if (!text.startsWith(written, tag + 2)) return false;
        if (!between && !this.#take(parent, text.slice(at, tag))) return false;
        guess = parent.after;
        depth -= 1;
        parent = depth === 0 ? record : (this.#open[depth] ?? record);
        between = true;
        at = tag + 2 + written.length;
        continue;
      }
      if (!isBlank(text, at, tag)) return false;
      if (guess.path === null || !text.startsWith(guess.tag, tag + 1)) {
        const close = text.indexOf('>', tag);
        if (close < 0) return false;
        const empty = text.charCodeAt(close - 1) === SLASH;
        const path = parent.children.get(text.slice(tag + 1, empty ? close - 1 : close));
        if (path === undefined || path.kind !== 'field') return false;
        if (empty) {
          at = close + 1;
          between = true;
          continue;
        }
        guess.path = path;
        guess.tag = text.slice(tag + 1, close + 1);
      }
      if (depth === FIELD_DEPTH) return false;
      depth += 1;
      parent = guess.path;
      this.#open[depth] = parent;
      this.#tags[depth] = guess.tag;
      at = tag + 1 + guess.tag.length;
      between = false;
      guess = parent.firstIn;
    }
  }

  #take(path: ElementPath, written: string): boolean {
    let value = written;
    if (value.includes('&')) {
      let plain = true;
      value = value.replace(REFERENCE, (reference, name: string | undefined) => {
        if (name === undefined) plain = false;
        return name === undefined ? reference : (CHARACTERS[name] ?? reference);
      });
      if (!plain) return false;
    }
    // The end of a line is one character, however it was written; the parser knows how.
    if (value.includes('\r')) return false;
    this.paths.push(path);
    this.texts.push(value);
    return true;
  }

  /** Where the next unusual character behind `from` is. Each is looked for once. */
  #usualUntil(from: number): number {
    if (this.#unusualAt < from) {
      UNUSUAL.lastIndex = from;
      const character = UNUSUAL.exec(this.#text)?.index ?? Number.POSITIVE_INFINITY;
      const cdataEnd = this.#text.indexOf(CDATA_END, from);
      this.#unusualAt = cdataEnd < 0 ? character : Math.min(character, cdataEnd);
    }
    return this.#unusualAt;
  }
}

/** Whether nothing but the blanks of XML stands there. */
function isBlank(text: string, from: number, to: number): boolean {
  return from === to || afterBlanks(text, from) >= to;
}

/** The place of the first character from there on that is no blank. */
export function afterBlanks(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return at;
}
