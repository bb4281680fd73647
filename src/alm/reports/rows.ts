import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { type Entry, open as openZip, type ZipFile } from 'yauzl';
import { Failure } from '../../terms/index.js';

/** One row of a report, its cells by the names of the header. */
export interface ReportRow {
  /** From 1, the header included; a quoted cell can hold line breaks. */
  readonly line: number;
  /** The trimmed cell of a column; empty where the report has no such column, or nothing in it. */
  readonly cell: (column: Column) => string;
}

/** A column that was found in the header; -1 where there is none. */
export type Column = number;

/** The header of a report: names as they are written, and the finding of one without regard to case and spaces. */
export interface ReportHeader {
  readonly names: readonly string[];
  readonly find: (name: string) => Column;
}

/**
 * Reads a report that a job made: plain CSV, or a zip archive with one inside (both are in print: fact sheet,
 * section 5.2). Columns come and go between releases, so that each is found by its name.
 */
export async function* reportRows(
  file: string,
  onHeader: (header: ReportHeader) => void,
): AsyncGenerator<ReportRow> {
  const bytes: NodeJS.ReadableStream = (await isZip(file)) ? await zipMember(file) : createReadStream(file);
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  bytes.on('error', (error: Error) => parser.destroy(error));
  bytes.pipe(parser);
  let isFirst = true;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (isFirst) {
        isFirst = false;
        onHeader(headerOf(record));
        continue;
      }
      yield { line: info.lines, cell: (column) => record[column]?.trim() ?? '' };
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw unreadable(file, (error as Error).message, error);
  }
  if (isFirst) throw unreadable(file, 'it is empty', null);
}

function headerOf(names: readonly string[]): ReportHeader {
  const index = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    const plain = plainName(name);
    if (!index.has(plain)) index.set(plain, at);
  }
  return { names, find: (name) => index.get(plainName(name)) ?? -1 };
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_]+/g, '');
}

/** What a report is not; the remedy is the same for all of it. */
export function unreadable(file: string, why: string, cause: unknown, line?: number): Failure {
  return new Failure('ALM-REPORT-UNREADABLE', `the report of ALM's job cannot be read: ${why}`, {
    place: { file, ...(line === undefined ? {} : { line }) },
    remedy: 'read ALM by requests instead: alm-migrate snapshot --via api',
    cause,
  });
}

async function isZip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.readUInt32LE(0) === 0x04034b50;
  } finally {
    await handle.close();
  }
}

/** The bytes of the archive's first CSV; that it is no longer than it says, and its checksum, is the library's care. */
function zipMember(file: string): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void => reject(unreadable(file, error.message, error));
    openZip(file, { lazyEntries: true }, (error, zip?: ZipFile) => {
      if (error !== null || zip === undefined) return refuse(error ?? new Error('it is no archive'));
      zip.on('error', refuse);
      zip.on('end', () => refuse(new Error('there is no CSV in the archive')));
      zip.on('entry', (entry: Entry) => {
        if (!/\.csv$/i.test(entry.fileName)) return zip.readEntry();
        zip.openReadStream(entry, (trouble, stream) => (trouble ? refuse(trouble) : resolve(stream)));
      });
      zip.readEntry();
    });
  });
}
