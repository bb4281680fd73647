import type { LegacyFormat, ReadEnd, ReadItem } from '../terms/index.js';
import {
  contentHash,
  KEY_IS_IDENTITY,
  PROVENANCE_COLUMNS,
  type RecordTable,
  TRAINING_TABLE,
  USER_TABLE,
} from './record-tables.js';
import { settleKey, type Version } from './settle.js';
import type { Store } from './store.js';

/** A file about to be staged. */
export interface IncomingFile {
  readonly sha256: string;
  readonly name: string;
  readonly format: LegacyFormat;
  readonly encoding: string;
  readonly bytes: number;
}

/** What became of a file: counted from the rows of the store, but for `recordsRead`, the reader's count. */
export interface StagedFile {
  readonly fileId: number;
  readonly name: string;
  readonly sha256: string;
  readonly format: string;
  readonly encoding: string;
  readonly bytes: number;
  readonly state: 'reading' | 'staged' | 'broken';
  readonly recordsRead: number;
  readonly staged: number;
  readonly rejected: number;
  readonly findings: number;
  readonly recordsNew: number;
  readonly recordsChanged: number;
  readonly recordsUnchanged: number;
  /** Said by a newer export, or by a later row of the same file, in another way. */
  readonly recordsOutdated: number;
  readonly brokenCode: string | null;
  readonly brokenMessage: string | null;
  readonly brokenLine: number | null;
}

const ROWS_PER_TRANSACTION = 4000;

/**
 * Stages one file: appends its records, then settles them against those of earlier files.
 *
 * The life of a file: it is `reading` while rows are appended; one transaction settles it and makes it
 * `staged` (or `broken`, when it broke off: what came before the break stays). Killed in between, it is
 * still `reading`; the next call takes its rows out and reads it again from the start.
 */
export async function stageRecords(
  store: Store,
  file: IncomingFile,
  batches: AsyncGenerator<readonly ReadItem[], ReadEnd>,
  now: () => number,
  onProgress: (recordsRead: number) => void = () => {},
): Promise<StagedFile> {
  const fileId = beginFile(store, file, new Date(now()).toISOString());
  const base = { user: maxRecordId(store, USER_TABLE), training: maxRecordId(store, TRAINING_TABLE) };
  const appendRows = appender(store, fileId);
  if (base.user === 0) dropKeyIndex(store, USER_TABLE);
  if (base.training === 0) dropKeyIndex(store, TRAINING_TABLE);

  const append = store.transaction((items: readonly ReadItem[]) => {
    for (const item of items) appendRows(item);
  });
  let pending: ReadItem[] = [];
  let records = 0;
  let step = await batches.next();
  while (!step.done) {
    pending = pending.length === 0 ? [...step.value] : pending.concat(step.value);
    records += step.value.length;
    if (pending.length >= ROWS_PER_TRANSACTION) {
      append(pending);
      pending = [];
      onProgress(records);
    }
    step = await batches.next();
  }
  append(pending);
  onProgress(records);
  settleFile(store, fileId, base, step.value);
  const staged = stagedFile(store, fileId);
  if (staged === undefined) throw new Error('a file that was just staged is in the store');
  return staged;
}

function beginFile(store: Store, file: IncomingFile, stagedAt: string): number {
  return store.transaction(() => {
    const earlier = store
      .prepare('SELECT file_id AS fileId FROM source_file WHERE sha256 = ?')
      .get(file.sha256) as { fileId: number } | undefined;
    if (earlier !== undefined) takeOut(store, earlier.fileId);
    const result = store
      .prepare(
        `INSERT INTO source_file (sha256, name, format, encoding, bytes, state, records_read, staged_at)
         VALUES (?, ?, ?, ?, ?, 'reading', 0, ?)`,
      )
      .run(file.sha256, file.name, file.format, file.encoding, file.bytes, stagedAt);
    return Number(result.lastInsertRowid);
  })();
}

/** Takes a file out that was still `reading` when its process ended: none of its rows were settled. */
function takeOut(store: Store, fileId: number): void {
  for (const table of [
    'user_record',
    'training_record',
    'rejected_record',
    'record_finding',
    'source_file',
  ]) {
    store.prepare(`DELETE FROM ${table} WHERE file_id = ?`).run(fileId);
  }
}

function maxRecordId(store: Store, table: RecordTable<never>): number {
  const row = store.prepare(`SELECT coalesce(max(record_id), 0) AS id FROM ${table.name}`).get() as {
    id: number;
  };
  return row.id;
}

