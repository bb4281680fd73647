import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/staging/index.js';
import { inFolder, run } from './world.js';

const HEADER = 'UserID,GivenName,FamilyName,E-mail,Employee Num,Status,BirthDate,Level1Code,Level2Code\n';

function users(folder: string, name: string, ids: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, HEADER + ids.map((id) => `${id},A,B,${id}@example.com,,Active,,,\n`).join(''));
  return file;
}

function workspaceIn(folder: string): string {
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  writeFileSync(
    join(workspace, 'migration.yaml'),
    'source: { timeZone: Europe/Berlin, referenceDate: 2026-01-31 }\n',
  );
  return workspace;
}

describe('stage --remove-missing', () => {
  it('stops itself where too much would go, says what to type, and then does it', () =>
    inFolder(async (folder) => {
      const workspace = workspaceIn(folder);
      await run(['stage', '-w', workspace, users(folder, 'old.csv', ['ada', 'bob', 'cyd', 'dee'])]);
      const full = users(folder, 'full.csv', ['ada', 'bob', 'cyd']);
      const stopped = await run(['stage', '-w', workspace, '--remove-missing', full]);
      expect(stopped.exitCode).toBe(4);
      expect(stopped.stdout).toContain(
        '1 of 4 accounts is not in the full export: more than --max-missing 0.05',
      );
      expect(stopped.stdout).toContain('--remove-missing --max-missing 0.25');

      const done = await run(['stage', '-w', workspace, '--remove-missing', '--max-missing', '0.25', full]);
      expect(done.exitCode).toBe(0);
      expect(done.stdout).toContain('staged before, nothing changed');
      expect(done.stdout).toContain('1 of 4 accounts is not in the full export: marked as gone');
    }));
});

describe('stage --forget', () => {
  it('takes a file off the list whose staging was broken off, and no other', () =>
    inFolder(async (folder) => {
      const workspace = workspaceIn(folder);
      const file = users(folder, 'users.csv', ['ada']);
      await run(['stage', '-w', workspace, file]);
      const store = openStore(join(workspace, 'migration.db'));
      // As a kill in the middle of another file leaves it.
      store.exec(`INSERT INTO source_file (sha256, name, format, encoding, bytes, state, records_read, staged_at)
        VALUES ('unread:old.csv', 'old.csv', 'usersCsv', 'utf-8', 0, 'reading', 0, '2026-01-01T00:00:00.000Z')`);
      store.close();
      const refused = await run(['stage', '-w', workspace, file, '--forget', 'other.csv']);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain('no staging of other.csv was broken off');
      expect((await run(['stage', '-w', workspace, file, '--forget', 'old.csv'])).exitCode).toBe(0);
      const after = openStore(join(workspace, 'migration.db'));
      expect(after.prepare('SELECT name FROM source_file').pluck().all()).toEqual([file]);
      after.close();
    }));
});
