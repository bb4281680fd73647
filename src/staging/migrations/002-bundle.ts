/** Two ways into ALM: by request, or by a row in one of ALM's own migration files. */
export const BUNDLE = `
-- Which way an operation goes. apply sends those by 'api' only, and the bundle carries the others.
ALTER TABLE operation ADD COLUMN route TEXT NOT NULL DEFAULT 'api' CHECK (route IN ('api', 'bundle'));

-- apply pulls its own operations in windows: a million rows of a bundle must not stand in its way.
DROP INDEX operation_open;
CREATE INDEX operation_open ON operation (plan_id, route, verb, operation_id)
  WHERE state IN ('planned', 'waiting');

-- A folder of migration files that was written from one plan.
CREATE TABLE bundle (
  bundle_id  INTEGER PRIMARY KEY,
  plan_id    INTEGER NOT NULL REFERENCES plan,
  folder     TEXT NOT NULL,
  settings   TEXT NOT NULL,  -- JSON: in which form the files name courses, instances and modules
  created_at TEXT NOT NULL
) STRICT;

-- One sprint of ALM's migration: files that are uploaded and run together.
CREATE TABLE bundle_sprint (
  bundle_id     INTEGER NOT NULL REFERENCES bundle,
  sprint        INTEGER NOT NULL,  -- from 1, in the order of dependency
  enrolments    INTEGER NOT NULL,  -- rows of enrollment.csv
  completions   INTEGER NOT NULL,  -- rows of user_course_grade.csv
  state         TEXT NOT NULL CHECK (state IN ('written', 'starting', 'running', 'finished', 'broken')),
  project_id    TEXT,              -- ALM's names of the run, once it has begun
  alm_sprint_id TEXT,
  run_id        TEXT,
  started_at    TEXT,
  finished_at   TEXT,
  message       TEXT,              -- of a broken one: what ALM said of it
  PRIMARY KEY (bundle_id, sprint)
) STRICT, WITHOUT ROWID;

-- Which sprint holds the row of an operation: the latest one, where a rest was written again.
CREATE TABLE bundle_row (
  operation_id INTEGER PRIMARY KEY,
  bundle_id    INTEGER NOT NULL,
  sprint       INTEGER NOT NULL
) STRICT;
CREATE INDEX bundle_row_by_sprint ON bundle_row (bundle_id, sprint);
`;
