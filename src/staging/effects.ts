import type { Operation } from './operations.js';
import { prepared } from './prepared.js';
import type { Store } from './store.js';

/** The store's picture of ALM follows each effect, so that a new plan does not need a new snapshot to be right. */
export function recordEffect(store: Store, operation: Operation, result: string | null): void {
  const payload = operation.payload as Record<string, string | number | null>;
  const text = (name: string): string | null =>
    payload[name] === null || payload[name] === undefined ? null : String(payload[name]);
  switch (operation.kind) {
    case 'createProfile':
      prepared(store, 'INSERT OR REPLACE INTO alm_profile VALUES (?, ?, ?, ?, ?, 0)').run(
        result,
        text('name'),
        text('managerEmail'),
        text('expiry'),
        payload.seatLimit ?? null,
      );
      return;
    case 'createUser':
    case 'addExternalUser':
      prepared(
        store,
        `INSERT OR REPLACE INTO alm_user (alm_user_id, email, name, unique_id, user_type, state, profile, profile_id, snapshot_id)
           VALUES (?, ?, ?, ?, ?, 'ACTIVE', ?, ?, 0)`,
      ).run(
        result,
        text('email'),
        text('name'),
        text('uniqueId'),
        text('userType'),
        text('profile'),
        operation.profileId,
      );
      prepared(
        store,
        `UPDATE expected_person SET alm_user_id = ?, matched_by = 'created' WHERE user_key = ?`,
      ).run(result, operation.userKey);
      return;
    case 'updateUser':
      prepared(
        store,
        'UPDATE alm_user SET name = ?, profile = coalesce(?, profile) WHERE alm_user_id = ?',
      ).run(text('name'), text('profile'), operation.almUserId);
      return;
    case 'enrol':
      prepared(
        store,
        `INSERT OR IGNORE INTO alm_enrolment (enrolment_id, alm_user_id, course_id, instance_id, state, written_by)
           VALUES (?, ?, ?, ?, 'ENROLLED', ?)`,
      ).run(result, operation.almUserId, text('courseId'), text('instanceId'), operation.operationId);
      return;
    case 'grade':
      prepared(store, 'INSERT OR REPLACE INTO alm_grade VALUES (?, ?, 1, 1, ?, ?, ?, ?, ?, ?)').run(
        operation.almUserId,
        text('moduleId'),
        text('startedAt'),
        text('completedAt'),
        payload.score ?? null,
        payload.scoreMax ?? null,
        operation.operationId,
        payload.durationSeconds ?? null,
      );
      return;
    default:
      operation.kind satisfies never;
  }
}
