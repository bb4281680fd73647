/** A reject that stood in another record: whose, which its own text does not say. */
export const NESTED_REJECTS = `
ALTER TABLE rejected_record ADD COLUMN parent_id TEXT;
`;
