import type { DifferenceRow } from './compare.js';
import type { Fate } from './expected.js';
import type { OperationState } from './operations.js';
import type { Store } from './store.js';

/**
 * Rows that come in millions come as one text each, an empty value where there is none, with this character
 * between the values: handed over value by value they take twice as long. No value holds it: a row with it is
 * a reject (PF-NUL), and XML knows none.
 */
export const VALUE_END = '\0';

function oneText(...columns: readonly string[]): string {
  return `concat_ws(char(0), ${columns.map((column) => `coalesce(${column}, '')`).join(', ')})`;
}

/**
 * The same with commas between, which is how most of these values are written in the end, and `VALUE_END` only
 * where one of the later ones holds a comma (the first never do): to change the one into the other for every
 * row takes longer.
 */
function cellsText(first: readonly string[], later: readonly string[]): string {
  const all = [...first, ...later].map((column) => `coalesce(${column}, '')`).join(', ');
  return `concat_ws(iif(instr(concat(${later.join(', ')}), ','), char(0), ','), ${all})`;
}

/** The values of a text that has them with commas between, or with `VALUE_END` where one of them holds a comma. */
export function cellsOf(cells: string): readonly string[] {
  return cells.split(cells.includes(VALUE_END) ? VALUE_END : ',');
}

/** The values of a row, taken off one after the other. */
class Values {
  #row = '';
  #at = 0;

  /** Begins with another row. */
  of(row: string): this {
    this.#row = row;
    this.#at = 0;
    return this;
  }

  text(): string {
    const begin = this.#at;
    const end = this.#row.indexOf(VALUE_END, begin);
    this.#at = end === -1 ? this.#row.length : end + 1;
    return this.#row.slice(begin, end === -1 ? undefined : end);
  }

  textOrNull(): string | null {
    return this.text() || null;
  }

  /** A whole number from 0 on, read as it stands: every row begins with one. */
  whole(): number {
    let whole = 0;
    for (;;) {
      const digit = this.#row.charCodeAt(this.#at) - 48;
      this.#at += 1;
      if (!(digit >= 0)) return whole;
      whole = whole * 10 + digit;
    }
  }

  numberOrNull(): number | null {
    const text = this.text();
    return text === '' ? null : Number(text);
  }

  /** All that was not taken. */
  rest(): string {
    return this.#row.slice(this.#at);
  }
}

/** What ALM should hold because of one record. */
export interface ReportTarget {
  /** The legacy user id in lower case of the person who holds it: another than the record's, where two were merged. */
  readonly userKey: string;
  /** Course, instance, state (enrolled or completed) and instant of completion; see `cellsOf`. */
  readonly text: string;
  readonly score: number | null;
  /** JSON, as mapping wrote it: codes. */
  readonly notes: string;
}

/** One record of the exports that was staged, and where it ended. */
export interface ReportRecord {
  readonly fileId: number;
  /** Line, ordinal, kind, user, learning id, title, status, end and score, as written; see `cellsOf`. */
  readonly text: string;
  readonly ending: RecordEnding;
  readonly targets: readonly ReportTarget[];
  readonly operations: readonly ReportOperation[];
  readonly differences: readonly { readonly verdict: DifferenceRow['verdict']; readonly code: string }[];
  /** Codes of what mapping normalised, left off or moved. */
  readonly notes: readonly string[];
}

/** Where a record ended, and why. */
export interface RecordEnding {
  /** null where it was staged since the last comparison. */
  readonly fate: Fate['fate'] | null;
  readonly code: string | null;
  readonly note: string | null;
  /** Merged: the place of the record that counts. */
  readonly intoFileId: number | null;
  readonly intoLine: number | null;
}

export interface ReportOperation {
  readonly kind: string;
  readonly state: OperationState;
  readonly code: string | null;
  readonly message: string | null;
  readonly planId: number;
}

type RecordKind = 'user' | 'training';

