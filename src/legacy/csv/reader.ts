import { Failure, type Finding, type LegacyFormat, type ReadEnd, type ReadItem } from '../../terms/index.js';
import { type BadByte, placeOf } from '../bytes/decoder.js';
import { LIMITS } from '../limits.js';
import type { RecordReader } from '../recordReader.js';
import { dayFirst } from '../values/dates.js';
import { damageOf, looksDamaged } from '../values/textDamage.js';
import { externalTrainingRows } from './externalTraining.js';
import { findHeader } from './header.js';
import { clean } from './keptText.js';
import type { Header, RowOutcome, RowReader } from './layout.js';
import { CsvSplitter } from './splitter.js';
import { trainingHistoryRows } from './trainingHistory.js';
import { userRows } from './users.js';

function rowReader(header: Header, referenceDate: string): RowReader {
  const dates = dayFirst(referenceDate);
  switch (header.format) {
    case 'trainingHistoryCsv':
      return trainingHistoryRows(header, dates, referenceDate);
    case 'externalTrainingCsv':
      return externalTrainingRows(header, dates);
    case 'usersCsv':
      return userRows(header, dates);
    default: {
      const none: never = header.format;
      return none;
    }
  }
}

/**
 * Reads the rows of a CSV in one of the loaders' layouts. `bad` is the decoder's list of bytes that
 * could not be read; a row with one in it is a reject.
 */
export class CsvReader implements RecordReader {
  readonly #file: string;
  readonly #format: LegacyFormat;
  readonly #referenceDate: string;
  readonly #bad: BadByte[];
  #beginning = '';
  #header: Header | null = null;
  #read: RowReader | null = null;
  #splitter: CsvSplitter | null = null;
  #headerRows = 0;
  #records = 0;
  #items: ReadItem[] = [];

  constructor(file: string, format: LegacyFormat, referenceDate: string, bad: BadByte[]) {
    this.#file = file;
    this.#format = format;
    this.#referenceDate = referenceDate;
    this.#bad = bad;
  }

  write(text: string): boolean {
    if (this.#splitter !== null) {
      this.#splitter.push(text);
      this.#rows(false);
      return true;
    }
    this.#beginning += text;
    this.#begin(this.#beginning.length > 2 * LIMITS.recordChars);
    return true;
  }

