import { KeySet } from '../csv/keySet.js';
import { readCsv } from '../csv/readCsv.js';
import type { Reference } from '../specification/index.js';
import type { FoundFile } from './folder.js';

/** Where an id that a row refers to stands. */
export type Standing = 'here' | 'later' | 'missing' | 'elsewhere';

interface Targets {
  /** By sprint. */
  readonly keys: Map<number, KeySet>;
}

/**
 * The ids that rows of a folder may refer to, of each sprint, as hashes. Only files that something in
 * the folder refers to are read for it: those of the catalogue, not the learners' records.
 */
export class References {
  readonly #targets = new Map<string, Targets>();

  constructor(files: readonly FoundFile[]) {
    const wanted = new Map<string, readonly string[]>();
    for (const { specification } of files) {
      for (const { file, target } of specification.references) wanted.set(nameOf(file, target), target);
    }
    for (const file of files) {
      for (const [name, target] of wanted) {
        if (name.startsWith(`${file.specification.name}|`)) this.#read(name, target, file);
      }
    }
  }

  /** `elsewhere`: nothing of the folder could hold it, so ALM has to. */
  find(reference: Reference, values: readonly string[], sprint: number): Standing {
    const targets = this.#targets.get(nameOf(reference.file, reference.target));
    if (targets === undefined) return 'elsewhere';
    const key = values.join('\u0000');
    let later = false;
    for (const [there, keys] of targets.keys) {
      if (!keys.has(key)) continue;
      if (there <= sprint) return 'here';
      later = true;
    }
    return later ? 'later' : 'missing';
  }

  #read(name: string, target: readonly string[], file: FoundFile): void {
    const targets = this.#targets.get(name) ?? { keys: new Map<number, KeySet>() };
    this.#targets.set(name, targets);
    const keys = targets.keys.get(file.sprint) ?? new KeySet();
    targets.keys.set(file.sprint, keys);
    let columns: readonly number[] | null = null;
    // What is wrong with the file is told when it is checked.
    for (const { cells } of readCsv(file.path, () => {})) {
      if (columns === null) columns = target.map((column) => cells.indexOf(column));
      else keys.add(columns.map((at) => cells[at] ?? '').join('\u0000'));
    }
  }
}

function nameOf(file: string, target: readonly string[]): string {
  return `${file}|${target.join('|')}`;
}
