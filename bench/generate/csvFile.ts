import { csvRow } from './markup.js';
import type { QuirkName } from './quirks.js';

/** The header, then a row an entry, with the quirks that are those of any CSV: a short row, a repeated one. */
export function* csvFile<T extends { readonly quirk: QuirkName | null }>(
  columns: readonly string[],
  cellsOf: (entry: T) => string[],
  settings: { readonly entries: Iterable<T>; readonly count: (quirk: QuirkName | null) => void },
): Generator<string> {
  yield csvRow(columns);
  let row = '';
  for (const entry of settings.entries) {
    settings.count(entry.quirk);
    if (entry.quirk !== 'duplicate') {
      const cells = cellsOf(entry);
      row = csvRow(entry.quirk === 'missing-cell' ? cells.slice(0, -1) : cells);
    }
    yield row;
  }
}
