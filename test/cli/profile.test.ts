import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectDocument } from './documents.js';
import { DEMO_EXPORTS, demoWorkspace, inFolder, run } from './world.js';

async function stagedDemo(folder: string): Promise<string> {
  const workspace = demoWorkspace(join(folder, 'w'), 'http://127.0.0.1:9');
  expect((await run(['stage', '-w', workspace, ...DEMO_EXPORTS])).exitCode).toBe(3);
  return workspace;
}

interface Document {
  readonly page: string;
  readonly peopleStopped: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly courses: { readonly crosswalk: boolean };
  readonly findings: readonly {
    readonly code: string;
    readonly field: string | null;
    readonly count: number;
  }[];
}

describe('profile', () => {
  it('tells of the demo data what its table says is wrong with it, without ALM or credentials', async () => {
    await inFolder(async (folder) => {
      const workspace = await stagedDemo(folder);
      const { exitCode, stdout } = await run(['profile', '-w', workspace, '--json'], {});
      expect(exitCode).toBe(3);
      const document = JSON.parse(stdout) as Document;
      expectDocument('profile', document);
      const count = (code: string): number =>
        document.findings.filter((finding) => finding.code === code).reduce((sum, row) => sum + row.count, 0);
      // fixtures/demo/README.md: who has no email, whose accounts share one, who is closed, suspended, idle.
      expect(count('MAP-USER-WITHOUT-EMAIL')).toBe(1);
      expect(count('MAP-USER-EMAIL-CLASH')).toBe(2);
      expect(count('MAP-USER-CLOSED')).toBe(1);
      expect(count('MAP-USER-SUSPENDED')).toBe(1);
      expect(count('DATA-USER-WITHOUT-RECORDS')).toBe(1);
      // … and its records: a ghost, LOST-77 twice, two without an end, 2031, a thirteenth month.
      expect(count('MAP-USER-MISSING')).toBe(1);
      expect(count('MAP-COURSE-UNMAPPED')).toBe(2);
      expect(count('MAP-EXTERNAL-UNMAPPED')).toBe(1);
      expect(count('MAP-COMPLETION-WITHOUT-DATE')).toBe(2);
      expect(count('MAP-DATE-IN-FUTURE')).toBe(1);
      expect(count('MAP-DATE-UNREADABLE')).toBe(1);
      expect(count('MAP-SCORE-OUT-OF-SCALE')).toBe(2);
      expect(count('MAP-SCORE-UNREADABLE')).toBe(1);
      expect(count('MAP-SESSION-ROW')).toBe(1);
      expect(document.page).toBe(join(workspace, 'reports', 'profile.html'));
      expect(readFileSync(document.page, 'utf8')).toContain('LOST-77');
    });
  });

  it('says the same to people, and where the page is', async () => {
    await inFolder(async (folder) => {
      const workspace = await stagedDemo(folder);
      const { stdout } = await run(['profile', '-w', workspace, '-q', '--output', join(folder, 'out')], {});
      expect(stdout).toContain('MAP-COURSE-UNMAPPED in learning_id');
      expect(stdout).toContain('training-history.xml:106');
      expect(stdout).toContain(`Page: ${join(folder, 'out', 'profile.html')}`);
      expect(existsSync(join(folder, 'out', 'profile.html'))).toBe(true);
    });
  });

  it('says nothing of what maps where the crosswalk has no rows, and refuses one that is wrong', async () => {
    await inFolder(async (folder) => {
      const workspace = await stagedDemo(folder);
      const sheet = join(workspace, 'crosswalk.csv');
      const [header = ''] = readFileSync(sheet, 'utf8').split(/\r?\n/);
      writeFileSync(sheet, `${header}\r\n`);
      const empty = JSON.parse((await run(['profile', '-w', workspace, '--json'], {})).stdout) as Document;
      expect(empty.courses.crosswalk).toBe(false);
      expect(empty.findings.map(({ code }) => code)).not.toContain('MAP-COURSE-UNMAPPED');
      writeFileSync(sheet, 'learning_id,action,course\nFIRE-01,send,course:1\n');
      const wrong = await run(['profile', '-w', workspace], {});
      expect(wrong.exitCode).toBe(2);
      expect(wrong.stderr).toContain('crosswalk.csv:2');
    });
  });

  it('of a workspace where nothing was staged says so, and ends with 0', async () => {
    await inFolder(async (folder) => {
      const workspace = demoWorkspace(join(folder, 'w'), 'http://127.0.0.1:9');
      const { exitCode, stdout } = await run(['profile', '-w', workspace], {});
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Nothing was staged yet: alm-migrate stage');
    });
  });
});
