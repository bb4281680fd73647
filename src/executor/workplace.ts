import type { Alm } from '../alm/index.js';
import type { Store } from '../staging/index.js';
import type { Effects } from '../terms/index.js';
import type { GroupCommit } from './groupCommit.js';

/** What the executor needs of ALM. A dry run puts a recorder in its place. */
export interface AlmAccess extends Pick<Alm, 'reads' | 'writes' | 'settings' | 'redact'> {
  readonly throttle: Pick<Alm['throttle'], 'acquire' | 'setShare' | 'state'>;
  readonly circuit: Pick<Alm['circuit'], 'ready' | 'state'>;
}

/** What it takes to carry out an operation. */
export interface Workplace {
  readonly store: Store;
  readonly journal: GroupCommit;
  readonly alm: AlmAccess;
  readonly effects: Effects;
  /** Aborted when the run is to stop at once: what is in flight stays in flight, for the next run's probe. */
  readonly abort: AbortSignal;
  /** Aborted when nobody looks any longer for what became of an operation: it stays in flight, likewise. */
  readonly giveUp: AbortSignal;
  readonly refusedTokens: RefusedTokens;
}

/** So many in a row end a run. */
export const MOST_REFUSED_TOKENS = 3;

/**
 * A 401 after a refresh can be bad luck: a token that somebody revoked in that moment. When it comes
 * several times in a row, with nothing understood in between, ALM does not want us any more.
 *
 * Whatever was on its way when one was refused is refused for the same reason, and is not counted a
 * second time: the moment of sending tells, in milliseconds since the epoch.
 */
export class RefusedTokens {
  #inARow = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** Notes a refused token; true where the run has to stop. */
  refused(sentAt: number, now: number): boolean {
    if (sentAt > this.#lastAt) {
      this.#inARow += 1;
      this.#lastAt = now;
    }
    return this.#inARow >= MOST_REFUSED_TOKENS;
  }

  /** Notes an answer of ALM's that is about something else. */
  understood(): void {
    this.#inARow = 0;
  }
}
