import type { OperationState } from '../../staging/index.js';

/** `2020-01-03 09:00 UTC`: ALM itself knows no more than the minute. A text that is no instant in UTC stays as it is. */
export function instantWords(instant: string | null): string | null {
  const parts = instant === null ? null : /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[\d:.]*Z$/.exec(instant);
  return parts === null ? instant : `${parts[1]} ${parts[2]} UTC`;
}

/** What ALM should hold or holds of one enrolment or completion, in a few words. */
export function stateWords(fact: {
  readonly state: string | null;
  readonly completedAt: string | null;
  readonly score?: number | null;
  readonly durationSeconds?: number | null;
}): string {
  const score = fact.score === null || fact.score === undefined ? [] : [`score ${fact.score}`];
  const spent =
    fact.durationSeconds === null || fact.durationSeconds === undefined
      ? []
      : [spanWords(fact.durationSeconds)];
  const state = fact.state?.toLowerCase() ?? '';
  return [
    [state, instantWords(fact.completedAt) ?? ''].filter((word) => word !== '').join(' '),
    ...score,
    ...spent,
  ]
    .filter((word) => word !== '')
    .join(', ');
}

/** `7 h 30 min spent`, to the minute, as ALM's own transcript has it. */
function spanWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const parts = [
    minutes >= 60 ? `${Math.floor(minutes / 60)} h` : '',
    minutes % 60 > 0 || minutes < 60 ? `${minutes % 60} min` : '',
  ];
  return `${parts.filter((part) => part !== '').join(' ')} spent`;
}

const STATES: Readonly<Record<OperationState, string>> = Object.freeze({
  planned: 'planned, not sent yet',
  inFlight: 'sent, the answer is not known yet',
  done: 'done',
  failed: 'failed',
  waiting: 'waits to be sent again',
  unknown: 'sent, and it is not known whether it took effect',
  blocked: 'held back: it stands on one that failed',
});

const KINDS: Readonly<Record<string, string>> = Object.freeze({
  createProfile: 'create the external profile',
  createUser: 'create the user',
  addExternalUser: 'create the external user',
  updateUser: 'update the user',
  enrol: 'enrol',
  grade: 'write the completion',
});

/** An operation as far as it got, and the last answer to it. */
export interface Sent {
  readonly kind: string;
  readonly state: OperationState;
  readonly code: string | null;
  readonly message: string | null;
  readonly planId: number;
  readonly attempts: number;
  readonly askedAt: string | null;
  readonly answerStatus: number | null;
  readonly answerRequestId: string | null;
  readonly answerMessage: string | null;
}

/** What was done about it: `enrol: failed (plan 2, sent twice)`. */
export function operationWords(sent: Sent): string {
  const times =
    sent.attempts === 0 ? [] : [sent.attempts === 1 ? 'sent once' : `sent ${sent.attempts} times`];
  const why = sent.code === null ? '' : `; ${sent.code}${sent.message === null ? '' : `: ${sent.message}`}`;
  const where = [`plan ${sent.planId}`, ...times].join(', ');
  return `${KINDS[sent.kind] ?? sent.kind}: ${STATES[sent.state]} (${where})${why}`;
}

/** What ALM said last; null where nothing was asked. */
export function answerWords(sent: Sent): string | null {
  if (sent.askedAt === null) return null;
  const words = [
    sent.answerStatus === null ? 'no status' : `status ${sent.answerStatus}`,
    sent.answerMessage,
    sent.answerRequestId === null ? null : `request id ${sent.answerRequestId}`,
    `asked ${instantWords(sent.askedAt)}`,
  ];
  return words.filter((word) => word !== null).join(', ');
}

/** A legacy record in one line, as the export wrote it. */
export function legacyWords(record: {
  readonly learningId: string | null;
  readonly title: string | null;
}): string {
  if (record.title === null) return record.learningId ?? 'without id and title';
  return record.learningId === null ? record.title : `${record.title} (${record.learningId})`;
}
