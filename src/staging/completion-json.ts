/**
 * The JSON of a completion with its duration, in SQL. Most completions have none, and then none is named:
 * a million nulls would be 20 MB of a plan.
 */
export function withDuration(fields: string, seconds: string): string {
  return `iif(${seconds} IS NULL, json_object(${fields}), json_object(${fields}, 'durationSeconds', ${seconds}))`;
}

/**
 * What ALM says of the time spent on a module, of the rows `c` that is expected and `g` that is held. Its API has a 0 for
 * each grade without one, which matters only where a time is expected.
 */
export const HELD_DURATION =
  'iif(c.duration_seconds IS NULL, nullif(g.duration_seconds, 0), g.duration_seconds)';
