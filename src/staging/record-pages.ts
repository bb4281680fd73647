import { prepared } from './prepared.js';
import { oneText, VALUE_END, wholeNumber } from './row-text.js';
import type { Store } from './store.js';

/** The two tables of current records. */
export type RecordKind = 'user' | 'training';

/** The records from one number to another. */
export interface RecordRange {
  readonly from: number;
  readonly to: number;
}

/** Line, ordinal, kind, user, learning id, title, status, end and score. */
const OWN: Readonly<Record<RecordKind, readonly string[]>> = Object.freeze({
  user: ['r.line', 'r.ordinal', 'r.kind', 'r.user_id', 'NULL', 'NULL', 'r.status', 'NULL', 'NULL'],
  training: [
    ...['r.line', 'r.ordinal', 'r.kind', 'r.user_id', 'r.learning_id'],
    ...['r.title', 'r.status', 'r.ended_at', 'r.score'],
  ],
});
/** Course, instance, state, instant of completion and score of what ALM should hold because of a training record. */
const TARGET = ['e.course_id', 'e.instance_id', 'e.state', 'e.completed_at', wholeNumber('e.score')];
/** Fate, code, note, and the file and line of the record that counts instead; for any fate but "expected". */
const ENDING = (file: string): readonly string[] => ['f.fate', 'f.code', 'f.note', file, 'i.line'];

/** How many values `exceptionsIn` gives of the record itself, and of what ALM should hold. */
export const RECORD_VALUES = Object.freeze({ own: OWN.training.length, target: TARGET.length });

/** Fates and enrolments stand whole in indexes in the order of the records: nothing is sorted, and no row is looked up. */
const FATE = 'record_fate f INDEXED BY record_fate_exceptions_by_record';
const FATE_OF = (kind: RecordKind): string =>
  `f.kind = '${kind}' AND f.record_id = r.record_id AND f.fate <> 'expected'`;
/** `$exceptions` is a JSON array of record ids, in their order. */
const IS_EXCEPTION = '(r.record_id IN (SELECT value FROM json_each($exceptions)))';
const ENROLMENT = 'expected_enrolment e INDEXED BY expected_enrolment_by_record';

/** Values with `$end` behind each: SQLite calls `char(0)` anew for each row that it may not need it for. */
const ended = (values: readonly string[]): string => values.map((value) => `${value}, $end`).join(', ');

/**
 * A page of records, in the order of their numbers, by which SQLite goes through them. An exception is one
 * `VALUE_END`; of the others, all that is expected is as it should be. A look at the fate is had only where no
 * enrolment tells it.
 */
const PAGE = (kind: RecordKind): string => {
  const elsewhere = `coalesce((
    SELECT concat(${ended(ENDING('z.name'))}, $nothing)
    FROM ${FATE} LEFT JOIN ${kind}_record i ON i.record_id = f.into_record
    LEFT JOIN source_file z ON z.file_id = i.file_id WHERE ${FATE_OF(kind)}), $present)`;
  const tail =
    kind === 'user'
      ? elsewhere
      : `iif(e.record_id IS NULL, ${elsewhere}, concat($expected, ${ended(TARGET)}, $matched))`;
  return `
    SELECT CAST(group_concat(iif(${IS_EXCEPTION}, $end, concat($file, ${ended(OWN[kind])}, ${tail})), '') AS BLOB)
    FROM ${kind}_record r
    ${kind === 'user' ? '' : `LEFT JOIN ${ENROLMENT} ON NOT ${IS_EXCEPTION} AND e.record_id = r.record_id`}
    WHERE r.record_id BETWEEN $from AND $to`;
};

/** What stands in a row behind the record's own values, by where it ended: the last are operation, verdict, codes and remarks. */
const END = `${VALUE_END}\n`;
const NOTHING = VALUE_END.repeat(TARGET.length + 6) + END;
const EXPECTED = `expected${VALUE_END.repeat(ENDING('').length)}`;
const MATCHED = `${VALUE_END.repeat(4)}matched${VALUE_END.repeat(2)}${END}`;
const PRESENT = { nothing: NOTHING, present: EXPECTED + VALUE_END.repeat(TARGET.length) + MATCHED };
const REST = Object.freeze({
  user: PRESENT,
  training: { ...PRESENT, expected: EXPECTED, matched: MATCHED },
});

const PAGES = Object.freeze({ user: PAGE('user'), training: PAGE('training') });
const FILE = `SELECT concat(file_id, char(0), name, char(0)) FROM source_file WHERE file_id = ?`;

/**
 * The rows of records of one file, one at least, for records.csv: in UTF-8, with `VALUE_END` behind each value and a line
 * feed behind the last; see `PAGE` for the exceptions.
 */
export function pageOfRecords(
  store: Store,
  kind: RecordKind,
  page: RecordRange & { readonly fileId: number; readonly exceptions: string },
): Uint8Array {
  const { fileId, ...values } = page;
  const file = prepared(store, FILE).pluck().get(fileId);
  return prepared(store, PAGES[kind])
    .pluck()
    .get({ ...values, file, end: VALUE_END, ...REST[kind] }) as Uint8Array;
}

/**
 * Exceptions as values: number, file, whose it is, remarks, where it ended, the record's own and those of what ALM
 * should hold because of it. A training record comes with each enrolment that it counts for.
 */
export function exceptionsIn(
  store: Store,
  kind: RecordKind,
  exceptions: string,
): readonly (readonly string[])[] {
  const rows = prepared(store, ROWS[kind]).pluck().all(exceptions) as string[];
  return rows.map((row) => row.split(VALUE_END));
}

const ROW = (kind: RecordKind): string => {
  const [owner, notes, target] =
    kind === 'user'
      ? ['r.user_id', 'NULL', TARGET.map(() => 'NULL')]
      : ['coalesce(e.user_key, r.user_id)', "nullif(e.notes, '[]')", TARGET];
  return `
    SELECT ${oneText('r.record_id', 'r.file_id', owner, notes, ...ENDING('i.file_id'), ...OWN[kind], ...target)}
    FROM json_each(?) x CROSS JOIN ${kind}_record r ON r.record_id = x.value
    ${kind === 'user' ? '' : `LEFT JOIN ${ENROLMENT} ON e.record_id = r.record_id`}
    LEFT JOIN ${FATE} ON ${FATE_OF(kind)}
    LEFT JOIN ${kind}_record i ON i.record_id = f.into_record
    ORDER BY r.record_id`;
};
const ROWS = Object.freeze({ user: ROW('user'), training: ROW('training') });
