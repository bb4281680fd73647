import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = Object.freeze({
  s: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
});
/** Longer than a day, somebody wants to run the command again instead. */
const LONGEST_MS = 24 * 3_600_000;

/** A span of time as it is typed, `30s`, `5m`, `1.5h`, in milliseconds; a number alone would leave the unit to be guessed. */
export const spanOption = z.string().transform((text, context): number => {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*(s|min|m|h)$/.exec(text.trim()) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (!(milliseconds <= LONGEST_MS))
    context.addIssue({
      code: 'custom',
      message: 'must be a span of time as in 30s, 5m or 1h, of a day at the most',
    });
  return milliseconds;
});
