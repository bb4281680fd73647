import type { AttemptRow } from '../staging/index.js';
import { guarded } from '../terms/index.js';

/** The columns of the audit trail, in the order of the file. Their names are part of the contract with its readers. */
export const AUDIT_COLUMNS = [
  'attemptId',
  'planId',
  'key',
  'kind',
  'purpose',
  'method',
  'path',
  'startedAt',
  'durationMs',
  'status',
  'requestId',
  'outcome',
  'code',
  'message',
] as const satisfies readonly (keyof AttemptRow)[];

/** How the audit trail is written: for a spreadsheet, or one JSON object a line. */
export const AUDIT_FORMATS = Object.freeze({
  csv: {
    head: `${AUDIT_COLUMNS.join(',')}\r\n`,
    row: (attempt: AttemptRow) => `${AUDIT_COLUMNS.map((column) => cell(attempt[column])).join(',')}\r\n`,
  },
  jsonl: { head: '', row: (attempt: AttemptRow) => `${JSON.stringify(attempt)}\n` },
});

/** A cell that a spreadsheet shows and does not calculate. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = guarded(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
