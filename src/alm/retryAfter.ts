/**
 * Milliseconds that `Retry-After` asks for; `null` when it is absent or says nothing.
 * ALM prints fractions of a second, as `10.752` (fact sheet, section 4); HTTP also allows a date.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  now: number,
  capMs: number,
): number | null {
  const text = headers['retry-after']?.trim();
  if (text === undefined || text === '') return null;
  // Up to the next whole millisecond: to come too late costs nothing, to come too early a request.
  const wait = /^\d+(\.\d+)?$/.test(text) ? Math.ceil(Number(text) * 1000) : Date.parse(text) - now;
  if (!Number.isFinite(wait)) return null;
  return Math.min(Math.max(wait, 0), capMs);
}
