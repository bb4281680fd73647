/** Whether enrolments in learning paths were read: they are where a row of the crosswalk leads to one, and else not. */
export const SNAPSHOT_PATHS = `
ALTER TABLE snapshot ADD COLUMN with_paths INTEGER NOT NULL DEFAULT 0;
`;
