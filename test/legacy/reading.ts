import { readFileSync } from 'node:fs';
import {
  type Detected,
  detectLegacy,
  type LegacySource,
  type ReadSettings,
  readLegacy,
} from '../../src/legacy/index.js';
import type { ReadEnd, ReadItem } from '../../src/terms/index.js';

export const SETTINGS: ReadSettings = { referenceDate: '2026-11-22' };

/** Bytes as a source, in chunks of a size. */
export function sourceOf(bytes: Uint8Array, chunk = 65_536, name = 'export'): LegacySource {
  return {
    name,
    async *open() {
      for (let from = 0; from < bytes.length; from += chunk) yield bytes.subarray(from, from + chunk);
    },
  };
}

export interface Read {
  readonly detected: Detected;
  readonly items: readonly ReadItem[];
  readonly end: ReadEnd;
}

/** Everything that a source holds; `detected` is found out where it is not given. */
export async function readAll(
  source: LegacySource,
  settings: ReadSettings = SETTINGS,
  given?: Detected,
): Promise<Read> {
  const detected = given ?? (await detectLegacy(source, settings));
  const items: ReadItem[] = [];
  const batches = readLegacy(source, detected, settings);
  for (;;) {
    const next = await batches.next();
    if (next.done === true) return { detected, items, end: next.value };
    items.push(...next.value);
  }
}

export const FIXTURES = new URL('../../fixtures/legacy/', import.meta.url);

export function fixture(name: string): Buffer {
  return readFileSync(new URL(name, FIXTURES));
}

export function text(content: string): LegacySource {
  return sourceOf(Buffer.from(content));
}
