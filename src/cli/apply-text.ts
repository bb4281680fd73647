import type { RunEnd } from '../executor/index.js';
import type { OperationCount } from '../staging/index.js';
import { EXIT, type ExitCode, reasonOf } from '../terms/index.js';
import { count, integer, table } from './wording.js';

/** Operations that need a person. */
const STUCK: ReadonlySet<string> = new Set(['failed', 'blocked', 'unknown']);

type Counts = readonly OperationCount[];

/** How a run ended, in a sentence. */
export function endText(end: RunEnd): string {
  switch (end.why) {
    case 'finished':
      return 'The plan is carried out as far as it can be.';
    case 'drained':
      return 'Stopped as asked; what was in flight is finished, or is looked up by the next apply.';
    case 'aborted':
      return 'Stopped at once; what was in flight is looked up by the next apply.';
    case 'limit':
      return 'Stopped: the number of operations that was asked for is sent.';
    case 'until':
      return 'Stopped: it is the time that was asked for.';
    case 'maxFailures':
      return `Stopped itself: ${count(end.failures, 'operation')} failed in this run (--max-failures).`;
    case 'failureShare':
      return `Stopped itself: ${integer(end.failures)} of the last 100 operations failed (limits.maxFailureShare).`;
    case 'refused':
      return 'Stopped: ALM refuses every request.';
    default:
      return end satisfies never;
  }
}

export function exitOf(end: RunEnd, operations: Counts): ExitCode {
  switch (end.why) {
    case 'drained':
    case 'aborted':
      return EXIT.interrupted;
    case 'limit':
    case 'until':
      return EXIT.stoppedAsAsked;
    case 'maxFailures':
    case 'failureShare':
      return EXIT.safetyLimit;
    case 'finished':
      return operations.some((row) => STUCK.has(row.state)) ? EXIT.needsPerson : EXIT.clean;
    case 'refused':
      return EXIT.failed;
    default:
      return end satisfies never;
  }
}

/** What is left for a person, by kind and reason; empty where nothing is. */
export function failuresText(operations: Counts): string {
  const stuck = operations.filter((row) => STUCK.has(row.state));
  if (stuck.length === 0) return '';
  const rows = stuck.map((row) => [
    row.count,
    row.kind,
    row.state,
    row.code ?? '',
    reasonOf(row.code ?? '').mend,
  ]);
  return `\nFor a person\n${table(rows)}`;
}

/** What to type next. */
/** `forBundle`: operations of the plan that go by ALM's migration files and are still open. */
export function nextText(end: RunEnd, operations: Counts, forBundle: number): string {
  if (end.why === 'maxFailures' || end.why === 'failureShare') {
    return 'Next: alm-migrate status shows what ALM said; mend it, then alm-migrate retry, then alm-migrate apply.';
  }
  if (end.why !== 'finished') return 'Next: alm-migrate apply goes on where this stopped.';
  return operations.some((row) => STUCK.has(row.state))
    ? 'Next: alm-migrate reconcile shows each of them with its record; alm-migrate why USER tells its whole life'
    : forBundle > 0
      ? `Next: alm-migrate bundle write (${count(forBundle, 'operation')} of the plan ${forBundle === 1 ? 'goes' : 'go'} by ALM’s migration files), then alm-migrate reconcile`
      : 'Next: alm-migrate reconcile';
}

/** What a run cost, as it was predicted and as it was. */
export interface RequestsOfVerb {
  readonly verb: 'POST' | 'PATCH';
  /** One request an operation. */
  readonly predicted: number;
  /** By all runs of the plan together. */
  readonly sent: number;
  /** Of those, sent again after ALM had said that it was not done, or a probe had shown it. */
  readonly repeated: number;
  readonly probes: number;
}

export function requestsText(requests: readonly RequestsOfVerb[], reads: number): string {
  const lines = requests.map((row) => {
    const again = row.repeated === 0 ? '' : `, ${integer(row.repeated)} of them again`;
    const probes = row.probes === 0 ? '' : `; ${count(row.probes, 'look')} at what became of them`;
    return `${row.verb}: ${count(row.predicted, 'request')} predicted, ${integer(row.sent)} sent${again}${probes}.`;
  });
  return [...lines, `GET: ${count(reads, 'request')} in this run.`].join('\n');
}
