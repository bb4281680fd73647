import type { ReadItem } from '../terms/index.js';
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
export function appender(store: Store, fileId: number): (item: ReadItem) => void {
  const user = inserter(store, USER_TABLE);
  const training = inserter(store, TRAINING_TABLE);
  const reject = store.prepare('INSERT INTO rejected_record VALUES (?, ?, ?, ?, ?, ?)');
  const mend = mender(store, fileId);
  const finding = store.prepare('INSERT INTO record_finding VALUES (?, ?, ?, ?, ?)');
  return (item) => {
    const { ordinal, line } = item;
    if (item.mends !== undefined) mend(item.mends, ordinal);
    if (item.type === 'reject') {
      reject.run(fileId, ordinal, line, item.code, item.message, item.raw);
      return;
    }
    if (item.type === 'user') user(fileId, ordinal, line, 'user', item.record.key, item.record);
    else training(fileId, ordinal, line, item.record.kind, item.record.key, item.record);
    for (const { code, field, value } of item.findings) finding.run(fileId, ordinal, code, field, value);
  };
}

type Insert<Row> = (
  file: number,
  ordinal: number,
  line: number,
  kind: string,
  key: string,
  record: Row,
) => void;

function inserter<Row>(store: Store, table: RecordTable<Row>): Insert<Row> {
  const columns = [...PROVENANCE_COLUMNS, ...table.columns];
  const insert = store.prepare(
    `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  return (file, ordinal, line, kind, key, record) => {
    const values = table.values(record);
    insert.run(file, ordinal, line, kind, key, contentHash(values), ...values);
  };
}
