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
  readonly root: ElementPath = { kind: 'outside', name: '', slot: -1, children: new Map() };
  readonly #table: PathTable;
  readonly #record: ElementPath = { kind: 'record', name: '', slot: -1, children: new Map() };
  readonly #skipped: ElementPath = { kind: 'skipped', name: '', slot: -1, children: new Map() };
  readonly #stamp: ElementPath = { kind: 'stamp', name: '', slot: -1, children: new Map() };
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
      return { kind: 'outside', name: '', slot: -1, children: new Map() };
    }
    if (table.skipped.includes(local)) return this.#skipped;
    const name = parent.kind === 'record' ? local : `${parent.name}.${local}`;
    return { kind: 'field', name, slot: table.slots.indexOf(name), children: new Map() };
  }
}
