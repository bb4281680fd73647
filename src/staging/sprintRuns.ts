import type { SprintRow } from './bundles.js';
import type { Store } from './store.js';

/*
 * The life of a sprint, and of the operations whose rows it holds.
 *
 * written    the files are there, ALM knows nothing. Operations: planned.
 * starting   the intent is in the journal, and the request may have left. Operations: in flight.
 * running    ALM named its run. Operations: in flight.
 * finished   ALM has ended it, and its error files are read. Operations: done, or failed with ALM's words.
 * broken     ALM ended it before its end. Operations: failed where ALM said so, else unknown, until a
 *            look at ALM has shown what went in: then done, or planned again for either route.
 *
 *   written ──▶ starting ──▶ running ──▶ finished
 *      ▲           │            └─────▶ broken ── look ──▶ finished
 *      └─ refused ─┘
 */

/** The journal's word for a request that carries many operations at once. */
export const BUNDLE_METHOD = 'BUNDLE';

interface Sprint {
  readonly bundleId: number;
  readonly sprint: number;
}

const MEMBERS = 'SELECT operation_id FROM bundle_row WHERE bundle_id = $bundleId AND sprint = $sprint';

/** The open attempt of each operation: the one that this start wrote. */
const OPEN_ATTEMPTS = `operation_id IN (${MEMBERS}) AND method = '${BUNDLE_METHOD}' AND outcome IS NULL`;

/** Writes the intent. Durable when this returns: only then may ALM be asked to start. */
export function journalSprintStart(store: Store, { bundleId, sprint }: Sprint, at: string): void {
  const which = { bundleId, sprint };
  store.transaction(() => {
    const { state } = store
      .prepare('SELECT state FROM bundle_sprint WHERE bundle_id = $bundleId AND sprint = $sprint')
      .get(which) as { state: SprintRow['state'] };
    store
      .prepare(
        `UPDATE bundle_sprint SET state = 'starting', started_at = $at, finished_at = NULL, message = NULL
         WHERE bundle_id = $bundleId AND sprint = $sprint`,
      )
      .run({ ...which, at });
    // A start that is asked for again is the same attempt: its first request may have done it.
    if (state === 'starting') return;
    store
      .prepare(
        `INSERT INTO attempt (operation_id, purpose, method, path, started_at)
         SELECT o.operation_id, 'send', '${BUNDLE_METHOD}', $path, $at FROM operation o
         WHERE o.operation_id IN (${MEMBERS}) AND o.state = 'planned'`,
      )
      .run({ ...which, at, path: `sprint ${sprint} of bundle ${bundleId}` });
    store
      .prepare(
        `UPDATE operation SET state = 'inFlight', attempts = attempts + 1, code = NULL, message = NULL
         WHERE operation_id IN (${MEMBERS}) AND state = 'planned'`,
      )
      .run(which);
  })();
}

/** ALM said that it did not start: the sprint is as it was before. */
export function journalSprintRefused(store: Store, { bundleId, sprint }: Sprint, message: string): void {
  const which = { bundleId, sprint };
  store.transaction(() => {
    store
      .prepare(
        `UPDATE bundle_sprint SET state = 'written', message = $message WHERE bundle_id = $bundleId AND sprint = $sprint`,
      )
      .run({ ...which, message });
    store
      .prepare(`UPDATE attempt SET outcome = 'stop', message = $message WHERE ${OPEN_ATTEMPTS}`)
      .run({ ...which, message });
    store
      .prepare(
        `UPDATE operation SET state = 'planned' WHERE operation_id IN (${MEMBERS}) AND state = 'inFlight'`,
      )
      .run(which);
  })();
}

/** How ALM names a run. */
export interface RunNames {
  readonly projectId: string;
  readonly almSprintId: string;
  readonly runId: string;
}

