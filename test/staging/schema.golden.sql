CREATE TABLE alm_course (
  course_id   TEXT PRIMARY KEY,
  lo_type     TEXT NOT NULL,
  title       TEXT NOT NULL,
  unique_id   TEXT,
  state       TEXT NOT NULL,
  snapshot_id INTEGER NOT NULL
) STRICT;

CREATE TRIGGER alm_enrolment_added AFTER INSERT ON alm_enrolment BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (new.alm_user_id);
END;

CREATE TRIGGER alm_enrolment_changed AFTER UPDATE ON alm_enrolment BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (old.alm_user_id), (new.alm_user_id);
END;

CREATE TRIGGER alm_enrolment_gone AFTER DELETE ON alm_enrolment BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (old.alm_user_id);
END;

CREATE TABLE alm_enrolment (
  enrolment_id TEXT PRIMARY KEY,
  alm_user_id  TEXT NOT NULL,
  course_id    TEXT NOT NULL,
  instance_id  TEXT NOT NULL,
  state        TEXT NOT NULL,
  enrolled_at  TEXT,
  started_at   TEXT,
  completed_at TEXT,
  has_passed   INTEGER,
  score        REAL,
  written_by   INTEGER  -- the operation that created it; null where ALM held it before
) STRICT;

CREATE INDEX alm_enrolment_by_user ON alm_enrolment (alm_user_id, instance_id);

CREATE TRIGGER alm_grade_added AFTER INSERT ON alm_grade BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (new.alm_user_id);
END;

CREATE TRIGGER alm_grade_changed AFTER UPDATE ON alm_grade BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (old.alm_user_id), (new.alm_user_id);
END;

CREATE TRIGGER alm_grade_gone AFTER DELETE ON alm_grade BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (old.alm_user_id);
END;

