import { z } from 'zod';

/** An option of a command in the parser's words. */
export interface OptionWords {
  readonly type: 'string' | 'number' | 'boolean';
  readonly array?: true;
  readonly requiresArg?: true;
  readonly describe: string;
}

interface JsonOption {
  readonly type?: string;
  readonly items?: { readonly type?: string };
  readonly enum?: readonly string[];
  readonly default?: unknown;
}

/** `notificationsAreOff` as it is typed: `notifications-are-off`. */
export function flagOf(option: string): string {
  return option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * A zod schema in the parser's words. An option that takes a value asks for it: `apply --limit` with
 * the number forgotten must not run without a limit.
 */
export function optionWords(schema: z.ZodType): OptionWords {
  const json = z.toJSONSchema(schema, { io: 'input' }) as JsonOption;
  const isArray = json.type === 'array';
  const type = typeOf(isArray ? json.items?.type : json.type);
  const choices = json.enum === undefined ? '' : ` (${json.enum.join(', ')})`;
  const fallback =
    json.default === undefined || json.default === false ? '' : ` [default: ${String(json.default)}]`;
  return {
    type,
    ...(isArray ? { array: true } : {}),
    ...(type === 'boolean' ? {} : { requiresArg: true }),
    describe: `${schema.description ?? ''}${choices}${fallback}`,
  };
}

function typeOf(type: string | undefined): OptionWords['type'] {
  if (type === 'integer' || type === 'number') return 'number';
  return type === 'boolean' ? 'boolean' : 'string';
}

/** What zod has against an option's value, in the words of somebody who typed it. */
export function wrongValue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return WANTED[issue.expected] ?? `must be a ${issue.expected}`;
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'above' : 'at least'} ${String(issue.minimum)}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'below' : 'at most'} ${String(issue.maximum)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? issue.message;
    default:
      return issue.message;
  }
}

const WANTED: Readonly<Record<string, string>> = Object.freeze({
  number: 'must be a number',
  int: 'must be a whole number',
  string: 'must be given once, with a value',
  boolean: 'is given or not, without a value',
});
const FORMATS: Readonly<Record<string, string>> = Object.freeze({
  datetime: 'must be a time as in 2026-03-01T06:00 or 2026-03-01T06:00:00Z',
  date: 'must be a day as in 2026-03-01',
  url: 'must be an address as in https://learningmanager.adobe.com',
});
