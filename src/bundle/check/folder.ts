import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FileSpecification, MIGRATION_FILES, specificationOf } from '../specification/index.js';
import type { Problem } from './rules.js';

/** A file of a migration folder with its table. */
export interface FoundFile {
  /** Within the folder, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly specification: FileSpecification;
  /** The position of its sprint, from 0: what a row refers to must not stand in a later one. */
  readonly sprint: number;
}

/** Folders of a bundle that hold no migration files: the answers of ALM, once a sprint has run. */
const NOT_SPRINTS: ReadonlySet<string> = new Set(['answers']);

/** Finds what a migration folder holds: files in it, and in its subfolders, each of which is a sprint, by name. */
export function findFiles(folder: string): {
  readonly files: readonly FoundFile[];
  readonly problems: readonly Problem[];
} {
  const files: FoundFile[] = [];
  const problems: Problem[] = [];
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_SPRINTS.has(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
  for (const [sprint, name] of ['', ...folders].entries()) {
    const inside = readdirSync(join(folder, name), { withFileTypes: true });
    for (const entry of inside.filter((one) => one.isFile() && /\.csv$/i.test(one.name)).sort(byName)) {
      const shown = name === '' ? entry.name : `${name}/${entry.name}`;
      const specification = specificationOf(entry.name);
      if (specification === undefined) problems.push(unknownFile(shown, entry.name));
      else files.push({ name: shown, path: join(folder, name, entry.name), specification, sprint });
    }
  }
  const order = new Map(MIGRATION_FILES.map((one, index) => [one.name, index]));
  const rank = (one: FoundFile): number => order.get(one.specification.name) ?? 0;
  files.sort((left, right) => left.sprint - right.sprint || rank(left) - rank(right));
  if (files.length === 0 && problems.length === 0) {
    const message = 'no CSV file is here';
    problems.push({ file: '.', line: 0, column: null, rule: 'FILE-NONE', message });
  }
  return { files, problems };
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}

function unknownFile(shown: string, name: string): Problem {
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const near = MIGRATION_FILES.find((one) => one.name.replaceAll(/[^a-z]/g, '') === plain);
  const hint = near === undefined ? '' : `; ${near.name} is meant?`;
  const message = `the specification has no file of this name${hint}`;
  return { file: shown, line: 0, column: null, rule: 'FILE-UNKNOWN', message };
}
