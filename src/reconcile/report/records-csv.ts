import type { OperationState, RecordEnding, ReportOperation, ReportRecord } from '../../staging/index.js';
import type { Column } from './csv.js';

/** A record with what is looked up for it once. */
export interface RecordLine {
  readonly record: ReportRecord;
  readonly file: string;
  readonly intoFile: string | null;
  readonly operation: ReportOperation | null;
  readonly verdict: RecordVerdict | null;
}

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

export function recordLine(record: ReportRecord, fileNames: ReadonlyMap<number, string>): RecordLine {
  const { fate, intoFileId } = record.ending;
  return {
    record,
    file: fileNames.get(record.fileId) ?? '',
    intoFile: intoFileId === null ? null : (fileNames.get(intoFileId) ?? ''),
    operation: worstOf(record.operations),
    verdict: verdictOf(fate, record.differences),
  };
}

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

function joined<Item>(items: readonly Item[], text: (item: Item) => string | number | null): string | null {
  const [first, ...more] = items;
  if (first === undefined) return null;
  if (more.length === 0) return text(first)?.toString() ?? null;
  return [...new Set(items.map((item) => text(item) ?? ''))].join('|');
}

/** records.csv: one row a staged record. The names and their order are a contract; new columns come last. */
export const RECORD_COLUMNS: readonly Column<RecordLine>[] = Object.freeze([
  {
    name: 'file_number',
    holds: 'the number of the source file in report.json',
    cell: ({ record }) => record.fileId,
  },
  { name: 'file', holds: 'its name', cell: (row) => row.file },
  { name: 'line', holds: 'the line on which the record begins', cell: ({ record }) => record.line },
  { name: 'record', holds: 'the how manieth record of the file', cell: ({ record }) => record.ordinal },
  { name: 'kind', holds: 'user, transcript, history or external', cell: ({ record }) => record.kind },
  { name: 'user', holds: 'the legacy user id', cell: ({ record }) => record.userId },
  { name: 'legacy_id', holds: 'the legacy learning id', cell: ({ record }) => record.learningId },
  { name: 'legacy_title', holds: 'the legacy title', cell: ({ record }) => record.title },
  { name: 'legacy_status', holds: 'the status as written', cell: ({ record }) => record.status },
  { name: 'legacy_end', holds: 'the end as the source gives it', cell: ({ record }) => record.endedAt },
  { name: 'legacy_score', holds: 'the score as written', cell: ({ record }) => record.score },
  {
    name: 'fate',
    holds: 'expected, merged, leftOut or quarantined',
    cell: ({ record }) => record.ending.fate,
  },
  {
    name: 'fate_code',
    holds: 'why it was left out or quarantined',
    cell: ({ record }) => record.ending.code,
  },
  {
    name: 'fate_note',
    holds: 'the value or the setting behind it',
    cell: ({ record }) => record.ending.note,
  },
  { name: 'merged_into_file', holds: 'the file of the record that counts', cell: (row) => row.intoFile },
  { name: 'merged_into_line', holds: 'and its line', cell: ({ record }) => record.ending.intoLine },
  {
    name: 'alm_course',
    holds: 'where it goes; several are separated by |',
    cell: ({ record }) => joined(record.targets, (target) => target.courseId),
  },
  {
    name: 'alm_instance',
    holds: 'the instances',
    cell: ({ record }) => joined(record.targets, (one) => one.instanceId),
  },
  {
    name: 'expected_state',
    holds: 'enrolled or completed',
    cell: ({ record }) => joined(record.targets, (target) => target.state),
  },
  {
    name: 'expected_completed_at',
    holds: 'an instant in UTC',
    cell: ({ record }) => joined(record.targets, (target) => target.completedAt),
  },
  {
    name: 'expected_score',
    holds: 'a number on the legacy scale',
    cell: ({ record }) => joined(record.targets, (target) => target.score),
  },
  {
    name: 'operation_state',
    holds: 'of its operations, the one that is furthest from done',
    cell: (row) => row.operation?.state ?? null,
  },
  { name: 'operation_code', holds: 'why it is not done', cell: (row) => row.operation?.code ?? null },
  { name: 'operation_message', holds: 'the same in words', cell: (row) => row.operation?.message ?? null },
  { name: 'plan', holds: 'the number of its plan', cell: (row) => row.operation?.planId ?? null },
  {
    name: 'verdict',
    holds: 'of an expected record: matched, missing, different or contested',
    cell: (row) => row.verdict,
  },
  {
    name: 'difference_codes',
    holds: 'the reasons',
    cell: ({ record }) => joined(record.differences, (difference) => difference.code),
  },
  {
    name: 'remarks',
    holds: 'of an expected record: codes of what mapping normalised, left off or moved, separated by |',
    cell: ({ record }) => (record.notes.length === 0 ? null : record.notes.join('|')),
  },
] satisfies Column<RecordLine>[]);
