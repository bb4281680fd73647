import type { ReasonCode, TrainingRecord } from '../terms/index.js';
import { type Catalogue, findTarget, type Target } from './catalogue.js';
import type { MigrationConfig } from './config-schema.js';
import type { CrosswalkRow } from './crosswalk-row.js';
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
      if (found) return found;
    }
    return EXTERNAL_UNMAPPED;
  };

  return (record) => {
    if (record.kind === 'external') return external(record);
    if (record.learningId === null || record.learningId === '') return COURSE_MISSING;
    return ids.get(record.learningId) ?? folded.get(record.learningId.toLowerCase()) ?? COURSE_UNMAPPED;
  };
}

const COURSE_MISSING: Unresolved = { fate: 'quarantined', code: 'MAP-COURSE-MISSING', detail: null };
const COURSE_UNMAPPED: Unresolved = { fate: 'quarantined', code: 'MAP-COURSE-UNMAPPED', detail: null };
const EXTERNAL_UNMAPPED: Unresolved = { fate: 'quarantined', code: 'MAP-EXTERNAL-UNMAPPED', detail: null };

function add(index: Map<string, CrosswalkRow[]>, key: string, row: CrosswalkRow): void {
  const rows = index.get(key);
  if (rows === undefined) index.set(key, [row]);
  else rows.push(row);
}

function settled(
  index: ReadonlyMap<string, readonly CrosswalkRow[]>,
  catalogue: Catalogue,
): ReadonlyMap<string, Resolution> {
  return new Map([...index].map(([key, rows]) => [key, settle(rows, catalogue)]));
}

function settle(rows: readonly CrosswalkRow[], catalogue: Catalogue): Resolution {
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

function unambiguousFolds(ids: ReadonlyMap<string, Resolution>): ReadonlyMap<string, Resolution> {
  const folds = new Map<string, Resolution | null>();
  for (const [id, resolution] of ids) {
    const fold = id.toLowerCase();
    folds.set(fold, folds.has(fold) ? null : resolution);
  }
  return new Map(
    [...folds].flatMap(([fold, resolution]) => (resolution === null ? [] : [[fold, resolution]])),
  );
}
