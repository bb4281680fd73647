import {
  type BundleSettings,
  codeOfRefusal,
  courseOfCell,
  type ErrorFileKind,
  instanceCell,
  moduleCell,
  type RefusedCells,
  readErrorFile,
} from '../bundle/index.js';
import {
  type Doubt,
  type RefusedRow,
  type SprintMember,
  type Store,
  sprintMembers,
} from '../staging/index.js';

/** What the error files of a sprint held. */
export interface RefusedTally {
  refused: number;
  /** Rows that are none of this sprint's: each is told to the engineer. */
  readonly strange: { readonly file: string; readonly line: number; readonly said: string }[];
  strangeRows: number;
}

/** More of them are counted, and not shown. */
const MOST_STRANGE = 20;

export function emptyTally(): RefusedTally {
  return { refused: 0, strange: [], strangeRows: 0 };
}

/**
 * The operations that rows of error files mean, one after the other, so that a file of any length costs
 * no memory. A file whose header says nothing of who and what puts all its operations in doubt.
 */
export function* refusedOperations(
  store: Store,
  sprint: { readonly bundleId: number; readonly sprint: number; readonly planId: number },
  settings: BundleSettings,
  files: readonly { readonly kind: ErrorFileKind; readonly file: string }[],
  tally: RefusedTally,
  onDoubt: (doubt: Doubt) => void,
): Generator<RefusedRow> {
  const members = sprintMembers(store);
  for (const { kind, file } of files) {
    const rows = readErrorFile(file, kind);
    if (rows === null) {
      onDoubt({ kind, message: `the error file has headers that this version does not know: ${file}` });
      continue;
    }
    for (const row of rows) {
      const courseId = courseOfCell(row.courseId);
      const candidates = courseId === null ? [] : members(sprint, kind, row.userId, courseId);
      const meant = candidates.filter((member) => means(row, member, kind, settings));
      if (meant.length === 0) {
        tally.strangeRows += 1;
        if (tally.strange.length < MOST_STRANGE) tally.strange.push({ file, line: row.line, said: row.said });
      }
      tally.refused += meant.length;
      for (const { operationId } of meant) {
        yield { operationId, code: codeOfRefusal(row.said), message: row.said };
      }
    }
  }
}

function means(
  row: RefusedCells,
  member: SprintMember,
  kind: ErrorFileKind,
  settings: BundleSettings,
): boolean {
  if (kind === 'grade')
    return member.moduleId !== null && moduleCell(member.moduleId, settings) === row.moduleId;
  return row.courseInstanceId === '' || instanceCell(member.instanceId, settings) === row.courseInstanceId;
}
