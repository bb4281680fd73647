import { LIMITS } from '../limits.js';

/**
 * The text around the parser: which line a place is on, and how something was written. It keeps the
 * current chunk and the markup that the chunk before broke off in, and so answers the same whatever
 * the size of the chunks.
 */
export class TextWindow {
  #chunk = '';
  #base = 0;
  /** From the last `<` before the chunk on, capped. */
  #tail = '';
  #tailAt = 0;
  #tailLine = 1;
  /** Line ends are counted up to here, in the chunk. */
  #counted = 0;
  #line = 1;
  /** The first line end that is not counted, in the chunk. A document may well be one line: looked for once. */
  #nextEnd = -1;

  /** End of the chunk, in the whole text. */
  get end(): number {
    return this.#base + this.#chunk.length;
  }

  /** The line that was counted last. */
  get line(): number {
    return this.#line;
  }

  /** The next chunk. */
  advance(chunk: string): void {
    const last = this.#chunk.lastIndexOf('<');
    if (last >= 0) {
      this.#countTo(last);
      this.#tail = this.#chunk.slice(last, last + LIMITS.rawChars);
      this.#tailAt = this.#base + last;
      this.#tailLine = this.#line;
    } else if (this.#tail.length < LIMITS.rawChars) {
      this.#tail += this.#chunk.slice(0, LIMITS.rawChars - this.#tail.length);
    }
    this.#countTo(this.#chunk.length);
    this.#base += this.#chunk.length;
    this.#chunk = chunk;
    this.#counted = 0;
    this.#nextEnd = -1;
  }

  /** Where the tag that ends before `position` begins. Attribute values hold no `<`. */
  tagStart(position: number): { readonly at: number; readonly line: number; readonly head: string } {
    const index = this.#chunk.lastIndexOf('<', position - this.#base - 1);
    if (position <= this.#base || index < 0) {
      return { at: this.#tailAt, line: this.#tailLine, head: this.#tail };
    }
    this.#countTo(index);
    return { at: this.#base + index, line: this.#line, head: '' };
  }

  /** The chunk's part of the text from `from` to `to`. */
  slice(from: number, to: number): string {
    return this.#chunk.slice(Math.max(0, from - this.#base), Math.max(0, to - this.#base));
  }

  /** The text from `from`, which is not before the last `<`, to `to`; '' where it is no longer held. */
  since(from: number, to: number): string {
    if (from >= this.#base) return this.slice(from, to);
    if (from < this.#tailAt || this.#tailAt + this.#tail.length < this.#base) return '';
    return this.#tail.slice(from - this.#tailAt) + this.slice(this.#base, to);
  }

  /** The line of a place in the chunk, at or after the last one asked for. */
  lineOf(position: number): number {
    this.#countTo(Math.min(this.#chunk.length, position - this.#base));
    return this.#line;
  }

  #countTo(index: number): void {
    if (index <= this.#counted) return;
    if (this.#nextEnd < 0) this.#nextEnd = this.#lineEnd(0);
    while (this.#nextEnd < index) {
      this.#line += 1;
      this.#nextEnd = this.#lineEnd(this.#nextEnd + 1);
    }
    this.#counted = index;
  }

  #lineEnd(from: number): number {
    const at = this.#chunk.indexOf('\n', from);
    return at < 0 ? Number.POSITIVE_INFINITY : at;
  }
}
