import type { LegacyFormat } from '../../terms/index.js';
import { LIMITS } from '../limits.js';
import { MENDS_ATTRIBUTE } from '../xml/frame.js';
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

/** Rejects as a document of their format: each as it was written, behind a comment that says what is wrong with it. */
export function* rejectedElements(
  format: LegacyFormat,
  encoding: string,
  rejects: Iterable<Reject>,
): Generator<string> {
  const root = ROOTS[format] ?? 'records';
  yield `<?xml version="1.0" encoding="${encoding.startsWith('utf-16') ? 'UTF-16' : encoding}"?>\n<${root}>\n`;
  for (const { reference, line, code, message, raw } of rejects) {
    const known = raw.replace(new RegExp(`\\s${MENDS_ATTRIBUTE}="[^"]*"`), '');
    const named = known.replace(/^<[^\s/>]+/, (start) => `${start} ${MENDS_ATTRIBUTE}="${reference}"`);
    // Two hyphens would end the comment, and a message may quote the file.
    const reason = `line ${line}: ${code} ${message}`.replaceAll(/-(?=-)|-$/g, '- ');
    yield `<!-- ${reason} -->\n${named}\n`;
  }
  yield `</${root}>\n`;
}
