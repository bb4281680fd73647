import { type Catalogue, findCourse, findTarget, isPath } from './catalogue.js';
import { BY_SESSION, type CrosswalkRow, type Problem } from './crosswalk-row.js';
import { titleKey, typeAndSubjectKey } from './training-key.js';

/** What is wrong with the rows against each other and against ALM's catalogue, in file order. */
export function checkCrosswalk(
  rows: readonly CrosswalkRow[],
  catalogue: Catalogue,
  file = 'crosswalk.csv',
): readonly Problem[] {
  return [...duplicates(rows, file), ...rows.flatMap((row) => targetProblems(row, catalogue, file))].sort(
    (a, b) => a.line - b.line,
  );
}

const TARGET_COLUMNS = {
  'MAP-COURSE-NOT-IN-ALM': ['course', 'ALM has no course'],
  'MAP-INSTANCE-NOT-IN-ALM': ['instance', 'the course has no instance'],
  'MAP-INSTANCE-NO-DEFAULT': ['instance', 'name an instance: none is the default of course'],
  'MAP-MODULE-NOT-IN-ALM': ['modules', 'the instance has no module'],
} as const;

function targetProblems(row: CrosswalkRow, catalogue: Catalogue, file: string): Problem[] {
  if (row.action !== 'map' || row.course === null) return [];
  // Which instance it is shows with each record; that the course is there shows now.
  if (row.instance?.toLowerCase() === BY_SESSION && findCourse(row.course, catalogue) !== undefined)
    return [];
  const found = findTarget({ course: row.course, instance: row.instance, modules: row.modules }, catalogue);
  const problem = (severity: Problem['severity'], code: Problem['code'], column: string, message: string) => [
    { code, severity, file, line: row.line, column, message },
  ];
  if (!found.ok) {
    const [column, text] = TARGET_COLUMNS[found.code];
    return problem('error', found.code, column, `${text} ${found.detail}`);
  }
  const { courseId, instanceId, modules } = found.target;
  const name = `${courseId}, instance ${instanceId}`;
  return [
    ...(found.retired
      ? problem('warning', 'MAP-COURSE-RETIRED', 'course', `${name} is retired; ALM may refuse enrolments`)
      : []),
    ...(modules.length === 0 && !isPath(courseId)
      ? problem('warning', 'MAP-COURSE-WITHOUT-MODULES', 'course', `${name} has no module to mark complete`)
      : []),
  ];
}

/** A training may go to several instances, but not twice to one, and not both somewhere and nowhere. */
function duplicates(rows: readonly CrosswalkRow[], file: string): Problem[] {
  const firsts = new Map<string, { row: CrosswalkRow; places: Map<string, number> }>();
  const problems: Problem[] = [];
  for (const row of rows) {
    const place = row.action === 'map' ? `${bare(row.course)}\u0000${bare(row.instance)}` : '';
    for (const training of trainingsOf(row)) {
      const first = firsts.get(training);
      if (first === undefined) {
        firsts.set(training, { row, places: new Map([[place, row.line]]) });
        continue;
      }
      const same = first.places.get(place);
      const message =
        first.row.action !== row.action
          ? `line ${first.row.line} says ${first.row.action} of the same training`
          : same !== undefined
            ? `line ${same} says the same`
            : null;
      if (message === null) first.places.set(place, row.line);
      else
        problems.push({
          code: 'MAP-CROSSWALK-DUPLICATE',
          severity: 'error',
          file,
          line: row.line,
          column: 'learning_id',
          message,
        });
    }
  }
  return problems;
}

function trainingsOf(row: CrosswalkRow): string[] {
  const { learningId, externalTitle, externalType, externalSubject } = row;
  // Rows with different conditions are for different records, which check each by itself.
  const when = [row.sessionCode ?? '', row.from ?? '', row.until ?? ''].join('\u0000');
  return [
    ...(learningId === null ? [] : [`id\u0000${learningId}`]),
    ...(externalTitle === null ? [] : [`title\u0000${titleKey(externalTitle)}`]),
    ...(externalType === null || externalSubject === null
      ? []
      : [`type\u0000${typeAndSubjectKey(externalType, externalSubject)}`]),
  ].map((training) => `${training}\u0000${when}`);
}

function bare(id: string | null): string {
  return (id ?? '').replace(/^course:/, '');
}
