import type { OperationLife, RecordLife } from '../staging/index.js';
import { reasonOf } from '../terms/index.js';
import { duration } from './wording.js';

/** Where a record stands, and what a person has to do about it. */
export interface Verdict {
  readonly verdict: string;
  readonly code: string | null;
  readonly todo: string;
}

const NOTHING = 'nothing';

/**
 * The verdict on a record: by its fate, where it does not move; else by the newest operation that is
 * not done, then by what the last comparison has against it.
 */
export function verdictOf(life: RecordLife): Verdict {
  const { fate } = life;
  if (fate === null) return { verdict: 'not planned yet', code: null, todo: 'alm-migrate plan' };
  if (fate.fate === 'merged') return { verdict: 'merged', code: fate.code, todo: NOTHING };
  if (fate.fate !== 'expected') {
    const verdict = fate.fate === 'leftOut' ? 'left out' : fate.fate;
    return { verdict, code: fate.code, todo: fate.code === null ? NOTHING : reasonOf(fate.code).mend };
  }
  const newest = Math.max(...life.operations.map(({ planId }) => planId));
  const open = life.operations.find(({ planId, state }) => planId === newest && state !== 'done');
  if (open !== undefined) return { verdict: open.state, code: open.code, todo: todoOf(open) };
  const contested = life.differences.find(({ verdict }) => verdict === 'contested');
  if (contested !== undefined) {
    return { verdict: 'contested', code: contested.code, todo: reasonOf(contested.code).mend };
  }
  if (life.operations.some(({ planId }) => planId === newest)) {
    return { verdict: 'done: ALM took it', code: null, todo: NOTHING };
  }
  const left = life.differences[0];
  return left === undefined
    ? { verdict: 'ALM held it already', code: null, todo: NOTHING }
    : { verdict: left.verdict, code: left.code, todo: reasonOf(left.code).mend };
}

function todoOf(operation: OperationLife): string {
  if (operation.state === 'planned' || operation.state === 'waiting' || operation.state === 'inFlight') {
    return 'alm-migrate apply';
  }
  return operation.code === null ? NOTHING : reasonOf(operation.code).mend;
}

/** The life of one record, in the order in which it happened. */
export function lifeText(life: RecordLife): string {
  const { verdict, code, todo } = verdictOf(life);
  const name = [life.learningId, life.title === null ? null : `"${life.title}"`].filter(
    (part) => part !== null,
  );
  const lines = [
    `${life.kind === 'user' ? 'Account' : name.join(' ') || 'Training'}  ${life.file}:${life.line} (record ${life.ordinal})`,
    step('staged', pairs(life.staged)),
    ...life.earlier.map((one) =>
      step(
        'earlier',
        `${one.file}:${one.line} ${one.relation === 'same' ? 'says the same' : `said: ${one.content}`}`,
      ),
    ),
    ...life.findings.map((one) =>
      step(
        'finding',
        `${one.code}  ${one.field} = ${JSON.stringify(one.value)}: ${reasonOf(one.code).cause}`,
      ),
    ),
    ...(life.fate === null ? [] : [step('fate', fateText(life.fate))]),
    ...life.expected.map((row) => step('expected', pairs(row))),
    ...life.operations.flatMap(operationLines),
    ...life.actual.map((row) => step('ALM holds', pairs(row))),
    ...life.differences.map((row) => step('compared', `${row.subject} ${row.verdict}: ${row.code}`)),
    step('verdict', code === null ? verdict : `${verdict}: ${code}, ${reasonOf(code).cause}`),
    step('do now', todo),
  ];
  return lines.join('\n');
}

function step(label: string, words: string): string {
  return `  ${label.padEnd(10)} ${words}`;
}

function pairs(row: Readonly<Record<string, unknown>>): string {
  return Object.entries(row)
    .filter(([, value]) => value !== null && value !== '' && value !== '[]')
    .map(([name, value]) => (name === 'subject' ? String(value) : `${name}=${String(value)}`))
    .join('  ');
}

function fateText(fate: NonNullable<RecordLife['fate']>): string {
  const into = fate.intoFile === null ? '' : ` into ${fate.intoFile}:${fate.intoLine}`;
  const why = fate.code === null ? '' : `: ${fate.code}, ${reasonOf(fate.code).cause}`;
  const note = fate.note === null ? '' : ` (${fate.note})`;
  return `${fate.fate === 'leftOut' ? 'left out' : fate.fate}${into}${why}${note}`;
}

function operationLines(operation: OperationLife): readonly string[] {
  const { kind, planId, state, code, message, result } = operation;
  const why = [code, message].filter((part) => part !== null).join(' ');
  const gave = result === null ? '' : `, ALM gave ${result}`;
  return [
    step('operation', `${kind} of plan ${planId}: ${state}${gave}${why === '' ? '' : `  ${why}`}`),
    ...operation.attempts.map((attempt) => {
      const answer =
        attempt.outcome === null ? 'this process died before it knew' : String(attempt.status ?? 'no answer');
      const parts = [
        attempt.startedAt,
        attempt.purpose === 'probe' ? 'looked' : 'sent',
        `${attempt.method} ${attempt.path}`,
        answer,
        attempt.outcome ?? '',
        attempt.requestId === null ? '' : `x-request-id ${attempt.requestId}`,
        attempt.durationMs === null ? '' : duration(attempt.durationMs),
        attempt.message ?? '',
      ];
      return `             ${parts.filter((part) => part !== '').join('  ')}`;
    }),
  ];
}
