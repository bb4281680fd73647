import { expectedIsCurrent } from './basis.js';
import type { DifferenceRow } from './compare.js';
import type { OperationState } from './operations.js';
import type { RecordKind, RecordRange } from './record-pages.js';
import { Alongside, oneText, VALUE_END, type Values, wholeNumber } from './row-text.js';
import type { Store } from './store.js';

/** What is to be said of a record beside its own values and where it ended. */
export interface RecordExtras {
  /** It was staged since the last comparison, and has not ended anywhere. */
  isUnsettled: boolean;
  /** What it counts for in the enrolments of other records. */
  readonly shared: RecordTarget[];
  readonly operations: OwnedOperation[];
  readonly differences: { readonly verdict: DifferenceRow['verdict']; readonly code: string }[];
  /** Of an account, as JSON: codes of what mapping normalised. */
  readonly remarks: string[];
}

const nothing = (): RecordExtras => ({
  isUnsettled: false,
  shared: [],
  operations: [],
  differences: [],
  remarks: [],
});
export const NO_EXTRAS: Readonly<RecordExtras> = Object.freeze(nothing());

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

/** From one record id to another. */
const IN_RANGE = 'BETWEEN $from AND $to';

const UNSETTLED = (kind: RecordKind): string => `
  SELECT ${oneText('r.record_id', "''")} FROM ${kind}_record r
  WHERE r.record_id ${IN_RANGE}
    AND NOT EXISTS (SELECT 1 FROM record_fate f WHERE f.kind = '${kind}' AND f.record_id = r.record_id)
  ORDER BY r.record_id`;

/** Records that count for several enrolments, or for one with remarks: what is said of them stands in their rows. */
const NOT_ONE_AS_IT_IS = `
  SELECT ${oneText('e.record_id', "''")} FROM expected_enrolment e INDEXED BY expected_enrolment_by_record
  WHERE e.record_id ${IN_RANGE} GROUP BY e.record_id HAVING count(*) > 1 OR sum(e.notes <> '[]') > 0
  ORDER BY e.record_id`;

/** Records that count for a module of another record's enrolment. */
const SHARED = `
  SELECT ${oneText('c.record_id', 'e.user_key', 'e.course_id', 'e.instance_id', "'completed'", 'max(c.completed_at)', wholeNumber('max(c.score)'))}
  FROM expected_enrolment e CROSS JOIN expected_completion c ON c.expected_id = e.expected_id
  WHERE e.is_shared = 1 AND c.record_id <> e.record_id AND c.record_id ${IN_RANGE}
  GROUP BY c.record_id, c.expected_id ORDER BY c.record_id, c.expected_id`;

const OPERATIONS = (kind: RecordKind): string => `
  SELECT ${oneText('record_id', 'user_key', 'operation_key', 'kind', 'state', 'plan_id', 'code', 'message')}
  FROM operation WHERE record_kind = '${kind}' AND record_id ${IN_RANGE} ORDER BY record_id, plan_id, operation_id`;

const PERSON_REMARKS = `
  SELECT ${oneText('record_id', 'notes')} FROM expected_person
  WHERE notes <> '[]' AND record_id ${IN_RANGE} ORDER BY record_id`;

const VERDICTS = (kind: RecordKind): string => `
  SELECT ${oneText('record_id', 'verdict', 'code')} FROM difference
  WHERE kind = '${kind}' AND record_id ${IN_RANGE} ORDER BY record_id, difference_id`;

/** The records of which there is more to say than where they ended: most are none. */
export interface RecordExceptions {
  /** Those up to a record id that were not told yet, by their ids; good until the next are asked for. */
  readonly through: (recordId: number) => ReadonlyMap<number, RecordExtras>;
  readonly close: () => void;
}

/** Reads what there is to say of the records from one number to another, each table once, in the order of the records. */
export function recordExceptions(store: Store, kind: RecordKind, range: RecordRange): RecordExceptions {
  const beside = new Alongside(store, range);
  const found = new Map<number, RecordExtras>();
  const of = (recordId: number): RecordExtras => {
    let extras = found.get(recordId);
    if (extras === undefined) {
      extras = nothing();
      found.set(recordId, extras);
    }
    return extras;
  };
  if (!expectedIsCurrent(store))
    beside.read(UNSETTLED(kind), (recordId) => {
      of(recordId).isUnsettled = true;
    });
  if (kind === 'user') beside.read(PERSON_REMARKS, (recordId, row) => of(recordId).remarks.push(row.rest()));
  else {
    beside.read(NOT_ONE_AS_IT_IS, of);
    beside.read(SHARED, (recordId, row) =>
      of(recordId).shared.push({ userKey: row.text(), cells: row.rest().split(VALUE_END) }),
    );
  }
  beside.read(OPERATIONS(kind), (recordId, row) => of(recordId).operations.push(operationOf(row)));
  beside.read(VERDICTS(kind), (recordId, row) =>
    of(recordId).differences.push({ verdict: row.text() as DifferenceRow['verdict'], code: row.text() }),
  );
  return {
    through: (recordId) => {
      found.clear();
      beside.through(recordId);
      return found;
    },
    close: () => beside.close(),
  };
}

function operationOf(row: Values): OwnedOperation {
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
