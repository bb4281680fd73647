import type { ReasonCode, TrainingRecord } from '../terms/index.js';
import { type Catalogue, findCourse, findTarget, instanceOfSession, type Target } from './catalogue.js';
import type { MigrationConfig } from './config-schema.js';
import { BY_SESSION, type CrosswalkRow, isConditional } from './crosswalk-row.js';
import { detailOf } from './details.js';
import { titleKey, typeAndSubjectKey } from './training-key.js';

/** A record that goes nowhere: left out by decision, or set aside until somebody decides. */
export interface Unresolved {
  readonly fate: 'leftOut' | 'quarantined';
  readonly code: ReasonCode;
  /** The crosswalk's reason, or the id that was not found. */
  readonly detail: string | null;
}
export type Resolution = readonly Target[] | Unresolved;
export type Resolve = (record: TrainingRecord) => Resolution;

export function isUnresolved(resolution: Resolution): resolution is Unresolved {
  return !Array.isArray(resolution);
}

/**
 * From a record to its targets, by the crosswalk. The rows are looked up in the catalogue once,
 * here; what a row has wrong becomes the resolution of its records, so that none goes astray.
 *
 * Learning ids match exactly; an id that differs in case only matches where that is unambiguous,
 * because exports of one site do differ in case. External training is asked for by the rules of
 * `external.by`, in their order; the first rule with a row decides.
 */
export function resolver(
  rows: readonly CrosswalkRow[],
  catalogue: Catalogue,
  by: MigrationConfig['external']['by'] = ['title', 'typeAndSubject'],
): Resolve {
  const byId = new Map<string, CrosswalkRow[]>();
  const byTitle = new Map<string, CrosswalkRow[]>();
  const byTypeAndSubject = new Map<string, CrosswalkRow[]>();
  for (const row of rows) {
    if (row.learningId !== null) add(byId, row.learningId, row);
    if (row.externalTitle !== null) add(byTitle, titleKey(row.externalTitle), row);
    if (row.externalType !== null && row.externalSubject !== null) {
      add(byTypeAndSubject, typeAndSubjectKey(row.externalType, row.externalSubject), row);
    }
  }
  const ids = settled(byId, catalogue);
  const folded = unambiguousFolds(ids);
  const titles = settled(byTitle, catalogue);
  const typesAndSubjects = settled(byTypeAndSubject, catalogue);

  const external = (record: TrainingRecord): Resolution => {
    for (const rule of by) {
      const found =
        rule === 'title'
          ? record.title !== null && titles.get(titleKey(record.title))
          : typesAndSubjects.get(
              typeAndSubjectKey(record.learningType ?? '', detailOf(record.details, 'Subject') ?? ''),
            );
      if (found) return answer(found, record);
    }
    return EXTERNAL_UNMAPPED;
  };

  return (record) => {
    if (record.kind === 'external') return external(record);
    if (record.learningId === null || record.learningId === '') return COURSE_MISSING;
    const found = ids.get(record.learningId) ?? folded.get(record.learningId.toLowerCase());
    return found === undefined ? COURSE_UNMAPPED : answer(found, record);
  };
}

const COURSE_MISSING: Unresolved = { fate: 'quarantined', code: 'MAP-COURSE-MISSING', detail: null };
const COURSE_UNMAPPED: Unresolved = { fate: 'quarantined', code: 'MAP-COURSE-UNMAPPED', detail: null };
const NO_ROW_FITS: Unresolved = {
  fate: 'quarantined',
  code: 'MAP-COURSE-UNMAPPED',
  detail: 'no row fits its session or its date',
};
const EXTERNAL_UNMAPPED: Unresolved = { fate: 'quarantined', code: 'MAP-EXTERNAL-UNMAPPED', detail: null };

function add(index: Map<string, CrosswalkRow[]>, key: string, row: CrosswalkRow): void {
  const rows = index.get(key);
  if (rows === undefined) index.set(key, [row]);
  else rows.push(row);
}

/** What rows say of every record of their training, or how to find it out for one. */
type Lookup = Resolution | ((record: TrainingRecord) => Resolution);

