import { expectedIsCurrent } from './basis.js';
import type { DifferenceRow } from './compare.js';
import type { OperationState } from './operations.js';
import { EXCEPTIONS, type RecordKind, type RecordRange } from './record-pages.js';
import { Alongside, oneText, VALUE_END, type Values, wholeNumber } from './row-text.js';
import type { Store } from './store.js';

/** What is to be said of a record beside its own values and where it ended. */
export interface RecordExtras {
  /** It was staged since the last comparison, and has not ended anywhere. */
  readonly isUnsettled: boolean;
  /** What it counts for in the enrolments of other records. */
  readonly shared: readonly RecordTarget[];
  readonly operations: readonly OwnedOperation[];
  readonly differences: readonly { readonly verdict: DifferenceRow['verdict']; readonly code: string }[];
  /** Of an account, as JSON: codes of what mapping normalised. */
  readonly remarks: readonly string[];
}

/** What ALM should hold because of a record: its course, instance, state, instant and score. */
export interface RecordTarget {
  /** In lower case. Another than the record's, where two were merged. */
  readonly userKey: string;
  readonly cells: readonly string[];
}

export interface ReportOperation {
  readonly kind: string;
  readonly state: OperationState;
  readonly code: string | null;
  readonly message: string | null;
  readonly planId: number;
}

interface OwnedOperation {
  readonly userKey: string;
  readonly key: string;
  readonly operation: ReportOperation;
}

/** Rows that say more of records, from one record id to another. */
interface Source<Row> {
  readonly recordId: string;
  readonly values: readonly string[];
  readonly rows: string;
  /** Of the rows of one record. */
  readonly order: string;
  readonly rowOf: (values: Values) => Row;
}

const UNSETTLED = (kind: RecordKind): Source<true> => ({
  recordId: 'r.record_id',
  values: ["''"],
  rows: `FROM ${kind}_record r WHERE r.record_id BETWEEN $from AND $to
    AND NOT EXISTS (SELECT 1 FROM record_fate f WHERE f.kind = '${kind}' AND f.record_id = r.record_id)`,
  order: '1',
  rowOf: () => true,
});

/** Records that count for a module of another record's enrolment. */
const SHARED: Source<RecordTarget> = {
  recordId: 'c.record_id',
  values: [
    ...['e.user_key', 'e.course_id', 'e.instance_id', "'completed'", 'max(c.completed_at)'],
    wholeNumber('max(c.score)'),
  ],
  rows: `FROM expected_enrolment e CROSS JOIN expected_completion c ON c.expected_id = e.expected_id
    WHERE e.is_shared = 1 AND c.record_id <> e.record_id AND c.record_id BETWEEN $from AND $to
    GROUP BY c.record_id, c.expected_id`,
  order: 'c.expected_id',
  rowOf: (row) => ({ userKey: row.text(), cells: row.rest().split(VALUE_END) }),
};

/** Records that count for several enrolments, or for one with remarks: what is said of them stands in their rows. */
const NOT_ONE_AS_IT_IS = {
  recordId: 'e.record_id',
  rows: `FROM expected_enrolment e INDEXED BY expected_enrolment_by_record WHERE e.record_id BETWEEN $from AND $to
    GROUP BY e.record_id HAVING count(*) > 1 OR sum(e.notes <> '[]') > 0`,
};

const OPERATIONS = (kind: RecordKind): Source<OwnedOperation> => ({
  recordId: 'o.record_id',
  values: ['o.user_key', 'o.operation_key', 'o.kind', 'o.state', 'o.plan_id', 'o.code', 'o.message'],
  rows: `FROM operation o WHERE o.record_kind = '${kind}' AND o.record_id BETWEEN $from AND $to`,
  order: 'o.plan_id, o.operation_id',
  rowOf: (row) => {
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
  },
});

const PERSON_REMARKS: Source<string> = {
  recordId: 'p.record_id',
  values: ['p.notes'],
  rows: `FROM expected_person p WHERE p.notes <> '[]' AND p.record_id BETWEEN $from AND $to`,
  order: '1',
  rowOf: (row) => row.rest(),
};

const VERDICTS = (kind: RecordKind): Source<RecordExtras['differences'][number]> => ({
  recordId: 'd.record_id',
  values: ['d.verdict', 'd.code'],
  rows: `FROM difference d WHERE d.kind = '${kind}' AND d.record_id BETWEEN $from AND $to`,
  order: 'd.difference_id',
  rowOf: (row) => ({ verdict: row.text() as DifferenceRow['verdict'], code: row.text() }),
});

/** What can be said of the records of a kind, and where it is found. */
const SOURCES = Object.freeze({
  user: [OPERATIONS('user'), PERSON_REMARKS, VERDICTS('user')],
  training: [NOT_ONE_AS_IT_IS, SHARED, OPERATIONS('training'), VERDICTS('training')],
});

/** Names the exceptions among the records from one number to another, and no others; nothing may be read meanwhile. */
export function findExceptions(store: Store, kind: RecordKind, range: RecordRange): void {
  const sources = [...SOURCES[kind], ...(expectedIsCurrent(store) ? [] : [UNSETTLED(kind)])];
  store.exec(`CREATE TABLE IF NOT EXISTS ${EXCEPTIONS(kind)} (record_id INTEGER PRIMARY KEY) STRICT;
    DELETE FROM ${EXCEPTIONS(kind)}`);
  for (const { recordId, rows } of sources)
    store.prepare(`INSERT OR IGNORE INTO ${EXCEPTIONS(kind)} SELECT ${recordId} ${rows}`).run(range);
}

/** What there is to say of the records that were found; numbers are asked for in their order. */
export interface RecordExceptions {
  readonly of: (recordId: number) => RecordExtras;
  readonly close: () => void;
}

export function readExceptions(store: Store, kind: RecordKind, range: RecordRange): RecordExceptions {
  const beside = new Alongside(store, range);
  const read = <Row>({ recordId, values, rows, order, rowOf }: Source<Row>) =>
    beside.read(`SELECT ${oneText(recordId, ...values)} ${rows} ORDER BY ${recordId}, ${order}`, rowOf);
  const unsettled = expectedIsCurrent(store) ? nothing : read(UNSETTLED(kind));
  const shared = kind === 'user' ? nothing : read(SHARED);
  const operations = read(OPERATIONS(kind));
  const remarks = kind === 'user' ? read(PERSON_REMARKS) : nothing;
  const differences = read(VERDICTS(kind));
  return {
    of: (recordId) => ({
      isUnsettled: unsettled(recordId).length > 0,
      shared: shared(recordId),
      operations: operations(recordId),
      differences: differences(recordId),
      remarks: remarks(recordId),
    }),
    close: () => beside.close(),
  };
}

function nothing(): readonly never[] {
  return [];
}

/**
 * The newest operation of each key. A record id can be given anew after its record was replaced: an
 * operation of another person is not this record's.
 */
export function newestOf(
  operations: RecordExtras['operations'],
  userKey: string,
): readonly ReportOperation[] {
  const newest = new Map<string, ReportOperation>();
  for (const one of operations) if (one.userKey === userKey) newest.set(one.key, one.operation);
  return [...newest.values()];
}
