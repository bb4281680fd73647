import { join } from 'node:path';
import {
  eachLateDifference,
  eachReportDifference,
  eachReportRecord,
  eachReportReject,
  type Store,
} from '../../staging/index.js';
import { writeArtefact } from './artefact.js';
import { BYTE_ORDER_MARK, type Column, csvHeader, csvLine } from './csv.js';
import { DIFFERENCE_COLUMNS, differenceLine } from './differences-csv.js';
import { reportPage } from './page/index.js';
import { RECORD_COLUMNS, recordLine } from './records-csv.js';
import { REJECT_COLUMNS } from './rejected-csv.js';
import type { ReportSummary } from './summary.js';

/** The files of a report, in the order in which people look for them. */
export const REPORT_FILES = Object.freeze({
  page: 'report.html',
  summary: 'report.json',
  differences: 'differences.csv',
  late: 'late.csv',
  records: 'records.csv',
  rejected: 'rejected.csv',
});

/** Whom the files of a report are for: people, spreadsheets, machines. */
export const REPORT_FORMATS = ['html', 'csv', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

interface ReportArtefact {
  readonly name: string;
  readonly format: ReportFormat;
  /** Made as it is read: rows go from the store to where they are written one at a time. */
  readonly pieces: () => Iterable<string>;
}

/** The files in the order in which they are written: the page last, for whoever opens it finds the others there. */
function artefactsOf(store: Store, summary: ReportSummary): readonly ReportArtefact[] {
  const fileNames = new Map(summary.files.map((file) => [file.number, file.name]));
  const { differences, late, records, rejected, summary: json, page } = REPORT_FILES;
  return [
    {
      name: differences,
      format: 'csv',
      pieces: () => csv(DIFFERENCE_COLUMNS, mapped(eachReportDifference(store), differenceLine)),
    },
    {
      name: late,
      format: 'csv',
      pieces: () => csv(DIFFERENCE_COLUMNS, mapped(eachLateDifference(store), differenceLine)),
    },
    {
      name: records,
      format: 'csv',
      pieces: () =>
        csv(
          RECORD_COLUMNS,
          mapped(eachReportRecord(store), (row) => recordLine(row, fileNames)),
        ),
    },
    { name: rejected, format: 'csv', pieces: () => csv(REJECT_COLUMNS, eachReportReject(store)) },
    { name: json, format: 'json', pieces: () => [`${JSON.stringify(summary, null, 2)}\n`] },
    { name: page, format: 'html', pieces: () => reportPage(store, summary) },
  ];
}

/**
 * Writes the report into a folder, over the one of before: the page for people, the summary for
 * machines, and a CSV each of the differences, of what was only late, the staged records, and the rejected ones; or those
 * of some formats, and then the other files of the folder stay as they are. Gives the paths of the
 * files, in the order in which people look for them.
 *
 * Nothing may write to the store meanwhile.
 */
export async function writeReport(
  store: Store,
  folder: string,
  summary: ReportSummary,
  formats: readonly ReportFormat[] = REPORT_FORMATS,
): Promise<readonly string[]> {
  const wanted = artefactsOf(store, summary).filter(({ format }) => formats.includes(format));
  for (const { name, pieces } of wanted) await writeArtefact(join(folder, name), pieces());
  const names = Object.values(REPORT_FILES).filter((name) => wanted.some((one) => one.name === name));
  return names.map((name) => join(folder, name));
}

/** What a report in one format begins with: the page, the counts, or the CSV of the differences. The same bytes as the file. */
export function reportPieces(store: Store, summary: ReportSummary, format: ReportFormat): Iterable<string> {
  const first = artefactsOf(store, summary).find((one) => one.format === format);
  return first?.pieces() ?? [];
}

function* csv<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Generator<string> {
  yield BYTE_ORDER_MARK + csvHeader(columns);
  for (const row of rows) yield csvLine(columns, row);
}

function* mapped<From, To>(rows: Iterable<From>, change: (row: From) => To): Generator<To> {
  for (const row of rows) yield change(row);
}
