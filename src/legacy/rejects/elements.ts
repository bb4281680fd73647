import type { LegacyFormat } from '../../terms/index.js';
import { LIMITS } from '../limits.js';
import { MENDS_ATTRIBUTE, PARENT_ATTRIBUTE } from '../xml/frame.js';
import { ExportParser } from '../xml/parser.js';
import type { Reject } from './rows.js';

/** Whether a record's text is whole and well-formed by itself; only then can others follow it. */
export function isWritableElement(reject: Reject): boolean {
  if (reject.raw.length >= LIMITS.rawChars) return false;
  const parser = new ExportParser({ xmlns: false, position: false });
  let isSound = true;
  parser.on('error', () => {
    isSound = false;
  });
  parser.on('doctype', () => {
    isSound = false;
  });
  parser.write(reject.raw).close();
  return isSound;
}

const ROOTS: Readonly<Partial<Record<LegacyFormat, string>>> = Object.freeze({
  trainingHistoryXml: 'trainingHistory',
  usersXml: 'users',
});

/**
 * Rejects as a document of their format: each as it was written, behind a comment that says what is wrong
 * with it, and under a reference by which it is known again. They come in the order of their file: one
 * that stands in another reject is marked in there and not written a second time. One that stood in a
 * record which was staged stands alone, with that one's id.
 */
export function* rejectedElements(
  format: LegacyFormat,
  encoding: string,
  rejects: Iterable<Reject>,
): Generator<string> {
  const root = ROOTS[format] ?? 'records';
  yield `<?xml version="1.0" encoding="${encoding.startsWith('utf-16') ? 'UTF-16' : encoding}"?>\n<${root}>\n`;
  let written: Written | null = null;
  for (const reject of rejects) {
    const at = written === null ? -1 : placeWithin(written, reject);
    if (written !== null && at >= 0) {
      written.marks.push({ at, reject });
      continue;
    }
    if (written !== null) yield elementOf(written);
    written = { raw: reject.raw, line: reject.line, marks: [{ at: 0, reject }] };
  }
  if (written !== null) yield elementOf(written);
  yield `</${root}>\n`;
}

/** A reject, and those in it: where in its text each begins, in order. */
interface Written {
  readonly raw: string;
  readonly line: number;
  readonly marks: { readonly at: number; readonly reject: Reject }[];
}

/** Where a reject begins in the text of another one; -1 where it does not stand in it. */
function placeWithin({ raw, line, marks }: Written, reject: Reject): number {
  const last = marks.at(-1)?.at ?? 0;
  for (let at = raw.indexOf(reject.raw, last + 1); at > 0; at = raw.indexOf(reject.raw, at + 1)) {
    const lineOfIt = line + raw.slice(0, at).split('\n').length - 1;
    if (lineOfIt === reject.line) return at;
    if (lineOfIt > reject.line) return -1;
  }
  return -1;
}

function elementOf({ raw, marks }: Written): string {
  const parts: string[] = [];
  for (const [index, { at, reject }] of marks.entries()) {
    const { reference, line, code, message, parentId } = reject;
    // Two hyphens would end the comment, and a message may quote the file.
    const reason = `line ${line}: ${code} ${message}`.replaceAll(/-(?=-)|-$/g, '- ');
    const own = raw.slice(at, marks[index + 1]?.at);
    // One that stands in another has its parent around it.
    const parent = at > 0 || parentId === null ? '' : ` ${PARENT_ATTRIBUTE}="${escaped(parentId)}"`;
    const named = withoutMarks(own).replace(
      /^<[^\s/>]+/,
      (start) => `${start} ${MENDS_ATTRIBUTE}="${reference}"${parent}`,
    );
    parts.push(`<!-- ${reason} -->\n${named}`);
  }
  return `${parts.join('')}\n`;
}

/** A record that was written out before, and is wrong still, has a mark of its own. */
function withoutMarks(raw: string): string {
  const end = raw.indexOf('>');
  const tag = raw.slice(0, end);
  return tag.replaceAll(OWN_ATTRIBUTES, '') + raw.slice(end);
}

const OWN_ATTRIBUTES = new RegExp(`\\s(?:${MENDS_ATTRIBUTE}|${PARENT_ATTRIBUTE})=(?:"[^"]*"|'[^']*')`, 'g');

function escaped(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
