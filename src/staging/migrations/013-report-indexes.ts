/**
 * The report goes through the records in the order of their numbers, and finds beside each what ALM should hold
 * because of it, or where else it ended: both stand whole in an index, in that order, so that nothing is sorted
 * and no row is looked up.
 */
export const REPORT_INDEXES = `
DROP INDEX IF EXISTS expected_enrolment_by_record;
CREATE INDEX expected_enrolment_by_record ON expected_enrolment
  (record_id, user_key, course_id, instance_id, state, completed_at, score, notes);
CREATE INDEX record_fate_exceptions_by_record ON record_fate (kind, record_id, fate, code, into_record, note)
  WHERE fate <> 'expected';
`;
