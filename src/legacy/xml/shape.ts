import type { Finding, ReadItem } from '../../terms/index.js';
import type { Details } from '../values/details.js';
import type { PathTable } from './paths.js';

/** What was read of one record element. Values are trimmed; an empty one is no value. */
export interface Gathered {
  /** The record's `id` attribute. */
  readonly id: string | null;
  /** The `id` attribute of the record around it. */
  readonly parentId: string | null;
  /** By slot of the table. */
  readonly values: readonly (string | undefined)[];
  readonly details: Details;
  readonly findings: Finding[];
}

export type Shaped =
  | Pick<Extract<ReadItem, { type: 'training' }>, 'type' | 'record' | 'findings'>
  | Pick<Extract<ReadItem, { type: 'user' }>, 'type' | 'record' | 'findings'>
  | { readonly type: 'reject'; readonly code: string; readonly message: string };

/** A format of XML records: which elements are which fields, and what becomes of them. */
export interface Shape {
  readonly table: PathTable;
  /** Whether the record's `id` attribute is its identity (else it is a detail). */
  readonly idAttribute: boolean;
  readonly toRecord: (gathered: Gathered) => Shaped;
}
