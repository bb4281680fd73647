import { z } from 'zod';
import { AlmRefusal } from './errors.js';
import { type AlmAnswer, isDone } from './seam.js';

/**
 * The shapes in which ALM says no (fact sheet, section 9): one flat object, sometimes without
 * `source`; `{"message"}` at a 429; `{"meta":{"error","detail"}}` at one new endpoint.
 */
const flatError = z.looseObject({
  status: z.union([z.string(), z.number()]).optional(),
  title: z.string().optional(),
  message: z.string().optional(),
  source: z.looseObject({ info: z.string().optional() }).nullish(),
  meta: z.looseObject({ error: z.string().optional(), detail: z.string().optional() }).optional(),
});

export interface RefusalWords {
  /** `null` when the body is not one of ALM's error objects: a proxy's page, or nothing. */
  readonly title: string | null;
  readonly info: string | null;
}

/** What an answer that is not 2xx says. */
export function refusalWords(answer: AlmAnswer): RefusalWords {
  const parsed = flatError.safeParse(answer.body);
  if (!parsed.success) return { title: null, info: null };
  const { title, message, source, meta, status } = parsed.data;
  const info = source?.info ?? meta?.detail ?? null;
  const said = title ?? message ?? meta?.error ?? (typeof status === 'string' ? status : undefined);
  return { title: said ?? null, info };
}

/** "object doesn't exist", OBJECT_DOESNT_EXIST: ALM's 404, which often comes as a 400 (section 9). */
const MISSING = /\b(object|user|learning[ _]?object|enrol?lment)[ _](does(n.?t| ?not)|not)[ _](exist|found)/i;

/** Whether the words say that something does not exist, or is not visible yet. */
export function saysMissing(words: RefusalWords): boolean {
  return MISSING.test(words.title ?? '') || MISSING.test(words.info ?? '');
}

/**
 * Whether the answer says that what was asked for does not exist. A 404 without ALM's own words
 * does not count: a proxy in maintenance says the same, and a probe that believed it would send a
 * write a second time.
 */
export function isMissing(answer: AlmAnswer): boolean {
  if (answer.status !== 404 && answer.status !== 400) return false;
  const words = refusalWords(answer);
  return words.title !== null && (answer.status === 404 || saysMissing(words));
}

/** The answer as an error, for callers who have no use for a refusal. */
export function refusalOf(what: string, answer: AlmAnswer): AlmRefusal {
  const words = refusalWords(answer);
  const said = answer.text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  return new AlmRefusal(what, {
    status: answer.status,
    title: words.title ?? (said === '' ? 'without a word' : `not in ALM's words: ${said}`),
    info: words.info,
    requestId: answer.requestId,
  });
}

export function assertDone(what: string, answer: AlmAnswer): void {
  if (!isDone(answer)) throw refusalOf(what, answer);
}
