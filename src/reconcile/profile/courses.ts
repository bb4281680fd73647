import {
  type CrosswalkRow,
  isUnresolved,
  type MigrationConfig,
  type Resolve,
  resolver,
} from '../../mapping/index.js';
import type { CourseCell } from '../../staging/index.js';
import type { TrainingRecord } from '../../terms/index.js';
import type { CourseProfile } from './profile.js';

/** What the crosswalk says of one training, and the code that its records bear for it. */
export interface CourseVerdict {
  readonly crosswalk: NonNullable<CourseProfile['crosswalk']>;
  readonly code: string | null;
}

const VERDICTS: Readonly<Record<string, CourseVerdict['crosswalk']>> = Object.freeze({
  'MAP-COURSE-UNMAPPED': 'unmapped',
  'MAP-EXTERNAL-UNMAPPED': 'unmapped',
  'MAP-COURSE-LEFT-OUT': 'leftOut',
  'MAP-CROSSWALK-UNREVIEWED': 'unreviewed',
  'MAP-CROSSWALK-DUPLICATE': 'contradictory',
});

/**
 * Asks the crosswalk of each training, by the plan's own rules. No catalogue of ALM is needed: what the
 * rules say then of a row that leads somewhere is only that ALM was not asked, and that is "mapped" here.
 * Rows that hold for some sessions or dates only leave the training mapped in part.
 */
export function courseJudge(
  crosswalk: readonly CrosswalkRow[],
  config: MigrationConfig,
): (cell: CourseCell) => CourseVerdict {
  const resolve: Resolve = resolver(crosswalk, new Map(), config.external.by);
  return (cell) => {
    const resolution = resolve(recordOf(cell));
    if (!isUnresolved(resolution)) return { crosswalk: 'mapped', code: null };
    // Without a row there is no detail; with one, none of its conditions held.
    if (resolution.code === 'MAP-COURSE-UNMAPPED' && resolution.detail !== null) {
      return { crosswalk: 'inPart', code: null };
    }
    const crosswalk = VERDICTS[resolution.code];
    return crosswalk === undefined
      ? { crosswalk: cell.learningId === null && !cell.external ? 'unmapped' : 'mapped', code: null }
      : { crosswalk, code: resolution.code };
  };
}

function recordOf(cell: CourseCell): TrainingRecord {
  return {
    kind: cell.external ? 'external' : 'history',
    key: '',
    userId: '',
    learningId: cell.learningId,
    title: cell.title,
    learningType: cell.type,
    parentId: null,
    sessionCode: null,
    status: null,
    statusTerm: 'completed',
    enrolledAt: null,
    startedAt: null,
    endedAt: null,
    score: null,
    timeZone: null,
    details: cell.subject === '' ? {} : { Subject: cell.subject },
  };
}
