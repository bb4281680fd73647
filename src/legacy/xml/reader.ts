import type { SaxesTagPlain } from 'saxes';
import type { ReadEnd, ReadItem } from '../../terms/index.js';
import { type BadByte, placeOf } from '../bytes/decoder.js';
import { LIMITS } from '../limits.js';
import type { RecordReader } from '../recordReader.js';
import { xmlTime } from '../values/dates.js';
import { damageOf, looksDamaged } from '../values/textDamage.js';
import { bareAmpersand, brokenAt, cutOff, type Standing, sharpened, stopOf } from './breaking.js';
import { addAttribute, addField, addOther, type Frame, openFrame, outcomeOf } from './frame.js';
import { ExportParser } from './parser.js';
import { type ElementPath, Paths } from './paths.js';
import { afterBlanks, PlainRecord } from './plainRecord.js';
import type { Shape, Shaped } from './shape.js';
import { Stop } from './stop.js';
import { TextWindow } from './window.js';

/** Plain records are looked for inside this many elements. The limit of depth is the parser's to watch. */
const PLAIN_DEPTH = 16;

/**
 * Reads records out of an XML document as it comes, by local name, whatever prefix or namespace.
 *
 * A record is handed over when its element closes, so nested records come before the one around
 * them; `ordinal` counts in the order in which they open. Every record that opened is handed over:
 * where the document breaks, those still open are rejects.
 */
export class XmlReader implements RecordReader {
  readonly #shape: Shape;
  readonly #bad: BadByte[];
  readonly #paths: Paths;
  readonly #parser = new ExportParser({ xmlns: false, position: false });
  readonly #window = new TextWindow();
  readonly #plain = new PlainRecord();
  /** The name, with its prefix, of the last record that stood in no other one. */
  #recordName = '';
  #openTag = '';
  #closeTag = '';
  /** Characters that the parser was not given, since they were plain records. */
  #passedBy = 0;
  /** By depth: the path and the text of each open element. */
  readonly #open: ElementPath[] = [];
  readonly #texts: string[] = [];
  #depth = 0;
  #frame: Frame | null = null;
  /** The record that closed as the very last thing: its end tag may turn out to be another's. */
  #closed: Frame | null = null;
  #ordinal = 0;
  #items: ReadItem[] = [];
  #exportedAt: string | null = null;
  #broken: ReadEnd['broken'] = null;
  #lastEvent = 0;
  #sawRoot = false;

  constructor(shape: Shape, bad: BadByte[]) {
    this.#shape = shape;
    this.#bad = bad;
    this.#paths = new Paths(shape.table);
    this.#open.push(this.#paths.root);
    this.#texts.push('');
    const parser = this.#parser;
    // No handler for errors: the parser throws them then. Handlers are not free, see ExportParser.
    parser.on('opentag', (tag) => this.#opened(tag));
    parser.on('closetag', () => this.#closedTag());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    const passed = (): void => {
      this.#lastEvent = this.#position;
    };
    // The parser reports a comment before its `>`, and goes on only if that follows.
    parser.on('comment', () => {
      this.#lastEvent = this.#position + 1;
    });
    parser.on('processinginstruction', passed);
    parser.on('doctype', () => {
      throw new Stop('PF-XML-DOCTYPE', 'the document has a DOCTYPE, which is not read');
    });
  }

  write(text: string): boolean {
    if (this.#broken !== null) return false;
    this.#window.advance(text);
    try {
      this.#parse(text);
    } catch (error) {
      this.#break(stopOf(error, this.#standing), this.#position);
      return false;
    }
    if (this.#window.end - this.#lastEvent > LIMITS.xmlTokenChars) {
      const message = `one text, tag or comment has over ${LIMITS.xmlTokenChars} characters`;
      this.#break(new Stop('PF-XML-TOKEN-TOO-LARGE', message), this.#window.end);
      return false;
    }
    const ampersand = bareAmpersand(this.#standing, this.#window.end);
    if (ampersand !== null) {
      this.#break(ampersand.stop, this.#window.end);
      return false;
    }
    this.#settle();
    return true;
  }

  end(cut: NonNullable<ReadEnd['broken']> | null): ReadEnd {
    if (this.#broken === null) {
      if (cut === null) this.#close();
      else {
        this.#broken = cut;
        this.#abandon(this.#window.end);
      }
    }
    return {
      records: this.#ordinal,
      exportedAt: this.#exportedAt,
      broken: this.#broken ?? this.#strayByte(),
    };
  }

  take(): readonly ReadItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  waiting(): number {
    return this.#items.length;
  }

  line(): number {
    return this.#window.line;
  }

  /** Of the parser, in characters of the whole text. */
  get #position(): number {
    return this.#parser.position + this.#passedBy;
  }

  get #standing(): Standing {
    return {
      window: this.#window,
      lastEvent: this.#lastEvent,
      depth: this.#depth,
      sawRoot: this.#sawRoot,
    };
  }

  /**
   * Takes the plain records of a piece of text, and gives the parser all else. Where the parser stops is
   * a guess that is checked: a plain record is looked for only right behind a tag, between fields or records.
   */
  #parse(text: string): void {
    const base = this.#window.end - text.length;
    this.#plain.use(text);
    for (let at = 0; at < text.length; ) {
      at = this.#plainRecords(text, at, base);
      const until = this.#nextTry(text, at);
      if (at < until) this.#parser.write(at === 0 && until === text.length ? text : text.slice(at, until));
      at = until;
    }
  }

