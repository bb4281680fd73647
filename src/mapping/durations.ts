import type { ReasonCode } from '../terms/index.js';
import type { MigrationConfig } from './config-schema.js';
import { detailOf } from './details.js';
import type { StagedTraining } from './outcome.js';

/** Not negative, as the loader's column has it (peoplefluent-facts 4.2). */
const AMOUNT = /^\d+(?:\.\d*)?$/;
const HOUR = 3600;
/** Minutes are I, because M are months (peoplefluent-facts 4.2). */
const SECONDS: Readonly<Record<string, number>> = Object.freeze({ I: 60, H: HOUR });
/** These say over which days somebody was at it, and not for how long. */
const CALENDAR: ReadonlySet<string> = new Set(['D', 'W', 'M', 'Y']);

export interface DurationReading {
  /** Whole seconds. */
  readonly seconds: number | null;
  readonly code: ReasonCode | null;
}
const NONE: DurationReading = { seconds: null, code: null };
const UNREADABLE: DurationReading = { seconds: null, code: 'MAP-DURATION-UNREADABLE' };
const IN_DAYS: DurationReading = { seconds: null, code: 'MAP-DURATION-IN-DAYS' };

/**
 * How long somebody was at a training: columns Duration and Unit of external training, the only export that
 * has them. A unit is never assumed: the vendor's own form shows "minute" and offers hours first. A day is
 * time spent only by the hours that the configuration gives it; weeks, months and years never are.
 */
export function readDuration(record: StagedTraining, config: MigrationConfig['external']): DurationReading {
  if (record.kind !== 'external' || config.duration === 'leaveOff') return NONE;
  const amount = detailOf(record.details, 'Duration')?.trim() ?? '';
  if (amount === '') return NONE;
  if (!AMOUNT.test(amount)) return UNREADABLE;
  if (Number(amount) === 0) return NONE;
  const unit = detailOf(record.details, 'Unit')?.trim().toUpperCase() ?? '';
  const seconds = unit === 'D' ? (config.hoursPerDay ?? 0) * HOUR : (SECONDS[unit] ?? 0);
  if (seconds > 0) return { seconds: Math.round(Number(amount) * seconds), code: null };
  return CALENDAR.has(unit) ? IN_DAYS : UNREADABLE;
}
