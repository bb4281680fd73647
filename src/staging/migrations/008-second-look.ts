/** What a report has to say beside the differences: which were only late, and what had been foreseen. */
export const SECOND_LOOK = `
-- Differences of the last comparison that a second look did not find any more.
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

-- One row: the last forecast.
CREATE TABLE forecast (
  only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
  made_at     TEXT NOT NULL,
  snapshot_at TEXT NOT NULL,
  fingerprint TEXT NOT NULL   -- JSON: what it was made from
) STRICT;

-- The differences that it foresaw.
CREATE TABLE forecast_difference (
  difference_id INTEGER PRIMARY KEY,
  subject      TEXT NOT NULL,
  verdict      TEXT NOT NULL,
  profile_name TEXT
) STRICT;
`;
