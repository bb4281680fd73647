import type { ReadItem } from '../terms/index.js';
import { type PackedItem, packed, provenanceOf, type RowKind, valuesOf } from './packed.js';
import { TRAINING_TABLE, USER_TABLE } from './record-tables.js';
import { type Cell, ValuesReader, valuesAsText } from './values-text.js';

const ROW = 'r';
const JSON_ITEM = 'j';
const NOTHING_FOUND = Object.freeze([]);

/**
 * Items as one text, which is handed over between threads in a fraction of the time that many objects
 * take: a record as the values of its row, which is also the text that is hashed, so that it is put
 * together once; what is rare, a reject or a record with findings, as JSON.
 */
export function packedText(items: readonly ReadItem[]): string {
  let text = '';
  for (const item of items) {
    if (item.type === 'reject' || item.findings.length > 0 || item.mends !== undefined) {
      text += JSON_ITEM + valuesAsText([JSON.stringify(packed(item))]);
      continue;
    }
    text += ROW + valuesAsText(provenanceOf(item)) + valuesAsText(valuesOf(item));
  }
  return text;
}

/** The items of a text that `packedText` wrote, as `packed` makes them. */
export function unpackedText(text: string): readonly PackedItem[] {
  const items: PackedItem[] = [];
  const values = new ValuesReader(text, 0);
  while (values.at < text.length) {
    const isRow = text[values.at] === ROW;
    values.at += 1;
    items.push(isRow ? rowItem(text, values) : (JSON.parse(values.next() ?? '') as PackedItem));
  }
  return items;
}

function rowItem(text: string, values: ValuesReader): PackedItem {
  const ordinal = Number(values.next());
  const line = Number(values.next());
  const kind = values.next() as RowKind;
  const row: Cell[] = [ordinal, line, kind, values.next()];
  const columns = kind === 'user' ? USER_TABLE.columns.length : TRAINING_TABLE.columns.length;
  const from = values.at;
  for (let left = columns; left > 0; left--) row.push(values.next());
  return { kind, ordinal, row, content: text.slice(from, values.at), findings: NOTHING_FOUND };
}