function answer(lookup: Lookup, record: TrainingRecord): Resolution {
  return typeof lookup === 'function' ? lookup(record) : lookup;
}

function settled(
  index: ReadonlyMap<string, readonly CrosswalkRow[]>,
  catalogue: Catalogue,
): ReadonlyMap<string, Lookup> {
  return new Map([...index].map(([key, rows]) => [key, lookupOf(rows, catalogue)]));
}

function lookupOf(rows: readonly CrosswalkRow[], catalogue: Catalogue): Lookup {
  const asksRecord = rows.some((row) => isConditional(row) || row.instance?.toLowerCase() === BY_SESSION);
  return asksRecord
    ? (record) => settle(rowsFor(record, rows, catalogue), catalogue)
    : settle(rows, catalogue);
}

/** The rows whose conditions hold; only where none has, those without a condition. */
function rowsFor(
  record: TrainingRecord,
  rows: readonly CrosswalkRow[],
  catalogue: Catalogue,
): readonly CrosswalkRow[] {
  const session = record.sessionCode?.trim().toLowerCase() ?? '';
  const day = (record.endedAt ?? record.startedAt ?? record.enrolledAt ?? '').slice(0, 10);
  const holding = rows.filter(
    (row) =>
      isConditional(row) &&
      (row.sessionCode == null || row.sessionCode.toLowerCase() === session) &&
      (row.from == null || (day !== '' && day >= row.from)) &&
      (row.until == null || (day !== '' && day <= row.until)),
  );
  const chosen = holding.length > 0 ? holding : rows.filter((row) => !isConditional(row));
  return chosen.map((row) => {
    if (row.instance?.toLowerCase() !== BY_SESSION || row.course === null) return row;
    const course = findCourse(row.course, catalogue);
    const instance = course === undefined ? null : instanceOfSession(course, session);
    return { ...row, instance: instance?.instanceId ?? `the session ${record.sessionCode ?? '(none)'}` };
  });
}

function settle(rows: readonly CrosswalkRow[], catalogue: Catalogue): Resolution {
  if (rows.length === 0) return NO_ROW_FITS;
  const usable = rows.filter((row) => row.reviewed !== false);
  if (usable.length === 0) return { fate: 'quarantined', code: 'MAP-CROSSWALK-UNREVIEWED', detail: null };
  const leftOut = usable.find((row) => row.action === 'leave_out');
  if (leftOut !== undefined) {
    return usable.every((row) => row.action === 'leave_out')
      ? { fate: 'leftOut', code: 'MAP-COURSE-LEFT-OUT', detail: leftOut.reason }
      : { fate: 'quarantined', code: 'MAP-CROSSWALK-DUPLICATE', detail: leftOut.learningId };
  }
  const targets = new Map<string, Target>();
  for (const { course, instance, modules } of usable) {
    if (course === null) continue;
    const found = findTarget({ course, instance, modules }, catalogue);
    // All or nothing: a training that arrives at one of its two courses would look migrated.
    if (!found.ok) return { fate: 'quarantined', code: found.code, detail: found.detail };
    const key = `${found.target.courseId}\u0000${found.target.instanceId}`;
    const same = targets.get(key);
    const union = same === undefined ? found.target : withModules(same, found.target.modules);
    targets.set(key, union);
  }
  return [...targets.values()];
}

/** Two rows to one instance, each with modules of its own, are one target with all of them. */
function withModules(target: Target, modules: readonly string[]): Target {
  return { ...target, modules: [...new Set([...target.modules, ...modules])].sort() };
}

function unambiguousFolds(ids: ReadonlyMap<string, Lookup>): ReadonlyMap<string, Lookup> {
  const folds = new Map<string, Lookup | null>();
  for (const [id, resolution] of ids) {
    const fold = id.toLowerCase();
    folds.set(fold, folds.has(fold) ? null : resolution);
  }
  return new Map(
    [...folds].flatMap(([fold, resolution]) => (resolution === null ? [] : [[fold, resolution]])),
  );
}
