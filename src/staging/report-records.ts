import type { Fate } from './expected.js';
import { prepared } from './prepared.js';
import {
  NO_EXTRAS,
  newestOf,
  type RecordExceptions,
  type RecordExtras,
  type RecordTarget,
  type ReportOperation,
  recordExceptions,
} from './record-exceptions.js';
import {
  exceptionsIn,
  pageOfRecords,
  RECORD_VALUES,
  type RecordKind,
  type RecordRange,
} from './record-pages.js';
import { BEGINNING, isBefore, type Place, type RecordsPart } from './record-parts.js';
import { oneText, VALUE_END } from './row-text.js';
import type { Store } from './store.js';

/** One record of the exports that was staged, and what became of it. Values are empty where there is none. */
export interface ReportRecord {
  readonly fileId: number;
  /** Line, ordinal, kind, user, learning id, title, status, end and score, as written. */
  readonly own: readonly string[];
  readonly ending: RecordEnding;
  /** Of each enrolment that ALM should hold because of it: course, instance, state, instant of completion and score. */
  readonly targets: readonly (readonly string[])[];
  readonly operations: readonly ReportOperation[];
  readonly differences: readonly RecordExtras['differences'][number][];
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

/** Records of which most are what is expected of them, or ended elsewhere, and there is nothing else to say. */
export interface RecordPage {
  /** For records.csv, in UTF-8: `VALUE_END` behind each value, and a line feed behind the last; for an exception, one `VALUE_END`. */
  readonly rows: Uint8Array;
  /** What stands for each: itself, behind the earlier records that come before it. */
  readonly exceptions: readonly (readonly ReportRecord[])[];
}

/** A record that says what a current one says, or was replaced by it, is merged into it. */
const EARLIER = `
  SELECT e.file_id AS fileId, e.ordinal, ${oneText(
    'e.line',
    'e.ordinal',
    'e.kind',
    "coalesce(e.content ->> 'user_id', u.user_id, t.user_id)",
    "coalesce(e.content ->> 'learning_id', t.learning_id)",
    "coalesce(e.content ->> 'title', t.title)",
    "coalesce(e.content ->> 'status', iif(e.content IS NULL, coalesce(u.status, t.status), NULL))",
    "coalesce(e.content ->> 'ended_at', iif(e.content IS NULL, t.ended_at, NULL))",
    "coalesce(e.content ->> 'score', iif(e.content IS NULL, t.score, NULL))",
  )} AS own,
    iif(e.relation = 'same', 'says the same', 'replaced by a newer one') AS note,
    coalesce(u.file_id, t.file_id) AS intoFileId, coalesce(u.line, t.line) AS intoLine
  FROM earlier_record e
  LEFT JOIN user_record u ON e.kind = 'user' AND u.record_id = e.record_id
  LEFT JOIN training_record t ON e.kind <> 'user' AND t.record_id = e.record_id
  WHERE (e.file_id, e.ordinal) >= (?, ?) AND (e.file_id, e.ordinal) < (?, ?) ORDER BY e.file_id, e.ordinal`;

/**
 * Every staged record from one place in the files to another, in the order of the files, whatever became of it.
 * Current ones come a page at a time: most of them need nothing but their row.
 */
export function* eachReportRecord(
  store: Store,
  from: RecordsPart = BEGINNING,
  before?: RecordsPart,
): Generator<RecordPage | ReportRecord> {
  const rangeOf = (kind: RecordKind) => ({ from: from[kind], to: (before?.[kind] ?? NO_RECORD) - 1 });
  const exceptions = {
    user: recordExceptions(store, 'user', rangeOf('user')),
    training: recordExceptions(store, 'training', rangeOf('training')),
  };
  const earlier = prepared(store, EARLIER).iterate(
    from.fileId,
    from.ordinal,
    before?.fileId ?? NOWHERE.fileId,
    before?.ordinal ?? 0,
  );
  try {
    const replaced = earlierRecords(earlier as IterableIterator<EarlierRow>);
    const current = (kind: RecordKind): Reading =>
      currentRecords(store, kind, rangeOf(kind), exceptions[kind], replaced);
    yield* inOrderOfPlace([current('user'), current('training')], replaced);
  } finally {
    exceptions.user.close();
    exceptions.training.close();
    earlier.return?.();
  }
}

/** Behind every record, and behind every place. */
const NO_RECORD = Number.MAX_SAFE_INTEGER;
const NOWHERE: Place = Object.freeze({ fileId: NO_RECORD, ordinal: 0 });

/** Some of the records, in the order of the files. */
interface Reading<Piece = RecordPage> {
  /** Where the next one stands; undefined at the end. */
  readonly head: () => Place | undefined;
  /** Records from there on, all of them before a place that is behind it. */
  readonly take: (until: Place) => Iterable<Piece>;
}

/** What stands between the records of a page is in the page. */
function* inOrderOfPlace(
  current: readonly Reading[],
  earlier: Reading<ReportRecord>,
): Generator<RecordPage | ReportRecord> {
  for (;;) {
    let next: Reading | undefined;
    let [first, until] = [NOWHERE, NOWHERE];
    for (const reading of current) {
      const head = reading.head();
      if (head === undefined) continue;
      if (isBefore(head, first)) [next, first, until] = [reading, head, first];
      else if (isBefore(head, until)) until = head;
    }
    yield* earlier.take(first);
    if (next === undefined) return;
    yield* next.take(until);
  }
}

type EarlierRow = Place & { readonly own: string } & Pick<RecordEnding, 'note' | 'intoFileId' | 'intoLine'>;

function earlierRecords(rows: IterableIterator<EarlierRow>): Reading<ReportRecord> {
  let next = rows.next();
  return {
    head: () => (next.done === true ? undefined : next.value),
    take: function* (until) {
      for (; next.done !== true && isBefore(next.value, until); next = rows.next()) {
        const { fileId, own, ...ending } = next.value;
        yield {
          fileId,
          own: own.split(VALUE_END),
          ending: { ...ending, fate: 'merged', code: null },
          targets: NONE,
          operations: NONE,
          differences: NONE,
          notes: NONE,
        };
      }
    },
  };
}

const HEAD = (kind: RecordKind): string =>
  `SELECT record_id AS recordId, file_id AS fileId, ordinal FROM ${kind}_record
   WHERE record_id BETWEEN ? AND ? ORDER BY record_id LIMIT 1`;
/** The first record of a page that is not of this file, or not before a place in it. */
const BEHIND = (kind: RecordKind): string =>
  `SELECT record_id AS recordId, file_id AS fileId, ordinal FROM ${kind}_record
   WHERE record_id BETWEEN ? AND ? AND (file_id <> ? OR ordinal >= ?) ORDER BY record_id LIMIT 1`;
const LAST = (kind: RecordKind): string =>
  `SELECT record_id AS recordId, file_id AS fileId, ordinal FROM ${kind}_record
   WHERE record_id <= ? ORDER BY record_id DESC LIMIT 1`;
const PAGE = 250;
/** How far a page goes on in its file: so many records that were replaced can stand in it, and are in memory, at most. */
const REACH = 4 * PAGE;

type NumberedPlace = Place & { readonly recordId: number };

/**
 * The records of a file have numbers without another file's between, in the order in which they end: a program comes
 * behind its parts. What was replaced comes before the first record that begins behind it.
 */
function currentRecords(
  store: Store,
  kind: RecordKind,
  { from, to }: RecordRange,
  exceptions: RecordExceptions,
  earlier: Reading<ReportRecord>,
): Reading {
  const headFrom = (recordId: number) =>
    prepared(store, HEAD(kind)).get(recordId, to) as NumberedPlace | undefined;
  let head = headFrom(from);
  const lastUpTo = (recordId: number) => prepared(store, LAST(kind)).get(recordId) as NumberedPlace;
  const behind = (first: number, last: number, { fileId, ordinal }: Place) =>
    prepared(store, BEHIND(kind)).get(first, last, fileId, ordinal) as NumberedPlace | undefined;
  /** The last of the page that begins with the head: all of it is of one file, and before a place. */
  const lastOf = ({ recordId, fileId }: NumberedPlace, until: Place): NumberedPlace => {
    const last = lastUpTo(Math.min(recordId + PAGE - 1, to));
    if (last.fileId === fileId && isBefore(last, until)) return last;
    const ordinal = until.fileId === fileId ? until.ordinal : NO_RECORD;
    const next = behind(recordId + 1, last.recordId, { fileId, ordinal });
    return next === undefined ? last : lastUpTo(next.recordId - 1);
  };
  /** The earlier records that stand in a page, by the number of the record that each comes before. */
  const between = (first: number, last: NumberedPlace): ReadonlyMap<number, readonly ReportRecord[]> => {
    const found = new Map<number, readonly ReportRecord[]>();
    let at = first;
    for (let place = earlier.head(); place?.fileId === last.fileId; place = earlier.head()) {
      const next = behind(at, last.recordId, place);
      if (next === undefined) break;
      found.set(next.recordId, [...earlier.take(next)]);
      at = next.recordId + 1;
    }
    return found;
  };
  return {
    head: () => head,
    take: (until) => {
      if (head === undefined) return NONE;
      const { recordId, fileId, ordinal } = head;
      const reach = { fileId, ordinal: ordinal + REACH };
      const last = lastOf(head, isBefore(reach, until) ? reach : until);
      const before = between(recordId, last);
      const extras = exceptions.through(last.recordId);
      const ids = JSON.stringify([...new Set([...extras.keys(), ...before.keys()])].sort((a, b) => a - b));
      const page = { from: recordId, to: last.recordId, fileId, exceptions: ids };
      const rows = ids === '[]' ? NONE : exceptionsIn(store, kind, ids);
      head = headFrom(last.recordId + 1);
      return [{ rows: pageOfRecords(store, kind, page), exceptions: recordsOf(rows, extras, before) }];
    },
  };
}

/** The records that some rows are of, each behind those that come before it. */
function recordsOf(
  rows: readonly (readonly string[])[],
  extras: ReadonlyMap<number, RecordExtras>,
  before: ReadonlyMap<number, readonly ReportRecord[]>,
): readonly (readonly ReportRecord[])[] {
  const records: (readonly ReportRecord[])[] = [];
  for (let begin = 0, end = 0; begin < rows.length; begin = end) {
    // A record that counts for several enrolments comes several times.
    const recordId = rows[begin]?.[0];
    while (rows[end]?.[0] === recordId) end += 1;
    const number = Number(recordId);
    const record = recordOf(rows.slice(begin, end), extras.get(number) ?? NO_EXTRAS);
    records.push([...(before.get(number) ?? NONE), record]);
  }
  return records;
}

function recordOf(rows: readonly (readonly string[])[], extras: RecordExtras): ReportRecord {
  const [row = []] = rows;
  const text = (at: number): string | null => row[at] || null;
  const number = (at: number): number | null => (row[at] ? Number(row[at]) : null);
  const targets = [...rows.map(targetOf).filter(({ cells }) => cells[0] !== ''), ...extras.shared];
  const fate = (row[FATE] || 'expected') as Fate['fate'];
  return {
    fileId: Number(row[1]),
    own: row.slice(OWN, OWN + RECORD_VALUES.own),
    ending: {
      fate: extras.isUnsettled ? null : fate,
      code: text(FATE + 1),
      note: text(FATE + 2),
      intoFileId: number(FATE + 3),
      intoLine: number(FATE + 4),
    },
    targets: targets.map(({ cells }) => cells),
    operations:
      extras.operations.length === 0
        ? NONE
        : newestOf(extras.operations, targets[0]?.userKey ?? ownerOf(row)),
    differences: extras.differences,
    notes: codesOf([...rows.map((one) => one[NOTES] ?? ''), ...extras.remarks]),
  };
}

/** Where the values of a row stand: see `exceptionsIn`. */
const [OWNER, NOTES, FATE, OWN] = [2, 3, 4, 9] as const;

function ownerOf(row: readonly string[]): string {
  return (row[OWNER] ?? '').toLowerCase();
}

function targetOf(row: readonly string[]): RecordTarget {
  return { userKey: ownerOf(row), cells: row.slice(OWN + RECORD_VALUES.own) };
}

const NONE: readonly never[] = Object.freeze([]);

/** The codes of all of them, each once; most have none, and no JSON is read for those. */
function codesOf(notes: readonly string[]): readonly string[] {
  if (notes.every((one) => one === '')) return NONE;
  return [...new Set(notes.flatMap((one) => (one === '' ? [] : (JSON.parse(one) as string[]))))];
}

/** Whether there are so many records that to read them all takes a while; by their numbers, since to count them does, too. */
export function recordsAreMany(store: Store): boolean {
  return (
    (store.prepare('SELECT coalesce(max(record_id), 0) FROM training_record').pluck().get() as number) > MANY
  );
}
const MANY = 50_000;
