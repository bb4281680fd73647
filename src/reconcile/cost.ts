import type { OperationCount } from '../staging/index.js';

/** Requests of one verb, and how long they take at a limit. */
export interface VerbCost {
  readonly verb: 'POST' | 'PATCH';
  readonly requests: number;
  readonly perMinute: number;
  readonly hours: number;
}

/** The documented limits of an administrator, requests a minute (alm-facts, section 4). */
export const DOCUMENTED_PER_MINUTE: Readonly<Record<'POST' | 'PATCH', number>> = Object.freeze({
  POST: 30,
  PATCH: 60,
});

/** What a plan costs by API: each operation is one request, and ALM counts requests by verb. */
export function costOf(
  counts: readonly Pick<OperationCount, 'verb' | 'count'>[],
  perMinute: Readonly<Record<'POST' | 'PATCH', number>> = DOCUMENTED_PER_MINUTE,
): readonly VerbCost[] {
  const verbs = ['POST', 'PATCH'] as const;
  return verbs
    .map((verb) => {
      const requests = counts.filter((row) => row.verb === verb).reduce((sum, row) => sum + row.count, 0);
      return { verb, requests, perMinute: perMinute[verb], hours: requests / perMinute[verb] / 60 };
    })
    .filter((cost) => cost.requests > 0);
}
