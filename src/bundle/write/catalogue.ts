import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { UnmappedCourse } from '../../staging/index.js';
import {
  COURSE,
  COURSE_INSTANCE,
  COURSE_MODULE,
  type FileSpecification,
  MODULE,
  MODULE_VERSION,
} from '../specification/index.js';
import { csvLine, cut } from './cell.js';
import { CsvFile } from './csvFile.js';

/** Mandatory in course.csv, and free text: whose name stands on a course that only carries history. */
const AUTHOR = 'Migration';
/** Mandatory in module_version.csv, in seconds, and unknown of a course of which only the history is left. */
const DURATION = '60';
/** Mandatory in course_instance.csv: the end of the last whole year that ALM can store. */
const DEADLINE = '2037-12-31T23:59:59.000Z';
const FIRST_YEAR = 1981;

/** The rows of one legacy course, by the file that they stand in. */
function rowsOf(
  course: UnmappedCourse,
  referenceDate: string,
): readonly (readonly [FileSpecification, Record<string, string>])[] {
  const { learningId } = course;
  const moduleId = `${learningId}-M`;
  const title = course.title ?? learningId;
  const created = instantOf(course.firstYear, referenceDate);
  return [
    [
      MODULE,
      {
        id: moduleId,
        moduleType: 'Self-paced',
        lastModifiedDate: created,
        visibility: 'Shared',
        title: cut(title, 255),
        author: AUTHOR,
      },
    ],
    // Without a contentUrl ALM makes a contentless module (migration manual, "Contentless module").
    [MODULE_VERSION, { moduleId, moduleVersion: '1', dateCreated: created, duration: DURATION }],
    [
      COURSE,
      {
        id: learningId,
        courseName: cut(title, 510),
        courseCreationDate: created,
        state: 'Published',
        author: AUTHOR,
        completionCriteria: 'ALL',
        uniqueLoId: learningId,
      },
    ],
    [
      COURSE_INSTANCE,
      {
        courseId: learningId,
        instanceId: `${learningId}-I`,
        dateCreated: created,
        completionDeadline: DEADLINE,
        name: 'Migrated history',
        state: 'Active',
      },
    ],
    [
      COURSE_MODULE,
      {
        courseId: learningId,
        moduleId,
        moduleVersion: '1',
        courseModuleType: 'CONTENT',
        moduleOrderInCourse: '0',
      },
    ],
  ];
}

/**
 * Writes the catalogue files for legacy courses that ALM does not have: one course, one contentless
 * module and one instance each, to carry history. `uniqueLoId` is the legacy id, so that the crosswalk
 * finds the course again in the next snapshot. Columns that stay empty are left out: two names of the
 * banner's column are in print, and a name that ALM does not know could cost the file.
 */
export function writeCatalogue(
  courses: readonly UnmappedCourse[],
  folder: string,
  referenceDate: string,
): number {
  mkdirSync(folder, { recursive: true });
  const files = new Map<FileSpecification, CsvFile>();
  for (const course of courses) {
    for (const [specification, cells] of rowsOf(course, referenceDate)) {
      const columns = specification.columns.map((column) => column.name).filter((name) => name in cells);
      const file = files.get(specification) ?? new CsvFile(join(folder, specification.name), columns);
      files.set(specification, file);
      file.write(csvLine(columns.map((column) => cells[column] ?? '')));
    }
  }
  for (const file of files.values()) file.finish();
  return courses.length;
}

/** The first day of the year of the oldest record, where that is a year that ALM can store. */
function instantOf(year: string | null, referenceDate: string): string {
  const number = Number(year);
  const isStorable = number >= FIRST_YEAR && number <= Number(referenceDate.slice(0, 4));
  return isStorable ? `${number}-01-01T00:00:00.000Z` : `${referenceDate}T00:00:00.000Z`;
}
