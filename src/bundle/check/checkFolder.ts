import { checkFile, type OnProblem } from './checkFile.js';
import { findFiles } from './folder.js';
import { FolderMemory } from './folderRules.js';
import { References } from './references.js';
import { RULES } from './rules.js';

/** What a check has seen. */
export interface CheckSummary {
  readonly files: readonly { readonly name: string; readonly rows: number }[];
  readonly rows: number;
  readonly errors: number;
  readonly remarks: number;
}

/** After so many rows the caller is asked again: often enough for a Ctrl-C, seldom enough to cost nothing. */
const PAUSE_ROWS = 5000;

/**
 * Checks a migration folder, ours or not, against the specification: files, header, cells, rows, and
 * what rows refer to. A generator that yields the rows so far now and then.
 *
 * Memory does not grow with the text of the rows: 16 to 32 bytes for each row of the largest file and for
 * each row of the catalogue's files, plus the catalogue's module rows themselves.
 */
export function* checkFolder(folder: string, onProblem: OnProblem): Generator<number, CheckSummary> {
  const { files, problems } = findFiles(folder);
  let errors = 0;
  let remarks = 0;
  const count: OnProblem = (problem) => {
    if (RULES[problem.rule].severity === 'error') errors += 1;
    else remarks += 1;
    onProblem(problem);
  };
  for (const problem of problems) count(problem);
  const references = new References(files);
  const memory = new FolderMemory();
  const seen: { name: string; rows: number }[] = [];
  let rows = 0;
  for (const file of files) {
    const check = checkFile(file, references, memory, count);
    let step = check.next();
    while (step.done !== true) {
      rows += 1;
      if (rows % PAUSE_ROWS === 0) yield rows;
      step = check.next();
    }
    seen.push({ name: file.name, rows: step.value });
  }
  for (const { file, line, column, rule, message } of memory.end()) {
    count({ file, line, column, rule, message });
  }
  return { files: seen, rows, errors, remarks };
}
