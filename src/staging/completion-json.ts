/**
 * The JSON of a completion with its duration, in SQL. Most completions have none, and then none is named:
 * a million nulls would be 20 MB of a plan.
 */
export function withDuration(fields: string, seconds: string): string {
  return `iif(${seconds} IS NULL, json_object(${fields}), json_object(${fields}, 'durationSeconds', ${seconds}))`;
}
