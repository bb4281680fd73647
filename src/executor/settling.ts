import {
  type AlmAnswer,
  AlmMisunderstood,
  AlmRefusal,
  backoffMs,
  type Decision,
  decide,
  outcomeOfError,
  type Send,
} from '../alm/index.js';
import { type AttemptEnd, journalLook, type Operation, type Outcome } from '../staging/index.js';
import type { AttemptResult } from './attempt.js';
import { afterProbe, type Finding, type Trouble } from './life.js';
import { orAborted } from './orAborted.js';
import { lookOnce } from './probe.js';
import { journalled } from './requests.js';
import type { Workplace } from './workplace.js';

/** How far apart the looks of one probe are at the least; the pause doubles from look to look. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** A proxy may answer for ALM once or twice; what is not as documented three times in a row has changed. */
const MOST_MISUNDERSTANDINGS = 3;

/** Why and since when nobody knows what became of an operation. */
export interface OpenEnd {
  readonly why: Trouble;
  /** ALM refused it: then nothing is on its way, and one look decides. */
  readonly refused: boolean;
  /** From when on "it is not there" counts, in milliseconds since the epoch. */
  readonly trustedFrom: number;
}

/**
 * Finds out from ALM what became of an operation, and settles it.
 *
 * "It is there" is an answer at once. "It is not there" counts only when ALM has had the time to show
 * what it was sent: a new user takes seconds to be visible (alm-facts 1.2), and a probe that believed
 * the first look would send it twice. While ALM cannot be asked the operation stays in flight, and the
 * probe asks again, however long that takes; it gives up only when the run does.
 */
export async function settleByProbe(
  place: Workplace,
  operation: Operation,
  open: OpenEnd,
): Promise<AttemptResult> {
  const { effects, giveUp } = place;
  let misunderstandings = 0;
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const lookedAt = effects.now();
      const seen = await look(place, operation);
      if (seen.ended === 'stop') return seen.result;
      if (seen.ended === 'misunderstood') misunderstandings += 1;
      if (seen.ended === 'found' || misunderstandings >= MOST_MISUNDERSTANDINGS) {
        const finding: Finding =
          seen.ended === 'found' ? seen.finding : { tookEffect: 'cannotTell', message: seen.message };
        const isEarly = finding.tookEffect === 'no' && lookedAt < open.trustedFrom;
        if (!isEarly) {
          const outcome = afterProbe(operation, finding, open.why, open.refused, retryAtOf(place, operation));
          await seen.write(outcome);
          return { ended: 'settled', outcome };
        }
      }
      await seen.write({ state: 'inFlight' });
      const wait = seen.ended === 'found' ? Math.max(open.trustedFrom - effects.now(), 0) : pause;
      await effects.sleep(Math.min(pause, wait), giveUp);
    }
  } catch (error) {
    if (giveUp.aborted) return { ended: 'leftOpen' };
    throw error;
  }
}

export function retryAtOf(place: Workplace, operation: Operation): number {
  const { effects, alm } = place;
  const { backoffBaseMs: baseMs, backoffCapMs: capMs } = alm.settings;
  return effects.now() + backoffMs(operation.attempts + 1, { baseMs, capMs }, effects.random);
}

/** What one look came to. `write` puts it in the journal, together with what it makes of the operation. */
type Seen = { readonly write: (outcome: Outcome) => Promise<void> } & (
  | { readonly ended: 'found'; readonly finding: Finding }
  | { readonly ended: 'outage' | 'misunderstood'; readonly message: string }
  | { readonly ended: 'stop'; readonly result: AttemptResult }
);

async function look(place: Workplace, operation: Operation): Promise<Seen> {
  const { alm, effects, journal, store } = place;
  const startedAt = effects.now();
  let asked = { method: 'GET', path: '' };
  let answer: AlmAnswer | null = null;
  const reads: Send = async (request, signal) => {
    asked = journalled(request);
    answer = null;
    answer = await orAborted(alm.reads(request, signal), place.giveUp);
    return answer;
  };
  const writer = (made: Pick<AttemptEnd, 'outcome' | 'code' | 'message'>) => (outcome: Outcome) => {
    const durationMs = Math.round(effects.now() - startedAt);
    const { status, requestId } = answer ?? { status: null, requestId: null };
    const intent = { ...asked, at: new Date(startedAt).toISOString() };
    const end = { status, requestId, durationMs, ...made };
    return journal.write(() => journalLook(store, operation, intent, end, outcome));
  };
  try {
    const finding = await lookOnce(operation, place, reads);
    place.refusedTokens.understood();
    const message = 'message' in finding ? finding.message : null;
    return { ended: 'found', finding, write: writer({ outcome: finding.tookEffect, code: null, message }) };
  } catch (error) {
    if (place.giveUp.aborted || !(error instanceof Error)) throw error;
    const decision = decisionOn(error);
    if (decision === null) throw error;
    const code = decision.code ?? 'ALM-ANSWER-UNREADABLE';
    const message = `ALM could not be asked: ${alm.redact(error.message)}`;
    const isTokenRefused = decision.row === 'token-refused';
    const isOver = isTokenRefused
      ? place.refusedTokens.refused(startedAt, effects.now())
      : decision.action === 'stop';
    if (isOver) {
      const write = writer({ outcome: 'stop', code, message });
      await write({ state: 'inFlight' });
      return { ended: 'stop', result: { ended: 'stop', why: { code, message } }, write };
    }
    if (error instanceof AlmMisunderstood) {
      return { ended: 'misunderstood', message, write: writer({ outcome: 'cannotTell', code, message }) };
    }
    if (decision.action === 'reject') {
      const finding: Finding = { tookEffect: 'cannotTell', message };
      return { ended: 'found', finding, write: writer({ outcome: 'cannotTell', code, message }) };
    }
    return { ended: 'outage', message, write: writer({ outcome: 'outage', code, message }) };
  }
}

/** What the policy says to the error of a read; null for an error that is not about ALM's answer. */
function decisionOn(error: Error): Decision | null {
  if (error instanceof AlmRefusal) {
    const { status, title, info } = error;
    return decide({ kind: 'answered', status, title, info, retryAfterMs: null }, true);
  }
  const outcome = outcomeOfError(error);
  return outcome === null ? null : decide(outcome, true);
}
