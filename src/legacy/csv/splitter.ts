/**
 * A strict RFC 4180 splitter over text that comes in chunks.
 *
 * Rows end at LF or CRLF (or at CR, where the first line does); empty lines are no rows. What is
 * against the rules costs one row and says so, and reading goes on at a place that is told by the
 * rows alone, never by the chunks:
 * - A quote inside an unquoted field leaves the row's end in no doubt: the row is faulty as a whole.
 * - Text after a closing quote, a quote that never closes, and a row beyond the limit leave it in
 *   doubt: only the row's first line is given up, and the next line is read as a row. Lines that were
 *   inside the doubtful row say so (`doubtful`), since they could be the inside of a quoted text.
 */
import { LIMITS } from '../limits.js';

export interface RowFault {
  readonly code: 'PF-CSV-QUOTE' | 'PF-RECORD-TOO-LARGE';
  readonly message: string;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;

const BARE_QUOTE: RowFault = {
  code: 'PF-CSV-QUOTE',
  message: 'a field that does not begin with a quotation mark contains one',
};
const AFTER_QUOTE: RowFault = {
  code: 'PF-CSV-QUOTE',
  message: 'text follows a closing quotation mark',
};
const UNCLOSED: RowFault = {
  code: 'PF-CSV-QUOTE',
  message: 'a quotation mark is opened here and not closed before the end of the file',
};

export class CsvSplitter {
  /** The row that `next` found: its fields; none where it is faulty. */
  cells: string[] = [];
  /** Line of the row's first character, from 1. */
  line = 1;
  /** Where the row stands in the whole text: from the first character to after the last. */
  start = 0;
  end = 0;
  fault: RowFault | null = null;
  /** The row stands where a faulty row before it may have reached. */
  doubtful = false;
  /** The row's last line has no end: the file stopped there. */
  open = false;

  readonly #delimiter: number;
  readonly #limit: number;
  #text = '';
  #base = 0;
  #at = 0;
  #nextLine = 1;
  #ended = false;
  /** Whether a lone CR ends a line; null until the first line end was seen. */
  #lone: boolean | null = null;
  #doubtUntil = 0;
  #skipping = false;
  #head = '';

  constructor(delimiter: string, limit: number = LIMITS.recordChars) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#limit = limit;
  }

  push(text: string): void {
    if (this.#at === this.#text.length) {
      this.#base += this.#text.length;
      this.#text = text;
    } else {
      this.#base += this.#at;
      this.#text = this.#text.slice(this.#at) + text;
    }
    this.#at = 0;
  }

  /** No more text comes: what is left is a row too. */
  finish(): void {
    this.#ended = true;
  }

  /** Inside a line beyond the limit, whose text is not kept. */
  get skipping(): boolean {
    return this.#skipping;
  }

