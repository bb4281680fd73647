import type { ReadEnd } from '../../terms/index.js';
import { type BadByte, placeOf } from '../bytes/decoder.js';
import { Stop } from './stop.js';
import type { TextWindow } from './window.js';

/** How far a document was read when it broke. */
export interface Standing {
  readonly window: TextWindow;
  /** Behind the last thing that the parser told of, in characters of the whole text. */
  readonly lastEvent: number;
  /** Elements that are open. */
  readonly depth: number;
  readonly sawRoot: boolean;
}

/** Where a document breaks, and why. Places are in characters of the whole text. */
export interface Break {
  readonly stop: Stop;
  readonly position: number;
  /** What stands before this was read. */
  readonly reached: number;
}

/** A `&`, then what no reference has before its `;`. */
const BARE_AMPERSAND = /&[#A-Za-z0-9_.:-]*[^#A-Za-z0-9_.:;-]/;

/** The parser throws plain errors; an error of another class is a mistake of this program. */
export function stopOf(error: unknown, standing: Standing): Stop {
  if (error instanceof Stop) return error;
  if (!(error instanceof Error) || error.constructor !== Error) throw error;
  return new Stop(codeOf(error.message, standing), error.message.replace(/\.$/, ''));
}

/** The document ends where the parser still waits for more. */
export function cutOff(stop: Stop): Stop {
  if (stop.code !== 'PF-XML-MALFORMED') return stop;
  return new Stop('PF-XML-TRUNCATED', `the document is cut off: ${stop.message}`);
}

/**
 * A `&` that begins no reference, after the last event and before `end`. The parser reads on behind
 * it to the next `;`, wherever that is, and would tell the wrong place.
 */
export function bareAmpersand({ window, lastEvent }: Standing, end: number): Break | null {
  const text = window.since(lastEvent, end);
  if (!text.includes('&')) return null;
  const markup = /(^|<)[!?]/.exec(text);
  const match = BARE_AMPERSAND.exec(markup === null ? text : text.slice(0, markup.index + 1));
  if (match === null) return null;
  const position = lastEvent + match.index;
  const stop = new Stop('PF-XML-MALFORMED', 'a & that is not written &amp;');
  return { stop, position, reached: position };
}

/**
 * The mistake where it begins: the parser, which has seen the text up to `seen`, tells of some only
 * where the text around them ends, or where a later one is met first.
 */
export function sharpened(stop: Stop, seen: number, standing: Standing): Break {
  const begins = textOutsideOfRoot(standing, seen) ?? bareAmpersand(standing, seen);
  return begins ?? { stop, position: seen, reached: seen };
}

/** What the end of the reading says of it, with the bad byte that may have been the cause. */
export function brokenAt(at: Break, bad: readonly BadByte[], line: number): NonNullable<ReadEnd['broken']> {
  const { code, message } = at.stop;
  const cause = bad.find((byte) => byte.at < at.reached);
  const because = cause === undefined ? '' : ` (${placeOf(cause)} is not in the file's encoding)`;
  return { code, message: `${message}${because}`, line };
}

function textOutsideOfRoot(standing: Standing, end: number): Break | null {
  const { window, lastEvent, depth } = standing;
  if (depth !== 0) return null;
  const text = window.since(lastEvent, end);
  // The blanks of XML: a no-break space is text.
  const at = text.search(/[^ \t\r\n]/);
  if (at < 0 || text.charAt(at) === '<') return null;
  const message = 'text data outside of root node';
  const position = lastEvent + at;
  return { stop: new Stop(codeOf(message, standing), message), position, reached: position + 1 };
}

function codeOf(message: string, { sawRoot, depth }: Standing): string {
  return sawRoot && depth === 0 && /outside of root|only one root/.test(message)
    ? 'PF-XML-TRAILING'
    : 'PF-XML-MALFORMED';
}
