import { readCsv } from './csv/readCsv.js';
import { ENROLLMENT, type FileSpecification, USER_COURSE_GRADE } from './specification/index.js';

/** One row of an error file: what it was, and what ALM says of it. */
export interface RefusedCells {
  readonly line: number;
  readonly userId: string;
  readonly courseId: string;
  /** Of an enrolment; empty where the default instance was meant. */
  readonly courseInstanceId: string;
  /** Of a completion. */
  readonly moduleId: string;
  readonly said: string;
}

/** What a file of errors is about. */
export type ErrorFileKind = 'enrol' | 'grade';

const SPECIFICATIONS: Readonly<Record<ErrorFileKind, FileSpecification>> = Object.freeze({
  enrol: ENROLLMENT,
  grade: USER_COURSE_GRADE,
});

/**
 * Reads an error file of ALM. Its form is not published; what is read here is the row as it was, by the
 * headers of its file in any order, and every other column as ALM's words. Null where the header does
 * not name who and what a row is about: then nothing can be said of any row.
 */
export function readErrorFile(file: string, kind: ErrorFileKind): Iterable<RefusedCells> | null {
  const rows = readCsv(file, () => {});
  const header = rows.next();
  if (header.done === true) return [];
  const known = new Map(
    SPECIFICATIONS[kind].columns.map((column) => [column.name.toLowerCase(), column.name]),
  );
  const at = new Map<string, number>();
  const words: number[] = [];
  for (const [index, text] of header.value.cells.entries()) {
    const name = known.get(text.trim().toLowerCase());
    if (name === undefined) words.push(index);
    else at.set(name, index);
  }
  const needed = kind === 'enrol' ? ['userId', 'courseId'] : ['userId', 'courseId', 'moduleId'];
  return needed.every((name) => at.has(name)) ? refusedRows(rows, at, words) : null;
}

function* refusedRows(
  rows: Iterable<{ readonly line: number; readonly cells: readonly string[] }>,
  at: ReadonlyMap<string, number>,
  words: readonly number[],
): Generator<RefusedCells> {
  for (const { line, cells } of rows) {
    const cell = (name: string): string => (cells[at.get(name) ?? -1] ?? '').trim();
    const said = words.map((index) => (cells[index] ?? '').trim()).filter((text) => text !== '');
    yield {
      line,
      userId: cell('userId'),
      courseId: cell('courseId'),
      courseInstanceId: cell('courseInstanceId'),
      moduleId: cell('moduleId'),
      said: said.length === 0 ? 'refused without a word' : said.join('; '),
    };
  }
}

/** ALM's known messages (alm-facts, section 6) and the reason that each stands for. */
const SAID: readonly (readonly [RegExp, string])[] = Object.freeze([
  [/not a valid learning manager id|not a valid prime id/i, 'ALM-BUNDLE-ID'],
  [/internal error/i, 'ALM-BUNDLE-INTERNAL'],
]);

export function codeOfRefusal(said: string): string {
  return SAID.find(([pattern]) => pattern.test(said))?.[1] ?? 'ALM-BUNDLE-ROW';
}
