import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Migrated,
  nothingMigrated,
  takeCourse,
  takeCourseInstance,
  takeCourseModule,
  takeModule,
  takeModuleVersion,
} from './bulkCatalogue.js';
import { RowError } from './bulkCells.js';
import { type BulkColumns, type BulkRow, readBulkTable } from './bulkCsv.js';
import { takeEnrolment, takeGrade } from './bulkLearners.js';
import type { Tenant } from './tenant.js';

/** The migration project of a sandbox, and the folder that stands for its FTP or Box. */
export interface BulkOptions {
  /** The sprint's folder; without one there is no migration in this account. */
  readonly folder: string;
  readonly projects: 'one' | 'none' | 'several';
  readonly sprints: 'one' | 'none' | 'several';
  /** For so many looks at its status a run is still going on. */
  readonly polls: number;
  /** How runStatus names a file of refused rows: the documents print a path without a host. */
  readonly links: 'whole' | 'path';
  /** Runs end after so many rows as failed, with what is in by then; 0: they do not. */
  readonly stopAfterRows: number;
}

export const DEFAULT_BULK: Omit<BulkOptions, 'folder'> = Object.freeze({
  projects: 'one',
  sprints: 'one',
  polls: 2,
  links: 'whole',
  stopAfterRows: 0,
});

/** Not to be found by guessing, and the same in every run. */
const PROJECT_ID = '2509173';
const SPRINT_ID = '2510080';
const FIRST_RUN = 2_740_845;

type Take = (tenant: Tenant, migrated: Migrated, row: BulkRow) => void;

interface ObjectKind {
  readonly name: string;
  readonly files: readonly string[];
  readonly columns: BulkColumns;
  readonly take: Take;
}

function columns(mandatory: readonly string[], others: readonly string[]): BulkColumns {
  return { mandatory, known: [...mandatory, ...others] };
}

/** In the order in which a run takes them (migration manual, "dependencies on CSV files"). */
const OBJECTS: readonly ObjectKind[] = [
  {
    name: 'module',
    files: ['module.csv'],
    columns: columns(
      ['id', 'moduleType', 'lastModifiedDate', 'visibility', 'title'],
      ['description', 'author'],
    ),
    take: takeModule,
  },
  {
    name: 'module_version',
    files: ['module_version.csv'],
    columns: columns(
      ['moduleId', 'moduleVersion', 'dateCreated', 'duration'],
      ['contentType', 'desiredDuration', 'contentUrl', 'hasQuiz', 'completionCriteria', 'viewPercent'].concat(
        ['quizData', 'folder', 'successCriteria', 'successQuizData', 'successPercent', 'expiryDate'],
        ['uniqueContentId', 'tags'],
      ),
    ),
    take: takeModuleVersion,
  },
  {
    name: 'course',
    files: ['course.csv'],
    columns: columns(
      ['id', 'courseName', 'courseCreationDate', 'state', 'author'],
      ['description', 'sequential', 'thumbnailUrl', 'tags', 'completionCriteria', 'uniqueLoId'],
    ),
    take: takeCourse,
  },
  {
    name: 'course_instance',
    files: ['course_instance.csv'],
    columns: columns(
      ['instanceId', 'dateCreated', 'completionDeadline', 'name', 'state'],
      ['courseId', 'badgeId', 'almCourseId', 'startDate'],
    ),
    take: takeCourseInstance,
  },
  {
    name: 'course_module',
    files: ['course_module.csv'],
    columns: columns(
      ['courseId', 'moduleId', 'moduleVersion', 'courseModuleType', 'moduleOrderInCourse'],
      ['optionalCriteria'],
    ),
    take: takeCourseModule,
  },
  {
    name: 'enrollment',
    files: ['enrollment.csv', 'retrofit_enrollment.csv'],
    columns: columns(
      ['userId', 'courseId', 'dateEnrolled'],
      ['courseInstanceId', 'deadline', 'assignedByUserId', 'lastModifiedDatetime', 'retrofit'],
    ),
    take: takeEnrolment,
  },
  {
    name: 'user_course_grade',
    files: ['user_course_grade.csv', 'retrofit_user_course_grades.csv'],
    columns: columns(
      ['userId', 'courseId', 'moduleId'],
      ['completion', 'started', 'success', 'scoreRaw', 'scoreMin', 'scoreMax', 'duration'].concat([
        'startedDate',
        'successDate',
        'completionDate',
        'retrofit',
      ]),
    ),
    take: takeGrade,
  },
];