  /** Where a plain record may begin next, behind `at`. */
  #nextTry(text: string, at: number): number {
    if (this.#recordName === '') {
      const tag = text.indexOf('>', at);
      return tag < 0 ? text.length : tag + 1;
    }
    const close = text.indexOf(this.#closeTag, at);
    const end = close < 0 ? text.length : close + this.#closeTag.length;
    const open = text.indexOf(this.#openTag, afterBlanks(text, at) + 1);
    if (open < 0 || open > end) return end;
    const before = text.lastIndexOf('>', open) + 1;
    return before > at ? before : end;
  }

  /** Hands over the plain records that stand one behind the other from there on; gives the place behind them. */
  #plainRecords(text: string, from: number, base: number): number {
    const around = this.#open[this.#depth];
    if (around === undefined || this.#depth === 0 || this.#depth > PLAIN_DEPTH) return from;
    if (this.#lastEvent !== base + from || this.#bad.length > 0) return from;
    const path = around.children.get(this.#recordName);
    if (path?.kind !== 'record') return from;
    for (let at = from; ; ) {
      const start = afterBlanks(text, at);
      if (!this.#plain.read(start, this.#recordName, path)) return at;
      const { end, attributes, paths, texts } = this.#plain;
      const line = this.#window.lineOf(base + start);
      this.#ordinal += 1;
      const place = { ordinal: this.#ordinal, line, start: base + start, head: '' };
      const frame = openFrame(place, this.#frame, attributes, this.#shape);
      for (let index = 0; index < paths.length; index++) {
        const field = paths[index];
        if (field !== undefined) addField(frame, field, (texts[index] ?? '').trim());
      }
      this.#push(frame, outcomeOf(frame, null, this.#shape), base + end);
      this.#closed = null;
      this.#passedBy += end - at;
      this.#lastEvent = base + end;
      at = end;
    }
  }

  #close(): void {
    this.#window.advance('');
    try {
      this.#parser.close();
    } catch (error) {
      this.#break(cutOff(stopOf(error, this.#standing)), this.#window.end);
    }
  }

  #opened(tag: SaxesTagPlain): void {
    this.#sawRoot = true;
    this.#closed = null;
    const position = this.#position;
    this.#lastEvent = position;
    const parent = this.#open[this.#depth] ?? this.#paths.root;
    const path = this.#paths.child(parent, tag.name);
    this.#depth += 1;
    if (this.#depth > LIMITS.xmlDepth) {
      throw new Stop('PF-XML-TOO-DEEP', `elements are nested more than ${LIMITS.xmlDepth} deep`);
    }
    this.#open[this.#depth] = path;
    this.#texts[this.#depth] = '';
    if (path.kind === 'record') {
      if (this.#frame === null && tag.name !== this.#recordName) {
        this.#recordName = tag.name;
        this.#openTag = `<${tag.name}`;
        this.#closeTag = `</${tag.name}>`;
      }
      this.#openRecord(tag, position);
    } else if (path.kind === 'field' && this.#frame !== null) {
      for (const name in tag.attributes)
        addAttribute(this.#frame, path.name, name, tag.attributes[name] ?? '');
    }
  }

  #openRecord(tag: SaxesTagPlain, position: number): void {
    const { at, line, head } = this.#window.tagStart(position);
    this.#ordinal += 1;
    const place = { ordinal: this.#ordinal, line, start: at, head };
    this.#frame = openFrame(place, this.#frame, tag.attributes, this.#shape);
  }

  #text(text: string): void {
    if (this.#depth === 0) return;
    this.#lastEvent = this.#position;
    const { kind } = this.#open[this.#depth] ?? this.#paths.root;
    if (kind === 'outside' || kind === 'skipped') return;
    const before = this.#texts[this.#depth] ?? '';
    // Blanks between the fields of a record are layout, and would be gathered for nothing.
    if (kind === 'record' && before === '' && text.trim() === '') return;
    const frame = this.#frame;
    if (frame !== null) {
      frame.size += text.length;
      if (frame.size > LIMITS.recordChars) return;
    }
    this.#texts[this.#depth] = before === '' ? text : before + text;
  }

  #closedTag(): void {
    const position = this.#position;
    this.#lastEvent = position;
    const depth = this.#depth;
    const path = this.#open[depth];
    const text = this.#texts[depth] ?? '';
    this.#depth = depth - 1;
    this.#closed = null;
    if (path === undefined || path.kind === 'outside' || path.kind === 'skipped') return;
    if (path.kind === 'record') this.#closeRecord(text.trim(), position);
    else if (path.kind === 'stamp') {
      const stamp = text.trim();
      if (this.#frame === null && stamp !== '') this.#exportedAt ??= xmlTime(stamp) ?? stamp;
    } else if (text !== '' && this.#frame !== null) addField(this.#frame, path, text.trim());
  }

  #closeRecord(text: string, position: number): void {
    const frame = this.#frame;
    if (frame === null) return;
    if (text !== '') {
      if (looksDamaged(text)) damageOf('#text', text, frame.findings);
      addOther(frame, '#text', text);
    }
    this.#frame = frame.parent;
    const bad = this.#claim(frame, position);
    this.#push(frame, outcomeOf(frame, bad, this.#shape), position);
    this.#closed = frame;
  }

  #push(frame: Frame, outcome: Shaped, position: number): void {
    const { ordinal, line, parentId } = frame;
    if (outcome.type === 'reject') {
      const { code, message } = outcome;
      const item = { ordinal, line, type: 'reject', code, message, raw: this.#raw(frame, position) } as const;
      this.#items.push(parentId === null ? item : { ...item, parentId });
    } else if (outcome.type === 'training') {
      this.#items.push({
        ordinal,
        line,
        type: 'training',
        record: outcome.record,
        findings: outcome.findings,
      });
    } else
      this.#items.push({ ordinal, line, type: 'user', record: outcome.record, findings: outcome.findings });
    const item = frame.mends === null ? undefined : this.#items.at(-1);
    if (item !== undefined && frame.mends !== null)
      this.#items[this.#items.length - 1] = { ...item, mends: frame.mends };
  }

  #raw(frame: Frame, position: number): string {
    const length = Math.min(LIMITS.rawChars, position - frame.start);
    if (frame.head.length >= length) return frame.head.slice(0, length);
    return (frame.head + this.#window.slice(frame.start, position)).slice(0, length);
  }

  /** The first bad byte that is in this record and in no record inside it; they are dealt with now. */
  #claim(frame: Frame, position: number): BadByte | null {
    let first = frame.bad;
    for (let index = 0; index < this.#bad.length; ) {
      const bad = this.#bad[index];
      if (bad !== undefined && bad.at >= frame.start && bad.at < position) {
        first ??= bad;
        this.#bad.splice(index, 1);
      } else index += 1;
    }
    return first;
  }

  /** After a chunk: what is left of open records must not need the chunk again. */
  #settle(): void {
    for (let frame = this.#frame; frame !== null; frame = frame.parent) {
      const room = LIMITS.rawChars - frame.head.length;
      if (room > 0) frame.head += this.#window.slice(frame.start, this.#window.end).slice(0, room);
    }
    if (this.#bad.length <= 64) return;
    // Many bad bytes and nobody to claim them yet: one is enough for each record, and outside of all.
    const kept: BadByte[] = [];
    for (const bad of this.#bad.splice(0)) {
      let frame = this.#frame;
      while (frame !== null && bad.at < frame.start) frame = frame.parent;
      const late = bad.at >= this.#lastEvent;
      if (late && kept.length < LIMITS.xmlPaths) kept.push(bad);
      else if (frame !== null) frame.bad ??= bad;
      else if (kept.length === 0) kept.push(bad);
    }
    this.#bad.push(...kept);
  }

  #break(stop: Stop, seen: number): void {
    const at = sharpened(stop, seen, this.#standing);
    // The parser closes an element first and then says that the end tag was another's: the record
    // that has just been handed over was not complete.
    if (at.stop.message.startsWith('unexpected close tag') && this.#closed !== null) {
      const frame = this.#closed;
      this.#items.pop();
      this.#frame = frame;
    }
    this.#broken = brokenAt(at, this.#bad, this.#window.lineOf(at.position));
    this.#abandon(at.position);
  }

  /** Hands over the records that are still open, the innermost first, as what they are: incomplete. */
  #abandon(position: number): void {
    const message = 'the document breaks off inside this record';
    while (this.#frame !== null) {
      const frame = this.#frame;
      this.#frame = frame.parent;
      this.#push(frame, { type: 'reject', code: 'PF-RECORD-INCOMPLETE', message }, position);
    }
  }

  /** A bad byte in no record; all records were read, and the document is damaged all the same. */
  #strayByte(): ReadEnd['broken'] {
    const [bad] = this.#bad;
    if (bad === undefined) return null;
    return {
      code: 'PF-BYTES-UNDECODABLE',
      message: `${placeOf(bad)}, outside all records, is not in the encoding that the file is read in`,
      line: this.#window.line,
    };
  }
}
