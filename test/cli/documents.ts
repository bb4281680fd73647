import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';
import { committed } from '../golden.js';

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/** Holds a `--json` document against the schema that is committed for it, as a script of a customer would. */
export function expectDocument(name: string, document: unknown): void {
  const schema = JSON.parse(readFileSync(committed(`schemas/${name}.schema.json`), 'utf8')) as JsonSchema;
  const checked = z.fromJSONSchema(schema).safeParse(document);
  expect(checked.error === undefined ? '' : z.prettifyError(checked.error), `document of ${name}`).toBe('');
}
