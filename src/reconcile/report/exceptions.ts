import {
  type ReportDifference,
  type ReportReject,
  rarestDifferences,
  rarestRejects,
  rarestUnmoved,
  type Store,
  type UnmovedRecord,
} from '../../staging/index.js';
import type { Verdict } from './story.js';
import { sideOf } from './values.js';
import { answerWords, legacyWords, operationWords, type Sent, stateWords } from './words.js';

/** One row of the page's list: something that a person may want to look at. Absent is null. */
export interface Exception {
  readonly verdict: Verdict;
  readonly subject: 'profile' | 'person' | 'enrolment' | 'completion' | 'account' | 'record';
  readonly code: string;
  readonly user: string | null;
  readonly name: string | null;
  readonly organisation: string | null;
  readonly what: string;
  readonly detail: string | null;
  readonly should: string | null;
  readonly holds: string | null;
  readonly sent: string | null;
  readonly answer: string | null;
  readonly place: string | null;
}

/** How many rows the page takes: enough to look through, few enough that a browser stays quick and a mail goes out. */
export const PAGE_LIMITS = Object.freeze({ exceptions: 5000, unmoved: 1000, rejects: 500 });

/** How many exceptions of each kind there are in all. */
export interface ExceptionCounts {
  readonly differences: number;
  readonly unmoved: number;
  readonly rejects: number;
}

/** Shares the room out: differences take what the others, within their own limits, leave. */
export function shareRoom(
  counts: ExceptionCounts,
  limits: { readonly exceptions: number; readonly unmoved: number; readonly rejects: number } = PAGE_LIMITS,
): ExceptionCounts {
  const rejects = Math.min(counts.rejects, limits.rejects);
  const reserved = Math.min(counts.unmoved, limits.unmoved);
  const differences = Math.min(counts.differences, limits.exceptions - rejects - reserved);
  const unmoved = Math.min(counts.unmoved, limits.exceptions - rejects - differences);
  return { differences, unmoved, rejects };
}

/** The exceptions that the page shows: of each kind those of rare codes first, so that none is crowded out. */
export function* pickExceptions(store: Store, room: ExceptionCounts): Generator<Exception> {
  for (const row of rarestDifferences(store, room.differences)) yield differenceException(row);
  for (const row of rarestUnmoved(store, room.unmoved)) yield unmovedException(row);
  for (const row of rarestRejects(store, room.rejects)) yield rejectException(row);
}

function differenceException(row: ReportDifference): Exception {
  const should = sideOf(row.subject, row.expected);
  const holds = sideOf(row.subject, row.actual);
  const sent = sentOf(row);
  return {
    verdict: row.verdict,
    subject: row.subject,
    code: row.code,
    user: row.userKey,
    name: row.userName,
    organisation: row.organisation,
    what: row.courseTitle ?? row.courseId ?? row.profileName ?? row.userName ?? '',
    detail: row.moduleName ?? row.instanceId,
    should: row.expected === null ? null : (should.person ?? stateWords(should)),
    holds: row.actual === null ? null : (holds.person ?? stateWords(holds)),
    sent: sent === null ? null : operationWords(sent),
    answer: sent === null ? null : answerWords(sent),
    place: row.file === null ? null : `${row.file}, line ${row.line}`,
  };
}

function sentOf(row: ReportDifference): Sent | null {
  const { operationKind: kind, operationState: state, planId } = row;
  if (kind === null || state === null || planId === null) return null;
  const { operationCode: code, operationMessage: message, attempts } = row;
  const { askedAt, answerStatus, answerRequestId, answerMessage } = row;
  const answer = { askedAt, answerStatus, answerRequestId, answerMessage };
  return { kind, state, planId, code, message, attempts: attempts ?? 0, ...answer };
}

function unmovedException(row: UnmovedRecord): Exception {
  const facts = [
    row.status === null ? null : `status ${row.status}`,
    row.endedAt === null ? null : `ended ${row.endedAt}`,
  ].filter((fact) => fact !== null);
  return {
    ...NOTHING,
    verdict: row.fate,
    subject: row.kind === 'user' ? 'account' : 'record',
    code: row.code,
    user: row.userKey === '' ? null : row.userKey,
    name: row.userName,
    organisation: row.organisation,
    what: row.kind === 'user' ? (row.userName ?? row.userKey) : legacyWords(row),
    detail: [...facts, ...(row.note === null || isSaid(row.note, row) ? [] : [row.note])].join(', ') || null,
    place: `${row.file}, line ${row.line}`,
  };
}

/** Whether a note is nothing but a value that stands in the row already, with the field's name before it or without. */
function isSaid(note: string, { status, endedAt, title, learningId }: UnmovedRecord): boolean {
  return [status, endedAt, title, learningId].some(
    (value) => value !== null && value !== '' && (note === value || note.endsWith(` ${value}`)),
  );
}

function rejectException(row: ReportReject): Exception {
  return {
    ...NOTHING,
    verdict: 'rejected',
    subject: 'record',
    code: row.code,
    what: row.raw.length > 200 ? `${row.raw.slice(0, 200)} …` : row.raw,
    detail: row.message,
    place: `${row.file}, line ${row.line}`,
  };
}

const NOTHING = Object.freeze({
  user: null,
  name: null,
  organisation: null,
  detail: null,
  should: null,
  holds: null,
  sent: null,
  answer: null,
});
