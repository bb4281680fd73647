import { z } from 'zod';
import { AlmMisunderstood } from './errors.js';
import { assertDone } from './refusal.js';
import type { AlmAnswer } from './seam.js';

/** The frame of every answer (fact sheet, section 8; JSON:API): unknown keys pass, wrong types do not. */
const ref = z.looseObject({ id: z.string().min(1), type: z.string() });
export type Ref = z.infer<typeof ref>;

const relationships = z
  .record(z.string(), z.looseObject({ data: z.union([z.array(ref), ref]).nullish() }).nullish())
  .nullish();

/** Any resource, its attributes still unread; what is `included` is of many types. */
const resource = z.looseObject({
  id: z.string().min(1),
  type: z.string(),
  attributes: z.record(z.string(), z.unknown()).nullish(),
  relationships,
});
export type Resource = z.infer<typeof resource>;

const links = z.looseObject({ next: z.string().nullish() }).nullish();
const included = z.array(resource).nullish();
const single = z.looseObject({ data: resource, included });
/** Of what a write has made, the id is all that anybody needs; looked at once for each of a million writes. */
const made = z.looseObject({ data: z.looseObject({ id: z.string().min(1) }) });
const list = z.looseObject({ data: z.array(resource), included, links });

export interface Single {
  readonly data: Resource;
  readonly included: readonly Resource[];
}

export interface List {
  readonly data: readonly Resource[];
  readonly included: readonly Resource[];
  /** `links.next`, as the server wrote it. */
  readonly next: string | null;
}

/** One resource. `what` opens the messages: "user 5 could not be read". Throws refusals, too. */
export function readSingle(what: string, answer: AlmAnswer): Single {
  assertDone(what, answer);
  const parsed = understand(what, single, answer.body, answer.requestId);
  return { data: parsed.data, included: parsed.included ?? [] };
}

/** The id of what a write has made. Throws refusals, too. */
export function readMadeId(what: string, answer: AlmAnswer): string {
  assertDone(what, answer);
  return understand(what, made, answer.body, answer.requestId).data.id;
}

export function readList(what: string, answer: AlmAnswer): List {
  assertDone(what, answer);
  const parsed = understand(what, list, answer.body, answer.requestId);
  return { data: parsed.data, included: parsed.included ?? [], next: parsed.links?.next || null };
}

/** The attributes of a resource by their own schema; the error names the resource's id. */
export function attributesOf<T extends z.ZodType>(
  what: string,
  schema: T,
  of: Resource,
  requestId: string | null,
): z.infer<T> {
  return understand(what, schema, of.attributes ?? {}, requestId, `${of.type} ${of.id}: attributes`);
}

/** The one resource that a relationship points to. ALM writes some to-one relationships as lists. */
export function refOf(resource: Resource, name: string): string | null {
  return refsOf(resource, name)[0] ?? null;
}

export function refsOf(resource: Resource, name: string): readonly string[] {
  const data = resource.relationships?.[name]?.data;
  if (data === null || data === undefined) return [];
  return Array.isArray(data) ? data.map((each) => each.id) : [data.id];
}

/** What was included, by type and id. */
export function indexIncluded(
  included: readonly Resource[],
): (type: string, id: string) => Resource | undefined {
  const index = new Map(included.map((each) => [`${each.type} ${each.id}`, each]));
  return (type, id) => index.get(`${type} ${id}`);
}

/** Reads `value` by `schema`, or says at which path the answer is not as documented. */
export function understand<T extends z.ZodType>(
  what: string,
  schema: T,
  value: unknown,
  requestId: string | null,
  within = '',
): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = [within, ...(issue?.path ?? [])].filter((part) => part !== '').map(String);
  throw new AlmMisunderstood(what, path.join('.'), issue?.message ?? 'unknown', requestId);
}

/** Attributes that may be absent or null; either way nobody said anything. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => (text === undefined || text === null || text === '' ? null : text));
export const optionalNumber = z
  .number()
  .nullish()
  .transform((number) => number ?? null);
export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? null);
