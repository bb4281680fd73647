import { KeySet } from '../csv/keySet.js';
import { type CsvTrouble, readCsv } from '../csv/readCsv.js';
import type { Column, FileSpecification, Reference } from '../specification/index.js';
import { checkCell } from './cells.js';
import type { FoundFile } from './folder.js';
import type { FolderMemory } from './folderRules.js';
import type { References } from './references.js';
import { type Cells, ROW_CHECKS } from './rowRules.js';
import type { Problem, RuleId } from './rules.js';

/** Told of each mistake, in the order of the lines. */
export type OnProblem = (problem: Problem) => void;

/** The same of one file. */
type Tell = (line: number, column: string | null, rule: RuleId, message: string) => void;

const TROUBLES: Readonly<Record<CsvTrouble['kind'], readonly [RuleId, string]>> = Object.freeze({
  byteOrderMark: ['BYTES-BOM', 'the file begins with a byte order mark'],
  encoding: ['BYTES-UTF8', 'a byte that is not UTF-8; what follows was not read'],
  lineEnd: ['BYTES-LINE-END', 'this line ends with LF alone, or not at all'],
  quote: ['CSV-QUOTE', 'a quote that is not closed, or stands in the middle of a cell'],
});

/** Ids of ALM: digits, or one of the API's grammars, whichever the account wants (alm-facts, section 8). */
const ALM_ID = /^([a-zA-Z]+:)?\d+(_\d+)*$/;

/**
 * Checks one file against its table, row by row. Yields after each row, so that the caller can stop or
 * show how far it is; the number yielded is the rows so far.
 */
export function* checkFile(
  file: FoundFile,
  references: References,
  memory: FolderMemory,
  onProblem: OnProblem,
): Generator<number, number> {
  const { specification } = file;
  const tell: Tell = (line, column, rule, message) =>
    onProblem({ file: file.name, line, column, rule, message });
  const rows = readCsv(file.path, ({ kind, line }) => {
    const [rule, message] = TROUBLES[kind];
    tell(line, null, rule, message);
  });
  const header = rows.next();
  if (header.done === true) {
    tell(0, null, 'FILE-EMPTY', 'the file has no header');
    return 0;
  }
  const layout = layoutOf(specification, header.value.cells, (column, rule, message) =>
    tell(1, column, rule, message),
  );
  const check = new RowCheck(file, layout, references, memory, tell);
  let count = 0;
  for (const { line, cells } of rows) {
    count += 1;
    check.row(line, cells);
    yield count;
  }
  if (count === 0) tell(1, null, 'FILE-EMPTY', 'the file has a header and no row');
  return count;
}

interface Layout {
  readonly width: number;
  /** The columns that are there and known, each with its place. */
  readonly columns: readonly { readonly column: Column; readonly at: number }[];
  readonly at: ReadonlyMap<string, number>;
}

function layoutOf(
  specification: FileSpecification,
  headers: readonly string[],
  tell: (column: string, rule: RuleId, message: string) => void,
): Layout {
  const at = new Map<string, number>();
  for (const [index, name] of headers.entries()) {
    if (at.has(name)) tell(name, 'HEADER-TWICE', `the header ${name} stands twice`);
    else if (specification.columns.some((column) => column.name === name)) at.set(name, index);
    else {
      const near = specification.columns.find(
        (column) => column.name.toLowerCase() === name.trim().toLowerCase(),
      );
      const hint = near === undefined ? '' : `; ${near.name} is meant?`;
      tell(name, 'HEADER-UNKNOWN', `"${name}" is no column of ${specification.name}${hint}`);
    }
  }
  for (const column of specification.columns) {
    if (column.isMandatory && !at.has(column.name)) {
      tell(column.name, 'HEADER-MISSING', `the column ${column.name} is not there`);
    }
  }
  const columns = specification.columns.flatMap((column) => {
    const index = at.get(column.name);
    return index === undefined ? [] : [{ column, at: index }];
  });
  return { width: headers.length, columns, at };
}

