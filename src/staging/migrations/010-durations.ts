/** How long somebody was at it, in seconds; null where nothing says so. */
export const DURATIONS = `
ALTER TABLE expected_completion ADD COLUMN duration_seconds INTEGER;
ALTER TABLE alm_grade ADD COLUMN duration_seconds REAL;
`;