export function journalSprintRunning(store: Store, { bundleId, sprint }: Sprint, names: RunNames): void {
  store
    .prepare(
      `UPDATE bundle_sprint SET state = 'running', project_id = $projectId, alm_sprint_id = $almSprintId, run_id = $runId
       WHERE bundle_id = $bundleId AND sprint = $sprint`,
    )
    .run({ bundleId, sprint, ...names });
}

/** Whether ALM runs a sprint of ours, as far as the store knows: then nobody knows yet what went in. */
export function isSprintUnderWay(store: Store): boolean {
  const row = store
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM bundle_sprint WHERE state IN ('starting', 'running', 'broken')) AS underWay`,
    )
    .get() as { underWay: number };
  return row.underWay === 1;
}

/** An operation of a sprint that a row of an error file can mean. */
export interface SprintMember {
  readonly operationId: number;
  readonly instanceId: string;
  readonly moduleId: string | null;
}

/** Finds the operations of one person and course in a sprint; the email is compared without case. */
export function sprintMembers(
  store: Store,
): (
  sprint: Sprint & { planId: number },
  kind: 'enrol' | 'grade',
  email: string,
  courseId: string,
) => readonly SprintMember[] {
  const statement = store.prepare(
    `SELECT o.operation_id AS operationId, o.payload ->> 'instanceId' AS instanceId, o.payload ->> 'moduleId' AS moduleId
     FROM alm_user u
     CROSS JOIN expected_person p ON p.alm_user_id = u.alm_user_id
     CROSS JOIN operation o ON o.operation_key >= $kind || '|' || p.user_key || '|' || $courseId || '_'
       AND o.operation_key < $kind || '|' || p.user_key || '|' || $courseId || '_~' AND o.plan_id = $planId
     CROSS JOIN bundle_row r ON r.operation_id = o.operation_id AND r.bundle_id = $bundleId AND r.sprint = $sprint
     WHERE u.email = $email`,
  );
  return ({ bundleId, sprint, planId }, kind, email, courseId) =>
    statement.all({ bundleId, sprint, planId, kind, email, courseId }) as SprintMember[];
}

/** One row that ALM did not take. */
export interface RefusedRow {
  readonly operationId: number;
  readonly code: string;
  readonly message: string;
}

/** Operations of a kind whose rows ALM may or may not have taken. */
export interface Doubt {
  readonly kind: 'enrol' | 'grade';
  readonly message: string;
}

/**
 * Writes how a sprint ended: the refused rows failed, those in doubt are unknown, all the others went in.
 * All or nothing, with the store's picture of ALM.
 */
export function journalSprintEnd(
  store: Store,
  { bundleId, sprint }: Sprint,
  end: { readonly refused: Iterable<RefusedRow>; readonly doubts: readonly Doubt[]; readonly at: string },
): void {
  const which = { bundleId, sprint };
  store.transaction(() => {
    const fail = store.prepare(
      `UPDATE operation SET state = 'failed', code = $code, message = $message
       WHERE operation_id = $operationId AND state = 'inFlight'`,
    );
    for (const row of end.refused) fail.run(row);
    const doubt = store.prepare(
      `UPDATE operation SET state = 'unknown', code = 'ALM-BUNDLE-BROKEN', message = $message
       WHERE operation_id IN (${MEMBERS}) AND state = 'inFlight' AND kind = $kind`,
    );
    for (const { kind, message } of end.doubts) doubt.run({ ...which, kind, message });
    closeAttempts(store, which);
    takeIn(store, which, `o.state = 'inFlight'`);
    const broken = end.doubts[0]?.message ?? null;
    store
      .prepare(
        `UPDATE bundle_sprint SET state = $state, finished_at = $at, message = $message
         WHERE bundle_id = $bundleId AND sprint = $sprint`,
      )
      .run({ ...which, state: broken === null ? 'finished' : 'broken', at: end.at, message: broken });
  })();
}

function closeAttempts(store: Store, which: Sprint): void {
  store
    .prepare(
      `UPDATE attempt AS a SET
         outcome = CASE o.state WHEN 'inFlight' THEN 'ok' WHEN 'failed' THEN 'reject' ELSE 'probe' END,
         code = o.code, message = o.message
       FROM operation o WHERE o.operation_id = a.operation_id
         AND a.operation_id IN (${MEMBERS}) AND a.method = '${BUNDLE_METHOD}' AND a.outcome IS NULL`,
    )
    .run({ ...which });
}

/** Marks the members that `when` holds for as done, and follows them in the store's picture of ALM. */
function takeIn(store: Store, which: Sprint, when: string): void {
  const from = `
    FROM operation o JOIN expected_person p ON p.user_key = o.user_key
    WHERE o.operation_id IN (${MEMBERS}) AND ${when}`;
  store
    .prepare(
      `INSERT OR IGNORE INTO alm_enrolment (enrolment_id, alm_user_id, course_id, instance_id, state, enrolled_at, written_by)
       SELECT (o.payload ->> 'instanceId') || '_' || p.alm_user_id, p.alm_user_id, o.payload ->> 'courseId',
         o.payload ->> 'instanceId', 'ENROLLED', o.payload ->> 'firstDate', o.operation_id
       ${from} AND o.kind = 'enrol'`,
    )
    .run({ ...which });
  store
    .prepare(
      `INSERT OR REPLACE INTO alm_grade
       SELECT p.alm_user_id, o.payload ->> 'moduleId', 1, 1, o.payload ->> 'startedAt', o.payload ->> 'completedAt',
         o.payload ->> 'score', o.payload ->> 'scoreMax', o.operation_id, o.payload ->> 'durationSeconds'
       ${from} AND o.kind = 'grade'`,
    )
    .run({ ...which });
  store
    .prepare(
      `UPDATE operation AS o SET state = 'done', code = NULL, message = NULL
       WHERE o.operation_id IN (${MEMBERS}) AND ${when}`,
    )
    .run({ ...which });
}

const THERE = `(
  (o.kind = 'enrol' AND EXISTS (
    SELECT 1 FROM expected_person p JOIN alm_enrolment a ON a.alm_user_id = p.alm_user_id
    WHERE p.user_key = o.user_key AND a.instance_id = o.payload ->> 'instanceId'))
  OR (o.kind = 'grade' AND EXISTS (
    SELECT 1 FROM expected_person p JOIN alm_grade g ON g.alm_user_id = p.alm_user_id
    WHERE p.user_key = o.user_key AND g.module_id = o.payload ->> 'moduleId' AND g.completed = 1
      AND substr(g.completed_at, 1, 16) = substr(o.payload ->> 'completedAt', 1, 16))))`;

/**
 * Settles a broken sprint by what a snapshot, taken since, has seen in ALM: what is there is done, and
 * the rest is planned again, for the next bundle or the next plan. Comparison is to the minute.
 */
export function settleBrokenSprint(
  store: Store,
  { bundleId, sprint }: Sprint,
): { readonly wentIn: number; readonly didNot: number } {
  const which = { bundleId, sprint };
  return store.transaction(() => {
    const counted = store
      .prepare(
        `SELECT count(*) AS total, coalesce(sum(${THERE}), 0) AS wentIn FROM operation o
         WHERE o.operation_id IN (${MEMBERS}) AND o.state = 'unknown'`,
      )
      .get(which) as { total: number; wentIn: number };
    takeIn(store, which, `o.state = 'unknown' AND ${THERE}`);
    store
      .prepare(
        `UPDATE operation SET state = 'planned', code = NULL, message = NULL
         WHERE operation_id IN (${MEMBERS}) AND state = 'unknown'`,
      )
      .run(which);
    store
      .prepare(`UPDATE bundle_sprint SET state = 'finished' WHERE bundle_id = $bundleId AND sprint = $sprint`)
      .run(which);
    return { wentIn: counted.wentIn, didNot: counted.total - counted.wentIn };
  })();
}
