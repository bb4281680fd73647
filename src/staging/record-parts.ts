import type { Store } from './store.js';

/**
 * Where a part of the staged records begins, in each of the tables that hold them: the first numbers of a
 * training record and of an account, and the first place of an earlier record.
 */
export interface RecordsPart extends Place {
  readonly training: number;
  readonly user: number;
}

/** Where a record stands: in which file, and the how manieth there it is. */
export interface Place {
  readonly fileId: number;
  readonly ordinal: number;
}

/** Where the first part begins. */
export const BEGINNING: RecordsPart = Object.freeze({ training: 0, user: 0, fileId: 0, ordinal: 0 });

/**
 * Divides the staged records, in the order of the files, into about equal parts: as many as asked for, some of
 * which can be empty. Every record is in one of them.
 */
export function recordParts(store: Store, count: number): readonly RecordsPart[] {
  const last = store
    .prepare('SELECT coalesce(max(record_id), 0) FROM training_record')
    .pluck()
    .get() as number;
  const training = store.prepare(
    `SELECT record_id AS training, file_id AS fileId, ordinal FROM training_record
     WHERE record_id >= ? ORDER BY record_id LIMIT 1`,
  );
  const user = store
    .prepare(
      'SELECT record_id + 1 FROM user_record WHERE (file_id, ordinal) < (?, ?) ORDER BY record_id DESC LIMIT 1',
    )
    .pluck();
  const parts = [BEGINNING];
  for (let part = 1; part < count; part += 1) {
    const begin = training.get(Math.ceil((last * part) / count)) as Omit<RecordsPart, 'user'> | undefined;
    const before = parts.at(-1);
    if (begin === undefined || before === undefined) break;
    // Numbers go in the order of places. Should one not, the parts of the other tables stay in order all the same.
    const place = isBefore(begin, before) ? before : begin;
    parts.push({
      training: begin.training,
      user: Math.max(before.user, (user.get(place.fileId, place.ordinal) as number | undefined) ?? 0),
      fileId: place.fileId,
      ordinal: place.ordinal,
    });
  }
  return parts;
}

/** Whether one record stands before another in the files. */
export function isBefore(a: Place, b: Place): boolean {
  return a.fileId === b.fileId ? a.ordinal < b.ordinal : a.fileId < b.fileId;
}
