import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EXIT, Failure } from '../terms/index.js';
import { specificationOf } from './specification/index.js';

/**
 * Puts the files of one sprint into the folder that ALM takes them from, each whole under its name. ALM
 * takes everything that lies there, so what an earlier sprint of this bundle has left is taken away;
 * a migration file that is none of this bundle's is somebody's, and nothing is done.
 */
export function deliverSprint(bundleFolder: string, files: readonly string[], folder: string): void {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new Failure('BUNDLE-DROP-MISSING', `${folder} is no folder`, {
      remedy: 'mount the sprint’s folder, or correct --drop',
      place: { file: folder },
      exitCode: EXIT.usage,
    });
  }
  const left = readdirSync(folder).filter((name) => specificationOf(name) !== undefined);
  for (const name of left) {
    if (!isOurs(bundleFolder, name, join(folder, name))) throw somebodysFile(join(folder, name));
  }
  for (const name of left) rmSync(join(folder, name));
  for (const file of files) {
    const target = join(folder, basename(file));
    copyFileSync(file, `${target}.part`);
    renameSync(`${target}.part`, target);
  }
}

/** Whether a sprint of the bundle holds the same file. */
function isOurs(bundleFolder: string, name: string, file: string): boolean {
  const sprints = readdirSync(bundleFolder).filter((one) => one.startsWith('sprint-'));
  const { size } = statSync(file);
  return sprints
    .map((sprint) => join(bundleFolder, sprint, name))
    .some(
      (one) => existsSync(one) && statSync(one).size === size && readFileSync(one).equals(readFileSync(file)),
    );
}

function somebodysFile(file: string): Failure {
  return new Failure('BUNDLE-DROP-TAKEN', `${file} is not of this bundle, and ALM would take it along`, {
    remedy: 'move it away if it is done with, then run the same command again',
    place: { file },
    exitCode: EXIT.usage,
  });
}
