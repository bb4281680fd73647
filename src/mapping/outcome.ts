import type { ReasonCode, TrainingRecord } from '../terms/index.js';

/** A record of the store. `recordId` is the store's, and no fact about the record. */
export type StagedTraining = TrainingRecord & {
  readonly recordId: number;
  readonly fileOrder: number;
  /** The full export that no longer holds it. */
  readonly goneFrom?: number | null;
};

/** One module's completion, with the record that it comes from. Instants are ISO 8601 in UTC. */
export interface ExpectedGrade {
  readonly moduleId: string;
  readonly recordId: number;
  readonly startedAt: string | null;
  readonly completedAt: string;
  /** With its scale; all three are null where the record has no score that can be carried. */
  readonly score: number | null;
  readonly scoreMin: number | null;
  readonly scoreMax: number | null;
  /** Of several modules that one record completes, the first has all of it: together they are the record's. */
  readonly durationSeconds: number | null;
}

/** What ALM should hold of one person in one instance of a course. */
export interface ExpectedOutcome {
  /** The record that counts: dates, score and notes are its own. */
  readonly recordId: number;
  readonly userKey: string;
  readonly courseId: string;
  readonly instanceId: string;
  readonly state: 'enrolled' | 'completed';
  readonly enrolledAt: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly score: number | null;
  readonly scoreMin: number | null;
  readonly scoreMax: number | null;
  /** What was normalised on the way. */
  readonly notes: readonly ReasonCode[];
  /** The modules that must hold a completion; none for an enrolment. */
  readonly moduleIds: readonly string[];
  /**
   * The same modules, each with its facts. They differ from the facts above only where several
   * legacy courses fill different modules of one ALM course.
   */
  readonly grades: readonly ExpectedGrade[];
}

/** Where a record ended: in exactly one place. */
export interface RecordFate {
  readonly recordId: number;
  readonly fate: 'expected' | 'merged' | 'leftOut' | 'quarantined';
  /** Why, where it was left out or quarantined. */
  readonly code: ReasonCode | null;
  /** The record that counts in its stead, where it was merged. */
  readonly intoRecord: number | null;
  /** The value or the setting that the code speaks of. */
  readonly note: string | null;
}

/** A record that takes no part in the expected state. */
export interface Excluded {
  readonly fate: 'leftOut' | 'quarantined';
  readonly code: ReasonCode;
  readonly note: string | null;
}

/** A record that can count, in numbers: instants are milliseconds since the epoch. */
export interface Candidate {
  readonly record: StagedTraining;
  readonly enrolled: number | null;
  readonly started: number | null;
  /** Null is an enrolment. */
  readonly completed: number | null;
  readonly score: Score | null;
  /** In seconds; null where the record has none that can be carried. */
  readonly duration: number | null;
  readonly notes: readonly ReasonCode[];
}

export interface Score {
  readonly value: number;
  readonly min: number;
  readonly max: number;
}
