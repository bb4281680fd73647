import { writePrediction } from './plans.js';
import type { Store } from './store.js';

/** The two ways into ALM: a request for each operation, or a row in one of ALM's migration files. */
export type Route = 'api' | 'bundle';

/** Operations that the bundle could not carry faithfully, by the code of the reason. */
export interface KeptByApi {
  readonly code: 'ALM-BUNDLE-INSTANCE' | 'ALM-BUNDLE-CORRECTION' | 'ALM-BUNDLE-NO-DATE' | 'ALM-BUNDLE-PATH';
  readonly count: number;
}

/**
 * user_course_grade.csv has no column for the instance (alm-facts, section 6): where a person has
 * several of one course, expected or in ALM, nothing says which of them the row would complete.
 */
const SEVERAL_INSTANCES = `
  CREATE TEMP TABLE several_instances (user_key TEXT, course_id TEXT, PRIMARY KEY (user_key, course_id)) WITHOUT ROWID;
  INSERT INTO several_instances
  SELECT user_key, course_id FROM (
    SELECT user_key, course_id, instance_id FROM expected_enrolment
    UNION
    SELECT p.user_key, a.course_id, a.instance_id
    FROM alm_enrolment a JOIN expected_person p ON p.alm_user_id = a.alm_user_id)
  GROUP BY user_key, course_id HAVING count(*) > 1`;

/** What becomes of a row on a module that ALM holds as completed is not published: corrections go by API. */
const CORRECTIONS = `
  CREATE TEMP TABLE correction (operation_key TEXT PRIMARY KEY) WITHOUT ROWID;
  INSERT OR IGNORE INTO correction
  SELECT 'grade|' || user_key || '|' || module_id FROM difference
  WHERE subject = 'completion' AND verdict = 'different'`;

const KEPT = `
  CREATE TEMP TABLE kept_by_api (operation_id INTEGER PRIMARY KEY, code TEXT NOT NULL);
  INSERT INTO kept_by_api
  SELECT operation_id, code FROM (
    SELECT o.operation_id, CASE
      WHEN o.payload ->> 'courseId' GLOB 'learningProgram:*' THEN 'ALM-BUNDLE-PATH'
      WHEN o.kind = 'enrol' THEN iif(o.payload ->> 'firstDate' IS NULL, 'ALM-BUNDLE-NO-DATE', NULL)
      WHEN c.operation_key IS NOT NULL THEN 'ALM-BUNDLE-CORRECTION'
      WHEN s.user_key IS NOT NULL THEN 'ALM-BUNDLE-INSTANCE' END AS code
    FROM operation o
    LEFT JOIN temp.correction c ON c.operation_key = o.operation_key
    LEFT JOIN temp.several_instances s ON s.user_key = o.user_key AND s.course_id = o.payload ->> 'courseId'
    WHERE o.plan_id = (SELECT max(plan_id) FROM plan) AND o.kind IN ('enrol', 'grade'))
  WHERE code IS NOT NULL`;

const DROP = `
  DROP TABLE IF EXISTS temp.several_instances; DROP TABLE IF EXISTS temp.correction;
  DROP TABLE IF EXISTS temp.kept_by_api;`;

/**
 * Sends the enrolments and completions of the latest plan by the bundle, but for those that it could
 * not carry faithfully: they stay with the API, each with its reason. People and profiles always do,
 * since ALM's migration does not import users (alm-facts, section 6).
 */
export function routeByBundle(store: Store, planId: number): readonly KeptByApi[] {
  return store.transaction(() => {
    store.exec(DROP);
    store.exec(SEVERAL_INSTANCES);
    store.exec(CORRECTIONS);
    store.exec(KEPT);
    store
      .prepare(
        `UPDATE operation SET route = 'bundle' WHERE plan_id = ? AND kind IN ('enrol', 'grade')
           AND operation_id NOT IN (SELECT operation_id FROM temp.kept_by_api)`,
      )
      .run(planId);
    writePrediction(store, planId);
    const kept = store
      .prepare(`SELECT code, count(*) AS count FROM temp.kept_by_api GROUP BY code ORDER BY code`)
      .all() as KeptByApi[];
    store.exec(DROP);
    return kept;
  })();
}

/** What concerns deleted users goes by the bundle, whatever the route: the API enrols active people only. */
export function routeLeavers(store: Store, planId: number): void {
  const moved = store
    .prepare(
      `UPDATE operation SET route = 'bundle' WHERE plan_id = ? AND kind IN ('enrol', 'grade')
         AND payload ->> 'courseId' NOT GLOB 'learningProgram:*' AND user_key IN (
         SELECT p.user_key FROM expected_person p JOIN alm_user u ON u.alm_user_id = p.alm_user_id
         WHERE u.state = 'DELETED')`,
    )
    .run(planId).changes;
  if (moved > 0) writePrediction(store, planId);
}

/** How many operations of a plan go which way. */
export function routeCounts(store: Store, planId: number): Readonly<Record<Route, number>> {
  return store
    .prepare(
      `SELECT count(*) FILTER (WHERE route = 'api') AS api, count(*) FILTER (WHERE route = 'bundle') AS bundle
       FROM operation WHERE plan_id = ?`,
    )
    .get(planId) as Record<Route, number>;
}