  /** The row as it was written, without its line end; of a line beyond the limit only its beginning. */
  raw(): string {
    if (this.#head !== '') return this.#head;
    return this.#text.slice(this.start - this.#base, this.end - this.#base);
  }

  /** Goes to the next row. False: there is none before more text comes (or, at the end, at all). */
  next(): boolean {
    if (this.#skipping) return this.#skip();
    this.#head = '';
    if (!this.#blankLines()) return false;
    const from = this.#at;
    this.line = this.#nextLine;
    this.start = this.#base + from;
    this.fault = null;
    this.doubtful = this.start < this.#doubtUntil;
    this.open = false;
    const found = this.#row(from);
    if (found !== null) return found;
    if (this.#lengthFrom(from) > this.#limit) return this.#tooLarge(from);
    if (!this.#ended) return false;
    return this.#giveUpLine(from, UNCLOSED, this.#text.length);
  }

  /** Skips empty lines. False: nothing but them is left. */
  #blankLines(): boolean {
    const text = this.#text;
    for (;;) {
      if (this.#at >= text.length) return false;
      const length = this.#lineEnd(text.charCodeAt(this.#at), this.#at);
      if (length < 0) return false;
      if (length === 0) return true;
      this.#at += length;
      this.#nextLine += 1;
    }
  }

  /** Length of the line end at `at`; 0 where there is none; -1 where the next chunk decides. */
  #lineEnd(code: number, at: number): number {
    if (code === LF) {
      if (this.#lone === null) this.#lone = false;
      return 1;
    }
    if (code !== CR) return 0;
    if (at + 1 >= this.#text.length && !this.#ended) return -1;
    if (this.#text.charCodeAt(at + 1) === LF) {
      if (this.#lone === null) this.#lone = false;
      return 2;
    }
    if (this.#lone === null) this.#lone = true;
    // A CR that ends the file ends its line, whatever the others do.
    return this.#lone || at + 1 >= this.#text.length ? 1 : 0;
  }

  /** Reads a row: true where one (or a faulty one) was found, null where the text ends inside it. */
  #row(from: number): boolean | null {
    const text = this.#text;
    const length = text.length;
    const delimiter = this.#delimiter;
    const cells: string[] = [];
    let lines = 1;
    let fault: RowFault | null = null;
    let at = from;
    for (;;) {
      let code = at < length ? text.charCodeAt(at) : -1;
      if (code === QUOTE) {
        let close = text.indexOf('"', at + 1);
        let doubled = false;
        while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) {
          doubled = true;
          close = text.indexOf('"', close + 2);
        }
        if (close < 0 || (close + 1 >= length && !this.#ended)) return null;
        const value = text.slice(at + 1, close);
        for (let newline = value.indexOf('\n'); newline >= 0; newline = value.indexOf('\n', newline + 1))
          lines += 1;
        cells.push(doubled ? value.replaceAll('""', '"') : value);
        at = close + 1;
        code = at < length ? text.charCodeAt(at) : -1;
        if (code !== -1 && code !== delimiter && code !== LF) {
          const end = this.#lineEnd(code, at);
          if (end < 0) return null;
          if (end === 0) {
            if (at - from > this.#limit) return this.#tooLarge(from);
            return this.#giveUpLine(from, AFTER_QUOTE, at);
          }
        }
      } else {
        const begin = at;
        for (; at < length; at++) {
          code = text.charCodeAt(at);
          if (code === delimiter || code === LF) break;
          if (code === CR) {
            const end = this.#lineEnd(code, at);
            if (end < 0) return null;
            if (end > 0) break;
          } else if (code === QUOTE) fault = BARE_QUOTE;
        }
        if (at >= length) {
          if (!this.#ended) return null;
          code = -1;
        }
        cells.push(text.slice(begin, at));
      }
      if (code === delimiter) {
        at += 1;
        // An empty last field: the loop must come back for it even where the text ends here.
        if (at >= length && !this.#ended) return null;
        continue;
      }
      break;
    }
    if (at - from > this.#limit) return this.#tooLarge(from);
    this.cells = cells;
    this.fault = fault;
    this.end = this.#base + at;
    this.open = at >= length;
    if (at < length) {
      const end = this.#lineEnd(text.charCodeAt(at), at);
      if (end < 0) return null;
      at += end;
    }
    this.#at = at;
    this.#nextLine += lines;
    return true;
  }

  /** Characters held from `from` on, without a CR at the end, which may belong to a line end. */
  #lengthFrom(from: number): number {
    const cr = this.#text.charCodeAt(this.#text.length - 1) === CR ? 1 : 0;
    return this.#text.length - cr - from;
  }

  #firstLineEnd(from: number): number {
    for (let at = from; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if ((code === LF || code === CR) && this.#lineEnd(code, at) > 0) return at;
    }
    return -1;
  }

  /** Gives up the line at `from`; what follows it up to `reached` is doubtful. */
  #giveUpLine(from: number, fault: RowFault, reached: number): boolean {
    const lineEnd = this.#firstLineEnd(from);
    const length = lineEnd < 0 ? this.#lengthFrom(from) : lineEnd - from;
    if (length > this.#limit) return this.#tooLarge(from);
    if (lineEnd < 0 && !this.#ended) return false;
    this.cells = [];
    this.fault = fault;
    this.#endLine(lineEnd);
    this.#doubtUntil = Math.max(this.#doubtUntil, this.#base + reached);
    return true;
  }

  #tooLarge(from: number): boolean {
    const fault: RowFault = {
      code: 'PF-RECORD-TOO-LARGE',
      message: `the row has more than ${this.#limit} characters, or a quotation mark in it is never closed`,
    };
    const lineEnd = this.#firstLineEnd(from);
    if (lineEnd >= 0 && lineEnd - from <= this.#limit) {
      return this.#giveUpLine(from, fault, from + this.#limit);
    }
    this.cells = [];
    this.fault = fault;
    this.#skipping = true;
    return this.#skip();
  }

  /** Drops the rest of a line that is too large, in as many chunks as it takes. */
  #skip(): boolean {
    const lineEnd = this.#firstLineEnd(this.#at);
    // A CR at the very end may be half of a line end: it stays for the next look.
    const pending = this.#at + this.#lengthFrom(this.#at);
    const end = lineEnd >= 0 ? lineEnd : this.#ended ? this.#text.length : Math.max(this.#at, pending);
    this.#head += this.#text.slice(this.#at, Math.min(end, this.#at + LIMITS.rawChars - this.#head.length));
    if (lineEnd < 0 && !this.#ended) {
      this.#at = end;
      return false;
    }
    this.#skipping = false;
    this.#endLine(lineEnd);
    if (this.#head.includes('"')) this.#doubtUntil = this.end + this.#limit;
    return true;
  }

  /** Ends the row at this line end, or at the end of the file (-1), and goes behind it. */
  #endLine(lineEnd: number): void {
    const end = lineEnd < 0 ? this.#text.length : lineEnd;
    this.end = this.#base + end;
    this.open = lineEnd < 0;
    this.#at = lineEnd < 0 ? end : end + this.#lineEnd(this.#text.charCodeAt(end), end);
    this.#nextLine += 1;
  }
}
