import { withDuration } from './completion-json.js';
import type { Route } from './routes.js';
import type { Account } from './snapshot.js';
import type { Store } from './store.js';

/** An external profile that may be created. */
export interface ProfileDefinition {
  readonly name: string;
  readonly managerEmail: string;
  readonly expiry: string;
  readonly seatLimit: number;
}

export interface PlanRow extends Account {
  readonly planId: number;
  readonly state: 'ready' | 'running' | 'finished' | 'superseded';
  readonly createdAt: string;
  readonly fingerprint: string;
  /** How many people an operation of the plan concerns: ALM can send each of them mail. */
  readonly peopleReached: number;
  /** Of those, the people whom ALM had before the plan. */
  readonly peopleChanged: number;
}

const PLAN_COLUMNS = `plan_id AS planId, state, created_at AS createdAt, account_id AS accountId,
  account_name AS accountName, host, fingerprint, people_reached AS peopleReached, people_changed AS peopleChanged`;

export function latestPlan(store: Store): PlanRow | undefined {
  return store.prepare(`SELECT ${PLAN_COLUMNS} FROM plan ORDER BY plan_id DESC LIMIT 1`).get() as
    | PlanRow
    | undefined;
}

export function setPlanState(store: Store, planId: number, state: PlanRow['state']): void {
  store.prepare('UPDATE plan SET state = ? WHERE plan_id = ?').run(state, planId);
}

/**
 * Turns the differences that can be closed into operations, in the order of dependency: profiles, then
 * people, then each enrolment followed by its completions; learning paths last, which would else enrol people
 * in their courses by themselves. Contested and extra rows make none.
 */
export function insertPlan(
  store: Store,
  account: Account,
  fingerprint: string,
  createdAt: string,
  profiles: readonly ProfileDefinition[],
): number {
  return store.transaction(() => {
    store.exec(`UPDATE plan SET state = 'superseded' WHERE state IN ('ready', 'running')`);
    const planId = Number(
      store
        .prepare(
          `INSERT INTO plan (state, created_at, account_id, account_name, host, fingerprint)
           VALUES ('ready', ?, ?, ?, ?, ?)`,
        )
        .run(createdAt, account.accountId, account.accountName, account.host, fingerprint).lastInsertRowid,
    );
    const profile = store.prepare(
      `INSERT INTO operation (plan_id, operation_key, kind, verb, payload)
       SELECT ?, 'profile|' || profile_name, 'createProfile', 'POST', ?
       FROM difference WHERE subject = 'profile' AND verdict = 'missing' AND profile_name = ?`,
    );
    for (const definition of profiles) profile.run(planId, JSON.stringify(definition), definition.name);
    store.prepare(PERSON_OPERATIONS).run({ planId });
    store.prepare(LEARNING_OPERATIONS).run({ planId });
    store.prepare(PERSON_PARENTS).run({ planId });
    store.prepare(ENROLMENT_PARENTS).run({ planId });
    store.prepare(GRADE_PARENTS).run({ planId });
    writePrediction(store, planId);
    store.prepare(REACH).run({ planId });
    return planId;
  })();
}

const PERSON_OPERATIONS = `
  INSERT INTO operation (plan_id, operation_key, kind, verb, record_kind, record_id, user_key, payload)
  SELECT $planId, 'user|' || user_key,
    CASE WHEN verdict = 'different' THEN 'updateUser' WHEN profile_name IS NULL THEN 'createUser' ELSE 'addExternalUser' END,
    iif(verdict = 'different', 'PATCH', 'POST'), 'user', record_id, user_key, expected
  FROM difference WHERE subject = 'person' AND verdict IN ('missing', 'different') ORDER BY difference_id`;