CREATE TABLE alm_grade (
  alm_user_id  TEXT NOT NULL,
  module_id    TEXT NOT NULL,
  completed    INTEGER NOT NULL,
  has_passed   INTEGER,
  started_at   TEXT,
  completed_at TEXT,
  score        REAL,
  max_score    REAL,
  written_by   INTEGER, duration_seconds REAL,
  PRIMARY KEY (alm_user_id, module_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE alm_instance (
  instance_id TEXT PRIMARY KEY,
  course_id   TEXT NOT NULL,
  name        TEXT NOT NULL,
  is_default  INTEGER NOT NULL,
  state       TEXT NOT NULL
) STRICT;

CREATE INDEX alm_instance_by_course ON alm_instance (course_id);

CREATE TABLE alm_module (
  module_id        TEXT PRIMARY KEY,
  instance_id      TEXT NOT NULL,
  name             TEXT NOT NULL,
  resource_type    TEXT,
  lo_resource_type TEXT,
  mandatory        INTEGER,
  version          TEXT
, position INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX alm_module_by_instance ON alm_module (instance_id);

CREATE TRIGGER alm_profile_added AFTER INSERT ON alm_profile BEGIN
  UPDATE expected_basis SET alm_people_stale = 1;
END;

CREATE TRIGGER alm_profile_changed AFTER UPDATE ON alm_profile
WHEN old.profile_id IS NOT new.profile_id OR old.name IS NOT new.name OR old.seat_limit IS NOT new.seat_limit BEGIN
  UPDATE expected_basis SET alm_people_stale = 1;
END;

CREATE TRIGGER alm_profile_gone AFTER DELETE ON alm_profile BEGIN
  UPDATE expected_basis SET alm_people_stale = 1;
END;

CREATE TABLE alm_profile (
  profile_id    TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  manager_email TEXT,
  expiry        TEXT,
  seat_limit    INTEGER,
  snapshot_id   INTEGER NOT NULL
) STRICT;

CREATE TRIGGER alm_user_added AFTER INSERT ON alm_user
WHEN (SELECT alm_people_stale FROM expected_basis) = 0 BEGIN
  UPDATE expected_basis SET alm_people_stale = 1;
END;

CREATE TRIGGER alm_user_changed AFTER UPDATE ON alm_user
WHEN old.alm_user_id IS NOT new.alm_user_id OR old.email IS NOT new.email OR old.name IS NOT new.name
  OR old.unique_id IS NOT new.unique_id OR old.user_type IS NOT new.user_type OR old.state IS NOT new.state
  OR old.profile IS NOT new.profile OR old.profile_id IS NOT new.profile_id BEGIN
  UPDATE expected_basis SET alm_people_stale = 1;
END;

CREATE TRIGGER alm_user_gone AFTER DELETE ON alm_user BEGIN
  UPDATE expected_basis SET alm_people_stale = 1;
END;

CREATE TABLE alm_user (
  alm_user_id   TEXT PRIMARY KEY,
  email         TEXT NOT NULL COLLATE NOCASE,
  name          TEXT NOT NULL,
  unique_id     TEXT COLLATE NOCASE,
  user_type     TEXT NOT NULL,
  state         TEXT NOT NULL,
  profile       TEXT,
  profile_id    TEXT,              -- the external profile, where it was read
  snapshot_id   INTEGER NOT NULL,  -- seen in this snapshot; 0 = written by apply since the last one
  enrolments_read_in INTEGER       -- the snapshot that read this person's enrolments
) STRICT;

CREATE INDEX alm_user_by_email ON alm_user (email);

CREATE INDEX alm_user_by_unique_id ON alm_user (unique_id);

CREATE TABLE attempt (
  attempt_id   INTEGER PRIMARY KEY,
  operation_id INTEGER NOT NULL REFERENCES operation,
  purpose      TEXT NOT NULL CHECK (purpose IN ('send', 'probe')),
  method       TEXT NOT NULL,
  path         TEXT NOT NULL,
  started_at   TEXT NOT NULL,
  duration_ms  INTEGER,
  status       INTEGER,      -- HTTP; null where no answer came
  request_id   TEXT,         -- ALM's x-request-id
  outcome      TEXT,         -- what we made of it; null: this process died before it knew
  code         TEXT,
  message      TEXT
) STRICT;

CREATE INDEX attempt_by_operation ON attempt (operation_id);

CREATE TABLE bundle (
  bundle_id  INTEGER PRIMARY KEY,
  plan_id    INTEGER NOT NULL REFERENCES plan,
  folder     TEXT NOT NULL,
  settings   TEXT NOT NULL,  -- JSON: in which form the files name courses, instances and modules
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE bundle_row (
  operation_id INTEGER PRIMARY KEY,
  bundle_id    INTEGER NOT NULL,
  sprint       INTEGER NOT NULL
) STRICT;

CREATE INDEX bundle_row_by_sprint ON bundle_row (bundle_id, sprint);

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

CREATE TABLE difference (
  difference_id INTEGER PRIMARY KEY,
  subject     TEXT NOT NULL CHECK (
                subject = 'profile' OR subject = 'person' OR subject = 'enrolment' OR
                subject = 'completion'),
  verdict     TEXT NOT NULL CHECK (
                verdict = 'missing' OR verdict = 'different' OR verdict = 'contested' OR
                verdict = 'extra'),
  code        TEXT NOT NULL,
  kind        TEXT,              -- of the record behind it: 'user' or 'training'
  record_id   INTEGER,
  expected_id INTEGER,
  user_key    TEXT,
  profile_name TEXT,
  alm_user_id TEXT,
  course_id   TEXT,
  instance_id TEXT,
  module_id   TEXT,
  expected    TEXT,              -- JSON
  actual      TEXT               -- JSON
) STRICT;

CREATE INDEX difference_by_person ON difference (user_key);

CREATE INDEX difference_by_record ON difference (kind, record_id);

CREATE TABLE earlier_record (
  file_id      INTEGER NOT NULL REFERENCES source_file,
  ordinal      INTEGER NOT NULL,
  line         INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  relation     TEXT NOT NULL CHECK (relation IN ('same', 'replaced')),
  record_id    INTEGER NOT NULL,  -- the current record, in user_record or training_record by kind
  content      TEXT,              -- JSON of a replaced record; null where it says the same
  PRIMARY KEY (file_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX earlier_record_by_current ON earlier_record (kind, record_id);

CREATE TABLE expected_basis (
  only_row          INTEGER PRIMARY KEY CHECK (only_row = 1),
  mapping           TEXT NOT NULL,     -- digest of what holds for everybody: settings, sheets, catalogue
  users_through     INTEGER NOT NULL,  -- record_id of the last account seen
  training_through  INTEGER NOT NULL,  -- record_id of the last training record seen
  users_stale       INTEGER NOT NULL,  -- an account that was seen has gone or changed
  alm_people_stale  INTEGER NOT NULL,  -- ALM's people or profiles have changed since they were compared
  compared          INTEGER NOT NULL   -- 0: the differences are those of an earlier expected state
) STRICT;

CREATE TABLE expected_completion (
  expected_id  INTEGER NOT NULL REFERENCES expected_enrolment,
  module_id    TEXT NOT NULL,
  record_id    INTEGER NOT NULL,
  started_at   TEXT,
  completed_at TEXT NOT NULL,
  score        REAL,
  score_min    REAL,
  score_max    REAL, duration_seconds INTEGER,
  PRIMARY KEY (expected_id, module_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE expected_enrolment (
  expected_id  INTEGER PRIMARY KEY,
  record_id    INTEGER NOT NULL,  -- in training_record: the record that counts
  user_key     TEXT NOT NULL,
  course_id    TEXT NOT NULL,
  instance_id  TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('enrolled', 'completed')),
  enrolled_at  TEXT,              -- an instant in UTC
  started_at   TEXT,
  completed_at TEXT,
  score        REAL,
  score_min    REAL,
  score_max    REAL,
  notes        TEXT NOT NULL      -- JSON: codes of what was normalised on the way
, is_shared INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX expected_enrolment_by_record ON expected_enrolment
  (record_id, user_key, course_id, instance_id, state, completed_at, score, notes);

CREATE INDEX expected_enrolment_shared ON expected_enrolment (expected_id) WHERE is_shared = 1;

CREATE TABLE expected_person (
  user_key      TEXT PRIMARY KEY,  -- the legacy user id in lower case
  record_id     INTEGER NOT NULL,  -- in user_record
  email         TEXT NOT NULL COLLATE NOCASE,
  name          TEXT NOT NULL,
  unique_id     TEXT NOT NULL COLLATE NOCASE,
  user_type     TEXT NOT NULL CHECK (user_type IN ('INTERNAL', 'EXTERNAL')),
  profile_name  TEXT,              -- the external profile
  profile       TEXT,              -- ALM's profile attribute (a job title, say)
  alm_user_id   TEXT,              -- who this is in ALM, once known
  matched_by    TEXT               -- 'uniqueId', 'email' or 'created'
, account_state TEXT NOT NULL DEFAULT 'ACTIVE'
  CHECK (account_state IN ('ACTIVE', 'DELETED')), led_to TEXT, notes TEXT NOT NULL DEFAULT '[]') STRICT;

CREATE INDEX expected_person_by_alm_user ON expected_person (alm_user_id);

CREATE TABLE forecast (
  only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
  made_at     TEXT NOT NULL,
  snapshot_at TEXT NOT NULL,
  fingerprint TEXT NOT NULL   -- JSON: what it was made from
) STRICT;

CREATE TABLE forecast_difference (
  difference_id INTEGER PRIMARY KEY,
  subject      TEXT NOT NULL,
  verdict      TEXT NOT NULL,
  profile_name TEXT
) STRICT;

CREATE TABLE late_difference (
  difference_id INTEGER PRIMARY KEY,
  subject     TEXT NOT NULL,
  verdict     TEXT NOT NULL,     -- at the first look, like the rest of the row
  code        TEXT NOT NULL,
  kind        TEXT,
  record_id   INTEGER,
  expected_id INTEGER,
  user_key    TEXT,
  profile_name TEXT,
  alm_user_id TEXT,
  course_id   TEXT,
  instance_id TEXT,
  module_id   TEXT,
  expected    TEXT,
  actual      TEXT
) STRICT;

CREATE TABLE legacy_person (
  person_id  INTEGER PRIMARY KEY,
  user_key   TEXT NOT NULL UNIQUE,
  standing   TEXT              -- JSON: who carries the records, or why nobody does; null without an account
) STRICT;

CREATE TABLE mended_reject (
  file_id    INTEGER NOT NULL,
  ordinal    INTEGER NOT NULL,
  by_file_id INTEGER NOT NULL REFERENCES source_file,
  by_ordinal INTEGER NOT NULL,
  PRIMARY KEY (file_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE operation (
  operation_id  INTEGER PRIMARY KEY,  -- in the order of dependency
  plan_id       INTEGER NOT NULL REFERENCES plan,
  operation_key TEXT NOT NULL,        -- the same effect has the same key in every plan
  kind          TEXT NOT NULL CHECK (
                kind = 'createProfile' OR kind = 'createUser' OR kind = 'addExternalUser' OR
                kind = 'updateUser' OR kind = 'enrol' OR kind = 'grade'),
  verb          TEXT NOT NULL CHECK (verb IN ('POST', 'PATCH')),
  record_kind   TEXT,
  record_id     INTEGER,
  user_key      TEXT,
  payload       TEXT NOT NULL,        -- JSON: what to send, but for the ids that ALM has yet to give
  waits_for     INTEGER,              -- the operation that has to be done first
  state         TEXT NOT NULL DEFAULT 'planned' CHECK (
                state = 'planned' OR state = 'inFlight' OR state = 'done' OR state = 'failed' OR
                state = 'waiting' OR state = 'unknown' OR state = 'blocked'),
  not_before    INTEGER NOT NULL DEFAULT 0,  -- waiting: milliseconds since the epoch
  attempts      INTEGER NOT NULL DEFAULT 0,
  code          TEXT,
  message       TEXT,
  result        TEXT                  -- the id that ALM gave
, route TEXT NOT NULL DEFAULT 'api' CHECK (route IN ('api', 'bundle'))) STRICT;

CREATE UNIQUE INDEX operation_by_key ON operation (operation_key, plan_id);

CREATE INDEX operation_by_parent ON operation (waits_for) WHERE waits_for IS NOT NULL;

CREATE INDEX operation_by_record ON operation (record_kind, record_id);

CREATE INDEX operation_open ON operation (plan_id, route, verb, operation_id)
  WHERE state IN ('planned', 'waiting');

CREATE INDEX operation_unsettled ON operation (plan_id, operation_id)
  WHERE state IN ('inFlight', 'unknown');

CREATE INDEX operation_waiting ON operation (plan_id, not_before) WHERE state = 'waiting';

CREATE TABLE plan (
  plan_id      INTEGER PRIMARY KEY,
  state        TEXT NOT NULL CHECK (state IN ('ready', 'running', 'finished', 'superseded')),
  created_at   TEXT NOT NULL,
  account_id   TEXT NOT NULL,
  account_name TEXT NOT NULL,
  host         TEXT NOT NULL,
  fingerprint  TEXT NOT NULL  -- JSON: what the plan was made from; apply refuses when it no longer fits
, people_reached INTEGER NOT NULL DEFAULT 0, people_changed INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE plan_prediction (
  plan_id     INTEGER NOT NULL REFERENCES plan,
  kind        TEXT NOT NULL,
  verb        TEXT NOT NULL,
  operations  INTEGER NOT NULL,  -- each is one request, if nothing goes wrong
  PRIMARY KEY (plan_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_fate (
  kind        TEXT NOT NULL CHECK (kind IN ('user', 'training')),
  record_id   INTEGER NOT NULL,
  fate        TEXT NOT NULL CHECK (fate = 'expected' OR fate = 'merged' OR fate = 'leftOut' OR fate = 'quarantined'),
  code        TEXT,
  into_record INTEGER,  -- merged: the record that counts
  note        TEXT
) STRICT;

CREATE INDEX record_fate_by_record ON record_fate (kind, record_id);

CREATE INDEX record_fate_exceptions ON record_fate (kind, fate, code) WHERE fate <> 'expected';

CREATE INDEX record_fate_exceptions_by_record ON record_fate (kind, record_id, fate, code, into_record, note)
  WHERE fate <> 'expected';

CREATE TABLE record_finding (
  file_id  INTEGER NOT NULL REFERENCES source_file,
  ordinal  INTEGER NOT NULL,
  code     TEXT NOT NULL,
  field    TEXT NOT NULL,
  value    TEXT NOT NULL
) STRICT;

CREATE TABLE rejected_record (
  file_id  INTEGER NOT NULL REFERENCES source_file,
  ordinal  INTEGER NOT NULL,
  line     INTEGER NOT NULL,
  code     TEXT NOT NULL,
  message  TEXT NOT NULL,
  raw      TEXT NOT NULL, parent_id TEXT,
  PRIMARY KEY (file_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
  snapshot_id   INTEGER PRIMARY KEY,
  account_id    TEXT NOT NULL,
  account_name  TEXT NOT NULL,
  host          TEXT NOT NULL,
  via           TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('reading', 'complete')),
  started_at    TEXT NOT NULL,
  finished_at   TEXT,
  requests      INTEGER NOT NULL DEFAULT 0
, with_paths INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE snapshot_job (
  snapshot_id   INTEGER NOT NULL REFERENCES snapshot,
  ordinal       INTEGER NOT NULL,
  job_type      TEXT NOT NULL,
  from_date     TEXT,  -- of a window
  to_date       TEXT,
  state         TEXT NOT NULL CHECK (state IN ('planned', 'asked', 'submitted', 'read')),
  description   TEXT NOT NULL,  -- by it the job is found again where its answer was lost
  job_id        TEXT,
  submitted_at  TEXT,
  PRIMARY KEY (snapshot_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot_part (
  snapshot_id  INTEGER NOT NULL REFERENCES snapshot,
  part         TEXT NOT NULL,
  place        TEXT,  -- JSON: the parameters of the next page; null once the list was read to its end
  PRIMARY KEY (snapshot_id, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_file (
  file_id        INTEGER PRIMARY KEY,
  sha256         TEXT NOT NULL UNIQUE,
  name           TEXT NOT NULL,
  format         TEXT NOT NULL,
  encoding       TEXT NOT NULL,
  bytes          INTEGER NOT NULL,
  exported_at    TEXT,              -- the document's own stamp, where it has one
  state          TEXT NOT NULL CHECK (state IN ('reading', 'staged', 'broken')),
  records_read   INTEGER NOT NULL,  -- counted by the reader, whatever became of them
  records_new        INTEGER NOT NULL DEFAULT 0,
  records_changed    INTEGER NOT NULL DEFAULT 0,
  records_unchanged  INTEGER NOT NULL DEFAULT 0,
  records_outdated   INTEGER NOT NULL DEFAULT 0,
  broken_code    TEXT,
  broken_message TEXT,
  broken_line    INTEGER,
  staged_at      TEXT NOT NULL
, layout TEXT) STRICT;

CREATE TABLE stale_alm_user (alm_user_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE stale_person (user_key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TRIGGER training_record_changed AFTER UPDATE ON training_record
WHEN old.record_id <= (SELECT training_through FROM expected_basis) BEGIN
  INSERT OR IGNORE INTO stale_person VALUES (old.user_id), (new.user_id);
END;

CREATE TRIGGER training_record_gone AFTER DELETE ON training_record
WHEN old.record_id <= (SELECT training_through FROM expected_basis) BEGIN
  INSERT OR IGNORE INTO stale_person VALUES (old.user_id);
  DELETE FROM record_fate WHERE kind = 'training' AND record_id = old.record_id;
  UPDATE expected_basis SET training_through =
    (SELECT coalesce(max(record_id), 0) FROM training_record WHERE record_id < old.record_id)
  WHERE training_through = old.record_id;
END;

CREATE TABLE training_record (
  record_id     INTEGER PRIMARY KEY,
  file_id       INTEGER NOT NULL REFERENCES source_file,
  ordinal       INTEGER NOT NULL,
  line          INTEGER NOT NULL,
  kind          TEXT NOT NULL CHECK (kind = 'transcript' OR kind = 'history' OR kind = 'external'),
  record_key    TEXT NOT NULL,
  content_hash  TEXT NOT NULL,
  user_id       TEXT NOT NULL,   -- in lower case; empty on a session row
  learning_id   TEXT,
  title         TEXT,
  learning_type TEXT,
  parent_id     TEXT,
  session_code  TEXT,
  status        TEXT,            -- as written
  status_term   TEXT NOT NULL,
  enrolled_at   TEXT,            -- YYYY-MM-DDTHH:MM:SS, with an offset where the source named one
  started_at    TEXT,
  ended_at      TEXT,
  score         TEXT,            -- as written
  time_zone     TEXT,
  details       TEXT NOT NULL    -- JSON
, gone_from INTEGER REFERENCES source_file) STRICT;

CREATE INDEX training_record_gone_from ON training_record (gone_from) WHERE gone_from IS NOT NULL;

CREATE TRIGGER user_record_changed AFTER UPDATE ON user_record
WHEN old.record_id <= (SELECT users_through FROM expected_basis) BEGIN
  UPDATE expected_basis SET users_stale = 1;
END;

CREATE TRIGGER user_record_gone AFTER DELETE ON user_record
WHEN old.record_id <= (SELECT users_through FROM expected_basis) BEGIN
  UPDATE expected_basis SET users_stale = 1;
END;

CREATE TABLE user_record (
  record_id         INTEGER PRIMARY KEY,
  file_id           INTEGER NOT NULL REFERENCES source_file,
  ordinal           INTEGER NOT NULL,  -- the how manieth record of its file, from 1
  line              INTEGER NOT NULL,
  kind              TEXT NOT NULL CHECK (kind = 'user'),
  record_key        TEXT NOT NULL,     -- the user id in lower case
  content_hash      TEXT NOT NULL,
  user_id           TEXT NOT NULL,     -- as written
  email             TEXT,
  given_name        TEXT,
  family_name       TEXT,
  status            TEXT,              -- as written
  status_term       TEXT NOT NULL,
  employee_number   TEXT,
  organization_id   TEXT,
  organization_code TEXT,
  manager_id        TEXT,
  details           TEXT NOT NULL      -- JSON: every other field under its name in the source
, gone_from INTEGER REFERENCES source_file) STRICT;

CREATE INDEX user_record_gone_from ON user_record (gone_from) WHERE gone_from IS NOT NULL;

CREATE TABLE workspace_setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
