import type { CarriedOperation } from '../../staging/index.js';
import { csvCell, instantCell } from './cell.js';
import { courseCell, type IdForms, instanceCell, moduleCell } from './forms.js';

/**
 * The rows of one sprint. All are retrofit rows: onto courses that ALM has, with ALM's own ids. What a
 * record does not say stays empty, but for what the specification makes mandatory:
 * - dateEnrolled: the start, else the completion, where the export names no day of enrolment;
 * - startedDate: the completion, where there is no start, as the API route has it, too.
 */
export interface RowWriter {
  readonly enrolment: (operation: CarriedOperation) => string;
  readonly grade: (operation: CarriedOperation) => string;
}

/** Ids are few and rows are many: each id is brought into its form once. */
export function rowWriter(forms: IdForms): RowWriter {
  const course = remembered((id) => courseCell(id, forms));
  const instance = remembered((id) => instanceCell(id, forms));
  const module = remembered((id) => moduleCell(id, forms));
  return {
    enrolment: ([, , , email, courseId, instanceId, , , firstDate]) =>
      `${csvCell(email)},${course(courseId)},${instance(instanceId)},${instantCell(firstDate ?? '')},,,,TRUE\r\n`,
    grade: ([, , , email, courseId, , moduleId, , , startedAt, completedAt, score, least, most, seconds]) => {
      const completed = instantCell(completedAt ?? '');
      const started = startedAt === null ? completed : instantCell(startedAt);
      // A score without its bounds breaks a rule of the file; mapping gives all three or none.
      const scores = score === null || least === null || most === null ? ',,' : `${score},${least},${most}`;
      return (
        `${csvCell(email)},${course(courseId)},${module(moduleId ?? '')},TRUE,TRUE,TRUE,` +
        `${scores},${seconds ?? ''},${started},${completed},${completed},TRUE\r\n`
      );
    },
  };
}

/** More ids than any catalogue has. */
const MOST_REMEMBERED = 200_000;

function remembered(form: (id: string) => string): (id: string) => string {
  const known = new Map<string, string>();
  return (id) => {
    const there = known.get(id);
    if (there !== undefined) return there;
    const cell = form(id);
    if (known.size < MOST_REMEMBERED) known.set(id, cell);
    return cell;
  };
}
