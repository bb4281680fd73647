import { appendFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type SandboxSeed, startSandbox } from '../../src/sandbox/index.js';
import { DEMO, DEMO_EXPORTS, demoSeed, demoWorkspace, inFolder, run, runJson } from './world.js';

it('evidence outlives its workspace, says what was done to it since, and holds no secret', async () => {
  await inFolder(async (folder) => {
    const sandbox = await startSandbox({ seed: demoSeed() as SandboxSeed, limits: 'none' });
    const workspace = demoWorkspace(join(folder, 'workspace'), sandbox.url);
    const evidence = join(folder, 'evidence');
    const reconcile = ['reconcile', '-w', workspace, '--dry-run', '--evidence', evidence];
    try {
      await runJson(['stage', '-w', workspace, ...DEMO_EXPORTS]);
      await runJson(['snapshot', '-w', workspace]);

      // The token of the environment, where a person noted it: nothing is read of ALM, nothing is written.
      appendFileSync(join(workspace, 'migration.yaml'), '# sandbox-refresh-token\n');
      const refused = await run(reconcile);
      expect([refused.exitCode, existsSync(evidence)]).toEqual([2, false]);
      expect(refused.stderr).toContain('EVIDENCE-SECRET');
      expect(refused.stderr).not.toContain('sandbox-refresh-token');
      demoWorkspace(workspace, sandbox.url);

      const { evidence: written, files } = await runJson(reconcile);
      expect(written).toEqual({
        folder: evidence,
        files: 14,
        manifestSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(files).toHaveLength(6);
      expect(readdirSync(folder).sort()).toEqual(['evidence', 'workspace']);
      const again = await run(reconcile);
      expect([again.exitCode, again.stderr.includes('EVIDENCE-FOLDER-TAKEN')]).toEqual([2, true]);

      await sandbox.close();
      rmSync(workspace, { recursive: true });
      const { manifestSha256 } = written as { manifestSha256: string };
      const verify = ['evidence', 'verify', evidence];
      const all = [...verify, '--seal', manifestSha256.toUpperCase(), '--sources', DEMO];
      expect(await runJson(all)).toMatchObject({
        verdict: 'sound',
        sealed: true,
        files: 12,
        sources: { missing: [], foreign: expect.any(Array) },
      });
      expect(await runJson([...verify, '--sources', ...DEMO_EXPORTS.slice(1)])).toMatchObject({
        verdict: 'damaged',
        sources: { missing: [{ name: DEMO_EXPORTS[0] }], foreign: [] },
      });

      appendFileSync(join(evidence, 'report', 'records.csv'), 'one more\r\n');
      const { exitCode, stdout } = await run(verify, {});
      expect(exitCode).toBe(3);
      expect(stdout).toMatch(/^ {2}changed {2}report\/records\.csv$/m);
      rmSync(join(evidence, 'manifest.json'));
      const lost = await run([...verify, '--seal', manifestSha256], {});
      expect(lost.exitCode).toBe(3);
      expect(lost.stdout).toMatch(/^ {2}11 of 12 files are as manifest\.sha256 says$/m);
      expect(lost.stdout).toContain('Nothing vouches for manifest.sha256 but the lost manifest.json.');
      expect(lost.stdout).toContain(`Look for another copy of the folder`);
      expect(await runJson(verify)).toMatchObject({
        verdict: 'damaged',
        basis: 'seal',
        manifestTrouble: 'manifest.json is missing',
      });
      const mistyped = await run([...verify, '--seal', 'abc'], {});
      expect([mistyped.exitCode, mistyped.stderr.includes('64 hexadecimal digits')]).toEqual([2, true]);
    } finally {
      await sandbox.close();
    }
  });
}, 120_000);
