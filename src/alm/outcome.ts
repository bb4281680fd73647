import {
  AlmAmbiguous,
  AlmMisunderstood,
  AlmUnreachable,
  type AmbiguousKind,
  type UnreachableKind,
} from './errors.js';
import { refusalWords } from './refusal.js';
import { retryAfterMs } from './retryAfter.js';
import type { AlmAnswer } from './seam.js';

/** How a request ended: what the policy decides on. */
export type Outcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly title: string | null;
      readonly info: string | null;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'ambiguous'; readonly how: AmbiguousKind }
  | { readonly kind: 'unreachable'; readonly how: UnreachableKind }
  | { readonly kind: 'misunderstood' };

/** `now` in milliseconds since the epoch, for a Retry-After that is a date. */
export function outcomeOf(answer: AlmAnswer, now: number, retryAfterCapMs: number): Outcome {
  const words = answer.status >= 400 ? refusalWords(answer) : { title: null, info: null };
  return {
    kind: 'answered',
    status: answer.status,
    ...words,
    retryAfterMs: retryAfterMs(answer.headers, now, retryAfterCapMs),
  };
}

/** `null` for an error that is not about ALM's answer: a defect, a failure of configuration, an abort. */
export function outcomeOfError(error: unknown): Outcome | null {
  if (error instanceof AlmAmbiguous) return { kind: 'ambiguous', how: error.kind };
  if (error instanceof AlmUnreachable) return { kind: 'unreachable', how: error.kind };
  if (error instanceof AlmMisunderstood) return { kind: 'misunderstood' };
  return null;
}
