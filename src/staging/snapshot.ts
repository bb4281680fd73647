import type { Store } from './store.js';

/** The account behind a snapshot or a plan. */
export interface Account {
  readonly accountId: string;
  readonly accountName: string;
  readonly host: string;
}

export interface SnapshotRow extends Account {
  readonly snapshotId: number;
  /** By requests, or by the reports of ALM's jobs, which are exact to the minute. */
  readonly via: 'api' | 'jobs';
  readonly state: 'reading' | 'complete';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly requests: number;
  /** 1: enrolments in learning paths were read, too. */
  readonly withPaths: 0 | 1;
}

export interface AlmUserRow {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly userUniqueId: string | null;
  readonly userType: string;
  readonly state: string;
  readonly profile: string | null;
}

export interface AlmProfileRow {
  readonly profileId: string;
  readonly name: string;
  readonly managerEmail: string | null;
  readonly expiry: string | null;
  readonly seatLimit: number | null;
}

export interface AlmCourseRow {
  readonly courseId: string;
  readonly loType: string;
  readonly title: string;
  readonly uniqueId: string | null;
  readonly state: string;
  readonly instances: readonly {
    readonly instanceId: string;
    readonly name: string;
    readonly isDefault: boolean;
    readonly state: string;
    readonly modules: readonly {
      readonly moduleId: string;
      readonly name: string;
      readonly resourceType: string | null;
      readonly loResourceType: string | null;
      readonly mandatory: boolean | null;
      readonly version: string | null;
    }[];
  }[];
}

export interface AlmEnrolmentRow {
  readonly enrolmentId: string;
  readonly courseId: string;
  readonly instanceId: string;
  readonly state: string;
  readonly enrolledAt: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly hasPassed: boolean | null;
  readonly score: number | null;
  readonly grades: readonly {
    readonly moduleId: string;
    readonly completed: boolean;
    readonly hasPassed: boolean | null;
    readonly startedAt: string | null;
    readonly completedAt: string | null;
    readonly score: number | null;
    readonly maxScore: number | null;
    readonly durationSeconds: number | null;
  }[];
}

const SNAPSHOT_COLUMNS = `snapshot_id AS snapshotId, account_id AS accountId, account_name AS accountName, host,
  via, state, started_at AS startedAt, finished_at AS finishedAt, requests, with_paths AS withPaths`;

/** The newest snapshot, whole or not. */
export function latestSnapshot(store: Store): SnapshotRow | undefined {
  return store.prepare(`SELECT ${SNAPSHOT_COLUMNS} FROM snapshot ORDER BY snapshot_id DESC LIMIT 1`).get() as
    | SnapshotRow
    | undefined;
}

/**
 * Begins a snapshot, or goes on with one of this account that was broken off, if it was read in the same way,
 * with learning paths or without, and did not begin before `notBefore` (an instant).
 */
export function beginSnapshot(
  store: Store,
  account: Account,
  via: SnapshotRow['via'],
  now: string,
  notBefore = '',
  withPaths = false,
): number {
  const latest = latestSnapshot(store);
  if (
    latest?.state === 'reading' &&
    latest.accountId === account.accountId &&
    latest.host === account.host &&
    latest.via === via &&
    latest.withPaths === Number(withPaths) &&
    latest.startedAt >= notBefore
  ) {
    return latest.snapshotId;
  }
  const result = store
    .prepare(
      `INSERT INTO snapshot (account_id, account_name, host, via, state, started_at, with_paths)
       VALUES (?, ?, ?, ?, 'reading', ?, ?)`,
    )
    .run(account.accountId, account.accountName, account.host, via, now, Number(withPaths));
  return Number(result.lastInsertRowid);
}

/** Ends a snapshot: whoever and whatever it did not see is no longer there. */
export function finishSnapshot(store: Store, snapshotId: number, requests: number, now: string): void {
  store.transaction(() => {
    store.prepare('DELETE FROM alm_user WHERE snapshot_id <> ?').run(snapshotId);
    store.prepare('DELETE FROM alm_profile WHERE snapshot_id <> ?').run(snapshotId);
    store.prepare('DELETE FROM alm_course WHERE snapshot_id <> ?').run(snapshotId);
    store.exec(`
      DELETE FROM alm_instance WHERE course_id NOT IN (SELECT course_id FROM alm_course);
      DELETE FROM alm_module WHERE instance_id NOT IN (SELECT instance_id FROM alm_instance);
      DELETE FROM alm_enrolment WHERE alm_user_id NOT IN (SELECT alm_user_id FROM alm_user);
      DELETE FROM alm_grade WHERE alm_user_id NOT IN (SELECT alm_user_id FROM alm_user);`);
    store
      .prepare(
        `UPDATE snapshot SET state = 'complete', requests = requests + ?, finished_at = ? WHERE snapshot_id = ?`,
      )
      .run(requests, now, snapshotId);
    store.exec(`
      DELETE FROM snapshot_part;
      DELETE FROM snapshot_job WHERE submitted_at IS NULL;
      DELETE FROM snapshot_job WHERE substr(submitted_at, 1, 10) < (SELECT substr(max(submitted_at), 1, 10) FROM snapshot_job)`);
  })();
}

