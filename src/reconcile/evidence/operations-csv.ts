import type { PlannedRow } from '../../staging/index.js';
import type { Column } from '../report/csv.js';

/** plan/operations.csv: one row an operation. The names and their order are a contract; new columns come last. */
export const OPERATION_COLUMNS: readonly Column<PlannedRow>[] = Object.freeze([
  { name: 'plan', holds: 'the number of the plan', cell: (row) => row.planId },
  { name: 'operation', holds: 'the number of the operation', cell: (row) => row.operationId },
  { name: 'key', holds: 'what it brings about; the same in every plan', cell: (row) => row.key },
  { name: 'kind', holds: 'what it does', cell: (row) => row.kind },
  { name: 'verb', holds: 'POST or PATCH', cell: (row) => row.verb },
  { name: 'route', holds: 'api or bundle', cell: (row) => row.route },
  { name: 'user', holds: 'the legacy user id in lower case', cell: (row) => row.userKey },
  { name: 'state', holds: 'how far it is', cell: (row) => row.state },
  { name: 'attempts', holds: 'how often it was sent', cell: (row) => row.attempts },
  { name: 'code', holds: 'why it is not done', cell: (row) => row.code },
  { name: 'message', holds: 'the same in words', cell: (row) => row.message },
  { name: 'result', holds: 'the id that ALM gave', cell: (row) => row.result },
  { name: 'payload', holds: 'JSON: what was to be sent', cell: (row) => row.payload },
] satisfies Column<PlannedRow>[]);
