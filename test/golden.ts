import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** The absolute path of a file that is committed, given from the root of the project. */
export function committed(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** Holds `actual` against a committed file. `UPDATE_GOLDEN=1` rewrites the file, and the reviewer reads the diff. */
export function expectGolden(path: string, actual: string): void {
  const file = committed(path);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  const golden = existsSync(file) ? readFileSync(file, 'utf8') : '';
  expect(actual, `${path} (UPDATE_GOLDEN=1 rewrites it)`).toBe(golden);
}

export function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
