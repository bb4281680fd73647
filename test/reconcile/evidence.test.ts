import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOfText } from '../../src/reconcile/evidence/digest.js';
import { sealText } from '../../src/reconcile/evidence/manifest.js';
import {
  buildSummary,
  type ConfigurationFile,
  collectConfiguration,
  type EvidenceManifest,
  refuseTakenFolder,
  sourceFindings,
  verifyEvidence,
  type WrittenEvidence,
  writeEvidence,
} from '../../src/reconcile/index.js';
import { plantDamage } from './planted.js';
import { CONTEXT, withWorld } from './world.js';

const CONFIGURATION: readonly ConfigurationFile[] = [
  { name: 'migration.yaml', bytes: Buffer.from('\uFEFFsource:\r\n  referenceDate: 2026-01-31\r\n') },
  { name: 'crosswalk.csv', bytes: Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]) },
];
const FILES = [
  'README.txt',
  'audit.csv',
  'configuration/crosswalk.csv',
  'configuration/migration.yaml',
  'plan/operations.csv',
  'plan/plans.json',
  'report/differences.csv',
  'report/late.csv',
  'report/records.csv',
  'report/rejected.csv',
  'report/report.html',
  'report/report.json',
];

let home: string;
let made: WrittenEvidence;
let manifest: EvidenceManifest;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'alm-migrate-evidence-'));
  await withWorld(async (store) => {
    await plantDamage(store);
    made = await writeEvidence(store, join(home, 'made'), buildSummary(store, CONTEXT), CONFIGURATION);
    await writeEvidence(store, join(home, 'again'), buildSummary(store, CONTEXT), CONFIGURATION);
  });
  manifest = JSON.parse(readFileSync(join(home, 'made', 'manifest.json'), 'utf8'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A copy of the evidence that `damage` has been done to, and what a check says of it. */
async function checked(damage: (folder: string) => void, seal: string | null = null) {
  const folder = join(home, 'damaged');
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(home, 'made'), folder, { recursive: true });
  damage(folder);
  const { changed, missing, additional, sound } = await verifyEvidence(folder, seal);
  return { changed, missing, additional, sound };
}

const SOUND = { changed: [], missing: [], additional: [], sound: FILES.length };

describe('evidence', () => {
  test('is sound as it was written, and names every file by path in one order', async () => {
    expect(manifest.files.map(({ path }) => path)).toEqual(FILES);
    expect(made.files).toBe(FILES.length + 2);
    expect(await checked(() => {}, made.manifestSha256)).toEqual(SOUND);
  });

  test('is the same to the byte when it is made again of the same', () => {
    for (const path of [...FILES, 'manifest.json', 'manifest.sha256']) {
      expect(
        readFileSync(join(home, 'again', path)).equals(readFileSync(join(home, 'made', path))),
        path,
      ).toBe(true);
    }
  });

  test('keeps the configuration to the byte, also where it is no UTF-8', () => {
    for (const { name, bytes } of CONFIGURATION)
      expect(readFileSync(join(home, 'made', 'configuration', name)).equals(bytes)).toBe(true);
  });

  test('records the digests of the exports, the version, the verdict and the sums', () => {
    expect(manifest).toMatchObject({
      tool: { version: CONTEXT.toolVersion },
      account: CONTEXT.account,
      verdict: 'differences',
      plans: 1,
    });
    const report = JSON.parse(readFileSync(join(home, 'made', 'report', 'report.json'), 'utf8'));
    expect(manifest.sources).toEqual(report.files);
    expect(manifest.sources.length).toBe(3);
    expect(manifest.recordsInFiles).toBe(report.balance.recordsInFiles);
    const rows = readFileSync(join(home, 'made', 'report', 'differences.csv'), 'utf8')
      .trim()
      .split('\r\n');
    expect(manifest.differences).toBe(rows.length - 1);
  });

  test('can be checked without this program', () => {
    const said = execFileSync('sha256sum', ['-c', '--strict', 'manifest.sha256'], {
      cwd: join(home, 'made'),
      encoding: 'utf8',
    });
    expect(said.trim().split('\n')).toEqual(['manifest.json', ...FILES].map((path) => `${path}: OK`));
  });

  test('is never written over anything', () => {
    expect(() => refuseTakenFolder(join(home, 'made'))).toThrow(
      expect.objectContaining({ code: 'EVIDENCE-FOLDER-TAKEN', exitCode: 2 }),
    );
    expect(() => refuseTakenFolder(join(home, 'made', 'manifest.json'))).toThrow();
    refuseTakenFolder(join(home, 'new'));
  });
});

describe('a check of evidence', () => {
  test('names what was changed, taken away and added', async () => {
    const found = await checked((folder) => {
      appendFileSync(join(folder, 'audit.csv'), ' ');
      rmSync(join(folder, 'plan', 'plans.json'));
      writeFileSync(join(folder, 'report', 'records-2.csv'), '');
      renameSync(join(folder, 'report', 'report.html'), join(folder, 'report', 'old.html'));
    });
    expect(found).toEqual({
      changed: ['audit.csv'],
      missing: ['plan/plans.json', 'report/report.html'],
      additional: ['report/old.html', 'report/records-2.csv'],
      sound: FILES.length - 3,
    });
  });

  test('finds any single byte that is not as it was, in whatever file', async () => {
    const where = fc.constantFrom(...FILES, 'manifest.sha256');
    await fc.assert(
      fc.asyncProperty(where, fc.nat(), fc.integer({ min: 1, max: 255 }), async (path, at, flip) => {
        const found = await checked((folder) => {
          const bytes = readFileSync(join(folder, path));
          const index = at % bytes.length;
          bytes[index] = (bytes[index] ?? 0) ^ flip;
          writeFileSync(join(folder, path), bytes);
        }, made.manifestSha256);
        expect([found.changed, found.missing, found.additional]).toEqual([[path], [], []]);
      }),
      { numRuns: 20, seed: 6 },
    );
  });

  test('takes a link for a change, even one to the same content', async () => {
    const found = await checked((folder) => {
      rmSync(join(folder, 'audit.csv'));
      symlinkSync(join(home, 'made', 'audit.csv'), join(folder, 'audit.csv'));
    });
    expect(found.changed).toEqual(['audit.csv']);
  });

  test('names the manifest where that was changed, and still checks the files', async () => {
    const found = await checked((folder) => {
      const file = join(folder, 'manifest.json');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace('"verdict": "differences"', '"verdict": "clean"'),
      );
      appendFileSync(join(folder, 'README.txt'), '.');
    });
    expect(found.changed).toEqual(['README.txt', 'manifest.json']);
  });

  test('sees through evidence that was made anew as a whole, by the digest that was kept elsewhere', async () => {
    const forge = (folder: string): void => {
      writeFileSync(join(folder, 'audit.csv'), 'nothing was sent\n');
      const files = manifest.files.map((file) =>
        file.path === 'audit.csv' ? { ...file, sha256: digestOfText('nothing was sent\n') } : file,
      );
      const text = `${JSON.stringify({ ...manifest, files }, null, 2)}\n`;
      writeFileSync(join(folder, 'manifest.json'), text);
      writeFileSync(join(folder, 'manifest.sha256'), sealText(digestOfText(text), files));
    };
    expect(await checked(forge)).toEqual(SOUND);
    expect((await checked(forge, made.manifestSha256)).changed).toEqual(['manifest.json']);
  });

  test('says that a folder is none, or that its manifest is gone or unreadable', async () => {
    await expect(verifyEvidence(join(home, 'made', 'report'), null)).rejects.toMatchObject({
      code: 'EVIDENCE-NO-FOLDER',
      exitCode: 2,
    });
    await expect(checked((folder) => rmSync(join(folder, 'manifest.json')))).rejects.toMatchObject({
      code: 'EVIDENCE-DAMAGED',
      exitCode: 3,
    });
    for (const text of ['{', 'null', JSON.stringify({ ...manifest, files: [{ path: '../etc/passwd' }] })]) {
      await expect(
        checked((folder) => writeFileSync(join(folder, 'manifest.json'), text)),
      ).rejects.toMatchObject({ code: 'EVIDENCE-DAMAGED', exitCode: 3 });
    }
    const newer = JSON.stringify({ ...manifest, schema: { name: 'evidence', version: 2 } });
    await expect(
      checked((folder) => writeFileSync(join(folder, 'manifest.json'), newer)),
    ).rejects.toMatchObject({ code: 'EVIDENCE-NEWER' });
  });

  test('knows exports by their content, whatever they are called now', () => {
    const [first, second, third] = manifest.sources.map(({ sha256 }) => sha256);
    const found = sourceFindings(manifest.sources, [
      { name: 'renamed.xml', sha256: first ?? null },
      { name: 'training.xml', sha256: '0'.repeat(64) },
      { name: 'torn.zip', sha256: null },
    ]);
    expect(found.matched.map(({ sha256 }) => sha256)).toEqual([first]);
    expect(found.missing.map(({ sha256 }) => sha256)).toEqual([second, third]);
    expect(found.foreign.map(({ name }) => name)).toEqual(['training.xml', 'torn.zip']);
  });
});

