/**
 * Text that was damaged before it came to us. It is only reported: nobody but its owner knows what
 * it was.
 */
import { isUtf8 } from 'node:buffer';
import type { Finding } from '../../terms/index.js';
import { toWindows1252 } from '../bytes/windows1252.js';

const CONTINUATION =
  '\\u0080-\\u00bf\\u0152\\u0153\\u0160\\u0161\\u0178\\u017d\\u017e\\u0192\\u02c6\\u02dc\\u2013-\\u2122\\u20ac';

/** The beginning of UTF-8 that was read as Windows-1252; may match honest text. */
const LEAD = new RegExp(`[\\u00c2-\\u00f4][${CONTINUATION}]`);

const REPLACED = /\ufffd/;
const QUESTION_MARKS = /\?{3,}|\p{L}\?+\p{L}/u;
/** A lead byte and its continuation bytes, each read as a character of Windows-1252. */
const TWICE = new RegExp(
  `[\\u00c2-\\u00df][${CONTINUATION}]|[\\u00e0-\\u00ef][${CONTINUATION}]{2}|[\\u00f0-\\u00f4][${CONTINUATION}]{3}`,
  'gu',
);

/** False only where `damageOf` finds nothing in the text; takes a fraction of its time. */
export function looksDamaged(text: string): boolean {
  return text.includes('?') || text.includes('\ufffd') || LEAD.test(text);
}

function isEncodedTwice(value: string): boolean {
  for (const [run] of value.matchAll(TWICE)) {
    const bytes = toWindows1252(run);
    if (bytes !== null && isUtf8(bytes)) return true;
  }
  return false;
}

/** Adds a finding for each kind of damage in a value. A question mark in a link is none. */
export function damageOf(field: string, value: string, findings: Finding[]): void {
  if (REPLACED.test(value)) findings.push({ code: 'PF-TEXT-REPLACED', field, value });
  if (QUESTION_MARKS.test(value) && !value.includes('://')) {
    findings.push({ code: 'PF-TEXT-QUESTION-MARKS', field, value });
  }
  if (isEncodedTwice(value)) findings.push({ code: 'PF-TEXT-ENCODED-TWICE', field, value });
}
