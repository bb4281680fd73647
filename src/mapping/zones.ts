import { Temporal } from 'temporal-polyfill';

/** True where `zone` is an IANA id of this machine's zone table, or a fixed offset such as `+05:30`. */
export function isTimeZone(zone: string): boolean {
  if (zone === '') return false;
  let known = KNOWN.get(zone);
  if (known === undefined) {
    known = canBeUsed(zone);
    // Bounded, because the text comes from the export: damaged files have a new one on each row.
    if (KNOWN.size < 10_000) KNOWN.set(zone, known);
  }
  return known;
}
const KNOWN = new Map<string, boolean>();

function canBeUsed(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch (error) {
    // Three-letter ids (PST, IST, JST) are refused here on purpose: several of them name two places.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export interface LocalReading {
  /** Milliseconds since the epoch. */
  readonly epoch: number;
  readonly note: 'gap' | 'overlap' | null;
}

const DAY = 86_400_000;
/** A day's offset, or NaN for a day on which the offset changes. */
const OFFSETS = new Map<string, Map<number, number>>();

/**
 * The instant of a local time. A time that clocks skipped moves on by the length of the gap; of a
 * time that they showed twice, the earlier is meant (Temporal's disambiguation `compatible`).
 *
 * `local` is the wall clock's reading counted as if it were UTC, in milliseconds since the epoch;
 * `zone` has passed `isTimeZone`. Asking the zone rules costs about 10 µs and a million records
 * ask three million times, so a day is asked once: if its first and last instant are unique and
 * have one offset, that offset holds for the whole day.
 */
export function readLocal(local: number, zone: string): LocalReading {
  let days = OFFSETS.get(zone);
  if (days === undefined) {
    days = new Map();
    OFFSETS.set(zone, days);
  }
  const day = Math.floor(local / DAY);
  let offset = days.get(day);
  if (offset === undefined) {
    offset = offsetOfDay(day, zone);
    days.set(day, offset);
  }
  if (!Number.isNaN(offset)) return { epoch: local - offset, note: null };
  const { earlier, later, shift } = candidates(local, zone);
  if (earlier === later) return { epoch: earlier, note: null };
  return shift === 0 ? { epoch: earlier, note: 'overlap' } : { epoch: later, note: 'gap' };
}

function offsetOfDay(day: number, zone: string): number {
  const first = candidates(day * DAY, zone);
  const last = candidates(day * DAY + DAY - 1, zone);
  if (first.earlier !== first.later || last.earlier !== last.later) return Number.NaN;
  const offset = day * DAY - first.earlier;
  return offset === day * DAY + DAY - 1 - last.earlier ? offset : Number.NaN;
}

function candidates(local: number, zone: string): { earlier: number; later: number; shift: number } {
  const clock = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime();
  const earlier = clock.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = clock.toZonedDateTime(zone, { disambiguation: 'later' });
  return {
    earlier: earlier.epochMilliseconds,
    later: later.epochMilliseconds,
    // Within a gap neither candidate shows the clock that was asked for.
    shift: Temporal.PlainDateTime.compare(earlier.toPlainDateTime(), clock),
  };
}

/** The first instant after `date` (YYYY-MM-DD) in `zone`, in milliseconds since the epoch. */
export function endOfDay(date: string, zone: string): number {
  return Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
}