/** One file of a run: how it ended, and the rows that were not taken, as a CSV. */
export interface BulkJob {
  readonly id: number;
  readonly objectName: string;
  readonly end: 'COMPLETED' | 'FAILED' | 'STOPPED';
  readonly refused: string;
  readonly sequenceNumber: number;
}

export interface BulkRun {
  readonly projectId: string;
  readonly sprintId: string;
  readonly runId: string;
  readonly startedAt: number;
  readonly jobs: readonly BulkJob[];
  pollsLeft: number;
}

/**
 * The bulk import of one account: one project, one sprint, one run at a time. A run takes its files from
 * the folder at once, and seems to take its time. What it has brought stays known to the next run.
 */
export class BulkImport {
  readonly options: BulkOptions;
  readonly #tenant: Tenant;
  readonly #migrated = nothingMigrated();
  readonly #runs: BulkRun[] = [];

  constructor(tenant: Tenant, options: BulkOptions) {
    this.#tenant = tenant;
    this.options = options;
  }

  /** Why nothing may begin now, in the documented words; null where it may. */
  refusal(projectId: string | null): string | null {
    const { projects, sprints } = this.options;
    if (projects === 'none' || (projectId !== null && projectId !== PROJECT_ID)) return 'No active projects';
    if (projects === 'several' && projectId === null) return 'There are more than one active projects';
    if (sprints === 'none') return 'No active sprints';
    if (sprints === 'several') return 'There are more than one sprints';
    if (this.#runs.some((run) => run.pollsLeft > 0)) return 'A run is in-progress';
    return null;
  }

  hasFiles(): boolean {
    return OBJECTS.some((one) => fileOf(this.options.folder, one) !== null);
  }

  /** Every look brings the run that is under way nearer to its end. */
  look(): void {
    for (const run of this.#runs) if (run.pollsLeft > 0) run.pollsLeft -= 1;
  }

  run(projectId: string, sprintId: string, runId: string): BulkRun | undefined {
    return this.#runs.find(
      (run) => run.projectId === projectId && run.sprintId === sprintId && run.runId === runId,
    );
  }

  job(runId: string, objectName: string): BulkJob | undefined {
    const run = this.#runs.find((one) => one.runId === runId);
    return run?.jobs.find((job) => job.objectName === objectName);
  }

  start(now: number): BulkRun {
    const number = FIRST_RUN + this.#runs.length;
    const budget = {
      rows: this.options.stopAfterRows === 0 ? Number.POSITIVE_INFINITY : this.options.stopAfterRows,
    };
    const jobs: BulkJob[] = [];
    for (const kind of OBJECTS) {
      const file = fileOf(this.options.folder, kind);
      if (file === null) continue;
      const sequenceNumber = jobs.length + 1;
      const { end, refused } = this.#take(kind, readFileSync(file), budget);
      jobs.push({ id: number * 100 + sequenceNumber, objectName: kind.name, end, refused, sequenceNumber });
    }
    const run: BulkRun = {
      projectId: PROJECT_ID,
      sprintId: SPRINT_ID,
      runId: String(number),
      startedAt: now,
      jobs,
      pollsLeft: this.options.polls,
    };
    this.#runs.push(run);
    return run;
  }

  #take(kind: ObjectKind, bytes: Buffer, budget: { rows: number }): Pick<BulkJob, 'end' | 'refused'> {
    if (budget.rows <= 0) return { end: 'STOPPED', refused: '' };
    const table = readBulkTable(bytes, kind.columns);
    if (table.refused !== null) return { end: 'FAILED', refused: `errorMessage\r\n${table.refused}\r\n` };
    const refused: string[] = [];
    for (const row of table.rows) {
      if (budget.rows <= 0) return { end: 'STOPPED', refused: withHeader(table.header, refused) };
      budget.rows -= 1;
      try {
        kind.take(this.#tenant, this.#migrated, row);
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        refused.push(`${row.text},"${error.message.replaceAll('"', '""')}"`);
      }
    }
    return { end: 'COMPLETED', refused: withHeader(table.header, refused) };
  }
}

function withHeader(header: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : [`${header},errorMessage`, ...rows, ''].join('\r\n');
}

function fileOf(folder: string, kind: ObjectKind): string | null {
  const found = kind.files.map((name) => join(folder, name)).find((path) => existsSync(path));
  return found ?? null;
}
