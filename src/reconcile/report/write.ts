import { join } from 'node:path';
import {
  eachLateDifference,
  eachReportDifference,
  eachReportReject,
  recordParts,
  recordsAreMany,
  type Store,
} from '../../staging/index.js';
import { dropArtefact, joinPrepared, placeArtefact, prepareArtefact, writeBeside } from './artefact.js';
import { BYTE_ORDER_MARK, type Column, csvHeader, csvLine } from './csv.js';
import { DIFFERENCE_COLUMNS, differenceLine } from './differences-csv.js';
import { reportPage } from './page/index.js';
import { recordLines, recordsCsv } from './records-csv.js';
import { REJECT_COLUMNS } from './rejected-csv.js';
import type { ReportSummary, SettledCounts } from './summary.js';
import { PartClaims } from './thread/partClaims.js';
import { ReportThread } from './thread/reportThread.js';

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

/** Made as it is read: rows go from the store to where they are written one at a time. */
type Pieces = Iterable<string>;

function differencesCsv(store: Store): Pieces {
  return csv(DIFFERENCE_COLUMNS, mapped(eachReportDifference(store), differenceLine));
}

/** The CSVs, which need no count. */
const ROWS: readonly {
  readonly name: string;
  readonly pieces: (store: Store) => Iterable<string | Uint8Array>;
}[] = [
  { name: REPORT_FILES.differences, pieces: differencesCsv },
  {
    name: REPORT_FILES.late,
    pieces: (store) => csv(DIFFERENCE_COLUMNS, mapped(eachLateDifference(store), differenceLine)),
  },
  { name: REPORT_FILES.records, pieces: recordsCsv },
  { name: REPORT_FILES.rejected, pieces: (store) => csv(REJECT_COLUMNS, eachReportReject(store)) },
];

/** The other files: the page last, for whoever opens it finds all else there. */
const COUNTED: readonly {
  readonly name: string;
  readonly format: ReportFormat;
  readonly pieces: (store: Store, summary: ReportSummary) => Pieces;
}[] = [
  {
    name: REPORT_FILES.summary,
    format: 'json',
    pieces: (_, summary) => [`${JSON.stringify(summary, null, 2)}\n`],
  },
  { name: REPORT_FILES.page, format: 'html', pieces: reportPage },
];

/** A report that was written: its counts, and the paths of its files in the order in which people look for them. */
export interface WrittenReport {
  readonly summary: ReportSummary;
  readonly files: readonly string[];
}

/** A report that was begun before the comparison. */
export interface BegunReport {
  /** Where there are many records, a thread of its own counts what is expected from here on, which must not change any more. */
  readonly count: () => void;
  /** Writes it, once all is compared; `summarize` is given what was counted meanwhile. */
  readonly write: (summarize: (settled?: SettledCounts) => ReportSummary) => Promise<WrittenReport>;
  /** To be called in any case, in the end. */
  readonly stop: () => Promise<void>;
}

/** Begins a report while the comparison is still to come: a thread takes a while to start. See `writeReport` for the rest. */
export function beginReport(
  store: Store,
  folder: string,
  formats: readonly ReportFormat[] = REPORT_FORMATS,
): BegunReport {
  const thread = threadFor(store, formats);
  let counted: Promise<SettledCounts> | undefined;
  return {
    count: () => {
      counted = thread?.count();
      // Whoever waits for it meets the error.
      counted?.catch(() => {});
    },
    write: (summarize) => writeFiles(store, folder, async () => summarize(await counted), formats, thread),
    stop: async () => {
      await thread?.stop();
    },
  };
}

/**
 * Writes the report into a folder, over the one of before: the page for people, the summary for
 * machines, and a CSV each of the differences, of what was only late, the staged records, and the rejected ones; or those
 * of some formats, and then the other files of the folder stay as they are. All of them are written beside the
 * old ones before the first gets its name: what goes wrong on the way leaves the report of before.
 *
 * `records.csv` is most of the work: where there are many records, a thread of its own writes it from its
 * beginning on, and this one from its end, once the other files are written. Nothing may write to the store meanwhile.
 */
export async function writeReport(
  store: Store,
  folder: string,
  summarize: () => ReportSummary,
  formats: readonly ReportFormat[] = REPORT_FORMATS,
): Promise<WrittenReport> {
  const thread = threadFor(store, formats);
  try {
    return await writeFiles(store, folder, async () => summarize(), formats, thread);
  } finally {
    await thread?.stop();
  }
}

function threadFor(store: Store, formats: readonly ReportFormat[]): ReportThread | null {
  return formats.includes('csv') && recordsAreMany(store) ? new ReportThread(store.name) : null;
}

async function writeFiles(
  store: Store,
  folder: string,
  summarize: () => Promise<ReportSummary>,
  formats: readonly ReportFormat[],
  thread: ReportThread | null,
): Promise<WrittenReport> {
  const rows = formats.includes('csv') ? ROWS : [];
  const counted = COUNTED.filter(({ format }) => formats.includes(format));
  const names = [...rows, ...counted].map(({ name }) => name);
  const files = names.map((name) => join(folder, name));
  const records = thread === null ? null : shareRecords(store, join(folder, REPORT_FILES.records), thread);
  try {
    for (const { name, pieces } of rows)
      if (records === null || name !== REPORT_FILES.records)
        await prepareArtefact(join(folder, name), pieces(store));
    // The thread may be counting still.
    const summary = await summarize();
    for (const { name, pieces } of counted) await prepareArtefact(join(folder, name), pieces(store, summary));
    await records?.finish();
    for (const file of files) await placeArtefact(file);
    const inOrder = Object.values(REPORT_FILES).filter((name) => names.includes(name));
    return { summary, files: inOrder.map((name) => join(folder, name)) };
  } catch (error) {
    await thread?.stop();
    await records?.drop();
    for (const file of files) await dropArtefact(file);
    throw error;
  }
}

/** So many that neither thread waits long for the other in the end. */
const PARTS = 40;

/** Has a thread write `records.csv` from its beginning on; `finish` then writes it from its end, until the two meet. */
function shareRecords(store: Store, file: string, thread: ReportThread) {
  const parts = recordParts(store, PARTS);
  const claims = new PartClaims(parts.length);
  const begun = thread.writeRecords(file, parts, claims);
  begun.catch(() => {});
  /** The parts of this thread, in the order of the records. */
  const own: string[] = [];
  return {
    finish: async () => {
      for (let first = parts.length - 1; claims.take(); first -= 1) {
        const part = `${file}.${first}`;
        own.unshift(part);
        await writeBeside(part, recordLines(store, parts[first], parts[first + 1]));
      }
      await begun;
      await joinPrepared(file, own);
    },
    drop: async () => {
      for (const part of own) await dropArtefact(part);
    },
  };
}

/** What a report in one format begins with: the page, the counts, or the CSV of the differences. The same bytes as the file. */
export function reportPieces(store: Store, summary: ReportSummary, format: ReportFormat): Pieces {
  if (format === 'csv') return differencesCsv(store);
  return COUNTED.find((one) => one.format === format)?.pieces(store, summary) ?? [];
}

function* csv<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Generator<string> {
  yield BYTE_ORDER_MARK + csvHeader(columns);
  for (const row of rows) yield csvLine(columns, row);
}

function* mapped<From, To>(rows: Iterable<From>, change: (row: From) => To): Generator<To> {
  for (const row of rows) yield change(row);
}
