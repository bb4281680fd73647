/**
 * The tables of the whole path, in the order in which data goes through them.
 *
 * Where rows come by the million a CHECK of several values is written with OR: for a list behind IN
 * SQLite makes an index anew for each row, which was a quarter of the time of an insert.
 */
export const WHOLE_PATH = `
-- What this workspace has decided once: the pinned account, who holds the lock, what was confirmed.
CREATE TABLE workspace_setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- 1. Staging: what the legacy exports say ---------------------------------------------------------

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
) STRICT;

-- The current version of each account of the legacy system.
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
) STRICT;

-- The current version of each training record.
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
) STRICT;

-- A record that says what a current one says already, or said it before a newer one replaced it.
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

CREATE TABLE rejected_record (
  file_id  INTEGER NOT NULL REFERENCES source_file,
  ordinal  INTEGER NOT NULL,
  line     INTEGER NOT NULL,
  code     TEXT NOT NULL,
  message  TEXT NOT NULL,
  raw      TEXT NOT NULL,
  PRIMARY KEY (file_id, ordinal)
) STRICT, WITHOUT ROWID;

-- What a person should know of a record that was staged all the same.
CREATE TABLE record_finding (
  file_id  INTEGER NOT NULL REFERENCES source_file,
  ordinal  INTEGER NOT NULL,
  code     TEXT NOT NULL,
  field    TEXT NOT NULL,
  value    TEXT NOT NULL
) STRICT;

-- 2. Snapshot: what ALM holds ---------------------------------------------------------------------

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
) STRICT;

CREATE TABLE alm_profile (
  profile_id    TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  manager_email TEXT,
  expiry        TEXT,
  seat_limit    INTEGER,
  snapshot_id   INTEGER NOT NULL
) STRICT;

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

CREATE TABLE alm_course (
  course_id   TEXT PRIMARY KEY,
  lo_type     TEXT NOT NULL,
  title       TEXT NOT NULL,
  unique_id   TEXT,
  state       TEXT NOT NULL,
  snapshot_id INTEGER NOT NULL
) STRICT;

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
) STRICT;
CREATE INDEX alm_module_by_instance ON alm_module (instance_id);

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

CREATE TABLE alm_grade (
  alm_user_id  TEXT NOT NULL,
  module_id    TEXT NOT NULL,
  completed    INTEGER NOT NULL,
  has_passed   INTEGER,
  started_at   TEXT,
  completed_at TEXT,
  score        REAL,
  max_score    REAL,
  written_by   INTEGER,
  PRIMARY KEY (alm_user_id, module_id)
) STRICT, WITHOUT ROWID;

-- 3. Expected state: what ALM should hold ---------------------------------------------------------

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
) STRICT;
CREATE INDEX expected_person_by_alm_user ON expected_person (alm_user_id);

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
) STRICT;

-- The modules that an expected completion has to carry a grade for, each with its own facts: several
-- legacy courses can fill different modules of one ALM course.
CREATE TABLE expected_completion (
  expected_id  INTEGER NOT NULL REFERENCES expected_enrolment,
  module_id    TEXT NOT NULL,
  record_id    INTEGER NOT NULL,
  started_at   TEXT,
  completed_at TEXT NOT NULL,
  score        REAL,
  score_min    REAL,
  score_max    REAL,
  PRIMARY KEY (expected_id, module_id)
) STRICT, WITHOUT ROWID;

-- Where each staged record ended: in exactly one place.
CREATE TABLE record_fate (
  kind        TEXT NOT NULL CHECK (kind IN ('user', 'training')),
  record_id   INTEGER NOT NULL,
  fate        TEXT NOT NULL CHECK (fate = 'expected' OR fate = 'merged' OR fate = 'leftOut' OR fate = 'quarantined'),
  code        TEXT,
  into_record INTEGER,  -- merged: the record that counts
  note        TEXT
) STRICT;
CREATE INDEX record_fate_by_record ON record_fate (kind, record_id);

-- 4. Reconcile: where expected and actual differ --------------------------------------------------

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
CREATE INDEX difference_by_record ON difference (kind, record_id);

-- 5. Execution: the plan, its operations, every attempt --------------------------------------------

CREATE TABLE plan (
  plan_id      INTEGER PRIMARY KEY,
  state        TEXT NOT NULL CHECK (state IN ('ready', 'running', 'finished', 'superseded')),
  created_at   TEXT NOT NULL,
  account_id   TEXT NOT NULL,
  account_name TEXT NOT NULL,
  host         TEXT NOT NULL,
  fingerprint  TEXT NOT NULL  -- JSON: what the plan was made from; apply refuses when it no longer fits
) STRICT;

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
) STRICT;
CREATE UNIQUE INDEX operation_by_key ON operation (operation_key, plan_id);
CREATE INDEX operation_open ON operation (plan_id, verb, operation_id)
  WHERE state IN ('planned', 'waiting');
CREATE INDEX operation_waiting ON operation (plan_id, not_before) WHERE state = 'waiting';
CREATE INDEX operation_unsettled ON operation (plan_id, operation_id)
  WHERE state IN ('inFlight', 'unknown');
CREATE INDEX operation_by_parent ON operation (waits_for) WHERE waits_for IS NOT NULL;
CREATE INDEX operation_by_record ON operation (record_kind, record_id);

-- The journal: a row is written before its request leaves, and completed when the answer is known.
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
`;