/** Counts the requests of a snapshot that is broken off, so that they are in its sum once it is whole. */
export function addSnapshotRequests(store: Store, snapshotId: number, requests: number): void {
  store
    .prepare('UPDATE snapshot SET requests = requests + ? WHERE snapshot_id = ?')
    .run(requests, snapshotId);
}

export function saveUsers(
  store: Store,
  snapshotId: number,
  users: readonly AlmUserRow[],
  profileId: string | null = null,
): void {
  const upsert = store.prepare(
    `INSERT INTO alm_user (alm_user_id, email, name, unique_id, user_type, state, profile, profile_id, snapshot_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (alm_user_id) DO UPDATE SET email = excluded.email, name = excluded.name,
       unique_id = excluded.unique_id, user_type = excluded.user_type, state = excluded.state,
       profile = excluded.profile, profile_id = coalesce(excluded.profile_id, profile_id),
       snapshot_id = excluded.snapshot_id`,
  );
  store.transaction(() => {
    for (const user of users) {
      upsert.run(
        user.userId,
        user.email,
        user.name,
        user.userUniqueId,
        user.userType,
        user.state,
        user.profile,
        profileId,
        snapshotId,
      );
    }
  })();
}

export function saveProfiles(store: Store, snapshotId: number, profiles: readonly AlmProfileRow[]): void {
  const upsert = store.prepare(
    `INSERT INTO alm_profile VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (profile_id) DO UPDATE SET name = excluded.name, manager_email = excluded.manager_email,
       expiry = excluded.expiry, seat_limit = excluded.seat_limit, snapshot_id = excluded.snapshot_id`,
  );
  store.transaction(() => {
    for (const row of profiles) {
      upsert.run(row.profileId, row.name, row.managerEmail, row.expiry, row.seatLimit, snapshotId);
    }
  })();
}

/** Replaces what is known of one person's enrolments, and notes that this snapshot read them. */
export function replaceEnrolments(
  store: Store,
  snapshotId: number,
  almUserId: string,
  enrolments: readonly AlmEnrolmentRow[],
): void {
  const enrolment = store.prepare(
    'INSERT OR REPLACE INTO alm_enrolment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)',
  );
  const grade = store.prepare('INSERT OR REPLACE INTO alm_grade VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)');
  store.transaction(() => {
    store.prepare('DELETE FROM alm_enrolment WHERE alm_user_id = ?').run(almUserId);
    store.prepare('DELETE FROM alm_grade WHERE alm_user_id = ?').run(almUserId);
    for (const row of enrolments) {
      enrolment.run(
        row.enrolmentId,
        almUserId,
        row.courseId,
        row.instanceId,
        row.state,
        row.enrolledAt,
        row.startedAt,
        row.completedAt,
        row.hasPassed === null ? null : Number(row.hasPassed),
        row.score,
      );
      for (const one of row.grades) {
        const passed = one.hasPassed === null ? null : Number(one.hasPassed);
        grade.run(
          almUserId,
          one.moduleId,
          Number(one.completed),
          passed,
          one.startedAt,
          one.completedAt,
          one.score,
          one.maxScore,
          one.durationSeconds,
        );
      }
    }
    store
      .prepare('UPDATE alm_user SET enrolments_read_in = ? WHERE alm_user_id = ?')
      .run(snapshotId, almUserId);
  })();
}

/** How much the store holds of ALM. */
export function snapshotCounts(
  store: Store,
): Readonly<Record<'users' | 'profiles' | 'courses' | 'modules' | 'enrolments' | 'grades', number>> {
  return store
    .prepare(
      `SELECT (SELECT count(*) FROM alm_user) AS users, (SELECT count(*) FROM alm_profile) AS profiles,
         (SELECT count(*) FROM alm_course) AS courses, (SELECT count(*) FROM alm_module) AS modules,
         (SELECT count(*) FROM alm_enrolment) AS enrolments, (SELECT count(*) FROM alm_grade) AS grades`,
    )
    .get() as Record<'users' | 'profiles' | 'courses' | 'modules' | 'enrolments' | 'grades', number>;
}
