import { expectedIsCurrent } from './basis.js';
import type { DifferenceRow } from './compare.js';
import type { Fate } from './expected.js';
import type { OperationState } from './operations.js';
import { ALL_RECORDS, isBefore, type RecordsPart } from './record-parts.js';
import { Alongside, oneText, VALUE_END, Values } from './row-text.js';
import type { Store } from './store.js';

/** How many cells each of the texts of a `ReportRecord` has. */
export const RECORD_CELLS = Object.freeze({ head: 5, tail: 3, target: 5 });

/**
 * Cells of a record with commas between, which is how most of them are written in the end. To look for commas
 * in every value takes longer than to read a record once more where there are too many: see `recordCells`.
 */
interface RecordTexts<Cells> {
  /** Line, ordinal, kind, user and learning id, as written. */
  readonly head: Cells;
  /** Status, end and score, as written. */
  readonly tail: Cells;
  /** Course, instance, state (enrolled or completed), instant of completion and score of what ALM should hold because of it. */
  readonly target: Cells;
}

/** One record of the exports that was staged, and where it ended. */
export interface ReportRecord extends RecordTexts<string> {
  /** The how manieth of the parts it stands in. */
  readonly part: number;
  readonly fileId: number;
  /** The how manieth record of its file. */
  readonly ordinal: number;
  /** The table it stands in, and its number there; null of an earlier record. */
  readonly table: RecordKind | null;
  readonly recordId: number;
  /** As it is: a title holds commas more often than not. */
  readonly title: string;
  /** null of most: it is expected, nothing was planned for it, and it was found as it should be. */
  readonly more: RecordMore | null;
}

