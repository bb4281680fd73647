import type { Finding, ReadEnd, ReadItem, TrainingRecord } from '../terms/index.js';
import { TRAINING_TABLE, USER_TABLE } from './record-tables.js';

/**
 * An item as its row needs it: the values of the table's columns, in their order. It costs half as much
 * to hand over between threads as the record that it was made of, whose every field has its name.
 */
export type PackedItem =
  | {
      readonly kind: 'user' | TrainingRecord['kind'];
      readonly ordinal: number;
      readonly mends?: string;
      /** Of `PROVENANCE_COLUMNS`, then of the table's own columns. */
      readonly row: readonly (string | number | null)[];
      readonly findings: readonly Finding[];
    }
  | (Extract<ReadItem, { type: 'reject' }> & { readonly kind: 'reject' });

export function packed(item: ReadItem): PackedItem {
  if (item.type === 'reject') return { ...item, kind: 'reject' };
  const { ordinal, line, mends, findings } = item;
  const values = item.type === 'user' ? USER_TABLE.values(item.record) : TRAINING_TABLE.values(item.record);
  const kind = item.type === 'user' ? ('user' as const) : item.record.kind;
  const row = [ordinal, line, kind, item.record.key, ...values];
  return mends === undefined ? { kind, ordinal, row, findings } : { kind, ordinal, mends, row, findings };
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
