/** What a report says of people who move, and not quite as their accounts have it. */
export const PERSON_NOTES = `
ALTER TABLE expected_person ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';  -- JSON: codes, as of enrolments
UPDATE expected_basis SET users_stale = 1;
`;
