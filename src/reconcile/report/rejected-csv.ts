import type { ReportReject } from '../../staging/index.js';
import { reasonOf } from '../../terms/index.js';
import type { Column } from './csv.js';

/** rejected.csv: one row a record that could not be staged. The names and their order are a contract; new columns come last. */
export const REJECT_COLUMNS: readonly Column<ReportReject>[] = Object.freeze([
  { name: 'file_number', holds: 'the number of the source file in report.json', cell: (row) => row.fileId },
  { name: 'file', holds: 'its name', cell: (row) => row.file },
  { name: 'line', holds: 'the line on which the record begins', cell: (row) => row.line },
  { name: 'record', holds: 'the how manieth record of the file', cell: (row) => row.ordinal },
  { name: 'code', holds: 'the reason, as the catalogue names it', cell: (row) => row.code },
  { name: 'meaning', holds: 'what the code means', cell: (row) => reasonOf(row.code).cause },
  { name: 'what_to_do', holds: 'how to mend it', cell: (row) => reasonOf(row.code).mend },
  { name: 'message', holds: 'what was wrong with this record', cell: (row) => row.message },
  { name: 'raw', holds: 'the record as it stands in the file', cell: (row) => row.raw },
] satisfies Column<ReportReject>[]);
