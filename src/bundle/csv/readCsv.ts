import { closeSync, openSync, readSync } from 'node:fs';

/** One row; `line` is where it begins, from 1, since a quoted cell can hold line breaks. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is wrong with the file itself rather than with a row. */
export interface CsvTrouble {
  readonly kind: 'byteOrderMark' | 'encoding' | 'lineEnd' | 'quote';
  readonly line: number;
}

const CHUNK_BYTES = 256 * 1024;
/** A quote that is not closed would swallow the file: no row of the specification comes near this. */
const MOST_ROW_LENGTH = 1024 * 1024;

/**
 * Reads a CSV file row by row, in memory of one chunk and one row. What is wrong with the file is told
 * by `onTrouble`, each kind once; reading goes on except after bytes that are not UTF-8 and a quote
 * that is never closed, which end it.
 */
export function* readCsv(file: string, onTrouble: (trouble: CsvTrouble) => void): Generator<CsvRow> {
  let line = 1;
  let pending = '';
  let pendingLine = 1;
  let hasBareLineFeed = false;
  const checkEnd = (hasEnd: boolean): void => {
    if (hasEnd || hasBareLineFeed) return;
    hasBareLineFeed = true;
    onTrouble({ kind: 'lineEnd', line: line - 1 });
  };
  for (const raw of linesOf(file, (kind) => onTrouble({ kind, line }))) {
    const hasReturn = raw.endsWith('\r');
    const text = hasReturn ? raw.slice(0, -1) : raw;
    line += 1;
    if (pending === '' && !text.includes('"')) {
      checkEnd(hasReturn);
      yield { line: line - 1, cells: text.split(',') };
      continue;
    }
    if (pending === '') pendingLine = line - 1;
    pending += pending === '' ? text : `\n${text}`;
    if (isOpen(pending)) {
      if (pending.length <= MOST_ROW_LENGTH) continue;
      onTrouble({ kind: 'quote', line: pendingLine });
      return;
    }
    // Within quotes a bare line feed is part of the cell.
    checkEnd(hasReturn);
    const cells = splitQuoted(pending);
    if (cells === null) onTrouble({ kind: 'quote', line: pendingLine });
    else yield { line: pendingLine, cells };
    pending = '';
  }
  if (pending !== '') onTrouble({ kind: 'quote', line: pendingLine });
}

/** The lines without their line feed. A last line may lack its end, as in Adobe's own samples: it is given one. */
function* linesOf(file: string, onTrouble: (kind: 'byteOrderMark' | 'encoding') => void): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  let isFirst = true;
  for (const bytes of chunksOf(file)) {
    let decoded: string;
    try {
      decoded = bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      // The lines before the bad byte are still read, so that the place that is told is right.
      const before = new TextDecoder('utf-8').decode(bytes ?? new Uint8Array());
      yield* (rest + before).split('\n').slice(0, lineOfBadByte(rest, bytes ?? new Uint8Array()));
      onTrouble('encoding');
      return;
    }
    if (isFirst && decoded !== '') {
      isFirst = false;
      if (decoded.startsWith('\uFEFF')) {
        onTrouble('byteOrderMark');
        decoded = decoded.slice(1);
      }
    }
    const text = rest + decoded;
    let from = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      yield text.slice(from, at);
      from = at + 1;
    }
    rest = text.slice(from);
  }
  if (rest !== '') yield `${rest}\r`;
}

/** How many lines end before the first byte that is not UTF-8. */
function lineOfBadByte(rest: string, bytes: Uint8Array): number {
  let good = 0;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let lines = rest.split('\n').length - 1;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, good)) {
    try {
      decoder.decode(bytes.subarray(good, at));
    } catch {
      // A character that the chunk before had begun looks bad here, too: only the first line can have one.
      if (good > 0) return lines;
    }
    lines += 1;
    good = at + 1;
  }
  return lines;
}

/** null at the end. */
function* chunksOf(file: string): Generator<Uint8Array | null> {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const length = readSync(descriptor, buffer, 0, CHUNK_BYTES, null);
      if (length === 0) break;
      yield buffer.subarray(0, length);
    }
    yield null;
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a quote is still open at the end: a doubled one counts twice. */
function isOpen(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 1;
}

/** The cells of a row with quotes; null where a quote stands in the middle of a cell. */
function splitQuoted(text: string): readonly string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let cell = '';
      at += 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote === -1) return null;
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
      cells.push(cell);
      if (at < text.length && text[at] !== ',') return null;
    } else {
      const comma = text.indexOf(',', at);
      const cell = comma === -1 ? text.slice(at) : text.slice(at, comma);
      if (cell.includes('"')) return null;
      cells.push(cell);
      at += cell.length;
    }
    if (at >= text.length) return cells;
    at += 1;
  }
}