  end(cut: NonNullable<ReadEnd['broken']> | null): ReadEnd {
    if (this.#splitter === null) this.#begin(true);
    this.#splitter?.finish();
    this.#rows(cut !== null);
    const broken = cut ?? this.#strayByte();
    return { records: this.#records, exportedAt: null, broken };
  }

  take(): readonly ReadItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  waiting(): number {
    return this.#items.length;
  }

  line(): number {
    return this.#splitter?.line ?? 1;
  }

  /** Looks for the header; once it is there, the rows begin. */
  #begin(complete: boolean): void {
    if (!complete && !/[\r\n]/.test(this.#beginning)) return;
    const found = findHeader(this.#beginning, complete, this.#file, this.#format);
    if (found === null) return;
    this.#refuseBadHeader(found.end);
    this.#header = found.header;
    this.#headerRows = found.rows;
    this.#read = rowReader(found.header, this.#referenceDate);
    this.#splitter = new CsvSplitter(found.header.delimiter);
    this.#splitter.push(this.#beginning);
    this.#beginning = '';
    this.#rows(false);
  }

  #refuseBadHeader(end: number): void {
    const [bad] = this.#bad;
    if (bad === undefined || bad.at >= end) return;
    throw undecodableHeader(this.#file, bad);
  }

  #rows(cut: boolean): void {
    const splitter = this.#splitter;
    const header = this.#header;
    const read = this.#read;
    if (splitter === null || header === null || read === null) return;
    while (splitter.next()) {
      if (this.#headerRows > 0) {
        this.#headerRows -= 1;
        continue;
      }
      this.#records += 1;
      const ordinal = this.#records;
      const line = splitter.line;
      const outcome = this.#row(splitter, header, read, cut);
      const before = this.#items.length;
      if (outcome.type === 'reject') {
        const raw = splitter.raw().slice(0, LIMITS.rawChars);
        this.#items.push({
          ordinal,
          line,
          type: 'reject',
          code: outcome.code,
          message: outcome.message,
          raw,
        });
      } else if (outcome.type === 'training') {
        const { record, findings } = outcome;
        this.#items.push({ ordinal, line, type: 'training', record, findings });
      } else {
        const { record, findings } = outcome;
        this.#items.push({ ordinal, line, type: 'user', record, findings });
      }
      if (header.mends >= 0) this.#tellMended(before, splitter.cells[header.mends] ?? '');
    }
    // Of a line that is being dropped one bad byte is enough, or a file of them would fill the heap.
    if (splitter.skipping && this.#bad.length > 1) this.#bad.length = 1;
  }

  #tellMended(index: number, mends: string): void {
    const item = this.#items[index];
    if (item !== undefined && mends !== '') this.#items[index] = { ...item, mends };
  }

  #row(splitter: CsvSplitter, header: Header, read: RowReader, cut: boolean): RowOutcome {
    const bad = this.#bad.length === 0 ? undefined : this.#badIn(splitter.start, splitter.end);
    if (bad !== undefined) {
      return {
        type: 'reject',
        code: 'PF-BYTES-UNDECODABLE',
        message: `${placeOf(bad)} of the file is not in the encoding that the file is read in`,
      };
    }
    if (splitter.fault !== null) {
      return { type: 'reject', code: splitter.fault.code, message: splitter.fault.message };
    }
    if (cut && splitter.open) {
      return { type: 'reject', code: 'PF-RECORD-INCOMPLETE', message: 'the file breaks off inside this row' };
    }
    const { cells } = splitter;
    if (cells.length !== header.width) {
      return {
        type: 'reject',
        code: 'PF-ROW-RAGGED',
        message: `the row has ${cells.length} cells where the header has ${header.width}`,
      };
    }
    let filled = false;
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index];
      if (cell === undefined || cell === '') continue;
      const code = cell.charCodeAt(0);
      const last = cell.charCodeAt(cell.length - 1);
      // Most cells begin and end with a plain character that is no "=": they are clean as they are.
      const plain = code > 32 && code < 160 && code !== 61 && last > 32 && last < 160;
      const value = plain ? cell : clean(cell);
      cells[index] = value;
      if (value !== '') filled = true;
    }
    if (!filled) return { type: 'reject', code: 'PF-ROW-BLANK', message: 'all cells of the row are empty' };
    const raw = splitter.raw();
    if (raw.includes('\0')) {
      return { type: 'reject', code: 'PF-NUL', message: 'the row contains a NUL character' };
    }
    const outcome = read(cells);
    if (outcome.type === 'reject') return outcome;
    if (splitter.doubtful || looksDamaged(raw)) {
      return { ...outcome, findings: this.#suspicions(splitter, header, outcome.findings) } as RowOutcome;
    }
    return outcome;
  }

  #suspicions(splitter: CsvSplitter, header: Header, findings: readonly Finding[]): readonly Finding[] {
    const all = [...findings];
    if (splitter.doubtful) all.push({ code: 'PF-CSV-DOUBTFUL', field: '', value: '' });
    splitter.cells.forEach((cell, index) => {
      damageOf(header.nameAt(index), cell, all);
    });
    return all;
  }

  /** The first bad byte of a row, with all bad bytes up to the row's end taken off the list. */
  #badIn(start: number, end: number): BadByte | undefined {
    let passed = 0;
    let first: BadByte | undefined;
    for (const bad of this.#bad) {
      if (bad.at >= end) break;
      passed += 1;
      if (bad.at >= start) first ??= bad;
    }
    this.#bad.splice(0, passed);
    return first;
  }

  /** A bad byte in no row: behind the last one. Cannot be put on a record, so it is told at the end. */
  #strayByte(): ReadEnd['broken'] {
    const [bad] = this.#bad;
    if (bad === undefined) return null;
    return {
      code: 'PF-BYTES-UNDECODABLE',
      message: `${placeOf(bad)}, outside all rows, is not in the encoding that the file is read in`,
      line: this.line(),
    };
  }
}

function undecodableHeader(file: string, bad: BadByte): Failure {
  return new Failure(
    'PF-BYTES-UNDECODABLE',
    `${placeOf(bad)} of ${file}, in the header, is not in the encoding that the file is read in`,
    { remedy: 'say what the bytes are, for example --encoding windows-1252', place: { file, line: 1 } },
  );
}