const PLACE = ['line', 'ordinal', 'kind'] as const;
const CURRENT: Readonly<Record<RecordKind, string>> = {
  user: `SELECT ${oneText('record_id', 'file_id', cellsText(PLACE, ['user_id', 'NULL', 'NULL', 'status', 'NULL', 'NULL']))}
    FROM user_record ORDER BY record_id`,
  training: `SELECT ${oneText('record_id', 'file_id', cellsText(PLACE, ['user_id', 'learning_id', 'title', 'status', 'ended_at', 'score']))}
    FROM training_record ORDER BY record_id`,
};

/** Every fate but "expected", which most records have, and which is what a record without a row here has. */
const OTHER_ENDINGS = (kind: RecordKind): string => `
  SELECT ${oneText('f.record_id', 'f.fate', 'f.code', 'i.file_id', 'i.line', 'f.note')}
  FROM record_fate f INDEXED BY record_fate_exceptions LEFT JOIN ${kind}_record i ON i.record_id = f.into_record
  WHERE f.kind = '${kind}' AND f.fate <> 'expected' ORDER BY f.record_id`;

/** Records that were staged since the last comparison have no fate yet. */
const WITHOUT_FATE = (kind: RecordKind): string => `
  SELECT ${oneText('r.record_id', 'NULL', 'NULL', 'NULL', 'NULL', 'NULL')} FROM ${kind}_record r
  WHERE NOT EXISTS (SELECT 1 FROM record_fate f WHERE f.kind = '${kind}' AND f.record_id = r.record_id)
  ORDER BY r.record_id`;

const HAVE_ALL_FATES = (kind: RecordKind): string => `
  SELECT (SELECT count(*) FROM ${kind}_record) = (SELECT count(*) FROM record_fate WHERE kind = '${kind}')`;

/** The record that counts for an enrolment; sorted whole, because to look each up by its index takes twice as long. */
const OWN_TARGETS = `
  SELECT ${oneText('record_id', 'user_key', 'score', 'notes', cellsText([], ['course_id', 'instance_id', 'state', 'completed_at']))}
  FROM expected_enrolment NOT INDEXED ORDER BY record_id`;

/** The records that count for a module of another record's enrolment. */
const SHARED_TARGETS = `
  SELECT ${oneText('c.record_id', 'e.user_key', 'max(c.score)', "'[]'", cellsText([], ['e.course_id', 'e.instance_id', "'completed'", 'max(c.completed_at)']))}
  FROM expected_enrolment e CROSS JOIN expected_completion c ON c.expected_id = e.expected_id
  WHERE e.is_shared = 1 AND c.record_id <> e.record_id GROUP BY c.record_id, c.expected_id ORDER BY c.record_id`;

const OPERATIONS = `
  SELECT ${oneText('record_id', 'user_key', 'operation_key', 'kind', 'state', 'plan_id', 'code', 'message')}
  FROM operation WHERE record_kind = ? ORDER BY record_id, plan_id, operation_id`;
interface KeyedOperation {
  readonly userKey: string;
  readonly key: string;
  readonly operation: ReportOperation;
}

const PERSON_REMARKS = `
  SELECT ${oneText('record_id', 'notes')} FROM expected_person WHERE notes <> '[]' ORDER BY record_id`;

const VERDICTS = `
  SELECT ${oneText('record_id', 'verdict', 'code')} FROM difference WHERE kind = ? ORDER BY record_id, difference_id`;

