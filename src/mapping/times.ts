import type { LegacyTime, ReasonCode } from '../terms/index.js';
import { isTimeZone, readLocal } from './zones.js';

/** A legacy time as an instant, in milliseconds since the epoch, or why it is none. */
export type TimeReading =
  | { readonly ok: true; readonly epoch: number; readonly note: 'gap' | 'overlap' | null }
  | { readonly ok: false; readonly code: TimeCode };
type TimeCode = 'MAP-DATE-UNREADABLE' | 'MAP-ZONE-UNKNOWN';

const UNREADABLE = { ok: false, code: 'MAP-DATE-UNREADABLE' } as const;
const ZONE_UNKNOWN = { ok: false, code: 'MAP-ZONE-UNKNOWN' } as const;

/** What follows the seconds; the 19 characters before it have fixed places and are read by hand,
 * because a regular expression for the whole was half the cost of mapping a record. */
const TAIL = /^(?:\.(\d{1,9}))?(?:(Z)|([+-])(\d\d):(\d\d))?$/;
const PUNCTUATION = [
  [4, '-'],
  [7, '-'],
  [10, 'T'],
  [13, ':'],
  [16, ':'],
] as const;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Reads a `LegacyTime`. An offset in the text decides; without one the text is local to `zone`.
 * Fractions beyond the millisecond are cut, not rounded: rounding could pass into the next second.
 */
export function readTime(time: LegacyTime, zone: string): TimeReading {
  for (const [place, mark] of PUNCTUATION) if (time[place] !== mark) return UNREADABLE;
  const wall = wallClock(
    digits(time, 0, 4),
    digits(time, 5, 7),
    digits(time, 8, 10),
    digits(time, 11, 13),
    digits(time, 14, 16),
    digits(time, 17, 19),
  );
  if (wall === null) return UNREADABLE;
  if (time.length === 20 && time[19] === 'Z') return { ok: true, epoch: wall, note: null };
  const tail = time.length === 19 ? NO_TAIL : TAIL.exec(time.slice(19));
  if (tail === null) return UNREADABLE;
  const [, fraction, utc, sign, offsetHour, offsetMinute] = tail;
  const local = fraction === undefined ? wall : wall + Number(fraction.padEnd(3, '0').slice(0, 3));
  if (utc !== undefined) return { ok: true, epoch: local, note: null };
  if (sign !== undefined) {
    const hours = Number(offsetHour);
    const minutes = Number(offsetMinute);
    // xs:dateTime ends offsets at 14:00.
    if (minutes > 59 || hours * 60 + minutes > 840) return UNREADABLE;
    const offset = (hours * 60 + minutes) * 60_000;
    return { ok: true, epoch: sign === '-' ? local + offset : local - offset, note: null };
  }
  if (!isTimeZone(zone)) return ZONE_UNKNOWN;
  const { epoch, note } = readLocal(local, zone);
  return { ok: true, epoch, note };
}

const NO_TAIL: readonly (string | undefined)[] = Object.freeze([]);

/** The number that the characters spell; NaN, which fits into no range, where one is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function wallClock(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  const days = MONTH_DAYS[month - 1];
  if (days === undefined || !(year >= 0) || !(day >= 1 && day <= days)) return null;
  if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0))) return null;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return null;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; 400 years are a whole number of weeks and days.
  return Date.UTC(year + 400, month - 1, day, hour, minute, second) - FOUR_CENTURIES;
}
const FOUR_CENTURIES = Date.UTC(2400, 0, 1) - Date.UTC(2000, 0, 1);

/** `YYYY-MM-DDTHH:MM:SS.mmmZ`, the only form that ALM's migration files take (alm-facts, section 6). */
export function isoInstant(epoch: number): string {
  const day = Math.floor(epoch / DAY);
  let date = DATES.get(day);
  if (date === undefined) {
    date = new Date(day * DAY).toISOString().slice(0, -'00:00:00.000Z'.length);
    DATES.set(day, date);
  }
  const time = epoch - day * DAY;
  const millisecond = time % 1_000;
  const second = Math.floor(time / 1_000) % 60;
  const minute = Math.floor(time / 60_000) % 60;
  const hour = Math.floor(time / 3_600_000);
  return `${date}${TWO[hour]}:${TWO[minute]}:${TWO[second]}.${THREE[millisecond]}Z`;
}

const DAY = 86_400_000;
/** The days met, each up to its `T`: a migration has a few thousand, and writes each a thousand times. */
const DATES = new Map<number, string>();
const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const THREE = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));

export type InstantReading =
  | { readonly ok: true; readonly instant: string; readonly note?: 'gap' | 'overlap' }
  | { readonly ok: false; readonly code: TimeCode };

/** `readTime` for those who want text: an ISO instant in UTC with milliseconds. */
export function toInstant(time: LegacyTime, zone: string): InstantReading {
  const reading = readTime(time, zone);
  if (!reading.ok) return reading;
  const instant = isoInstant(reading.epoch);
  return reading.note === null ? { ok: true, instant } : { ok: true, instant, note: reading.note };
}

/**
 * ALM takes 1981 to 2038 (alm-facts, section 6: 2038-07-17 and 1980-04-17 are named as failing).
 * What fails in 2038 is a 32-bit count of seconds, so its last second is where the range ends.
 */
export const ALM_RANGE = Object.freeze({
  first: Date.UTC(1981, 0, 1),
  last: Date.UTC(2038, 0, 19, 3, 14, 7, 999),
});

/** Why ALM could not hold `epoch`, or null where it could. */
export function outOfRange(epoch: number): ReasonCode | null {
  return epoch < ALM_RANGE.first || epoch > ALM_RANGE.last ? 'MAP-DATE-OUT-OF-RANGE' : null;
}

/** `dayAfter` is the first instant after the reference date: see `endOfDay`. */
export function inFuture(epoch: number, dayAfter: number): ReasonCode | null {
  return epoch >= dayAfter ? 'MAP-DATE-IN-FUTURE' : null;
}
