import type * as z from 'zod';
import { migrationJsonSchema } from './config-schema.js';
import { nearest } from './nearest.js';

type Issue = z.core.$ZodIssue;
export type Path = readonly (string | number)[];

/** One mistake of migration.yaml: where it is by path, and the sentence that follows the path. */
export interface Mistake {
  readonly path: Path;
  /** True where the key is the mistake, and not its value. */
  readonly atKey: boolean;
  readonly message: string;
}

/** What zod found, in words: what is wrong, what would be right, the received value echoed. */
export function mistakesOf(issues: readonly Issue[], config: unknown): Mistake[] {
  return issues.flatMap((issue) => mistakeOf(issue, config));
}

function mistakeOf(issue: Issue, config: unknown): Mistake[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const received = valueAt(config, path);
  const at = (message: string): Mistake[] => [{ path, atKey: false, message }];
  const wants = (message: string): Mistake[] => at(`${message} (received ${echo(received)})`);

  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => {
      const meant = nearest(key, known);
      const right = meant === null ? `the keys here are ${known.join(', ')}` : `did you mean ${meant}?`;
      return { path: [...path, key], atKey: true, message: `unknown key; ${right}` };
    });
  }
  if (received === undefined && issue.code !== 'invalid_key') {
    const help = descriptionAt(path);
    return at(help === null ? 'missing' : `missing; write ${help}`);
  }
  if (received === null) {
    const help = descriptionAt(path);
    return wants(`left empty; remove the line or fill it in${help === null ? '' : `: ${help}`}`);
  }
  switch (issue.code) {
    case 'invalid_value':
      return wants(`not one of the choices; write ${issue.values.map(String).join(', ')}`);
    case 'invalid_type':
      return wants(wrongType(issue.expected, received));
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return wants('empty; give at least one');
      return wants(`too small; write ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`);
    case 'too_big':
      return wants(`too large; write ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`);
    case 'invalid_format':
      return wants(wrongFormat(issue.format));
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path, atKey: true, message: inner.message }));
    case 'invalid_union':
      return wants('not in a form that fits; write a text, or a list of texts');
    default:
      return wants(issue.message);
  }
}

function wrongType(expected: string, received: unknown): string {
  if (expected === 'string' && ['number', 'boolean'].includes(typeof received)) {
    // An unquoted 007 arrives as 7: the text that was meant is gone, so it cannot be coerced.
    return 'not a text; put it in quotes';
  }
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    array: 'a list, each entry on a line that begins with a dash',
    object: 'keys with values, indented below this line',
    record: 'keys with values, indented below this line',
  };
  return `of the wrong kind; write ${names[expected] ?? expected}`;
}

function wrongFormat(format: string): string {
  switch (format) {
    case 'url':
      return 'not an address; write it in full, as in https://learningmanager.adobe.com';
    case 'email':
      return 'not an email address; write one, as in jo@example.com';
    default:
      return 'not a date; write YYYY-MM-DD';
  }
}

/** As one would write it in the file, cut short. */
function echo(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const text =
    typeof value === 'object'
      ? JSON.stringify(value)
      : typeof value === 'string'
        ? `"${value}"`
        : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function valueAt(config: unknown, path: Path): unknown {
  let value = config;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

/** The part of the JSON Schema that speaks of `path`; the schema has no references. */
interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | false;
  readonly items?: SchemaNode;
}

function schemaAt(path: Path): SchemaNode | null {
  let node: SchemaNode | undefined = migrationJsonSchema() as SchemaNode;
  for (const step of path) {
    if (node === undefined) return null;
    if (typeof step === 'number') node = node.items;
    else node = node.properties?.[step] ?? (node.additionalProperties || undefined);
  }
  return node ?? null;
}

function keysAt(path: Path): string[] {
  return Object.keys(schemaAt(path)?.properties ?? {});
}

function descriptionAt(path: Path): string | null {
  return schemaAt(path)?.description ?? null;
}