describe('the configuration of evidence', () => {
  const secrets = [{ name: 'ALM_REFRESH_TOKEN', value: 'refresh/token+1' }];
  const written = (name: string, text: string) => {
    const file = join(home, name);
    writeFileSync(file, text);
    return [{ file, text }];
  };

  test('is refused where it holds a secret, as it is or percent-encoded, and the secret is not said', () => {
    for (const text of ['# refresh/token+1\n', 'url: https://x/?t=refresh%2Ftoken%2B1']) {
      let failure: unknown;
      try {
        collectConfiguration(written('migration.yaml', text), secrets);
      } catch (error) {
        failure = error;
      }
      expect(failure).toMatchObject({ code: 'EVIDENCE-SECRET', exitCode: 2 });
      expect(JSON.stringify(failure) + String(failure)).not.toContain('token+1');
    }
  });

  test('leaves out a file that is not there, and refuses one that was changed meanwhile', () => {
    expect(collectConfiguration([{ file: join(home, 'identities.csv'), text: '' }], secrets)).toEqual([]);
    const [file] = written('crosswalk.csv', 'after');
    if (file === undefined) throw new Error('unreachable');
    expect(() => collectConfiguration([{ ...file, text: 'before' }], [])).toThrow(
      expect.objectContaining({ code: 'EVIDENCE-CHANGED' }),
    );
  });
});
