import type { Store } from './store.js';

/**
 * The manager of each person whom the plan creates as an internal user: the legacy manager, or whoever carries
 * that account's records, as far as the migration knows an active internal person there.
 */
const FOUND = `
  CREATE TEMP TABLE plan_manager (
    operation_id INTEGER PRIMARY KEY, user_key TEXT NOT NULL, manager_key TEXT NOT NULL, is_there INTEGER NOT NULL, depth INTEGER);
  INSERT INTO plan_manager
  SELECT o.operation_id, o.user_key, m.user_key, m.alm_user_id IS NOT NULL, NULL
  FROM operation o JOIN user_record r ON r.record_id = o.record_id
  LEFT JOIN legacy_person l ON l.user_key = r.manager_id
  JOIN expected_person m ON m.user_key = coalesce(l.standing ->> 'carrier', r.manager_id)
  WHERE o.plan_id = (SELECT max(plan_id) FROM plan) AND o.kind = 'createUser' AND m.user_key <> o.user_key
    AND m.user_type = 'INTERNAL' AND m.account_state = 'ACTIVE'
    AND (m.alm_user_id IS NOT NULL OR EXISTS (
      SELECT 1 FROM operation c WHERE c.plan_id = o.plan_id AND c.kind = 'createUser' AND c.user_key = m.user_key));
  CREATE INDEX temp.plan_manager_by_key ON plan_manager (manager_key);`;

/** How far below somebody who stands by himself; who manages himself in a circle has no depth, and gets no manager. */
const DEPTHS = `
  WITH RECURSIVE below (operation_id, user_key, depth) AS (
    SELECT operation_id, user_key, 1 FROM temp.plan_manager p
    WHERE is_there OR NOT EXISTS (SELECT 1 FROM temp.plan_manager q WHERE q.user_key = p.manager_key)
    UNION ALL
    SELECT p.operation_id, p.user_key, b.depth + 1 FROM below b JOIN temp.plan_manager p
      ON p.manager_key = b.user_key AND NOT p.is_there)
  UPDATE temp.plan_manager SET depth = (SELECT b.depth FROM below b WHERE b.operation_id = plan_manager.operation_id)`;

/**
 * Gives the people whom a plan creates their managers. ALM wants to know the manager when it is told, so that a
 * manager who is created by the same plan is waited for.
 */
export function planManagers(store: Store, planId: number): void {
  store.transaction(() => {
    store.exec('DROP TABLE IF EXISTS temp.plan_manager');
    store.exec(FOUND);
    store.exec('CREATE UNIQUE INDEX temp.plan_manager_by_user ON plan_manager (user_key)');
    store.prepare(DEPTHS).run();
    store
      .prepare(
        `UPDATE operation AS o SET payload = json_set(o.payload, '$.managerKey', p.manager_key),
           waits_for = iif(p.is_there, NULL, (
             SELECT c.operation_id FROM operation c WHERE c.plan_id = o.plan_id AND c.operation_key = 'user|' || p.manager_key))
         FROM temp.plan_manager p
         WHERE o.plan_id = ? AND p.operation_id = o.operation_id AND p.depth IS NOT NULL`,
      )
      .run(planId);
    store.exec('DROP TABLE temp.plan_manager');
  })();
}
