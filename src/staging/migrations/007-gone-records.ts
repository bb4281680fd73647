/** What a full export no longer holds. */
export const GONE_RECORDS = `
-- The full export that no longer holds the record; null while no export says so.
ALTER TABLE user_record ADD COLUMN gone_from INTEGER REFERENCES source_file;
ALTER TABLE training_record ADD COLUMN gone_from INTEGER REFERENCES source_file;
CREATE INDEX user_record_gone_from ON user_record (gone_from) WHERE gone_from IS NOT NULL;
CREATE INDEX training_record_gone_from ON training_record (gone_from) WHERE gone_from IS NOT NULL;
`;