/** A record that says what a current one says, or was replaced by it, is merged into it. */
const EARLIER = `
  SELECT e.file_id AS fileId, ${oneText(
    'e.line',
    'e.ordinal',
    'e.kind',
    "coalesce(e.content ->> 'user_id', u.user_id, t.user_id)",
    "coalesce(e.content ->> 'learning_id', t.learning_id)",
    "coalesce(e.content ->> 'title', t.title)",
    "coalesce(e.content ->> 'status', iif(e.content IS NULL, coalesce(u.status, t.status), NULL))",
    "coalesce(e.content ->> 'ended_at', iif(e.content IS NULL, t.ended_at, NULL))",
    "coalesce(e.content ->> 'score', iif(e.content IS NULL, t.score, NULL))",
  )} AS text,
    iif(e.relation = 'same', 'says the same', 'replaced by a newer one') AS note,
    coalesce(u.file_id, t.file_id) AS intoFileId, coalesce(u.line, t.line) AS intoLine
  FROM earlier_record e
  LEFT JOIN user_record u ON e.kind = 'user' AND u.record_id = e.record_id
  LEFT JOIN training_record t ON e.kind <> 'user' AND t.record_id = e.record_id
  ORDER BY e.file_id, e.ordinal`;

/**
 * Every staged record, in the order of the files: one row a record, whatever became of it. The tables
 * are read side by side in the order of record ids, so that memory holds one record at a time.
 */
export function eachReportRecord(store: Store): Generator<ReportRecord> {
  return inOrderOfPlace([
    currentRecords(store, 'user'),
    currentRecords(store, 'training'),
    earlierRecords(store),
  ]);
}

/** Whether there are so many records that to read them all takes a while; by their numbers, since to count them does, too. */
export function recordsAreMany(store: Store): boolean {
  return (
    (store.prepare('SELECT coalesce(max(record_id), 0) FROM training_record').pluck().get() as number) > MANY
  );
}
const MANY = 50_000;

const EXPECTED: RecordEnding = Object.freeze({
  fate: 'expected',
  code: null,
  note: null,
  intoFileId: null,
  intoLine: null,
});

function* currentRecords(store: Store, kind: RecordKind): Generator<ReportRecord> {
  const rows = (sql: string, ...values: readonly string[]): IterableIterator<string> =>
    store
      .prepare(sql)
      .pluck()
      .iterate(...values) as IterableIterator<string>;
  const complete = store.prepare(HAVE_ALL_FATES(kind)).pluck().get() === 1;
  const endings = alongside(rows(OTHER_ENDINGS(kind)), endingOf);
  const unsettled = complete ? nothing : alongside(rows(WITHOUT_FATE(kind)), endingOf);
  const own = kind === 'user' ? nothing : alongside(rows(OWN_TARGETS), targetOf);
  const shared = kind === 'user' ? nothing : alongside(rows(SHARED_TARGETS), targetOf);
  const operations = alongside(rows(OPERATIONS, kind), operationOf);
  const differences = alongside(rows(VERDICTS, kind), differenceOf);
  const remarks =
    kind === 'user' ? alongside(rows(PERSON_REMARKS), (row) => ({ notes: row.text() })) : nothing;
  const values = new Values();
  for (const row of rows(CURRENT[kind])) {
    const recordId = values.of(row).whole();
    const fileId = values.whole();
    const text = values.rest();
    const ending = endings(recordId)[0] ?? unsettled(recordId)[0] ?? EXPECTED;
    const targets = joined(own(recordId), shared(recordId));
    const sent = operations(recordId);
    yield {
      fileId,
      text,
      ending,
      targets,
      operations: sent.length === 0 ? NONE : newestOf(sent, targets[0]?.userKey ?? ownerOf(text)),
      differences: differences(recordId),
      notes: codesOf(kind === 'user' ? remarks(recordId) : targets),
    };
  }
}

function endingOf(row: Values): RecordEnding {
  return {
    fate: row.textOrNull() as RecordEnding['fate'],
    code: row.textOrNull(),
    intoFileId: row.numberOrNull(),
    intoLine: row.numberOrNull(),
    note: row.rest() || null,
  };
}

function targetOf(row: Values): ReportTarget {
  const userKey = row.text();
  const score = row.numberOrNull();
  const notes = row.text();
  return { userKey, score, notes, text: row.rest() };
}

