import type { MigrationConfig } from './config-schema.js';
import type { Candidate, StagedTraining } from './outcome.js';

type Policy = MigrationConfig['records']['choose'];
type Order = (a: Candidate, b: Candidate) => number;

/** A null comes after every number. */
function descending(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return b - a;
}

function ascending(a: number | null, b: number | null): number {
  if (a === null || b === null) return descending(a, b);
  return a - b;
}

const latest: Order = (a, b) => descending(a.completed, b.completed);
const first: Order = (a, b) => ascending(a.completed, b.completed);
const best: Order = (a, b) => descending(shareOfScale(a), shareOfScale(b)) || latest(a, b);

const POLICIES: Readonly<Record<Policy, Order>> = Object.freeze({ latest, first, best });

/** How far up its scale a score lies; scales may differ where two legacy courses are one in ALM. */
function shareOfScale({ score }: Candidate): number | null {
  return score === null ? null : (score.value - score.min) / (score.max - score.min);
}

/**
 * Which of several candidates counts: that one comes first. Every completion comes before every
 * enrolment; completions by the policy, enrolments the latest first.
 *
 * Ties go by what the records say, so that the order of files and rows decides nothing; only
 * records that are equal to the last field are told apart by `recordId`.
 */
export function preference(policy: Policy): Order {
  const completions = POLICIES[policy];
  return (a, b) => {
    if ((a.completed === null) !== (b.completed === null)) return a.completed === null ? 1 : -1;
    const decided =
      a.completed === null
        ? descending(a.enrolled, b.enrolled) || descending(a.started, b.started)
        : completions(a, b);
    return (
      decided ||
      descending(shareOfScale(a), shareOfScale(b)) ||
      descending(a.duration, b.duration) ||
      descending(a.started, b.started) ||
      descending(a.enrolled, b.enrolled) ||
      byContent(a.record, b.record) ||
      a.record.recordId - b.record.recordId
    );
  };
}

const FIELDS = [
  'kind',
  'key',
  'learningId',
  'statusTerm',
  'status',
  'title',
  'learningType',
  'parentId',
  'sessionCode',
  'endedAt',
  'startedAt',
  'enrolledAt',
  'score',
  'timeZone',
  'userId',
] as const satisfies readonly (keyof StagedTraining)[];

/** Kind and key settle it for records that were staged apart; the rest is for exact twins. */
function byContent(a: StagedTraining, b: StagedTraining): number {
  for (const field of FIELDS) {
    const order = byText(a[field] ?? '', b[field] ?? '');
    if (order !== 0) return order;
  }
  return byText(canonical(a.details), canonical(b.details));
}

/** By code unit: the same on every machine, whatever its language. */
function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function canonical(details: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(details).sort(([a], [b]) => byText(a, b)));
}
