import { AlmMisunderstood } from './errors.js';
import { type List, readList } from './jsonApi.js';
import type { AlmAnswer, AlmRequest, Send } from './seam.js';

/**
 * The paging parameters of `links.next`. Only they are taken from it, never its host or path: a
 * link is data, and a token follows no data. Cursors are opaque; some are base64, written with a
 * bare `+` and `=`, which form decoding would spoil (fact sheet, section 8).
 */
export function nextPage(next: string): Readonly<Record<string, string>> | null {
  const page: Record<string, string> = {};
  const query = next.slice(next.indexOf('?') + 1).split('#', 1)[0] ?? '';
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 0) continue;
    const name = decoded(pair.slice(0, equals));
    if (/^page\[\w+\]$/.test(name)) page[name] = decoded(pair.slice(equals + 1));
  }
  return Object.keys(page).length === 0 ? null : page;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const LIMIT = 'page[limit]';

/** The documents allow 100 in one place and 10 in another (fact sheet, section 2.3): so 10 where 100 is refused. */
const SAFE_LIMIT = 10;

export interface Page extends List {
  readonly answer: AlmAnswer;
}

/** A part of a list, and the parameters of the next page; null: it was the last. */
export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next: Readonly<Record<string, string>> | null;
}

/** The parameters of the page after `page`. */
export function placeAfter(page: Page): PageOf<never>['next'] {
  return page.next === null ? null : nextPage(page.next);
}

/** All pages of a list, one request each, in the server's order. */
export async function* pages(
  what: string,
  send: Send,
  list: AlmRequest,
  signal?: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  let first = list;
  let request = first;
  const seen = new Set<string>();
  for (;;) {
    let answer = await send(request, signal);
    if (answer.status === 400 && seen.size === 0 && Number(request.query?.[LIMIT]) > SAFE_LIMIT) {
      first = { ...first, query: { ...first.query, [LIMIT]: String(SAFE_LIMIT) } };
      request = first;
      answer = await send(request, signal);
    }
    const page = readList(what, answer);
    yield { ...page, answer };
    if (page.next === null) return;
    const next = nextPage(page.next);
    if (next === null) {
      throw new AlmMisunderstood(what, 'links.next', 'no paging parameter in it', answer.requestId);
    }
    const key = JSON.stringify(next);
    if (seen.has(key)) {
      // Some servers link the last page to itself; with records on it, it is a circle.
      if (page.data.length === 0) return;
      throw new AlmMisunderstood(
        what,
        'links.next',
        'it leads back to a page that was read before',
        answer.requestId,
      );
    }
    seen.add(key);
    request = { ...first, query: { ...withoutPlace(first.query), ...next } };
  }
}

/** The first request's own place would contradict the cursor. */
function withoutPlace(query: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const { 'page[offset]': _offset, 'page[cursor]': _cursor, ...rest } = query;
  return rest;
}
