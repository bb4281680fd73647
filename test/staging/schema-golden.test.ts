import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/staging/index.js';
import { expectGolden } from '../golden.js';

function inStore<Result>(use: (file: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-schema-'));
  try {
    return use(join(folder, 'migration.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Entry {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

function schemaOf(file: string): readonly Entry[] {
  const store = openStore(file);
  try {
    return store
      .prepare(
        `SELECT type, name, sql FROM sqlite_master
         WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL ORDER BY tbl_name, type DESC, name`,
      )
      .all() as Entry[];
  } finally {
    store.close();
  }
}

describe('the schema of the store', () => {
  it('is the committed one, after all migrations', () => {
    inStore((file) => {
      const text = schemaOf(file)
        .map(({ sql }) => `${sql};\n`)
        .join('\n');
      expectGolden('test/staging/schema.golden.sql', text);
    });
  });

  it('keeps to strict tables, so that no text ends up where a number belongs', () => {
    inStore((file) => {
      const lax = schemaOf(file).filter(({ type, sql }) => type === 'table' && !/\bSTRICT\b[^)]*$/.test(sql));
      expect(lax.map(({ name }) => name)).toEqual([]);
    });
  });

  it('is the same when an old store is opened again', () => {
    inStore((file) => {
      const first = schemaOf(file);
      expect(schemaOf(file)).toEqual(first);
    });
  });

  it('can be read with the sqlite3 shell of the machine', ({ skip }) => {
    inStore((file) => {
      schemaOf(file);
      let tables: string;
      try {
        tables = execFileSync('sqlite3', [file, '.tables'], { encoding: 'utf8' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT')
          return skip('there is no sqlite3 on this machine');
        throw error;
      }
      expect(tables).toContain('training_record');
      expect(tables).toContain('operation');
    });
  });
});
