/**
 * A CSV layout is a table of columns. Columns are found by their names, in any order, case and
 * spacing; a column that no table knows is kept in `details` under the name that the file gives it.
 */
import type { LegacyFormat, ReadItem } from '../../terms/index.js';
import type { CellCheck } from './checks.js';

type Csv = Extract<LegacyFormat, `${string}Csv`>;

export interface Column {
  /** As the vendor writes it. */
  readonly name: string;
  /** Other spellings met, beyond case, spaces, hyphens and a bracketed ending. */
  readonly also?: readonly string[];
  /** The field of the record it fills; without one it is a detail. */
  readonly role?: string;
  /** What the vendor promises of its values; a value that breaks it is kept and reported. */
  readonly check?: CellCheck;
}

export interface Layout {
  readonly format: Csv;
  readonly columns: readonly Column[];
  /** Roles without which no row of the file can be told from another; one of each group must be there. */
  readonly keys: readonly (readonly string[])[];
}

/** `BirthDate(dd-mmm-yy)`, `Birth Date` and `BIRTHDATE` are one column (peoplefluent-facts 2.5). */
export function squeezeHeader(text: string): string {
  return text
    .replace(/\([^)]*\)\s*$/, '')
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}

/** Columns that this program adds to the rejects it writes out; reading them back, it skips them. */
export const OWN_COLUMN = 'alm-migrate:';
/** The one of them that is read: which reject the row is the mended form of. */
export const MENDS_COLUMN = `${OWN_COLUMN}reject`;

/** Where the columns of one file are. Indexes are into a row's cells; -1 where there is no such column. */
export interface Header {
  readonly format: Csv;
  readonly delimiter: string;
  readonly width: number;
  /** Index of the column that names the reject a row mends; -1 in any file but a mended one. */
  readonly mends: number;
  readonly role: (role: string) => number;
  /** Detail columns in the file's order, under the name that the file gives them. */
  readonly details: readonly {
    readonly index: number;
    readonly name: string;
    readonly check: CellCheck | null;
  }[];
  /** Every column with a check that fills a field: its name in the file, for findings. */
  readonly checked: readonly { readonly index: number; readonly name: string; readonly check: CellCheck }[];
  readonly nameAt: (index: number) => string;
}

/** What one row becomes, but for its place. */
export type RowOutcome =
  | Pick<Extract<ReadItem, { type: 'training' }>, 'type' | 'record' | 'findings'>
  | Pick<Extract<ReadItem, { type: 'user' }>, 'type' | 'record' | 'findings'>
  | { readonly type: 'reject'; readonly code: string; readonly message: string };

/** Turns the cells of a row into a record. Cells are trimmed and as many as the header has. */
export type RowReader = (cells: readonly string[]) => RowOutcome;
