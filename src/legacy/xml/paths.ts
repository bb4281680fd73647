/**
 * The element paths of a record, each made once: `learningModule`, `learningModule.id`. A path knows
 * the slot of its field, or that it is a record, or that nothing below it is read.
 */
import { LIMITS } from '../limits.js';

export type PathKind = 'outside' | 'record' | 'field' | 'skipped' | 'stamp';

export interface ElementPath {
  readonly kind: PathKind;
  /** Local names from the record's child down, with dots. */
  readonly name: string;
  /** Index of the record's field; -1 where it has no place of its own. */
  readonly slot: number;
  readonly children: Map<string, ElementPath>;
  /** Which field came first in this one the last time, and which behind it: mostly it does so again. */
  readonly firstIn: Guess;
  readonly after: Guess;
}

/** A field that is looked for before all others, by its tag without `<`, as in `userId>`. */
export interface Guess {
  path: ElementPath | null;
  tag: string;
}

function elementPath(kind: PathKind, name = '', slot = -1): ElementPath {
  const guess = (): Guess => ({ path: null, tag: '' });
  return { kind, name, slot, children: new Map(), firstIn: guess(), after: guess() };
}

export interface PathTable {
  /** Local name of the elements that are records, at any depth. */
  readonly record: string;
  /** Whether a record may stand inside another one (then it is not a field of it). */
  readonly nested: boolean;
  /** Local name of the document's own stamp. */
  readonly stamp: string | null;
  readonly slots: readonly string[];
  /** Local names of elements that are not read. */
  readonly skipped: readonly string[];
}

export function localName(name: string): string {
  const colon = name.lastIndexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

export class Paths {
  readonly root = elementPath('outside');
  readonly #table: PathTable;
  readonly #record = elementPath('record');
  readonly #skipped = elementPath('skipped');
  readonly #stamp = elementPath('stamp');
  #count = 0;

  constructor(table: PathTable) {
    this.#table = table;
  }

  /** The path of a child, by its name with prefix. */
  child(parent: ElementPath, name: string): ElementPath {
    const known = parent.children.get(name);
    if (known !== undefined) return known;
    const path = this.#make(parent, localName(name));
    // A document of a million different names must not be remembered name by name.
    if (this.#count < LIMITS.xmlPaths) {
      this.#count += 1;
      parent.children.set(name, path);
    }
    return path;
  }

  #make(parent: ElementPath, local: string): ElementPath {
    const table = this.#table;
    if (local === table.record && (table.nested || parent.kind === 'outside')) return this.#record;
    if (parent.kind === 'skipped') return this.#skipped;
    if (parent.kind === 'stamp') return this.#stamp;
    if (parent.kind === 'outside') {
      if (local === table.stamp) return this.#stamp;
      return elementPath('outside');
    }
    if (table.skipped.includes(local)) return this.#skipped;
    const name = parent.kind === 'record' ? local : `${parent.name}.${local}`;
    return elementPath('field', name, table.slots.indexOf(name));
  }
}