/** Checks the rows of one file; remembers the keys that it has seen, as hashes. */
class RowCheck {
  readonly #file: FoundFile;
  readonly #layout: Layout;
  readonly #references: References;
  readonly #memory: FolderMemory;
  readonly #tell: Tell;
  readonly #seen = new KeySet();
  readonly #toldElsewhere = new Set<string>();
  #cells: readonly string[] = [];
  readonly #cell: Cells = (column) => this.#cells[this.#layout.at.get(column) ?? -1] ?? '';

  constructor(file: FoundFile, layout: Layout, references: References, memory: FolderMemory, tell: Tell) {
    this.#file = file;
    this.#layout = layout;
    this.#references = references;
    this.#memory = memory;
    this.#tell = tell;
  }

  row(line: number, cells: readonly string[]): void {
    const { specification } = this.#file;
    if (cells.length !== this.#layout.width) {
      const message = `${cells.length} cells under ${this.#layout.width} headers`;
      this.#tell(line, null, 'ROW-CELLS', message);
      return;
    }
    this.#cells = cells;
    let isReadable = true;
    for (const { column, at } of this.#layout.columns) {
      const wrong = checkCell(column, cells[at] ?? '');
      if (wrong === null) continue;
      isReadable = false;
      this.#tell(line, column.name, ...wrong);
    }
    this.#checkKey(line);
    // What stands on cells that are wrong already would only say so again.
    if (!isReadable) return;
    for (const { columns } of specification.either) {
      const given = columns.filter((column) => this.#cell(column) !== '').length;
      if (given !== 1) {
        const message = `${given === 0 ? 'neither' : 'both'} of ${columns.join(' and ')} carry a value`;
        this.#tell(line, columns[0], 'ROW-EITHER', message);
      }
    }
    for (const rule of specification.rowRules) {
      for (const one of ROW_CHECKS[rule](this.#cell)) this.#tell(line, one.column, one.rule, one.message);
    }
    for (const rule of specification.folderRules) {
      for (const one of this.#memory.row(rule, this.#cell, { file: this.#file.name, line })) {
        this.#tell(one.line, one.column, one.rule, one.message);
      }
    }
    if (specification.retrofit && this.#cell('retrofit') === 'TRUE') this.#checkRetrofit(line);
    else for (const reference of specification.references) this.#checkReference(line, reference);
  }

  #checkKey(line: number): void {
    const { key } = this.#file.specification;
    if (key === null) return;
    const values = key.map((column) => this.#cell(column));
    if (values.every((value) => value === '') || this.#seen.add(values.join('\u0000').toLowerCase())) return;
    this.#tell(line, key[0] ?? null, 'ROW-TWICE', `${values.join(', ')} stands in an earlier row`);
  }

  #checkRetrofit(line: number): void {
    for (const { column, at } of this.#layout.columns) {
      const cell = this.#cells[at] ?? '';
      if (column.format.kind !== 'id' || cell === '' || ALM_ID.test(cell)) continue;
      this.#tell(line, column.name, 'RETROFIT-ID', `"${cell}" is no id of ALM`);
    }
  }

  #checkReference(line: number, reference: Reference): void {
    const values = reference.columns.map((column) => this.#cell(column));
    if (values.some((value) => value === '')) return;
    const standing = this.#references.find(reference, values, this.#file.sprint);
    const column = reference.columns.at(-1) ?? null;
    const what = `${values.join(', ')} of ${reference.file}`;
    if (standing === 'missing') this.#tell(line, column, 'REF-MISSING', `${what} is not there`);
    else if (standing === 'later') this.#tell(line, column, 'REF-LATER', `${what} comes in a later sprint`);
    else if (standing === 'elsewhere' && !this.#toldElsewhere.has(reference.file)) {
      this.#toldElsewhere.add(reference.file);
      this.#tell(
        line,
        column,
        'REF-ELSEWHERE',
        `this row and others refer to ${reference.file}, which is not here`,
      );
    }
  }
}
