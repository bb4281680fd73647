import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type StagedFile, type Store, stageRecords } from '../../src/staging/index.js';
import type { ReadEnd, ReadItem, StatusTerm, TrainingRecord, UserRecord } from '../../src/terms/index.js';

export const NOW = Date.UTC(2026, 0, 2);

export async function inFolder<Result>(use: (folder: string) => Promise<Result> | Result): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-staging-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function inStore<Result>(use: (store: Store) => Promise<Result> | Result): Promise<Result> {
  return inFolder(async (folder) => {
    const store = openStore(join(folder, 'migration.db'));
    try {
      return await use(store);
    } finally {
      store.close();
    }
  });
}

export function training(
  kind: TrainingRecord['kind'],
  key: string,
  statusTerm: StatusTerm,
  changes: Partial<TrainingRecord> = {},
): TrainingRecord {
  return {
    kind,
    key,
    userId: 'jdoe',
    learningId: 'SAFETY-1',
    title: 'Safety basics',
    learningType: 'onlineModule',
    parentId: null,
    sessionCode: null,
    status: statusTerm,
    statusTerm,
    enrolledAt: null,
    startedAt: null,
    endedAt: null,
    score: null,
    timeZone: null,
    details: {},
    ...changes,
  };
}

export function account(key: string, email: string | null): UserRecord {
  return {
    key,
    userId: key,
    email,
    givenName: null,
    familyName: null,
    status: null,
    statusTerm: 'active',
    employeeNumber: null,
    organizationId: null,
    organizationCode: null,
    managerId: null,
    details: {},
  };
}

/** A file as a reader hands it over. `null` in `rows` is a record that could not be read. */
export interface Export {
  readonly name: string;
  readonly exportedAt: string | null;
  readonly rows: readonly (TrainingRecord | UserRecord | null)[];
  readonly broken?: boolean;
}

export function itemsOf(rows: Export['rows']): readonly ReadItem[] {
  return rows.map((row, index): ReadItem => {
    const place = { ordinal: index + 1, line: index + 2 };
    if (row === null)
      return { ...place, type: 'reject', code: 'PF-ROW-RAGGED', message: 'a cell is missing', raw: 'a,b' };
    if ('kind' in row) return { ...place, type: 'training', record: row, findings: [] };
    return { ...place, type: 'user', record: row, findings: [] };
  });
}

export async function* batchesOf(file: Export, size = 3): AsyncGenerator<readonly ReadItem[], ReadEnd> {
  const items = itemsOf(file.rows);
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
  return {
    records: items.length,
    exportedAt: file.exportedAt,
    broken: file.broken === true ? { code: 'PF-XML-TRUNCATED', message: 'it ends', line: 9 } : null,
  };
}

export function digestOf(file: Export): string {
  return createHash('sha256').update(JSON.stringify(file)).digest('hex');
}

export function stage(store: Store, file: Export): Promise<StagedFile> {
  const size = JSON.stringify(file.rows).length;
  const incoming = {
    sha256: digestOf(file),
    name: file.name,
    format: 'trainingHistoryXml',
    encoding: 'utf-8',
    bytes: size,
  } as const;
  return stageRecords(store, incoming, batchesOf(file), () => NOW);
}

/** Everything that staging wrote, in an order that does not come from its numbering. */
export function dump(store: Store): string {
  const tables = [
    'source_file',
    'user_record',
    'training_record',
    'earlier_record',
    'rejected_record',
    'record_finding',
  ];
  return tables
    .map((table) => {
      const rows = store.prepare(`SELECT * FROM ${table}`).all();
      return `${table}\n${rows
        .map((row) => JSON.stringify(row))
        .sort()
        .join('\n')}`;
    })
    .join('\n\n');
}

/** What the store holds as true now, without where it came from. */
export function current(store: Store): readonly string[] {
  const rows = store
    .prepare(
      `SELECT kind, record_key, status_term, content_hash FROM training_record
       UNION ALL SELECT kind, record_key, status_term, content_hash FROM user_record`,
    )
    .all();
  return rows.map((row) => JSON.stringify(row)).sort();
}