function operationOf(row: Values): KeyedOperation {
  const [userKey, key] = [row.text(), row.text()];
  const operation = {
    kind: row.text(),
    state: row.text() as OperationState,
    planId: row.whole(),
    code: row.textOrNull(),
    // Whatever ALM said, with whatever characters.
    message: row.rest() || null,
  };
  return { userKey, key, operation };
}

function differenceOf(row: Values): ReportRecord['differences'][number] {
  return { verdict: row.text() as DifferenceRow['verdict'], code: row.text() };
}

function ownerOf(text: string): string {
  return (cellsOf(text)[3] ?? '').toLowerCase();
}

function ordinalOf(text: string): number {
  return Number(cellsOf(text)[1]);
}

/**
 * The newest operation of each key. A record id can be given anew after its record was replaced: an
 * operation of another person is not this record's.
 */
function newestOf(operations: readonly KeyedOperation[], owner: string): readonly ReportOperation[] {
  const newest = new Map<string, ReportOperation>();
  for (const { userKey, key, operation } of operations) if (userKey === owner) newest.set(key, operation);
  return [...newest.values()];
}

function* earlierRecords(store: Store): Generator<ReportRecord> {
  type Row = Pick<ReportRecord, 'fileId' | 'text'> & RecordEnding;
  for (const row of store.prepare(EARLIER).iterate() as IterableIterator<Row>) {
    const { fileId, text, note, intoFileId, intoLine } = row;
    const ending = { fate: 'merged', code: null, note, intoFileId, intoLine } as const;
    yield { fileId, text, ending, targets: NONE, operations: NONE, differences: NONE, notes: NONE };
  }
}

const NONE: readonly never[] = Object.freeze([]);

/** The codes of all rows, each once; most rows have none, and no JSON is read for those. */
function codesOf(rows: readonly { readonly notes: string }[]): readonly string[] {
  if (rows.every(({ notes }) => notes === '[]')) return NONE;
  return [...new Set(rows.flatMap(({ notes }) => JSON.parse(notes) as string[]))];
}

function nothing(): readonly never[] {
  return NONE;
}

function joined<Item>(some: readonly Item[], more: readonly Item[]): readonly Item[] {
  return more.length === 0 ? some : [...some, ...more];
}

/** Reads rows in the order of the record ids that they begin with: gives those of each id as it comes by. */
function alongside<Row>(
  rows: IterableIterator<string>,
  rowOf: (values: Values) => Row,
): (recordId: number) => readonly Row[] {
  const values = new Values();
  let at = 0;
  const move = (): void => {
    const next = rows.next();
    at = next.done === true ? Number.POSITIVE_INFINITY : values.of(next.value).whole();
  };
  move();
  return (recordId) => {
    while (at < recordId) move();
    if (at !== recordId) return NONE;
    const group: Row[] = [];
    for (; at === recordId; move()) group.push(rowOf(values));
    return group;
  };
}

/** Merges readings that are each in the order of file and record into one in that order. */
function* inOrderOfPlace(readings: readonly Generator<ReportRecord>[]): Generator<ReportRecord> {
  let heads: { readonly reading: Generator<ReportRecord>; record: ReportRecord }[] = [];
  for (const reading of readings) {
    const step = reading.next();
    if (step.done !== true) heads.push({ reading, record: step.value });
  }
  for (;;) {
    let first = heads[0];
    if (first === undefined) return;
    for (const head of heads) if (head !== first && isBefore(head.record, first.record)) first = head;
    yield first.record;
    const step = first.reading.next();
    if (step.done === true) heads = heads.filter((head) => head !== first);
    else first.record = step.value;
  }
}

function isBefore(a: ReportRecord, b: ReportRecord): boolean {
  return a.fileId === b.fileId ? ordinalOf(a.text) < ordinalOf(b.text) : a.fileId < b.fileId;
}
