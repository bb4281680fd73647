import {
  eachReportRecord,
  fileNames,
  type OperationState,
  type RecordEnding,
  type RecordsPart,
  type ReportOperation,
  type ReportRecord,
  type Store,
} from '../../staging/index.js';
import { BYTE_ORDER_MARK, type ColumnName, csvCell, csvHeader } from './csv.js';
import { csvPage } from './csvPage.js';

/** What became of an expected record; null for one that is not expected. */
export type RecordVerdict = 'matched' | 'missing' | 'different' | 'contested';

/** Which of several verdicts a record bears: the one that needs a person most. */
const GRAVITY: Readonly<Record<'missing' | 'different' | 'contested' | 'extra', number>> = Object.freeze({
  contested: 3,
  missing: 2,
  different: 1,
  extra: 0,
});

/** The same for the states of operations. */
const CONCERN: Readonly<Record<OperationState, number>> = Object.freeze({
  unknown: 6,
  failed: 5,
  blocked: 4,
  inFlight: 3,
  waiting: 2,
  planned: 1,
  done: 0,
});

export function verdictOf(
  fate: RecordEnding['fate'],
  differences: readonly { readonly verdict: keyof typeof GRAVITY }[],
): RecordVerdict | null {
  if (fate !== 'expected') return null;
  let verdict: RecordVerdict = 'matched';
  let gravity = 0;
  for (const difference of differences) {
    if (difference.verdict === 'extra' || GRAVITY[difference.verdict] <= gravity) continue;
    verdict = difference.verdict;
    gravity = GRAVITY[verdict];
  }
  return verdict;
}

function worstOf(operations: readonly ReportOperation[]): ReportOperation | null {
  let worst: ReportOperation | null = null;
  for (const one of operations) {
    if (worst === null || CONCERN[one.state] > CONCERN[worst.state]) worst = one;
  }
  return worst;
}

/** What records.csv begins with. */
export function recordsHead(): string {
  return BYTE_ORDER_MARK + csvHeader(RECORD_COLUMNS);
}

/** records.csv, in pieces: made as it is read, a page of records at a time at most. */
export function* recordsCsv(store: Store): Generator<string | Uint8Array> {
  yield recordsHead();
  yield* recordLines(store);
}

/** A line for each record, or for those of one part. */
export function* recordLines(
  store: Store,
  from?: RecordsPart,
  before?: RecordsPart,
): Generator<string | Uint8Array> {
  const names = fileNames(store);
  for (const piece of eachReportRecord(store, from, before)) {
    if (!('rows' in piece)) yield recordLine(piece, names);
    else
      yield* csvPage(
        piece.rows,
        NUMBERS,
        piece.exceptions.map((records) => records.map((record) => recordLine(record, names)).join('')),
      );
  }
}

function recordLine(record: ReportRecord, names: ReadonlyMap<number, string>): string {
  const { fileId, own, ending, targets, operations, differences, notes } = record;
  const { fate, code, note, intoFileId, intoLine } = ending;
  const intoFile = intoFileId === null ? null : (names.get(intoFileId) ?? null);
  const ended = `${fate ?? ''},${code ?? ''},${csvCell(note)},${csvCell(intoFile)},${intoLine ?? ''}`;
  const codes = differences.map((difference) => difference.code);
  const judged = `${verdictOf(fate, differences) ?? ''},${csvCell(together(codes))},${csvCell(together(notes))}`;
  return `${fileId},${csvCell(names.get(fileId) ?? null)},${cellsOf(own)},${ended},${targetCells(targets)},${operationCells(operations)},${judged}\r\n`;
}

function cellsOf(values: readonly string[]): string {
  let cells = '';
  for (const value of values) cells += cells === '' ? csvCell(value) : `,${csvCell(value)}`;
  return cells;
}

/** The cells of what ALM should hold, the score last: a number is no formula, whatever its sign. */
function targetCells(targets: readonly (readonly string[])[]): string {
  const of = (cell: number): string => together(targets.map((target) => target[cell] ?? ''));
  const score = of(4);
  const isNumber = !Number.isNaN(Number(score));
  return `${csvCell(of(0))},${csvCell(of(1))},${csvCell(of(2))},${csvCell(of(3))},${isNumber ? score : csvCell(score)}`;
}

function operationCells(operations: readonly ReportOperation[]): string {
  const worst = worstOf(operations);
  if (worst === null) return ',,,';
  return `${worst.state},${worst.code ?? ''},${csvCell(worst.message)},${worst.planId}`;
}

/** Several values in one cell, each once. */
function together(values: readonly string[]): string {
  const [first = ''] = values;
  return values.length < 2 ? first : [...new Set(values)].join('|');
}

/** records.csv: one row a staged record. The names and their order are a contract; new columns come last. */
export const RECORD_COLUMNS: readonly (ColumnName & { readonly isNumber?: true })[] = Object.freeze([
  { name: 'file_number', holds: 'the number of the source file in report.json' },
  { name: 'file', holds: 'its name' },
  { name: 'line', holds: 'the line on which the record begins' },
  { name: 'record', holds: 'the how manieth record of the file' },
  { name: 'kind', holds: 'user, transcript, history or external' },
  { name: 'user', holds: 'the legacy user id' },
  { name: 'legacy_id', holds: 'the legacy learning id' },
  { name: 'legacy_title', holds: 'the legacy title' },
  { name: 'legacy_status', holds: 'the status as written' },
  { name: 'legacy_end', holds: 'the end as the source gives it' },
  { name: 'legacy_score', holds: 'the score as written' },
  { name: 'fate', holds: 'expected, merged, leftOut or quarantined' },
  { name: 'fate_code', holds: 'why it was left out or quarantined' },
  { name: 'fate_note', holds: 'the value or the setting behind it' },
  { name: 'merged_into_file', holds: 'the file of the record that counts' },
  { name: 'merged_into_line', holds: 'and its line' },
  { name: 'alm_course', holds: 'where it goes; several are separated by |' },
  { name: 'alm_instance', holds: 'the instances' },
  { name: 'expected_state', holds: 'enrolled or completed' },
  { name: 'expected_completed_at', holds: 'an instant in UTC' },
  { name: 'expected_score', holds: 'a number on the legacy scale', isNumber: true },
  { name: 'operation_state', holds: 'of its operations, the one that is furthest from done' },
  { name: 'operation_code', holds: 'why it is not done' },
  { name: 'operation_message', holds: 'the same in words' },
  { name: 'plan', holds: 'the number of its plan' },
  { name: 'verdict', holds: 'of an expected record: matched, missing, different or contested' },
  { name: 'difference_codes', holds: 'the reasons' },
  {
    name: 'remarks',
    holds: 'of an expected record: codes of what mapping normalised, left off or moved, separated by |',
  },
]);
const NUMBERS = Uint8Array.from(RECORD_COLUMNS, ({ isNumber }) => (isNumber === true ? 1 : 0));
