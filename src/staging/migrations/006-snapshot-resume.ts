/** What lets a snapshot that was broken off go on: the page where each list stood, and ALM's jobs. */
export const SNAPSHOT_RESUME = `
-- A list that a snapshot reads page by page: 'users', 'courses', …
CREATE TABLE snapshot_part (
  snapshot_id  INTEGER NOT NULL REFERENCES snapshot,
  part         TEXT NOT NULL,
  place        TEXT,  -- JSON: the parameters of the next page; null once the list was read to its end
  PRIMARY KEY (snapshot_id, part)
) STRICT, WITHOUT ROWID;

-- A report that ALM is asked for. A job is written down as asked before it is, since each counts: five a day.
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
`;