/** An empty table is loaded without its index, which is built afterwards: 3 times faster on unordered keys (perf-limits 3). */
function dropKeyIndex(store: Store, table: RecordTable<never>): void {
  store.exec(`DROP INDEX IF EXISTS ${table.name}_by_key; DROP INDEX IF EXISTS ${table.name}_by_user`);
}

function ensureKeyIndex(store: Store, table: RecordTable<never>): void {
  store.exec(`CREATE INDEX IF NOT EXISTS ${table.name}_by_key ON ${table.name} (kind, record_key)`);
}

function appender(store: Store, fileId: number): (item: ReadItem) => void {
  const user = inserter(store, USER_TABLE);
  const training = inserter(store, TRAINING_TABLE);
  const reject = store.prepare('INSERT INTO rejected_record VALUES (?, ?, ?, ?, ?, ?)');
  const finding = store.prepare('INSERT INTO record_finding VALUES (?, ?, ?, ?, ?)');
  return (item) => {
    if (item.type === 'reject') {
      reject.run(fileId, item.ordinal, item.line, item.code, item.message, item.raw);
      return;
    }
    if (item.type === 'user') user(fileId, item.ordinal, item.line, 'user', item.record.key, item.record);
    else training(fileId, item.ordinal, item.line, item.record.kind, item.record.key, item.record);
    for (const found of item.findings) {
      finding.run(fileId, item.ordinal, found.code, found.field, found.value);
    }
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

interface Base {
  readonly user: number;
  readonly training: number;
}

function settleFile(store: Store, fileId: number, base: Base, end: ReadEnd): void {
  store.transaction(() => {
    store
      .prepare(
        `UPDATE source_file SET records_read = ?, exported_at = ?, broken_code = ?, broken_message = ?,
           broken_line = ?, state = ? WHERE file_id = ?`,
      )
      .run(
        end.records,
        end.exportedAt,
        end.broken?.code ?? null,
        end.broken?.message ?? null,
        end.broken?.line ?? null,
        end.broken === null ? 'staged' : 'broken',
        fileId,
      );
    const newer = newerThan(store, fileId);
    settleTable(store, fileId, USER_TABLE, base.user, newer);
    settleTable(store, fileId, TRAINING_TABLE, base.training, newer);
  })();
}

/** The document's own stamp says which of two exports is newer; where one has none, the later staged is. */
function newerThan(store: Store, fileId: number): (olderFileId: number) => boolean {
  const rows = store
    .prepare('SELECT file_id AS fileId, exported_at AS exportedAt FROM source_file')
    .all() as {
    fileId: number;
    exportedAt: string | null;
  }[];
  const instants = new Map(
    rows.map((row) => [row.fileId, row.exportedAt === null ? Number.NaN : Date.parse(row.exportedAt)]),
  );
  const own = instants.get(fileId) ?? Number.NaN;
  return (olderFileId) => {
    const older = instants.get(olderFileId) ?? Number.NaN;
    return Number.isNaN(own) || Number.isNaN(older) ? true : own >= older;
  };
}

interface VersionRow {
  readonly recordId: number;
  readonly fileId: number;
  readonly ordinal: number;
  readonly line: number;
  readonly contentHash: string;
}

function settleTable(
  store: Store,
  fileId: number,
  table: RecordTable<never>,
  base: number,
  incomingIsNewer: (olderFileId: number) => boolean,
): void {
  if (maxRecordId(store, table) === base) {
    ensureKeyIndex(store, table);
    return;
  }
  ensureKeyIndex(store, table);
  store.exec('CREATE TEMP TABLE colliding (position INTEGER PRIMARY KEY, kind TEXT, record_key TEXT)');
  const added = store
    .prepare(
      `INSERT INTO colliding (kind, record_key)
       SELECT kind, record_key FROM ${table.name} GROUP BY kind, record_key
       HAVING count(*) > 1 AND max(record_id) > ?`,
    )
    .run(base).changes;
  const page = store.prepare(
    'SELECT kind, record_key AS recordKey FROM colliding WHERE position > ? ORDER BY position LIMIT 1000',
  );
  const versions = store.prepare(
    `SELECT record_id AS recordId, file_id AS fileId, ordinal, line, content_hash AS contentHash
     FROM ${table.name} WHERE kind = ? AND record_key = ? ORDER BY record_id`,
  );
  const keep = keepEarlier(store, table);
  const drop = store.prepare(`DELETE FROM ${table.name} WHERE record_id = ?`);
  const follow = store.prepare('UPDATE earlier_record SET record_id = ? WHERE kind = ? AND record_id = ?');
  const counts = { unchanged: 0, changed: 0, outdated: 0 };
  for (let seen = 0; seen < added; seen += 1000) {
    for (const { kind, recordKey } of page.all(seen) as { kind: string; recordKey: string }[]) {
      const rows = versions.all(kind, recordKey) as VersionRow[];
      const byId = new Map(rows.map((row) => [row.recordId, row]));
      const known: Version[] = rows.map((row) => ({ ...row, incoming: row.recordId > base }));
      for (const settlement of settleKey(known, KEY_IS_IDENTITY[kind] ?? false, incomingIsNewer)) {
        const loser = byId.get(settlement.loser);
        if (loser === undefined) continue;
        keep(kind, loser, settlement);
        follow.run(settlement.winner, kind, settlement.loser);
        drop.run(settlement.loser);
        counts[settlement.counts] += 1;
      }
    }
  }
  store.exec('DROP TABLE temp.colliding');
  const rows = store.prepare(`SELECT count(*) AS count FROM ${table.name} WHERE record_id > ?`).get(base) as {
    count: number;
  };
  store
    .prepare(
      `UPDATE source_file SET records_new = records_new + ?, records_changed = records_changed + ?,
         records_unchanged = records_unchanged + ?, records_outdated = records_outdated + ? WHERE file_id = ?`,
    )
    .run(rows.count - counts.changed, counts.changed, counts.unchanged, counts.outdated, fileId);
}

function keepEarlier(
  store: Store,
  table: RecordTable<never>,
): (kind: string, loser: VersionRow, settlement: { winner: number; relation: string }) => void {
  const content = table.columns.map((column) => `'${column}', ${column}`).join(', ');
  const insert = store.prepare(
    `INSERT INTO earlier_record (file_id, ordinal, line, kind, relation, record_id, content)
     SELECT file_id, ordinal, line, kind, ?, ?, CASE ? WHEN 'replaced' THEN json_object(${content}) END
     FROM ${table.name} WHERE record_id = ?`,
  );
  return (_kind, loser, settlement) => {
    insert.run(settlement.relation, settlement.winner, settlement.relation, loser.recordId);
  };
}

const FILE_COLUMNS = `
  file_id AS fileId, name, sha256, format, encoding, bytes, state, records_read AS recordsRead,
  records_new AS recordsNew, records_changed AS recordsChanged, records_unchanged AS recordsUnchanged,
  records_outdated AS recordsOutdated,
  broken_code AS brokenCode, broken_message AS brokenMessage, broken_line AS brokenLine,
  (SELECT count(*) FROM user_record r WHERE r.file_id = f.file_id)
    + (SELECT count(*) FROM training_record r WHERE r.file_id = f.file_id)
    + (SELECT count(*) FROM earlier_record r WHERE r.file_id = f.file_id) AS staged,
  (SELECT count(*) FROM rejected_record r WHERE r.file_id = f.file_id) AS rejected,
  (SELECT count(*) FROM record_finding r WHERE r.file_id = f.file_id) AS findings`;

/** One file of the store, or undefined where there is none of that id. */
export function stagedFile(store: Store, fileId: number): StagedFile | undefined {
  return store.prepare(`SELECT ${FILE_COLUMNS} FROM source_file f WHERE file_id = ?`).get(fileId) as
    | StagedFile
    | undefined;
}

/** The file of this content, when it was staged to its end (or to its break). */
export function fileByContent(store: Store, sha256: string): StagedFile | undefined {
  return store
    .prepare(`SELECT ${FILE_COLUMNS} FROM source_file f WHERE sha256 = ? AND state <> 'reading'`)
    .get(sha256) as StagedFile | undefined;
}

/** All files of the store, in the order in which they were staged. */
export function stagedFiles(store: Store): readonly StagedFile[] {
  return store.prepare(`SELECT ${FILE_COLUMNS} FROM source_file f ORDER BY file_id`).all() as StagedFile[];
}

/** What all staged files hold, in one hash: the same exports in any order give the same. */
export function stagedDigest(store: Store): string {
  const rows = store
    .prepare(`SELECT sha256, state FROM source_file WHERE state <> 'reading' ORDER BY sha256`)
    .all() as { sha256: string; state: string }[];
  return contentHash(rows.flatMap((row) => [row.sha256, row.state]));
}

/** The file whose staging was cut off, if there is one: until it is staged again the store is half a store. */
export function interruptedFile(store: Store): string | undefined {
  const row = store.prepare(`SELECT name FROM source_file WHERE state = 'reading' LIMIT 1`).get() as
    | { name: string }
    | undefined;
  return row?.name;
}