const LEARNING_OPERATIONS = `
  INSERT INTO operation (plan_id, operation_key, kind, verb, record_kind, record_id, user_key, payload)
  SELECT $planId,
    iif(d.subject = 'enrolment', 'enrol|' || d.user_key || '|' || d.instance_id, 'grade|' || d.user_key || '|' || d.module_id),
    iif(d.subject = 'enrolment', 'enrol', 'grade'), 'POST', 'training', d.record_id, d.user_key,
    iif(d.subject = 'enrolment', json_object('courseId', d.course_id, 'instanceId', d.instance_id,
        'enrolledAt', e.enrolled_at, 'firstDate', coalesce(e.enrolled_at, e.started_at, e.completed_at)),
      ${withDuration(
        `'courseId', d.course_id, 'instanceId', d.instance_id, 'moduleId', d.module_id,
        'startedAt', c.started_at, 'completedAt', c.completed_at,
        'score', c.score, 'scoreMin', c.score_min, 'scoreMax', c.score_max`,
        'c.duration_seconds',
      )})
  FROM difference d
  LEFT JOIN expected_enrolment e ON e.expected_id = d.expected_id
  LEFT JOIN expected_completion c ON c.expected_id = d.expected_id AND c.module_id = d.module_id
  WHERE d.verdict IN ('missing', 'different') AND d.subject IN ('enrolment', 'completion')
  ORDER BY d.course_id GLOB 'learningProgram:*', d.expected_id, iif(d.subject = 'enrolment', 0, 1), d.module_id`;

function parents(kinds: string, key: string): string {
  return `
    UPDATE operation AS o SET waits_for = (
      SELECT p.operation_id FROM operation p WHERE p.operation_key = ${key} AND p.plan_id = $planId)
    WHERE o.plan_id = $planId AND o.kind IN (${kinds})`;
}
const PERSON_PARENTS = parents(`'addExternalUser'`, `'profile|' || (o.payload ->> 'profileName')`);
const ENROLMENT_PARENTS = parents(`'enrol'`, `'user|' || o.user_key`);
const GRADE_PARENTS = parents(`'grade'`, `'enrol|' || o.user_key || '|' || (o.payload ->> 'instanceId')`);

/** Writes down what a plan costs by API, as it stands now: again whenever operations take another way. */
export function writePrediction(store: Store, planId: number): void {
  store.prepare('DELETE FROM plan_prediction WHERE plan_id = ?').run(planId);
  store
    .prepare(
      `INSERT INTO plan_prediction SELECT plan_id, kind, min(verb), count(*) FROM operation
       WHERE plan_id = ? AND route = 'api' GROUP BY 1, 2`,
    )
    .run(planId);
}

/** A person whom the plan creates is reached, and not changed. */
const REACH = `
  WITH person AS (
    SELECT user_key, max(kind IN ('createUser', 'addExternalUser')) AS created FROM operation
    WHERE plan_id = $planId AND user_key IS NOT NULL GROUP BY user_key)
  UPDATE plan SET people_reached = (SELECT count(*) FROM person),
    people_changed = (SELECT count(*) FROM person WHERE NOT created AND NOT EXISTS (
      SELECT 1 FROM expected_person e WHERE e.user_key = person.user_key AND e.account_state = 'DELETED'))
  WHERE plan_id = $planId`;

export interface OperationCount {
  readonly kind: string;
  readonly verb: 'POST' | 'PATCH';
  readonly state: string;
  readonly code: string | null;
  readonly count: number;
}

/** The operations of a plan by kind, state and code; of one route, or of both. */
export function operationCounts(
  store: Store,
  planId: number,
  route: Route | null = null,
): readonly OperationCount[] {
  return store
    .prepare(
      `SELECT kind, verb, state, iif(state IN ('planned', 'inFlight', 'done'), NULL, code) AS code, count(*) AS count
       FROM operation WHERE plan_id = $planId AND ($route IS NULL OR route = $route)
       GROUP BY 1, 2, 3, 4 ORDER BY min(operation_id), state, code`,
    )
    .all({ planId, route }) as OperationCount[];
}

/** Operations by API by kind as the plan was made: each is one request, if nothing goes wrong. */
export interface Prediction {
  readonly kind: string;
  readonly verb: 'POST' | 'PATCH';
  readonly operations: number;
}

export function predictionOf(store: Store, planId: number): readonly Prediction[] {
  return store
    .prepare('SELECT kind, verb, operations FROM plan_prediction WHERE plan_id = ? ORDER BY kind')
    .all(planId) as Prediction[];
}

/** How many people a plan reaches: ALM can send each of them mail. */
export function peopleReached(store: Store, planId: number): number {
  const row = store.prepare('SELECT people_reached AS people FROM plan WHERE plan_id = ?').get(planId) as
    | { people: number }
    | undefined;
  return row?.people ?? 0;
}

/** How many active people the store knows ALM to hold, without those whom a plan created. */
export function peopleInAlm(store: Store): number {
  const row = store
    .prepare(`SELECT count(*) AS people FROM alm_user WHERE state = 'ACTIVE' AND snapshot_id > 0`)
    .get() as { people: number };
  return row.people;
}
