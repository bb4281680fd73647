import { join } from 'node:path';
import { eachReportDifference, eachReportRecord, eachReportReject, type Store } from '../../staging/index.js';
import { writeArtefact } from './artefact.js';
import { BYTE_ORDER_MARK, type Column, csvHeader, csvLine } from './csv.js';
import { DIFFERENCE_COLUMNS, differenceLine } from './differences-csv.js';
import { reportPage } from './page/index.js';
import { RECORD_COLUMNS, recordLine } from './records-csv.js';
import { REJECT_COLUMNS } from './rejected-csv.js';
import { buildSummary, type ReportContext, type ReportSummary } from './summary.js';

/** The files of a report, in the order in which people look for them. */
export const REPORT_FILES = Object.freeze({
  page: 'report.html',
  summary: 'report.json',
  differences: 'differences.csv',
  records: 'records.csv',
  rejected: 'rejected.csv',
});

/**
 * Writes the report into a folder, over the one of before: the page for people, the summary for
 * machines, and a CSV each of the differences, the staged records, and the rejected ones.
 *
 * Rows go from the store to the disk one at a time. Nothing may write to the store meanwhile.
 */
export async function writeReport(
  store: Store,
  folder: string,
  context: ReportContext,
): Promise<{ readonly summary: ReportSummary; readonly files: readonly string[] }> {
  const summary = buildSummary(store, context);
  const fileNames = new Map(summary.files.map((file) => [file.number, file.name]));
  const artefacts: readonly (readonly [string, Iterable<string>])[] = [
    [REPORT_FILES.differences, csv(DIFFERENCE_COLUMNS, mapped(eachReportDifference(store), differenceLine))],
    [
      REPORT_FILES.records,
      csv(
        RECORD_COLUMNS,
        mapped(eachReportRecord(store), (row) => recordLine(row, fileNames)),
      ),
    ],
    [REPORT_FILES.rejected, csv(REJECT_COLUMNS, eachReportReject(store))],
    [REPORT_FILES.summary, [`${JSON.stringify(summary, null, 2)}\n`]],
    [REPORT_FILES.page, reportPage(store, summary)],
  ];
  for (const [name, pieces] of artefacts) await writeArtefact(join(folder, name), pieces);
  return { summary, files: Object.values(REPORT_FILES).map((name) => join(folder, name)) };
}

function* csv<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Generator<string> {
  yield BYTE_ORDER_MARK + csvHeader(columns);
  for (const row of rows) yield csvLine(columns, row);
}

function* mapped<From, To>(rows: Iterable<From>, change: (row: From) => To): Generator<To> {
  for (const row of rows) yield change(row);
}
