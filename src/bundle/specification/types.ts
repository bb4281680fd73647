/**
 * How the tables of the specification are written. Each file is a row of Adobe's migration manual, each
 * column a line of its workbook in csv-specifications.zip (alm-facts, section 6).
 */

/** What a cell must look like. */
export type Format =
  | { readonly kind: 'text'; readonly most?: number; readonly without?: RegExp }
  | { readonly kind: 'email' }
  /** An id of the legacy system, or ALM's own: the workbooks say "Number | String". */
  | { readonly kind: 'id' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] }
  /** `all` or one of the words, else a whole number above 0. */
  | { readonly kind: 'oneOfOrCount'; readonly values: readonly string[] }
  | { readonly kind: 'integer'; readonly least: number; readonly most: number }
  | { readonly kind: 'decimal' }
  /** YYYY-MM-DDTHH:MM:SS.mmmZ, from the first year to the last. */
  | { readonly kind: 'instant'; readonly from: string; readonly to: string }
  | { readonly kind: 'json' };

export interface Column {
  readonly name: string;
  readonly isMandatory: boolean;
  readonly format: Format;
}

/** A row must not be said twice: the columns that make it one. */
export type Key = readonly string[];

/** What a cell refers to: an id in another file of the same folder. */
export interface Reference {
  readonly columns: readonly string[];
  readonly file: string;
  readonly target: readonly string[];
}

/** Exactly one of the columns carries a value: the migrated thing, or ALM's own. */
export interface EitherOr {
  readonly columns: readonly [string, string];
}

/** Row rules that no single cell can break. */
export type RowRule =
  | 'grade-flags'
  | 'grade-scores'
  | 'deadline-after-start'
  | 'session-end'
  | 'hyperlink'
  | 'view-percent'
  | 'days-in-validity';

/** Rules that a row can only break together with others: checked when a file, or the folder, is at its end. */
export type FolderRule =
  | 'module-type'
  | 'content-type'
  | 'module-order'
  | 'module-in-one-course'
  | 'criteria-count'
  | 'managers-first';

export interface FileSpecification {
  /** The exact name: ALM is case-sensitive. */
  readonly name: string;
  /** Other names that the manual has for it. */
  readonly otherNames: readonly string[];
  readonly columns: readonly Column[];
  readonly key: Key | null;
  readonly references: readonly Reference[];
  readonly either: readonly EitherOr[];
  readonly rowRules: readonly RowRule[];
  readonly folderRules: readonly FolderRule[];
  /** The column whose TRUE says that all ids of the row are ALM's own. */
  readonly retrofit: boolean;
  /** Files that have to be in the folder, or in ALM already, before this one. */
  readonly after: readonly string[];
  /** Where the table comes from. */
  readonly source: string;
}

/** The first and last instant that ALM stores: 1981, and the end of 32-bit time (alm-facts, section 6). */
export const ALM_INSTANTS = Object.freeze({
  from: '1981-01-01T00:00:00.000Z',
  to: '2038-01-19T03:14:07.999Z',
});

const INSTANT: Format = Object.freeze({ kind: 'instant', ...ALM_INSTANTS });
export const FORMATS = Object.freeze({
  email: { kind: 'email' },
  id: { kind: 'id' },
  boolean: { kind: 'boolean' },
  decimal: { kind: 'decimal' },
  instant: INSTANT,
  json: { kind: 'json' },
} as const satisfies Readonly<Record<string, Format>>);

export function text(most?: number): Format {
  return most === undefined ? { kind: 'text' } : { kind: 'text', most };
}

export function oneOf(...values: readonly string[]): Format {
  return { kind: 'oneOf', values };
}

export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Format {
  return { kind: 'integer', least, most };
}

/** A mandatory column. */
export function must(name: string, format: Format): Column {
  return Object.freeze({ name, isMandatory: true, format });
}

/** A column that may be left out, or empty. */
export function may(name: string, format: Format): Column {
  return Object.freeze({ name, isMandatory: false, format });
}

/** A file with the defaults of the many filled in. */
export function file(
  specification: Pick<FileSpecification, 'name' | 'columns' | 'source'> & Partial<FileSpecification>,
): FileSpecification {
  return Object.freeze({
    otherNames: [],
    key: null,
    references: [],
    either: [],
    rowRules: [],
    folderRules: [],
    retrofit: false,
    after: [],
    ...specification,
  });
}

/** A reference of one column to one other. */
export function refers(column: string, to: string, target: string): Reference {
  return Object.freeze({ columns: [column], file: to, target: [target] });
}
