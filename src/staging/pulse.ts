import { readSetting, SETTINGS, writeSetting } from './settings.js';
import type { Store } from './store.js';

/** One limit of ALM's, as the running throttle pictures it. */
export interface PulseLimit {
  /** `admin POST`, or `admin GET /users` for an endpoint with a limit of its own. */
  readonly name: string;
  /** As the server writes it: `30r/m`. */
  readonly limit: string;
  /** How many more may come at once. */
  readonly burst: number | null;
  /** What the run sends at most, after share, pace and caution. */
  readonly perMinute: number;
  /** Whether ALM announced it, or it is the documented one. */
  readonly learned: boolean;
  /** Requests that wait for their turn. */
  readonly waiting: number;
  /** Answers that said 429, in this run. */
  readonly refused: number;
  /** ISO 8601, while ALM has asked us to wait. */
  readonly blockedUntil: string | null;
}

/** What a run that carries a plan out says of itself while it lasts: what no row of the journal tells. */
export interface RunPulse {
  readonly planId: number;
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** By this run alone. */
  readonly settled: { readonly done: number; readonly failed: number; readonly unknown: number };
  /** `open` and `trying`: ALM answered nobody, and is asked now and then whether it is back. */
  readonly circuit: 'closed' | 'open' | 'trying';
  /** ISO 8601: when ALM is asked again, while the circuit is open. */
  readonly trialAt: string | null;
  readonly limits: readonly PulseLimit[];
  /** Why the run ended; null as long as it goes on, and for ever where its process was killed. */
  readonly end: string | null;
}

export function writePulse(store: Store, pulse: RunPulse): void {
  writeSetting(store, SETTINGS.runPulse, JSON.stringify(pulse));
}

/** What the last run of a plan said last; undefined where it had none yet. */
export function readPulse(store: Store, planId: number): RunPulse | undefined {
  const text = readSetting(store, SETTINGS.runPulse);
  const pulse = text === undefined ? undefined : (JSON.parse(text) as RunPulse);
  return pulse?.planId === planId ? pulse : undefined;
}
