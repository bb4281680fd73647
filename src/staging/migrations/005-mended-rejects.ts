/** What it takes to write rejects out in the form of their file, and to know them again once they are mended. */
export const MENDED_REJECTS = `
-- JSON {delimiter, columns} of a CSV; null for XML.
ALTER TABLE source_file ADD COLUMN layout TEXT;

-- A reject that a row of a later file is the mended form of. The reject stays, since its file held the record.
CREATE TABLE mended_reject (
  file_id    INTEGER NOT NULL,
  ordinal    INTEGER NOT NULL,
  by_file_id INTEGER NOT NULL REFERENCES source_file,
  by_ordinal INTEGER NOT NULL,
  PRIMARY KEY (file_id, ordinal)
) STRICT, WITHOUT ROWID;
`;
