import { hash } from 'node:crypto';
import type { TrainingRecord, UserRecord } from '../terms/index.js';

/** How the records of one kind of export lie in their table: the columns behind the provenance, in order. */
export interface RecordTable<Row> {
  readonly name: 'user_record' | 'training_record';
  readonly columns: readonly string[];
  readonly values: (record: Row) => (string | null)[];
}

export const USER_TABLE: RecordTable<UserRecord> = {
  name: 'user_record',
  columns: [
    'user_id',
    'email',
    'given_name',
    'family_name',
    'status',
    'status_term',
    'employee_number',
    'organization_id',
    'organization_code',
    'manager_id',
    'details',
  ],
  values: (record) => [
    record.userId,
    record.email,
    record.givenName,
    record.familyName,
    record.status,
    record.statusTerm,
    record.employeeNumber,
    record.organizationId,
    record.organizationCode,
    record.managerId,
    JSON.stringify(record.details),
  ],
};

export const TRAINING_TABLE: RecordTable<TrainingRecord> = {
  name: 'training_record',
  columns: [
    'user_id',
    'learning_id',
    'title',
    'learning_type',
    'parent_id',
    'session_code',
    'status',
    'status_term',
    'enrolled_at',
    'started_at',
    'ended_at',
    'score',
    'time_zone',
    'details',
  ],
  values: (record) => [
    record.userId,
    record.learningId,
    record.title,
    record.learningType,
    record.parentId,
    record.sessionCode,
    record.status,
    record.statusTerm,
    record.enrolledAt,
    record.startedAt,
    record.endedAt,
    record.score,
    record.timeZone,
    JSON.stringify(record.details),
  ],
};

/** The columns that every record table has besides `file_id` and `content_hash`. */
export const PROVENANCE_COLUMNS = ['ordinal', 'line', 'kind', 'record_key'] as const;

/**
 * The kinds whose key is an identity, so that a key has one current record: the transcript's `@id`
 * (peoplefluent-facts 1.2), the user id, external training's RecordID, whose rows are actions applied in
 * file order (4.2). trainingHistoryCsv has no record id (4.1): its key is a natural one.
 */
export const KEY_IS_IDENTITY: Readonly<Record<string, boolean>> = Object.freeze({
  user: true,
  transcript: true,
  external: true,
  history: false,
});

/**
 * 128 bits of SHA-512/256 of a text, in base64url: equal content, equal hash. On a processor without
 * instructions for SHA it takes half the time of SHA-256.
 */
export function contentHash(content: string): string {
  return hash('sha512-256', content, 'base64url').slice(0, 22);
}
