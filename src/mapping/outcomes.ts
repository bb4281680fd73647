import type { ReasonCode } from '../terms/index.js';
import { isPath, type Target } from './catalogue.js';
import { preference } from './choose.js';
import type { MigrationConfig } from './config-schema.js';
import { isExcluded, judge } from './judge.js';
import type { Candidate, ExpectedGrade, ExpectedOutcome, RecordFate, StagedTraining } from './outcome.js';
import { isUnresolved, type Resolve } from './resolver.js';
import { isoInstant } from './times.js';

/** Why none of a person's records move: what `expectPerson` decided, or that nobody knows the person. */
export interface PersonExcluded {
  readonly fate: 'leftOut' | 'quarantined';
  readonly code: ReasonCode;
  readonly note: string | null;
}

/** For records of a user id of which no account was staged. */
export const NO_ACCOUNT: PersonExcluded = Object.freeze({
  fate: 'quarantined',
  code: 'MAP-USER-MISSING',
  note: null,
});

export interface OutcomesInput {
  /** The legacy user id in lower case; '' for session rows, which are nobody's. */
  readonly userKey: string;
  /** All of the person's records, in any order. */
  readonly records: readonly StagedTraining[];
  readonly resolve: Resolve;
  readonly config: MigrationConfig;
  /** Given where the person does not move: the records then share the person's fate. */
  readonly excluded?: PersonExcluded | null;
}

/** A candidate at one of its targets. */
interface Entry {
  readonly candidate: Candidate;
  readonly target: Target;
}

/**
 * What ALM should hold of one person, and where each record ended: exactly one fate a record, in
 * order of `recordId`; exactly one outcome for each course and instance, in order of their ids.
 *
 * Each record is judged by itself, then only choices are made among those that can count; so more
 * records never take away a completion, and their order never matters.
 */
export function expectOutcomes(input: OutcomesInput): {
  readonly outcomes: readonly ExpectedOutcome[];
  readonly fates: readonly RecordFate[];
} {
  const { config, excluded = null } = input;
  const fates: RecordFate[] = [];
  const groups = new Map<string, Entry[]>();
  const exclude = (record: StagedTraining, { fate, code, note }: PersonExcluded): void => {
    fates.push({ recordId: record.recordId, fate, code, intoRecord: null, note });
  };

  for (const record of input.records) {
    if (excluded !== null && record.userId !== '') {
      exclude(record, excluded);
      continue;
    }
    const judged = judge(record, config);
    if (isExcluded(judged)) {
      exclude(record, judged);
      continue;
    }
    const resolution = input.resolve(record);
    if (isUnresolved(resolution)) {
      const { fate, code, detail } = resolution;
      exclude(record, { fate, code, note: detail ?? record.learningId ?? record.title });
      continue;
    }
    const targets = judged.completed === null ? resolution : resolution.filter(canBeCompleted);
    if (targets.length === 0) {
      const note = resolution[0]?.instanceId ?? null;
      exclude(record, { fate: 'quarantined', code: 'MAP-COURSE-WITHOUT-MODULES', note });
      continue;
    }
    for (const target of targets) {
      const key = `${target.courseId}\u0000${target.instanceId}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [{ candidate: judged, target }]);
      else group.push({ candidate: judged, target });
    }
  }

  const keys = groups.size > 1 ? [...groups.keys()].sort() : [...groups.keys()];
  const order = preference(config.records.choose);
  const outcomes: ExpectedOutcome[] = [];
  const counting = new Set<number>();
  const mergedInto = new Map<number, number>();
  for (const key of keys) {
    const group = groups.get(key) ?? [];
    if (group.length > 1) group.sort((a, b) => order(a.candidate, b.candidate));
    const outcome = outcomeOf(input.userKey, group);
    if (outcome === null) continue;
    outcomes.push(outcome);
    counting.add(outcome.recordId);
    for (const { recordId } of outcome.grades) counting.add(recordId);
    for (const { candidate } of group) {
      const { recordId } = candidate.record;
      if (!mergedInto.has(recordId)) mergedInto.set(recordId, outcome.recordId);
    }
  }
  for (const [recordId, into] of mergedInto) {
    fates.push(
      counting.has(recordId)
        ? { recordId, fate: 'expected', code: null, intoRecord: null, note: null }
        : { recordId, fate: 'merged', code: null, intoRecord: into, note: null },
    );
  }
  fates.sort((a, b) => a.recordId - b.recordId);
  return { outcomes, fates };
}

/** A learning path has no modules of its own: it is complete when its courses are. */
function canBeCompleted(target: Target): boolean {
  return target.modules.length > 0 || isPath(target.courseId);
}

/** `group` has the candidate that counts first. Each module takes the first completion that names it. */
function outcomeOf(userKey: string, group: readonly Entry[]): ExpectedOutcome | null {
  const head = group[0];
  if (head === undefined) return null;
  const { candidate, target } = head;
  const { record, notes } = candidate;
  const facts = factsOf(candidate);
  const grades: ExpectedGrade[] = [];
  if (facts.completedAt !== null) {
    const { completedAt } = facts;
    let duration = candidate.duration;
    for (const moduleId of target.modules) {
      grades.push(gradeOf(moduleId, facts, completedAt, duration));
      duration = null;
    }
    addOtherModules(grades, group);
  }
  // Named one by one: a spread costs ten times as much, and this runs a million times.
  return {
    recordId: record.recordId,
    userKey,
    courseId: target.courseId,
    instanceId: target.instanceId,
    state: facts.completedAt === null ? 'enrolled' : 'completed',
    enrolledAt: candidate.enrolled === null ? null : isoInstant(candidate.enrolled),
    startedAt: facts.startedAt,
    completedAt: facts.completedAt,
    score: facts.score,
    scoreMin: facts.scoreMin,
    scoreMax: facts.scoreMax,
    notes: facts.completedAt !== null && isPath(target.courseId) ? [...notes, 'MAP-PATH-BY-COURSES'] : notes,
    moduleIds: grades.map((grade) => grade.moduleId),
    grades,
  };
}

/** Where several legacy courses are one ALM course, each may fill modules of its own. */
function addOtherModules(grades: ExpectedGrade[], group: readonly Entry[]): void {
  const own = group[0]?.target.modules;
  for (const { candidate, target } of group) {
    if (target.modules === own || candidate.completed === null) continue;
    let { duration } = candidate;
    for (const moduleId of target.modules) {
      if (grades.some((grade) => grade.moduleId === moduleId)) continue;
      grades.push(gradeOf(moduleId, factsOf(candidate), isoInstant(candidate.completed), duration));
      duration = null;
    }
  }
  if (grades.length > 1) grades.sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
}

interface Facts {
  readonly recordId: number;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly score: number | null;
  readonly scoreMin: number | null;
  readonly scoreMax: number | null;
}

function factsOf({ record, started, completed, score }: Candidate): Facts {
  return {
    recordId: record.recordId,
    startedAt: started === null ? null : isoInstant(started),
    completedAt: completed === null ? null : isoInstant(completed),
    score: score?.value ?? null,
    scoreMin: score?.min ?? null,
    scoreMax: score?.max ?? null,
  };
}

function gradeOf(
  moduleId: string,
  facts: Facts,
  completedAt: string,
  durationSeconds: number | null,
): ExpectedGrade {
  const { recordId, startedAt, score, scoreMin, scoreMax } = facts;
  return { moduleId, recordId, startedAt, completedAt, score, scoreMin, scoreMax, durationSeconds };
}
