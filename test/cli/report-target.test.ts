import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatsOption, reportTarget } from '../../src/cli/report-target.js';
import { type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { DEMO_EXPORTS, demoSeed, demoWorkspace, inFolder, MAIN, run, runJson } from './world.js';

it('reconcile writes the formats that are asked for, into a folder or one of them to stdout', async () => {
  await inFolder(async (folder) => {
    const sandbox = await startSandbox({ seed: demoSeed() as SandboxSeed, limits: 'none' });
    try {
      const workspace = demoWorkspace(join(folder, 'workspace'), sandbox.url);
      await runJson(['stage', '-w', workspace, ...DEMO_EXPORTS]);
      await runJson(['snapshot', '-w', workspace]);
      const reconcile = ['reconcile', '-w', workspace, '--dry-run'];
      const reports = join(workspace, 'reports');
      const read = (name: string) => readFileSync(join(reports, name), 'utf8');

      await runJson([...reconcile, '--format', 'csv']);
      expect(readdirSync(reports).sort()).toEqual([
        'differences.csv',
        'late.csv',
        'records.csv',
        'rejected.csv',
      ]);
      writeFileSync(join(reports, 'records.csv'), 'somebody else’s');
      const { files } = await runJson([...reconcile, '--format', 'html,JSON']);
      expect(files).toEqual([join(reports, 'report.html'), join(reports, 'report.json')]);
      expect(read('records.csv')).toBe('somebody else’s');

      const csv = await run([...reconcile, '--format', 'csv', '--output', '-']);
      expect(csv.exitCode).toBe(3);
      expect(csv.stdout).toBe(read('differences.csv'));
      expect(csv.stderr).toContain('A forecast');
      const json = await run([...reconcile, '--format', 'json', '--output', '-', '--quiet']);
      expect([json.exitCode, json.stderr]).toEqual([3, '']);
      const [told, written] = [JSON.parse(json.stdout), JSON.parse(read('report.json'))];
      expect({ ...told, createdAt: null }).toEqual({ ...written, createdAt: null });
      const html = await run([...reconcile, '--format', 'html', '--output', '-', '--quiet']);
      expect(html.stdout.startsWith('<!doctype html>')).toBe(true);
      expect(html.stdout.trimEnd().endsWith('</html>')).toBe(true);

      // A reader that has seen enough goes, and the program ends as if it had read on.
      const pipe = `"$0" "$@" --format csv --output - --quiet | head -c 20; exit "\${PIPESTATUS[0]}"`;
      const left = await new Promise<{ readonly code: unknown; readonly stdout: string }>((resolve) => {
        execFile('bash', ['-c', pipe, process.execPath, MAIN, ...reconcile], (error, stdout) =>
          resolve({ code: error?.code ?? 0, stdout }),
        );
      });
      expect(left).toEqual({ code: 3, stdout: '\uFEFFdifference,verdic' });
    } finally {
      await sandbox.close();
    }
  });
}, 120_000);

it('formats are named with commas, blanks or both, each once, and nothing else is one', () => {
  expect(formatsOption.parse(['csv,html'])).toEqual(['html', 'csv']);
  expect(formatsOption.parse(['json', 'JSON, csv'])).toEqual(['csv', 'json']);
  expect(formatsOption.parse(undefined)).toBeUndefined();
  for (const wrong of [[''], ['html,'], ['html,pdf'], []])
    expect(formatsOption.safeParse(wrong).error?.issues[0]?.message).toBe(
      'must be one or more of html,csv,json',
    );
});

it('standard output takes one format, and not together with --json', () => {
  const context = { workspace: 'acme', asJson: false };
  expect(reportTarget(context, undefined, undefined)).toEqual({
    to: 'folder',
    folder: join('acme', 'reports'),
    formats: ['html', 'csv', 'json'],
  });
  expect(reportTarget(context, ['csv'], '-')).toEqual({ to: 'stdout', format: 'csv' });
  for (const [formats, asJson] of [
    [undefined, false],
    [['csv', 'json'], false],
    [['json'], true],
  ] as const) {
    expect(() => reportTarget({ ...context, asJson }, formats, '-')).toThrow(
      expect.objectContaining({ code: 'CLI-OPTION', exitCode: 2 }),
    );
  }
});
