import { expect } from 'vitest';
import { expectDocument } from './documents.js';
import { type Ended, run } from './world.js';

export interface Told {
  readonly code: string;
  readonly message: string;
  readonly place: { readonly file?: string; readonly line?: number; readonly column?: number };
  readonly remedy: string;
  readonly exitCode: number;
}

/** The one document that a failed command leaves on stdout; its text on stderr says the same. */
export function failureOf({ exitCode, stdout, stderr }: Ended): Told {
  const document = JSON.parse(stdout === '' ? '{}' : stdout) as Told;
  expectDocument('failure', document);
  expect(exitCode).toBe(document.exitCode);
  expect(stderr).toContain(`${document.code}  ${document.message.split('\n')[0]}`);
  expect(stderr).toContain(`  do now    ${document.remedy}`);
  expect(stderr, 'a mistake of the user is no defect').not.toContain('this is a defect');
  return document;
}

/** Runs a command that has to fail, and gives what it tells. */
export async function failing(
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Told> {
  return failureOf(await run([...args, '--json'], environment));
}
