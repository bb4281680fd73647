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
import { heldAgainst } from '../../src/reconcile/evidence/held.js';
import { sealText } from '../../src/reconcile/evidence/seal.js';
import {
  buildSummary,
  type ConfigurationFile,
  collectConfiguration,
  type EvidenceManifest,
  refuseTakenFolder,
  remedyFor,
  sourceFindings,
  unprovedBy,
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

/** What a check says of a copy of the evidence that `damage` has been done to. */
async function damaged(damage: (folder: string) => void, seal: string | null = null) {
  const folder = join(home, 'damaged');
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(home, 'made'), folder, { recursive: true });
  damage(folder);
  return verifyEvidence(folder, seal);
}

async function checked(damage: (folder: string) => void, seal: string | null = null) {
  const { changed, missing, additional, sound } = await damaged(damage, seal);
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

  test('says that a folder is none, and that a manifest is of a newer form', async () => {
    await expect(verifyEvidence(join(home, 'made', 'report'), null)).rejects.toMatchObject({
      code: 'EVIDENCE-NO-FOLDER',
      exitCode: 2,
    });
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

describe('evidence without its manifest', () => {
  const gone = (folder: string) => rmSync(join(folder, 'manifest.json'));
  const told = () => ({
    account: manifest.account,
    createdAt: manifest.createdAt,
    sources: manifest.sources,
    toolVersion: manifest.tool.version,
  });

  test('is proved by the manifest that the rest of the folder makes again', async () => {
    for (const seal of [null, made.manifestSha256]) {
      const found = await damaged(gone, seal);
      expect(found).toMatchObject({
        ...SOUND,
        basis: 'remade',
        trouble: 'manifest.json is missing',
        told: told(),
        manifestSha256: made.manifestSha256,
        missing: ['manifest.json'],
      });
      expect(unprovedBy(found, seal !== null)).toHaveLength(seal === null ? 1 : 0);
      expect(remedyFor(found, seal)).toContain(made.manifestSha256);
    }
  });

  test('is told from evidence with one that cannot be understood, and goes on all the same', async () => {
    for (const text of [
      '',
      '{',
      'null',
      JSON.stringify({ ...manifest, files: [{ path: '../etc/passwd' }] }),
    ]) {
      const found = await damaged((folder) => writeFileSync(join(folder, 'manifest.json'), text));
      expect(found).toMatchObject({ ...SOUND, basis: 'remade', changed: ['manifest.json'] });
      expect(found.trouble).toMatch(/^manifest\.json is not as it was written \(/);
    }
  });

  test('is proved by the digest that was written down, also without manifest.sha256', async () => {
    const both = (folder: string) => {
      gone(folder);
      rmSync(join(folder, 'manifest.sha256'));
    };
    expect(await damaged(both, made.manifestSha256)).toMatchObject({
      ...SOUND,
      basis: 'remade',
      missing: ['manifest.json', 'manifest.sha256'],
    });
    const found = await damaged(both);
    expect(found).toMatchObject({ basis: 'none', sound: 0, unproved: FILES, told: told(), recorded: 0 });
    expect(unprovedBy(found, false)).toEqual([expect.stringContaining('No digest of the files is left')]);
    expect(remedyFor(found, null)).toContain('reconcile --evidence');
  });

  test('is held against manifest.sha256, and what that leaves open is said', async () => {
    const found = await damaged((folder) => {
      gone(folder);
      rmSync(join(folder, 'plan', 'plans.json'));
      appendFileSync(join(folder, 'audit.csv'), ' ');
      writeFileSync(join(folder, 'notes.txt'), 'mine');
    }, made.manifestSha256);
    expect(found).toMatchObject({
      basis: 'seal',
      told: told(),
      manifestSha256: made.manifestSha256,
      recorded: FILES.length,
      sound: FILES.length - 2,
      changed: ['audit.csv'],
      missing: ['manifest.json', 'plan/plans.json'],
      additional: ['notes.txt'],
    });
    expect(unprovedBy(found, true)).toEqual([expect.stringContaining('could have made both anew')]);
  });

  test('takes nothing from a report that is not as it was recorded', async () => {
    const found = await damaged((folder) => {
      gone(folder);
      appendFileSync(join(folder, 'report', 'report.json'), ' ');
    });
    expect(found).toMatchObject({ basis: 'seal', told: null, changed: ['report/report.json'] });
    expect(unprovedBy(found, false)).toHaveLength(2);
  });

  test('still knows which file was changed, where its length is as it was', async () => {
    const found = await damaged((folder) => {
      gone(folder);
      const file = join(folder, 'audit.csv');
      const bytes = readFileSync(file);
      bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
      writeFileSync(file, bytes);
    }, made.manifestSha256);
    expect(found).toMatchObject({ basis: 'remade', changed: ['audit.csv'], sound: FILES.length - 1 });
  });

  test('does not pass for the evidence whose digest was written down, if it was made anew', async () => {
    const found = await damaged(gone, '0'.repeat(64));
    expect(found).toMatchObject({ basis: 'seal', changed: ['manifest.sha256'], missing: ['manifest.json'] });
    expect(remedyFor(found, '0'.repeat(64))).toContain('0'.repeat(64));
  });

  test('concludes nothing from a manifest.sha256 that is none', async () => {
    const found = await damaged((folder) => {
      gone(folder);
      appendFileSync(join(folder, 'manifest.sha256'), 'and so on');
    });
    expect(found).toMatchObject({ basis: 'none', changed: ['manifest.sha256'], unproved: FILES });
  });

  test('names a file that the disk does not give, and goes on', () => {
    const present = [{ path: 'a', sha256: null, bytes: 0, trouble: 'EIO: i/o error, read' }];
    const recorded = [
      { path: 'a', sha256: '1' },
      { path: 'b', sha256: '2' },
    ];
    expect(heldAgainst(recorded, present)).toEqual({
      sound: 0,
      changed: [],
      missing: ['b'],
      additional: [],
      unreadable: [{ path: 'a', trouble: 'EIO: i/o error, read' }],
    });
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
