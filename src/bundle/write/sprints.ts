import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CarriedOperation, SprintCut } from '../../staging/index.js';
import { ENROLLMENT, USER_COURSE_GRADE } from '../specification/index.js';
import { CsvFile } from './csvFile.js';
import type { IdForms } from './forms.js';
import { rowWriter } from './rows.js';

/** `retrofit`: the manual's other description of the same files (alm-facts, section 6). */
export type FileNames = 'plain' | 'retrofit';

const NAMES: Readonly<Record<FileNames, { readonly enrolments: string; readonly grades: string }>> =
  Object.freeze({
    plain: { enrolments: ENROLLMENT.name, grades: USER_COURSE_GRADE.name },
    retrofit: { enrolments: 'retrofit_enrollment.csv', grades: 'retrofit_user_course_grades.csv' },
  });

export function sprintFolder(sprint: number): string {
  return `sprint-${String(sprint).padStart(3, '0')}`;
}

export interface WrittenSprints {
  readonly cuts: readonly SprintCut[];
  /** Enrolments whose date stands for one that the export does not name. */
  readonly standIns: number;
}

/** Told of the rows so far, now and then. */
export type OnRows = (rows: number) => void;
const TELL_ROWS = 10_000;

/**
 * Writes operations as sprints of at most `most` rows. An enrolment and its completions stand in one
 * sprint, so that none waits for another's; only where they are more than `most` is a sprint longer.
 */
export function writeSprints(
  operations: Iterable<CarriedOperation>,
  folder: string,
  options: { readonly forms: IdForms; readonly names: FileNames; readonly most: number },
  onRows: OnRows = () => {},
): WrittenSprints {
  const rows = rowWriter(options.forms);
  const cuts: SprintCut[] = [];
  let open: OpenSprint | null = null;
  let userKey = '';
  let instanceId = '';
  let standIns = 0;
  let total = 0;
  for (const operation of operations) {
    const [id, kind, user, , , instance, , enrolledAt] = operation;
    const continues = user === userKey && instance === instanceId;
    if (open !== null && !continues && open.rows >= options.most) {
      cuts.push(open.finish());
      open = null;
    }
    open ??= new OpenSprint(cuts.length + 1, folder, NAMES[options.names], id);
    userKey = user;
    instanceId = instance;
    if (kind === 'enrol') {
      if (enrolledAt === null) standIns += 1;
      open.enrolment(id, rows.enrolment(operation));
    } else open.grade(id, rows.grade(operation));
    total += 1;
    if (total % TELL_ROWS === 0) onRows(total);
  }
  if (open !== null) cuts.push(open.finish());
  return { cuts, standIns };
}

/** The two files of one sprint while they are written. */
class OpenSprint {
  readonly #sprint: number;
  readonly #first: number;
  readonly #enrolments: CsvFile;
  readonly #grades: CsvFile;
  #last = 0;

  constructor(sprint: number, folder: string, names: (typeof NAMES)[FileNames], first: number) {
    const own = join(folder, sprintFolder(sprint));
    mkdirSync(own, { recursive: true });
    this.#sprint = sprint;
    this.#first = first;
    this.#enrolments = new CsvFile(
      join(own, names.enrolments),
      ENROLLMENT.columns.map((column) => column.name),
    );
    this.#grades = new CsvFile(
      join(own, names.grades),
      USER_COURSE_GRADE.columns.map((column) => column.name),
    );
  }

  get rows(): number {
    return this.#enrolments.rows + this.#grades.rows;
  }

  enrolment(operationId: number, row: string): void {
    this.#enrolments.write(row);
    this.#last = operationId;
  }

  grade(operationId: number, row: string): void {
    this.#grades.write(row);
    this.#last = operationId;
  }

  finish(): SprintCut {
    this.#enrolments.finish();
    this.#grades.finish();
    return {
      sprint: this.#sprint,
      first: this.#first,
      last: this.#last,
      enrolments: this.#enrolments.rows,
      completions: this.#grades.rows,
    };
  }
}
