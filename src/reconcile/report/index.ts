/**
 * The diff report: counts what the comparison found, and writes it for people (HTML), spreadsheets (CSV) and machines (JSON).
 * It must not compare, decide or change anything: whatever it says was read from the store.
 */
export { type Column, csvHeader } from './csv.js';
export { DIFFERENCE_COLUMNS } from './differences-csv.js';
export { RECORD_COLUMNS } from './records-csv.js';
export { reportReference } from './reference.js';
export { REJECT_COLUMNS } from './rejected-csv.js';
export { REPORT_SCHEMA } from './schema.js';
export {
  buildSummary,
  type ReportContext,
  type ReportFile,
  type ReportSummary,
  type SettledCounts,
} from './summary.js';
export type { CourseTally, OrganisationTally, Tally, YearTally } from './tally.js';
export {
  type BegunReport,
  beginReport,
  REPORT_FILES,
  REPORT_FORMATS,
  type ReportFormat,
  reportPieces,
  writeReport,
} from './write.js';
