import type { Store } from './store.js';

/** What a row of the learner transcript says, once it is known of whom and of what it speaks. Instants in UTC. */
export interface TranscriptFact {
  readonly almUserId: string;
  readonly courseId: string;
  readonly instanceId: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly score: number | null;
  readonly hasPassed: boolean | null;
  readonly of:
    | {
        readonly kind: 'enrolment';
        readonly enrolmentId: string;
        readonly state: string;
        readonly enrolledAt: string | null;
      }
    | {
        readonly kind: 'grade';
        readonly moduleId: string;
        readonly completed: boolean;
        readonly maxScore: number | null;
        readonly durationSeconds: number | null;
      };
}

/** Takes out what earlier snapshots read of the people in scope: the transcripts say it anew, window by window. */
export function clearScope(store: Store): void {
  store.exec(`
    DELETE FROM alm_enrolment WHERE alm_user_id IN (SELECT alm_user_id FROM temp.snapshot_scope);
    DELETE FROM alm_grade WHERE alm_user_id IN (SELECT alm_user_id FROM temp.snapshot_scope);`);
}

/** Puts facts in. Windows overlap, so that the same fact may come again; the later one stands. */
export function saveTranscript(store: Store, facts: readonly TranscriptFact[]): void {
  const enrolment = store.prepare(
    'INSERT OR REPLACE INTO alm_enrolment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)',
  );
  const grade = store.prepare('INSERT OR REPLACE INTO alm_grade VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)');
  store.transaction(() => {
    for (const { almUserId, courseId, instanceId, startedAt, completedAt, score, hasPassed, of } of facts) {
      const passed = hasPassed === null ? null : Number(hasPassed);
      if (of.kind === 'enrolment') {
        const { enrolmentId, state, enrolledAt } = of;
        enrolment.run(
          enrolmentId,
          almUserId,
          courseId,
          instanceId,
          state,
          enrolledAt,
          startedAt,
          completedAt,
          passed,
          score,
        );
      } else {
        const { moduleId, completed, maxScore, durationSeconds } = of;
        grade.run(
          almUserId,
          moduleId,
          Number(completed),
          passed,
          startedAt,
          completedAt,
          score,
          maxScore,
          durationSeconds,
        );
      }
    }
  })();
}

/**
 * Ends what the transcripts say: a module without a row of its own was not begun (alm-facts, section 5.2), and
 * everybody in scope counts as read, but for those of whom a row could not be understood.
 */
export function finishTranscripts(store: Store, snapshotId: number, except: Iterable<string>): void {
  store.transaction(() => {
    store.exec(`
      INSERT OR IGNORE INTO alm_grade (alm_user_id, module_id, completed, has_passed)
      SELECT e.alm_user_id, m.module_id, 0, 0
      FROM temp.snapshot_scope s CROSS JOIN alm_enrolment e ON e.alm_user_id = s.alm_user_id
      JOIN alm_module m ON m.instance_id = e.instance_id;`);
    store
      .prepare(
        'UPDATE alm_user SET enrolments_read_in = ? WHERE alm_user_id IN (SELECT alm_user_id FROM temp.snapshot_scope)',
      )
      .run(snapshotId);
    const unread = store.prepare('UPDATE alm_user SET enrolments_read_in = NULL WHERE alm_user_id = ?');
    for (const almUserId of except) unread.run(almUserId);
  })();
}
