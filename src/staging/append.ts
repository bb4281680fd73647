import type { PackedItem } from './packed.js';
import {
  contentHash,
  PROVENANCE_COLUMNS,
  type RecordTable,
  TRAINING_TABLE,
  USER_TABLE,
} from './record-tables.js';
import { mender } from './rejects.js';
import type { Store } from './store.js';

/** Writes the items of one file as they are read, each into its table, with its hash and its findings. */
export function appender(store: Store, fileId: number): (item: PackedItem) => void {
  const user = store.prepare(insertInto(USER_TABLE, fileId));
  const training = store.prepare(insertInto(TRAINING_TABLE, fileId));
  const reject = store.prepare('INSERT INTO rejected_record VALUES (?, ?, ?, ?, ?, ?, ?)');
  const finding = store.prepare('INSERT INTO record_finding VALUES (?, ?, ?, ?, ?)');
  const mend = mender(store, fileId);
  return (item) => {
    const { ordinal } = item;
    if (item.mends !== undefined) mend(item.mends, ordinal);
    if (item.kind === 'reject') {
      reject.run(fileId, ordinal, item.line, item.code, item.message, item.raw, item.parentId ?? null);
      return;
    }
    const insert = item.kind === 'user' ? user : training;
    insert.run(contentHash(item.content), item.row);
    for (const { code, field, value } of item.findings) finding.run(fileId, ordinal, code, field, value);
  };
}

/** The file's id is the same in every row, and stands in the statement: the rest of a row is bound as it comes. */
function insertInto(table: RecordTable<never>, fileId: number): string {
  const columns = ['file_id', 'content_hash', ...PROVENANCE_COLUMNS, ...table.columns];
  const values = columns.map((column) => (column === 'file_id' ? fileId : '?')).join(', ');
  return `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${values})`;
}
