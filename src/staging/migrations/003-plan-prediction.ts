/**
 * What a plan was when it was made. It is kept beside the operations, because to count a million of
 * them takes seconds, and a run must not begin with that.
 */
export const PLAN_PREDICTION = `
CREATE TABLE plan_prediction (
  plan_id     INTEGER NOT NULL REFERENCES plan,
  kind        TEXT NOT NULL,
  verb        TEXT NOT NULL,
  operations  INTEGER NOT NULL,  -- each is one request, if nothing goes wrong
  PRIMARY KEY (plan_id, kind)
) STRICT, WITHOUT ROWID;

ALTER TABLE plan ADD COLUMN people_reached INTEGER NOT NULL DEFAULT 0;  -- whom an operation concerns
ALTER TABLE plan ADD COLUMN people_changed INTEGER NOT NULL DEFAULT 0;  -- of those, whom ALM had before

INSERT INTO plan_prediction SELECT plan_id, kind, min(verb), count(*) FROM operation GROUP BY 1, 2;
UPDATE plan SET people_reached = (SELECT count(DISTINCT user_key) FROM operation o WHERE o.plan_id = plan.plan_id),
  people_changed = (SELECT count(DISTINCT user_key) FROM operation o WHERE o.plan_id = plan.plan_id
    AND NOT EXISTS (SELECT 1 FROM operation c WHERE c.plan_id = o.plan_id AND c.operation_key = 'user|' || o.user_key
                    AND c.kind <> 'updateUser'));
`;
