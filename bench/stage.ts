import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore, stagedFiles } from '../src/staging/index.js';
import type { Lap } from './benchmark.js';
import { FILE_NAMES, type FileFormat, generateExports, optionsFrom } from './generate/index.js';
import { expectSuccess, measureNode } from './measure.js';

const CLI = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));

/** A clean export of one format, generated at the first call; the same people and courses at any size. */
export async function exportOf(
  format: FileFormat,
  records: number,
  workDir: string,
): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = join(workDir, `${format}-${records}`);
  // The manifest is written last: where it stands, the rest does.
  if (!existsSync(join(folder, 'generated.json'))) {
    const texts = { records: String(records), people: '50000', courses: '2000', seed: '7', format };
    await generateExports(optionsFrom({ ...texts, out: folder }));
  }
  return { folder, file: join(folder, FILE_NAMES[format]) };
}

/**
 * Stages a file twice into a fresh workspace, each time by the command that a user types, and makes
 * sure that it did: a command that staged nothing would be the fastest of all.
 */
export async function stageTwice(
  source: { readonly folder: string; readonly file: string },
  records: number,
  workDir: string,
): Promise<{ readonly first: Lap; readonly again: Lap }> {
  const workspace = join(workDir, 'workspace');
  await rm(workspace, { recursive: true, force: true });
  await mkdir(workspace);
  for (const name of ['migration.yaml', 'crosswalk.csv'])
    await copyFile(join(source.folder, name), join(workspace, name));
  const stage = async (name: string): Promise<Lap> => {
    const measured = await measureNode(CLI, ['stage', '-w', workspace, source.file, '--json']);
    expectSuccess('stage', measured);
    expectStaged(workspace, records);
    return { name, records, seconds: measured.seconds, peakRssMb: measured.peakRssMb };
  };
  const first = await stage('stage');
  return { first, again: await stage('stage, the same file again') };
}

function expectStaged(workspace: string, records: number): void {
  const store = openStore(join(workspace, 'migration.db'));
  const files = stagedFiles(store).map(({ state, staged, rejected }) => `${state} ${staged} ${rejected}`);
  store.close();
  if (files.length !== 1 || files[0] !== `staged ${records} 0`)
    throw new Error(
      `one file with ${records} records should have been staged, and is not: ${files.join('; ')}`,
    );
}
