/**
 * What lets a new plan compute only what changed: which rows of the expected state belong to whom, what
 * they were computed from, and whom that has changed for since. Triggers keep the marks, because every
 * writer of these tables would otherwise have to think of them.
 */
export const INCREMENTAL = `
-- Every legacy user id, with a number that it keeps. The rows of the expected state of a person are
-- numbered from person_id * 2^20, so that what is computed again takes the same numbers.
CREATE TABLE legacy_person (
  person_id  INTEGER PRIMARY KEY,
  user_key   TEXT NOT NULL UNIQUE,
  standing   TEXT              -- JSON: who carries the records, or why nobody does; null without an account
) STRICT;

-- One row: what the expected state was computed from.
CREATE TABLE expected_basis (
  only_row          INTEGER PRIMARY KEY CHECK (only_row = 1),
  mapping           TEXT NOT NULL,     -- digest of what holds for everybody: settings, sheets, catalogue
  users_through     INTEGER NOT NULL,  -- record_id of the last account seen
  training_through  INTEGER NOT NULL,  -- record_id of the last training record seen
  users_stale       INTEGER NOT NULL,  -- an account that was seen has gone or changed
  alm_people_stale  INTEGER NOT NULL,  -- ALM's people or profiles have changed since they were compared
  compared          INTEGER NOT NULL   -- 0: the differences are those of an earlier expected state
) STRICT;

-- People whose records or expected rows have changed since they were compared.
CREATE TABLE stale_person (user_key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
-- ALM's users whose enrolments or grades have changed since they were compared.
CREATE TABLE stale_alm_user (alm_user_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- A row above the mark was never computed from. The mark stays on a row that exists, or a later row could
-- get a number below it. (Accounts need no such care: all of them are asked again once one is gone.)
CREATE TRIGGER training_record_gone AFTER DELETE ON training_record
WHEN old.record_id <= (SELECT training_through FROM expected_basis) BEGIN
  INSERT OR IGNORE INTO stale_person VALUES (old.user_id);
  DELETE FROM record_fate WHERE kind = 'training' AND record_id = old.record_id;
  UPDATE expected_basis SET training_through =
    (SELECT coalesce(max(record_id), 0) FROM training_record WHERE record_id < old.record_id)
  WHERE training_through = old.record_id;
END;
CREATE TRIGGER training_record_changed AFTER UPDATE ON training_record
WHEN old.record_id <= (SELECT training_through FROM expected_basis) BEGIN
  INSERT OR IGNORE INTO stale_person VALUES (old.user_id), (new.user_id);
END;
CREATE TRIGGER user_record_gone AFTER DELETE ON user_record
WHEN old.record_id <= (SELECT users_through FROM expected_basis) BEGIN
  UPDATE expected_basis SET users_stale = 1;
END;
CREATE TRIGGER user_record_changed AFTER UPDATE ON user_record
WHEN old.record_id <= (SELECT users_through FROM expected_basis) BEGIN
  UPDATE expected_basis SET users_stale = 1;
END;

CREATE TRIGGER alm_enrolment_added AFTER INSERT ON alm_enrolment BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (new.alm_user_id);
END;
CREATE TRIGGER alm_enrolment_changed AFTER UPDATE ON alm_enrolment BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (old.alm_user_id), (new.alm_user_id);
END;
CREATE TRIGGER alm_enrolment_gone AFTER DELETE ON alm_enrolment BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (old.alm_user_id);
END;
CREATE TRIGGER alm_grade_added AFTER INSERT ON alm_grade BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (new.alm_user_id);
END;
CREATE TRIGGER alm_grade_changed AFTER UPDATE ON alm_grade BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (old.alm_user_id), (new.alm_user_id);
END;
CREATE TRIGGER alm_grade_gone AFTER DELETE ON alm_grade BEGIN
  INSERT OR IGNORE INTO stale_alm_user VALUES (old.alm_user_id);
END;

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

-- A leaver who is kept is a deleted user in ALM, and only the users' CSV can make one.
ALTER TABLE expected_person ADD COLUMN account_state TEXT NOT NULL DEFAULT 'ACTIVE'
  CHECK (account_state IN ('ACTIVE', 'DELETED'));
-- The ALM user whom identities.csv names.
ALTER TABLE expected_person ADD COLUMN led_to TEXT;

-- 1 where a completion of the enrolment comes from another record than the enrolment itself.
ALTER TABLE expected_enrolment ADD COLUMN is_shared INTEGER NOT NULL DEFAULT 0;
CREATE INDEX expected_enrolment_by_record ON expected_enrolment (record_id);
CREATE INDEX expected_enrolment_shared ON expected_enrolment (expected_id) WHERE is_shared = 1;

-- Most records are expected; the others are counted by reason.
CREATE INDEX record_fate_exceptions ON record_fate (kind, fate, code) WHERE fate <> 'expected';
CREATE INDEX difference_by_person ON difference (user_key);

-- The modules of an instance stand in an order, which the crosswalk can go by.
ALTER TABLE alm_module ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
`;
