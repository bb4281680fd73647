import { badRequest } from './wire.js';

/** Without a page[limit] this many come (the documents say only what the most is). */
const DEFAULT_LIMIT = 10;

export interface Page {
  readonly limit: number;
  readonly offset: number;
  /** As the client sent it; it wins over the offset. */
  readonly cursor: string | null;
}

export interface PageRules {
  readonly maxLimit: number;
  readonly maxOffset?: number;
}

/** Reads `page[limit]`, `page[offset]` and `page[cursor]`; beyond the documented limits is a 400. */
export function readPage(query: URLSearchParams, rules: PageRules): Page {
  const limit = wholeNumber(query, 'page[limit]', DEFAULT_LIMIT);
  const offset = wholeNumber(query, 'page[offset]', 0);
  if (limit < 1 || limit > rules.maxLimit) {
    throw badRequest('Invalid page limit', `page[limit] must be 1 to ${rules.maxLimit}, and was ${limit}`);
  }
  if (rules.maxOffset !== undefined && offset > rules.maxOffset) {
    throw badRequest(
      'Invalid page offset',
      `page[offset] supports at most ${rules.maxOffset}, and was ${offset}`,
    );
  }
  return { limit, offset, cursor: query.get('page[cursor]') };
}

/** With includes a page holds 10, without 100 (fact sheet, section 2.3). */
export function pageLimit(query: URLSearchParams): number {
  return query.get('include') ? 10 : 100;
}

/** `links.self`, and `links.next` where there is more; the brackets stay raw, as the documents show them. */
export function links(address: string, query: URLSearchParams, nextCursor: string | null): object {
  const self = link(address, [...query]);
  if (nextCursor === null) return { self };
  const kept = [...query].filter(([name]) => name !== 'page[cursor]' && name !== 'page[offset]');
  return { self, next: link(address, [...kept, ['page[cursor]', nextCursor]]) };
}

/** A cursor that says nothing to the client: base64 of a small JSON, as enrolments have it. */
export function sealCursor(position: number): string {
  return Buffer.from(JSON.stringify({ from: position })).toString('base64');
}

export function openCursor(cursor: string): number {
  try {
    const opened: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
    if (typeof opened === 'object' && opened !== null && 'from' in opened) {
      const { from } = opened;
      if (typeof from === 'number' && Number.isSafeInteger(from) && from >= 0) return from;
    }
  } catch {
    // Falls through: what is not JSON is not one of our cursors either.
  }
  throw badRequest('Invalid cursor', 'page[cursor] must be taken from links.next');
}

function link(address: string, query: readonly (readonly [string, string])[]): string {
  if (query.length === 0) return address;
  return `${address}?${query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw badRequest('Field Type incorrect', `${name} must be a whole number`);
  return Number(text);
}
