import type { Effects } from '../terms/index.js';
import { duration, integer } from './wording.js';

/** Shows how far long work is, with rate and ETA: one line that is written over, or a line now and then. */
export interface Progress {
  /** Begins a piece of work of `total` units, or of unknown size; the call that it returns says how many are done. */
  readonly begin: (what: string, unit: string, total: number | null) => (done: number, note?: string) => void;
  /** Ends the line, so that what follows starts on a new one. */
  readonly end: () => void;
}

const TTY_INTERVAL_MS = 200;
const LOG_INTERVAL_MS = 10_000;

export interface ProgressTarget {
  readonly write: (text: string) => void;
  readonly isTty: boolean;
}

export function createProgress(target: ProgressTarget, effects: Pick<Effects, 'now'>): Progress {
  let open = false;
  const end = (): void => {
    if (open) target.write('\n');
    open = false;
  };
  return {
    end,
    begin: (what, unit, total) => {
      const startedAt = effects.now();
      let shownAt = startedAt;
      return (done, note = '') => {
        const now = effects.now();
        const interval = target.isTty ? TTY_INTERVAL_MS : LOG_INTERVAL_MS;
        if (now - shownAt < interval && done !== total) return;
        if (done === total && !open && shownAt === startedAt) return;
        shownAt = now;
        const line = progressLine(what, unit, done, total, now - startedAt, note);
        if (target.isTty) target.write(`\r\u001b[K${line}`);
        else target.write(`${line}\n`);
        open = target.isTty;
      };
    },
  };
}

/** `staging  120,000 of 200,000 records (60 %)  15,200/s  5 s left`. */
export function progressLine(
  what: string,
  unit: string,
  done: number,
  total: number | null,
  elapsedMs: number,
  note: string,
): string {
  const perSecond = elapsedMs > 0 ? (done * 1000) / elapsedMs : 0;
  const rate = perSecond >= 10 ? `${integer(perSecond)}/s` : `${(perSecond * 60).toFixed(1)}/min`;
  const parts = [what];
  if (total === null) parts.push(`${integer(done)} ${unit}`, rate);
  else {
    const share = total === 0 ? 100 : Math.floor((done * 100) / total);
    parts.push(`${integer(done)} of ${integer(total)} ${unit} (${share} %)`, rate);
    if (perSecond > 0 && done < total) parts.push(`${duration(((total - done) / perSecond) * 1000)} left`);
  }
  if (note !== '') parts.push(note);
  return parts.join('  ');
}
