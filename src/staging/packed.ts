import type { Finding, ReadEnd, ReadItem, TrainingRecord } from '../terms/index.js';
import { PROVENANCE_COLUMNS, TRAINING_TABLE, USER_TABLE } from './record-tables.js';
import { type Cell, valuesAsText } from './values-text.js';

/** What a row that is no reject is a record of. */
export type RowKind = 'user' | TrainingRecord['kind'];

/** An item as its row needs it: the values of the table's columns, in their order. */
export type PackedItem =
  | {
      readonly kind: RowKind;
      readonly ordinal: number;
      readonly mends?: string;
      /** Of `PROVENANCE_COLUMNS`, then of the table's own columns. */
      readonly row: readonly Cell[];
      /** The values of the table's own columns once more, as the text that is hashed. */
      readonly content: string;
      readonly findings: readonly Finding[];
    }
  | (Extract<ReadItem, { type: 'reject' }> & { readonly kind: 'reject' });

export function packed(item: ReadItem): PackedItem {
  if (item.type === 'reject') return { ...item, kind: 'reject' };
  const { ordinal, mends, findings } = item;
  const kind = kindOf(item);
  const row = [...provenanceOf(item), ...valuesOf(item)];
  const content = valuesAsText(row, PROVENANCE_COLUMNS.length);
  const pack = { kind, ordinal, row, content, findings };
  return mends === undefined ? pack : { ...pack, mends };
}

type RecordItem = Exclude<ReadItem, { type: 'reject' }>;

function kindOf(item: RecordItem): RowKind {
  return item.type === 'user' ? 'user' : item.record.kind;
}

/** Of `PROVENANCE_COLUMNS`. */
export function provenanceOf(item: RecordItem): readonly Cell[] {
  return [item.ordinal, item.line, kindOf(item), item.record.key];
}

export function valuesOf(item: RecordItem): readonly (string | null)[] {
  return item.type === 'user' ? USER_TABLE.values(item.record) : TRAINING_TABLE.values(item.record);
}

/** The batches of a reader, packed. */
export async function* packedBatches(
  batches: AsyncGenerator<readonly ReadItem[], ReadEnd>,
): AsyncGenerator<readonly PackedItem[], ReadEnd> {
  let ended = false;
  try {
    for (;;) {
      const step = await batches.next();
      ended = step.done === true;
      if (step.done) return step.value;
      yield step.value.map(packed);
    }
  } finally {
    if (!ended) await (batches as AsyncGenerator<unknown, unknown>).return(undefined);
  }
}
