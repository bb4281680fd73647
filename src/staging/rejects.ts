import type { LegacyFormat } from '../terms/index.js';
import { brokenFiles } from './broken-files.js';
import type { Store } from './store.js';

/** One record that could not be staged. */
export interface RejectedRecord {
  readonly file: string;
  readonly ordinal: number;
  readonly line: number;
  readonly code: string;
  readonly message: string;
  readonly raw: string;
}

/** A file with rejects that nobody has mended yet, and what it takes to write them out as it wrote them. */
export interface RejectingFile {
  readonly fileId: number;
  readonly name: string;
  readonly sha256: string;
  readonly format: LegacyFormat;
  readonly encoding: string;
  /** Null for XML. */
  readonly layout: { readonly delimiter: string; readonly columns: readonly string[] } | null;
}

/** Rejects that no later row is the mended form of. */
const UNMENDED = `rejected_record r
  WHERE NOT EXISTS (SELECT 1 FROM mended_reject m WHERE m.file_id = r.file_id AND m.ordinal = r.ordinal)`;
/** Of those, the ones of files that were not staged again as a whole: what is wrong in that one, it says itself. */
const OPEN_REJECTS = `${UNMENDED} AND r.file_id NOT IN (SELECT value FROM json_each(@madeUp))`;

function closed(store: Store): { readonly madeUp: string } {
  const madeUp = brokenFiles(store).filter(({ isMadeUpFor }) => isMadeUpFor);
  return { madeUp: JSON.stringify(madeUp.map(({ fileId }) => fileId)) };
}

/** The open rejects of all files, in the order of the files. */
export function* eachOpenReject(store: Store): Generator<RejectedRecord> {
  yield* store
    .prepare(
      `SELECT (SELECT name FROM source_file f WHERE f.file_id = r.file_id) AS file, r.ordinal, r.line, r.code,
         r.message, r.raw FROM ${OPEN_REJECTS} ORDER BY r.file_id, r.ordinal`,
    )
    .iterate(closed(store)) as IterableIterator<RejectedRecord>;
}

/** How often each code occurs among all rejects, mended or not: the files held that many. */
export function rejectCounts(store: Store): readonly { code: string; count: number }[] {
  return store
    .prepare('SELECT code, count(*) AS count FROM rejected_record GROUP BY code ORDER BY count DESC, code')
    .all() as { code: string; count: number }[];
}

/** How often each code occurs among the open rejects. */
export function openRejectCounts(store: Store): readonly { code: string; count: number }[] {
  return store
    .prepare(`SELECT code, count(*) AS count FROM ${OPEN_REJECTS} GROUP BY code ORDER BY count DESC, code`)
    .all(closed(store)) as { code: string; count: number }[];
}

/** The files with open rejects, in the order in which they were staged. */
export function rejectingFiles(store: Store): readonly RejectingFile[] {
  const rows = store
    .prepare(
      `SELECT file_id AS fileId, name, sha256, format, encoding, layout FROM source_file
       WHERE file_id IN (SELECT file_id FROM ${OPEN_REJECTS}) ORDER BY file_id`,
    )
    .all(closed(store)) as (Omit<RejectingFile, 'layout'> & { readonly layout: string | null })[];
  return rows.map((row) => ({
    ...row,
    layout: row.layout === null ? null : (JSON.parse(row.layout) as RejectingFile['layout']),
  }));
}

/** A reject as it is written out to be mended. */
export interface MendableReject extends Omit<RejectedRecord, 'file'> {
  /** By which its mended form is known. */
  readonly reference: string;
  /** The id of the record that it stood in; null where it stood in none, or in one without an id. */
  readonly parentId: string | null;
}

/** The open rejects of one file, in its order. */
export function* rejectsOf(store: Store, file: RejectingFile): Generator<MendableReject> {
  const rows = store
    .prepare(
      `SELECT r.ordinal, r.line, r.code, r.message, r.raw, r.parent_id AS parentId FROM ${UNMENDED} AND r.file_id = ? ORDER BY r.ordinal`,
    )
    .iterate(file.fileId) as IterableIterator<Omit<MendableReject, 'reference'>>;
  for (const row of rows) yield { ...row, reference: `${file.sha256.slice(0, DIGITS)}-${row.ordinal}` };
}

/** A reference names a file by so much of its digest: spreadsheets leave letters and digits alone. */
const DIGITS = 16;
const REFERENCE = /^([0-9a-f]{16})-(\d{1,15})$/;

/**
 * Notes which reject a row of a file is the mended form of: staged or rejected again, the row stands for
 * it from now on. A reference that leads to no reject of this workspace is nothing.
 */
export function mender(store: Store, fileId: number): (reference: string, ordinal: number) => void {
  // A mended file that is mended once more: what was still wrong with its rows is over, too.
  const mendAgain = store.prepare(
    `INSERT OR REPLACE INTO mended_reject
     SELECT r.file_id, r.ordinal, @by, @ordinal FROM source_file f JOIN mended_reject m USING (file_id)
       JOIN rejected_record r ON r.file_id = m.by_file_id AND r.ordinal = m.by_ordinal
     WHERE f.sha256 >= @digits AND f.sha256 < @digits || 'g' AND m.ordinal = @rejected AND r.file_id <> @by`,
  );
  const mend = store.prepare(
    `INSERT OR REPLACE INTO mended_reject
     SELECT r.file_id, r.ordinal, @by, @ordinal FROM source_file f JOIN rejected_record r USING (file_id)
     WHERE f.sha256 >= @digits AND f.sha256 < @digits || 'g' AND r.ordinal = @rejected AND r.file_id <> @by`,
  );
  return (reference, ordinal) => {
    const [, digits, rejected] = REFERENCE.exec(reference) ?? [];
    if (digits === undefined) return;
    const values = { by: fileId, ordinal, digits, rejected: Number(rejected) };
    mendAgain.run(values);
    mend.run(values);
  };
}