/** What else is to be said of a record. */
export interface RecordMore {
  readonly ending: RecordEnding;
  /** null where `target` holds all that is expected because of the record, else the cells of each enrolment. */
  readonly targets: readonly (readonly string[])[] | null;
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

/** The values behind `RecordTexts`, and the title. */
const HEAD: Readonly<Record<RecordKind, readonly string[]>> = {
  user: ['r.line', 'r.ordinal', 'r.kind', 'r.user_id', 'NULL'],
  training: ['r.line', 'r.ordinal', 'r.kind', 'r.user_id', 'r.learning_id'],
};
const TITLE: Readonly<Record<RecordKind, string>> = { user: 'NULL', training: 'r.title' };
const TAIL: Readonly<Record<RecordKind, readonly string[]>> = {
  user: ['r.status', 'NULL', 'NULL'],
  training: ['r.status', 'r.ended_at', 'r.score'],
};
/** A number without the ".0" that SQLite gives to a whole one. */
const WHOLE = (number: string): string =>
  `iif(${number} = CAST(${number} AS INTEGER), CAST(${number} AS INTEGER), ${number})`;
const TARGET: Readonly<Record<RecordKind, readonly string[]>> = {
  user: ['NULL', 'NULL', 'NULL', 'NULL', 'NULL'],
  training: ['e.course_id', 'e.instance_id', 'e.state', 'e.completed_at', WHOLE('e.score')],
};

/** The rows of current records: number, file, remarks, head, title, tail and target, with some text between cells, and whose it is. */
const ROWS = (kind: RecordKind, separator: string): string => {
  const cells = (columns: readonly string[]): string => columns.join(`, ${separator}, `);
  const texts = [cells(HEAD[kind]), TITLE[kind], cells(TAIL[kind]), cells(TARGET[kind])];
  return kind === 'user'
    ? `SELECT ${oneText('r.record_id', 'r.file_id', 'NULL', ...texts, 'r.user_id')} FROM user_record r`
    : `SELECT ${oneText('r.record_id', 'r.file_id', "nullif(e.notes, '[]')", ...texts, 'coalesce(e.user_key, r.user_id)')}
       FROM training_record r LEFT JOIN expected_enrolment e ON e.record_id = r.record_id`;
};

/**
 * Records page by page: all at once from one number to another, since asked for one by one a row takes longer.
 * A training record comes with each enrolment that it counts for.
 */
const CURRENT = (kind: RecordKind): string =>
  `${ROWS(kind, "','")} WHERE r.record_id BETWEEN ? AND ? ORDER BY r.record_id`;
/** The rows of one record, each cell a value of its own. */
const ONE_CURRENT = (kind: RecordKind): string => `${ROWS(kind, 'char(0)')} WHERE r.record_id = ?`;
const PAGE = 250;
/** The last number of a page that begins with a number. */
const PAGE_END = (kind: RecordKind): string =>
  `SELECT max(record_id) FROM (SELECT record_id FROM ${kind}_record WHERE record_id >= ? ORDER BY record_id LIMIT ${PAGE})`;

/** Every fate but "expected", which most records have, and which is what a record without a row here has. */
const OTHER_ENDINGS = (kind: RecordKind): string => `
  SELECT ${oneText('f.record_id', 'f.fate', 'f.code', 'i.file_id', 'i.line', 'f.note')}
  FROM record_fate f INDEXED BY record_fate_exceptions_by_record LEFT JOIN ${kind}_record i ON i.record_id = f.into_record
  WHERE f.kind = '${kind}' AND f.record_id >= ? AND f.fate <> 'expected' ORDER BY f.record_id`;

/** Records that were staged since the last comparison have no fate yet. */
const WITHOUT_FATE = (kind: RecordKind): string => `
  SELECT ${oneText('r.record_id', 'NULL', 'NULL', 'NULL', 'NULL', 'NULL')} FROM ${kind}_record r
  WHERE r.record_id >= ? AND NOT EXISTS (SELECT 1 FROM record_fate f WHERE f.kind = '${kind}' AND f.record_id = r.record_id)
  ORDER BY r.record_id`;

/** The records that count for a module of another record's enrolment. */
const SHARED_TARGETS = `
  SELECT ${oneText('c.record_id', 'e.user_key', 'e.course_id', 'e.instance_id', "'completed'", 'max(c.completed_at)', WHOLE('max(c.score)'))}
  FROM expected_enrolment e CROSS JOIN expected_completion c ON c.expected_id = e.expected_id
  WHERE e.is_shared = 1 AND c.record_id <> e.record_id AND c.record_id >= ? GROUP BY c.record_id, c.expected_id ORDER BY c.record_id`;

const OPERATIONS = (kind: RecordKind): string => `
  SELECT ${oneText('record_id', 'user_key', 'operation_key', 'kind', 'state', 'plan_id', 'code', 'message')}
  FROM operation WHERE record_kind = '${kind}' AND record_id >= ? ORDER BY record_id, plan_id, operation_id`;
interface KeyedOperation {
  readonly userKey: string;
  readonly key: string;
  readonly operation: ReportOperation;
}

const PERSON_REMARKS = `
  SELECT ${oneText('record_id', 'notes')} FROM expected_person WHERE notes <> '[]' AND record_id >= ? ORDER BY record_id`;

const VERDICTS = (kind: RecordKind): string => `
  SELECT ${oneText('record_id', 'verdict', 'code')} FROM difference
  WHERE kind = '${kind}' AND record_id >= ? ORDER BY record_id, difference_id`;

/** A record that says what a current one says, or was replaced by it, is merged into it. */
const EARLIER = `
  SELECT e.file_id AS fileId, e.ordinal,
    ${oneText('e.line', 'e.ordinal', 'e.kind', "coalesce(e.content ->> 'user_id', u.user_id, t.user_id)", "coalesce(e.content ->> 'learning_id', t.learning_id)")} AS head,
    coalesce(e.content ->> 'title', t.title, '') AS title,
    ${oneText(
      "coalesce(e.content ->> 'status', iif(e.content IS NULL, coalesce(u.status, t.status), NULL))",
      "coalesce(e.content ->> 'ended_at', iif(e.content IS NULL, t.ended_at, NULL))",
      "coalesce(e.content ->> 'score', iif(e.content IS NULL, t.score, NULL))",
    )} AS tail,
    iif(e.relation = 'same', 'says the same', 'replaced by a newer one') AS note,
    coalesce(u.file_id, t.file_id) AS intoFileId, coalesce(u.line, t.line) AS intoLine
  FROM earlier_record e
  LEFT JOIN user_record u ON e.kind = 'user' AND u.record_id = e.record_id
  LEFT JOIN training_record t ON e.kind <> 'user' AND t.record_id = e.record_id
  WHERE (e.file_id, e.ordinal) >= (?, ?) ORDER BY e.file_id, e.ordinal`;

/** Which of the parts of the records are read: one, and those after it for as long as `more` grants another. */
export interface RecordsReading {
  readonly parts: readonly RecordsPart[];
  readonly first: number;
  readonly more: () => boolean;
}

const EVERYTHING: RecordsReading = { parts: ALL_RECORDS, first: 0, more: () => false };

/**
 * Every staged record, or those of some parts, in the order of the files: one row a record, whatever became of
 * it. The tables are read side by side in the order of record ids, so that memory holds a page of records.
 */
export function eachReportRecord(
  store: Store,
  { parts, first, more }: RecordsReading = EVERYTHING,
): Generator<ReportRecord> {
  const readings = [
    currentRecords(store, 'user', parts, first),
    currentRecords(store, 'training', parts, first),
    earlierRecords(store, parts, first),
  ];
  return inOrderOfPlace(readings, first, more);
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

function* currentRecords(
  store: Store,
  kind: RecordKind,
  parts: readonly RecordsPart[],
  first: number,
): Generator<ReportRecord> {
  const beginOf = (part: number): number => parts[part]?.[kind] ?? Number.POSITIVE_INFINITY;
  const from = beginOf(first);
  const beside = new Alongside(store, from);
  const moreOf = moreReader(store, kind, beside);
  let [row, following] = [new Values(), new Values()];
  const place = new Values();
  let part = first;
  let nextPart = beginOf(part + 1);
  let nextBeside = beside.next();
  try {
    for (const texts of pages(store, kind, from)) {
      let followingId = following.of(texts[0] ?? '').whole();
      for (let at = 1; at <= texts.length; at += 1) {
        [row, following] = [following, row];
        const recordId = followingId;
        followingId = following.of(texts[at] ?? '').whole();
        for (; recordId >= nextPart; nextPart = beginOf(part + 1)) part += 1;
        const fileId = row.whole();
        const notes = row.text();
        const head = row.text();
        const title = row.text();
        const tail = row.text();
        const target = row.text();
        // The line comes first, and then the ordinal.
        place.of(head).whole();
        const ordinal = place.whole();
        if (notes === '' && recordId < nextBeside && recordId !== followingId) {
          yield { part, fileId, ordinal, table: kind, recordId, head, title, tail, target, more: null };
          continue;
        }
        // A record that counts for several enrolments comes several times.
        const begin = at - 1;
        for (; recordId === followingId; at += 1) followingId = following.of(texts[at + 1] ?? '').whole();
        yield {
          part,
          fileId,
          ordinal,
          table: kind,
          recordId,
          head,
          title,
          tail,
          target,
          more: moreOf(recordId, texts.slice(begin, at), notes),
        };
        nextBeside = beside.next();
      }
    }
  } finally {
    beside.close();
  }
}

/** Gives what there is to say of each record as it comes by, from its rows. */
function moreReader(
  store: Store,
  kind: RecordKind,
  beside: Alongside,
): (recordId: number, rows: readonly string[], notes: string) => RecordMore {
  const endings = beside.read(OTHER_ENDINGS(kind), endingOf);
  const unsettled = expectedIsCurrent(store) ? nothing : beside.read(WITHOUT_FATE(kind), endingOf);
  const shared = kind === 'user' ? nothing : beside.read(SHARED_TARGETS, sharedTargetOf);
  const operations = beside.read(OPERATIONS(kind), operationOf);
  const differences = beside.read(VERDICTS(kind), differenceOf);
  const remarks = kind === 'user' ? beside.read(PERSON_REMARKS, (row) => row.text()) : nothing;
  const again = store.prepare(ONE_CURRENT(kind)).pluck();
  return (recordId, rows, notes) => {
    const others = shared(recordId);
    const targets =
      rows.length > 1 || others.length > 0
        ? [...(again.all(recordId) as string[]).map(rowTarget).filter(isTarget), ...others]
        : null;
    const sent = operations(recordId);
    return {
      ending: endings(recordId)[0] ?? unsettled(recordId)[0] ?? EXPECTED,
      targets: targets?.map(({ cells }) => cells) ?? null,
      operations: sent.length === 0 ? NONE : newestOf(sent, targets?.[0]?.userKey ?? ownerOf(rows[0])),
      differences: differences(recordId),
      notes:
        kind === 'user'
          ? codesOf(remarks(recordId))
          : rows.length === 1
            ? codesOf([notes])
            : codesOf(rows.map(notesOf)),
    };
  };
}

/** The rows of current records from a number on, a page at a time. */
function* pages(store: Store, kind: RecordKind, from: number): Generator<readonly string[]> {
  const endOf = store.prepare(PAGE_END(kind)).pluck();
  const page = store.prepare(CURRENT(kind)).pluck();
  for (let begin = from; ; ) {
    const end = endOf.get(begin) as number | null;
    if (end === null) return;
    yield page.all(begin, end) as string[];
    begin = end + 1;
  }
}

/** What ALM should hold because of one record: whose it is, in lower case, and the cells of it. */
interface Target {
  /** Another than the record's, where two were merged. */
  readonly userKey: string;
  readonly cells: readonly string[];
}

/** Where among the values of a row its remarks stand, and the first cells of its texts where each cell is a value. */
const [NOTES, FIRST_HEAD] = [2, 3];
const FIRST_TAIL = FIRST_HEAD + RECORD_CELLS.head + 1;
const FIRST_TARGET = FIRST_TAIL + RECORD_CELLS.tail;

function textsOf(row: string): RecordTexts<readonly string[]> {
  const values = row.split(VALUE_END);
  return {
    head: values.slice(FIRST_HEAD, FIRST_HEAD + RECORD_CELLS.head),
    tail: values.slice(FIRST_TAIL, FIRST_TARGET),
    target: values.slice(FIRST_TARGET, FIRST_TARGET + RECORD_CELLS.target),
  };
}

function rowTarget(row: string): Target {
  return { userKey: ownerOf(row), cells: textsOf(row).target };
}

function isTarget({ cells: [course] }: Target): boolean {
  return course !== '';
}

function sharedTargetOf(row: Values): Target {
  return { userKey: row.text(), cells: row.rest().split(VALUE_END) };
}

function ownerOf(row = ''): string {
  return row.slice(row.lastIndexOf(VALUE_END) + 1).toLowerCase();
}

function notesOf(row: string): string {
  return row.split(VALUE_END)[NOTES] ?? '';
}

/** Gives the cells of a record, as many as `RECORD_CELLS` says. */
export function recordCells(store: Store): (record: ReportRecord) => RecordTexts<readonly string[]> {
  const again = {
    user: store.prepare(ONE_CURRENT('user')).pluck(),
    training: store.prepare(ONE_CURRENT('training')).pluck(),
  };
  return ({ table, recordId, head, tail, target }) => {
    if (table === null)
      return { head: head.split(VALUE_END), tail: tail.split(VALUE_END), target: target.split(',') };
    const cells = { head: head.split(','), tail: tail.split(','), target: target.split(',') };
    const isWhole =
      cells.head.length === RECORD_CELLS.head &&
      cells.tail.length === RECORD_CELLS.tail &&
      cells.target.length === RECORD_CELLS.target;
    return isWhole ? cells : textsOf(again[table].get(recordId) as string);
  };
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

function differenceOf(row: Values): RecordMore['differences'][number] {
  return { verdict: row.text() as DifferenceRow['verdict'], code: row.text() };
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

function* earlierRecords(
  store: Store,
  parts: readonly RecordsPart[],
  first: number,
): Generator<ReportRecord> {
  type Row = Pick<ReportRecord, 'fileId' | 'ordinal' | 'head' | 'title' | 'tail'> & RecordEnding;
  const { fileId = 0, ordinal = 0 } = parts[first] ?? {};
  const rows = store.prepare(EARLIER).iterate(fileId, ordinal) as IterableIterator<Row>;
  let part = first;
  for (const row of rows) {
    for (let next = parts[part + 1]; next !== undefined && !isBefore(row, next); next = parts[part + 1])
      part += 1;
    const { note, intoFileId, intoLine, ...record } = row;
    const ending = { fate: 'merged', code: null, note, intoFileId, intoLine } as const;
    const more = { ending, targets: null, operations: NONE, differences: NONE, notes: NONE };
    yield { part, ...record, table: null, recordId: 0, target: NO_CELLS, more };
  }
}

const NONE: readonly never[] = Object.freeze([]);
/** The target of a record without one. */
const NO_CELLS = ','.repeat(RECORD_CELLS.target - 1);

/** The codes of all of them, each once; most have none, and no JSON is read for those. */
function codesOf(notes: readonly string[]): readonly string[] {
  if (notes.every((one) => one === '')) return NONE;
  return [...new Set(notes.flatMap((one) => (one === '' ? [] : (JSON.parse(one) as string[]))))];
}

function nothing(): readonly never[] {
  return NONE;
}

/**
 * Merges readings that are each in the order of file and record into one in that order. Where one comes to
 * another part, and `more` does not grant it, that reading is at its end.
 */
function* inOrderOfPlace(
  readings: readonly Generator<ReportRecord>[],
  first: number,
  more: () => boolean,
): Generator<ReportRecord> {
  let heads: { readonly reading: Generator<ReportRecord>; record: ReportRecord }[] = [];
  for (const reading of readings) {
    const step = reading.next();
    if (step.done !== true) heads.push({ reading, record: step.value });
  }
  let granted = first;
  let ended = false;
  for (;;) {
    let next = heads[0];
    if (next === undefined) return;
    for (const head of heads) if (head !== next && isBefore(head.record, next.record)) next = head;
    while (next.record.part > granted && !ended) {
      if (more()) granted += 1;
      else ended = true;
    }
    const isOurs = next.record.part <= granted;
    if (isOurs) yield next.record;
    const step = isOurs ? next.reading.next() : next.reading.return(undefined);
    if (step.done === true) heads = heads.filter((head) => head !== next);
    else next.record = step.value;
  }
}
