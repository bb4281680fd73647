import { csvCell } from './csv.js';

const [END, LINE_FEED, RETURN, QUOTE, COMMA] = [0, 10, 13, 34, 44] as const;
/** For a cell that begins with one of these there may have to be a guard: see `guarded`. */
const GUARDED = new Uint8Array(256);
for (const byte of Buffer.from("=+-@\t\r'")) GUARDED[byte] = 1;

/**
 * Writes rows of values in UTF-8, NUL behind each value and a line feed behind the last, as lines of CSV: in place, as
 * far as cells stand as they are. Most do, and to make texts of a million rows, and bytes of those, takes more than
 * twice as long. `numbers` has a 1 for each column of numbers, and a 0 for the others. Where a row would begin with
 * NUL, the next of `others` is put.
 */
export function csvPage(
  page: Uint8Array,
  numbers: Uint8Array,
  others: readonly string[],
): readonly (string | Uint8Array)[] {
  const pieces: (string | Uint8Array)[] = [];
  let written = 0;
  let put = 0;
  let column = 0;
  let begin = 0;
  let isPlain = true;
  for (let at = 0; at < page.length; at += 1) {
    const byte = page[at] as number;
    // All that mean something come before: this is what most of the time is for.
    if (byte > COMMA) continue;
    if (byte !== END) {
      if (byte === COMMA || byte === QUOTE || byte === LINE_FEED || byte === RETURN) isPlain = false;
      continue;
    }
    const isOther = column === 0 && at === begin;
    // Numbers are no formulas, whatever their sign.
    if (GUARDED[page[begin] as number] === 1 && numbers[column] === 0) isPlain = false;
    if (isOther || !isPlain) {
      if (begin > written) pieces.push(page.subarray(written, begin));
      pieces.push(isOther ? (others[put] ?? '') : csvCell(Buffer.from(page.subarray(begin, at)).toString()));
      written = isOther ? at + 1 : at;
      isPlain = true;
    }
    if (isOther) put += 1;
    else {
      column += 1;
      page[at] = COMMA;
      if (column === numbers.length) {
        page[at] = RETURN;
        at += 1;
        column = 0;
      }
    }
    begin = at + 1;
  }
  if (written < page.length) pieces.push(page.subarray(written));
  return pieces;
}
