export interface AnnouncedLimit {
  readonly requests: number;
  readonly per: 'second' | 'minute' | 'hour';
}

const UNITS = { s: 'second', m: 'minute', h: 'hour' } as const;

/** `600r/m` (fact sheet, section 4); `r/s` and `r/h` are read alike. `null` when it is anything else. */
export function announcedLimit(headers: Readonly<Record<string, string>>): AnnouncedLimit | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*r\/([smh])\s*$/i.exec(headers['x-rate-limit'] ?? '');
  if (match === null) return null;
  const requests = Number(match[1]);
  const per = UNITS[(match[2] ?? '').toLowerCase() as keyof typeof UNITS];
  return requests > 0 && Number.isFinite(requests) ? { requests, per } : null;
}

/** `x-burst: 10`; `null` when it is absent or no whole number. */
export function announcedBurst(headers: Readonly<Record<string, string>>): number | null {
  const text = headers['x-burst']?.trim() ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

const MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;

/**
 * Requests a millisecond as the server counts them. nginx keeps a rate in whole thousandths of a
 * request a second, so 25 a minute are 0.416 and not 0.41667: asking for the difference would fill
 * the bucket in a day.
 */
export function requestsPerMs(limit: AnnouncedLimit): number {
  const exact = limit.requests / MS[limit.per];
  if (limit.per === 'hour') return exact;
  const truncated = Math.floor((limit.requests * 1_000_000) / MS[limit.per]) / 1_000_000;
  return truncated > 0 ? truncated : exact;
}
