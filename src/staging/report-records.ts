import type { DifferenceRow } from './compare.js';
import type { Fate } from './expected.js';
import type { OperationState } from './operations.js';
import type { Store } from './store.js';

/** What ALM should hold because of one record. */
export interface ReportTarget {
  /** The legacy user id in lower case of the person who holds it: another than the record's, where two were merged. */
  readonly userKey: string;
  readonly courseId: string;
  readonly instanceId: string;
  readonly state: 'enrolled' | 'completed';
  readonly completedAt: string | null;
  readonly score: number | null;
  /** JSON, as mapping wrote it: codes. */
  readonly notes: string;
}

/** One record of the exports that was staged, and where it ended. */
export interface ReportRecord {
  readonly fileId: number;
  readonly line: number;
  readonly ordinal: number;
  readonly kind: 'user' | 'transcript' | 'history' | 'external';
  readonly userId: string;
  readonly learningId: string | null;
  readonly title: string | null;
  /** As written, like the other fields of the record. */
  readonly status: string | null;
  readonly endedAt: string | null;
  readonly score: string | null;
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
type Numbered<Row> = Row & { readonly recordId: number };

/** In the order of `RawRecord`. Rows come as arrays: to name the columns of a million rows takes half as long again. */
const CURRENT: Readonly<Record<RecordKind, string>> = {
  user: `SELECT record_id, file_id, line, ordinal, kind, user_id, NULL, NULL, status, NULL, NULL
    FROM user_record ORDER BY record_id`,
  training: `SELECT record_id, file_id, line, ordinal, kind, user_id, learning_id, title, status, ended_at, score
    FROM training_record ORDER BY record_id`,
};
type RawRecord = readonly [
  recordId: number,
  fileId: number,
  line: number,
  ordinal: number,
  kind: ReportRecord['kind'],
  userId: string,
  learningId: string | null,
  title: string | null,
  status: string | null,
  endedAt: string | null,
  score: string | null,
];

/** Every fate but "expected", which most records have, and which is what a record without a row here has. */
const OTHER_ENDINGS = (kind: RecordKind): string => `
  SELECT f.record_id AS recordId, f.fate, f.code, f.note, i.file_id AS intoFileId, i.line AS intoLine
  FROM record_fate f LEFT JOIN ${kind}_record i ON i.record_id = f.into_record
  WHERE f.kind = '${kind}' AND f.fate <> 'expected' ORDER BY f.record_id`;

/** Records that were staged since the last comparison have no fate yet. */
const WITHOUT_FATE = (kind: RecordKind): string => `
  SELECT r.record_id AS recordId, NULL AS fate, NULL AS code, NULL AS note, NULL AS intoFileId, NULL AS intoLine
  FROM ${kind}_record r
  WHERE NOT EXISTS (SELECT 1 FROM record_fate f WHERE f.kind = '${kind}' AND f.record_id = r.record_id)
  ORDER BY r.record_id`;

const HAVE_ALL_FATES = (kind: RecordKind): string => `
  SELECT (SELECT count(*) FROM ${kind}_record) = (SELECT count(*) FROM record_fate WHERE kind = '${kind}')`;

/** The record that counts for an enrolment; sorted whole, because to look each up by its index takes twice as long. */
const OWN_TARGETS = `
  SELECT record_id, user_key, course_id, instance_id, state, completed_at, score, notes
  FROM expected_enrolment NOT INDEXED ORDER BY record_id`;

/** The records that count for a module of another record's enrolment. */
const SHARED_TARGETS = `
  SELECT c.record_id, e.user_key, e.course_id, e.instance_id, 'completed', max(c.completed_at), max(c.score), '[]'
  FROM expected_enrolment e CROSS JOIN expected_completion c ON c.expected_id = e.expected_id
  WHERE e.is_shared = 1 AND c.record_id <> e.record_id GROUP BY c.record_id, c.expected_id ORDER BY c.record_id`;

type RawTarget = readonly [
  recordId: number,
  userKey: string,
  courseId: string,
  instanceId: string,
  state: ReportTarget['state'],
  completedAt: string | null,
  score: number | null,
  notes: string,
];

function targetOf(row: RawTarget): ReportTarget {
  const [, userKey, courseId, instanceId, state, completedAt, score, notes] = row;
  return { userKey, courseId, instanceId, state, completedAt, score, notes };
}

/** Targets come in millions, most of them alone: a row is an array until its record comes by. */
function targetsAlongside(store: Store, sql: string): (recordId: number) => readonly ReportTarget[] {
  const rows = store.prepare(sql).raw().iterate() as IterableIterator<RawTarget>;
  let next = rows.next();
  return (recordId) => {
    while (next.done !== true && next.value[0] < recordId) next = rows.next();
    if (next.done === true || next.value[0] !== recordId) return NONE;
    const group = [targetOf(next.value)];
    next = rows.next();
    while (next.done !== true && next.value[0] === recordId) {
      group.push(targetOf(next.value));
      next = rows.next();
    }
    return group;
  };
}

const OPERATIONS = `
  SELECT record_id AS recordId, user_key AS userKey, operation_key AS key, kind, state, code, message, plan_id AS planId
  FROM operation WHERE record_kind = ? ORDER BY record_id, plan_id, operation_id`;
type KeyedOperation = Numbered<ReportOperation> & { readonly key: string; readonly userKey: string };

const PERSON_REMARKS = `
  SELECT record_id AS recordId, notes FROM expected_person WHERE notes <> '[]' ORDER BY record_id`;

const VERDICTS = `
  SELECT record_id AS recordId, verdict, code FROM difference WHERE kind = ? ORDER BY record_id, difference_id`;

/** A record that says what a current one says, or was replaced by it, is merged into it. */
const EARLIER = `
  SELECT e.file_id AS fileId, e.line, e.ordinal, e.kind, coalesce(e.content ->> 'user_id', u.user_id, t.user_id) AS userId,
    coalesce(e.content ->> 'learning_id', t.learning_id) AS learningId, coalesce(e.content ->> 'title', t.title) AS title,
    coalesce(e.content ->> 'status', iif(e.content IS NULL, coalesce(u.status, t.status), NULL)) AS status,
    coalesce(e.content ->> 'ended_at', iif(e.content IS NULL, t.ended_at, NULL)) AS endedAt,
    coalesce(e.content ->> 'score', iif(e.content IS NULL, t.score, NULL)) AS score,
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
export function* eachReportRecord(store: Store): Generator<ReportRecord> {
  yield* inOrderOfPlace([
    currentRecords(store, 'user'),
    currentRecords(store, 'training'),
    earlierRecords(store),
  ]);
}

const EXPECTED: RecordEnding = Object.freeze({
  fate: 'expected',
  code: null,
  note: null,
  intoFileId: null,
  intoLine: null,
});

function* currentRecords(store: Store, kind: RecordKind): Generator<ReportRecord> {
  const rows = <Row>(sql: string, ...values: readonly string[]): IterableIterator<Numbered<Row>> =>
    store.prepare(sql).iterate(...values) as IterableIterator<Numbered<Row>>;
  const complete = store.prepare(HAVE_ALL_FATES(kind)).pluck().get() === 1;
  const endings = alongside(rows<RecordEnding>(OTHER_ENDINGS(kind)));
  const unsettled = complete ? nothing : alongside(rows<RecordEnding>(WITHOUT_FATE(kind)));
  const own = kind === 'user' ? nothing : targetsAlongside(store, OWN_TARGETS);
  const shared = kind === 'user' ? nothing : targetsAlongside(store, SHARED_TARGETS);
  const operations = alongside(rows<KeyedOperation>(OPERATIONS, kind));
  const differences = alongside(rows<ReportRecord['differences'][number]>(VERDICTS, kind));
  const remarks = kind === 'user' ? alongside(rows<{ readonly notes: string }>(PERSON_REMARKS)) : nothing;
  const records = store.prepare(CURRENT[kind]).raw().iterate() as IterableIterator<RawRecord>;
  for (const record of records) {
    const [recordId, fileId, line, ordinal, recordKind, userId, learningId, title, status, endedAt, score] =
      record;
    const ending = endings(recordId)[0] ?? unsettled(recordId)[0] ?? EXPECTED;
    const targets = joined(own(recordId), shared(recordId));
    const sent = operations(recordId);
    yield {
      fileId,
      line,
      ordinal,
      kind: recordKind,
      userId,
      learningId,
      title,
      status,
      endedAt,
      score,
      ending,
      targets,
      operations: sent.length === 0 ? NONE : newestOf(sent, targets[0]?.userKey ?? userId.toLowerCase()),
      differences: differences(recordId),
      notes: kind === 'user' ? codesOf(remarks(recordId)) : codesOf(targets),
    };
  }
}

/**
 * The newest operation of each key. A record id can be given anew after its record was replaced: an
 * operation of another person is not this record's.
 */
function newestOf(operations: readonly KeyedOperation[], owner: string): readonly ReportOperation[] {
  const newest = new Map<string, ReportOperation>();
  for (const operation of operations) if (operation.userKey === owner) newest.set(operation.key, operation);
  return [...newest.values()];
}

function* earlierRecords(store: Store): Generator<ReportRecord> {
  type Row = Omit<ReportRecord, 'ending' | 'targets' | 'operations' | 'differences' | 'notes'> & RecordEnding;
  for (const row of store.prepare(EARLIER).iterate() as IterableIterator<Row>) {
    const { note, intoFileId, intoLine } = row;
    const ending = { fate: 'merged', code: null, note, intoFileId, intoLine } as const;
    yield { ...row, ending, targets: NONE, operations: NONE, differences: NONE, notes: NONE };
  }
}

const NONE: readonly never[] = Object.freeze([]);

/** The codes of all rows, each once; most rows have none, and no JSON is read for those. */
function codesOf(rows: readonly { readonly notes: string }[]): readonly string[] {
  const codes = new Set<string>();
  for (const { notes } of rows)
    if (notes !== '[]') for (const code of JSON.parse(notes) as string[]) codes.add(code);
  return codes.size === 0 ? NONE : [...codes];
}

function nothing(): readonly never[] {
  return NONE;
}

function joined<Item>(some: readonly Item[], more: readonly Item[]): readonly Item[] {
  return more.length === 0 ? some : [...some, ...more];
}

/** Reads rows in the order of record ids beside another reading in that order: gives the rows of each id as it comes by. */
function alongside<Row>(rows: Iterator<Numbered<Row>>): (recordId: number) => readonly Numbered<Row>[] {
  let next = rows.next();
  return (recordId) => {
    while (next.done !== true && next.value.recordId < recordId) next = rows.next();
    if (next.done === true || next.value.recordId !== recordId) return NONE;
    const group = [next.value];
    next = rows.next();
    while (next.done !== true && next.value.recordId === recordId) {
      group.push(next.value);
      next = rows.next();
    }
    return group;
  };
}

/** Merges readings that are each in the order of file and record into one in that order. */
function* inOrderOfPlace(readings: readonly Generator<ReportRecord>[]): Generator<ReportRecord> {
  const heads = readings.map((reading) => ({ reading, step: reading.next() }));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.step.done === true) continue;
      if (first === undefined || first.step.done === true || isBefore(head.step.value, first.step.value)) {
        first = head;
      }
    }
    if (first === undefined || first.step.done === true) return;
    yield first.step.value;
    first.step = first.reading.next();
  }
}

function isBefore(a: ReportRecord, b: ReportRecord): boolean {
  return a.fileId === b.fileId ? a.ordinal < b.ordinal : a.fileId < b.fileId;
}
