import type { CrosswalkRow, MigrationConfig } from '../../mapping/index.js';
import {
  accountCells,
  accountChecks,
  checkResults,
  completes,
  countPeople,
  crowdedDays,
  dateRanges,
  eachCourseCell,
  findRepeated,
  keepCourseMarks,
  type MarkedCourse,
  markAccounts,
  markOf,
  markTrainings,
  organisationCells,
  peopleWithMarks,
  profiledFiles,
  recordTotals,
  rejectFindings,
  type Store,
  trainingCells,
  trainingChecks,
  valueFindings,
  withProfileTables,
} from '../../staging/index.js';
import { profileCells } from './cells.js';
import { courseJudge } from './courses.js';
import {
  byWeight,
  effectOfCheck,
  ofAccounts,
  ofImportDays,
  ofRejects,
  ofSessions,
  ofTrainings,
  ofValues,
} from './findings.js';
import type { CourseProfile, ImportDay, Profile } from './profile.js';
import { checkSettings } from './settings.js';

/** What a profile is made from, beside the store. */
export interface ProfileContext {
  readonly config: MigrationConfig;
  /** null where there is no crosswalk, or one without a row: then nothing is said of what maps. */
  readonly crosswalk: readonly CrosswalkRow[] | null;
  readonly createdAt: string;
  readonly toolVersion: string;
  /** How many courses are listed at the most. */
  readonly courses: number;
}

/**
 * A day is taken for an import when it bears at least 20 completions of a course, and three in ten of
 * all it ever had: a class of 20 on one day is common, a third of a course's history is not. Of an
 * organisation, 50: its people take many courses.
 */
export const IMPORT_DAY = Object.freeze({ leastOfCourse: 20, leastOfOrganisation: 50, share: 0.3 });

/**
 * Profiles what was staged. `onStep` hears the name of each part of the work before it begins; what it
 * throws ends the work, and nothing is left behind.
 */
export async function buildProfile(
  store: Store,
  context: ProfileContext,
  onStep: (step: string) => Promise<void> = async () => {},
): Promise<Profile> {
  const { config } = context;
  const settings = checkSettings(config);
  const checks = { training: trainingChecks(settings), user: accountChecks(settings) };
  const completing = completes(settings);
  return withProfileTables(store, async (): Promise<Profile> => {
    await onStep('counting people');
    countPeople(store);
    const records = recordTotals(store);
    const files = profiledFiles(store);
    await onStep('counting by status, type and year');
    const cells = profileCells(trainingCells(store), config);
    const dates = dateRanges(store);
    await onStep('counting courses');
    const courses = profileCourses(store, context, completing, (code) => markOf(checks.training, code));
    await onStep('looking for days of imports');
    const importDays: readonly ImportDay[] = (['course', 'organisation'] as const).flatMap((by) => {
      const least = by === 'course' ? IMPORT_DAY.leastOfCourse : IMPORT_DAY.leastOfOrganisation;
      return crowdedDays(store, by, completing, least, IMPORT_DAY.share).map((day) => ({ by, ...day }));
    });
    await onStep('looking for duplicates');
    findRepeated(store);
    await onStep('checking every record');
    markTrainings(store, checks.training, settings);
    markAccounts(store, checks.user, settings);
    const { unusableStart } = config.records;
    const stopping = checks.training.reduce(
      (marks, { code, field }, index) =>
        effectOfCheck(code, field, unusableStart) === 'stops' ? marks + 2 ** index : marks,
      0,
    );
    await onStep('gathering findings');
    const rejects = rejectFindings(store);
    const findings = [
      ...ofRejects(rejects),
      ...ofAccounts(checkResults(store, 'user', checks.user)),
      ...ofTrainings(checkResults(store, 'training', checks.training), unusableStart),
      ...ofImportDays(importDays),
      ...ofSessions(records.sessions),
      ...ofValues(valueFindings(store)),
    ].sort(byWeight);
    return {
      createdAt: context.createdAt,
      toolVersion: context.toolVersion,
      files,
      totals: {
        ...records,
        inFiles: files.reduce((sum, file) => sum + file.records, 0),
        rejected: rejects.reduce((sum, row) => sum + row.count, 0),
      },
      dates,
      accounts: accountCells(store),
      ...cells,
      organisations: organisationCells(store),
      courses,
      importDays,
      peopleStopped: peopleWithMarks(store, stopping),
      findings,
    };
  });
}

function profileCourses(
  store: Store,
  context: ProfileContext,
  completing: string,
  markFor: (code: string) => number,
): Profile['courses'] {
  const { crosswalk, config } = context;
  const judge = crosswalk === null ? null : courseJudge(crosswalk, config);
  const largest: CourseProfile[] = [];
  const marked: MarkedCourse[] = [];
  let count = 0;
  for (const cell of eachCourseCell(store, completing)) {
    count += 1;
    const verdict = judge?.(cell) ?? null;
    const marks = verdict?.code == null ? 0 : markFor(verdict.code);
    if (marks !== 0) marked.push({ cell, marks });
    if (largest.length < context.courses) {
      const { subject: _, ...course } = cell;
      largest.push({ ...course, crosswalk: verdict?.crosswalk ?? null });
    }
  }
  // Written after the reading: one connection cannot do both at once.
  keepCourseMarks(store, marked);
  return { count, largest, crosswalk: crosswalk !== null };
}
