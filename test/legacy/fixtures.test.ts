import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/terms/index.js';
import { FIXTURES, fixture, readAll, SETTINGS, sourceOf } from './reading.js';

/** Every fixture but the golden files beside them. */
const NAMES = readdirSync(FIXTURES)
  .filter((name) => !name.endsWith('.json'))
  .sort();

async function become(name: string): Promise<unknown> {
  try {
    return await readAll(sourceOf(fixture(name), 65_536, name), SETTINGS);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, message, remedy, exitCode } = error;
    return { failure: { code, message, remedy, exitCode } };
  }
}

function lines(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

describe('each fixture becomes what stands beside it', () => {
  it.each(NAMES)('%s', async (name) => {
    const actual = lines(await become(name));
    const golden = new URL(`${name}.json`, FIXTURES);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, actual);
    expect(actual).toBe(readFileSync(golden, 'utf8'));
  });

  it.each(NAMES)('%s, in chunks of 1 and of 7 bytes', async (name) => {
    const whole = await become(name);
    for (const size of [1, 7]) {
      let chunked: unknown;
      try {
        chunked = await readAll(sourceOf(fixture(name), size, name), SETTINGS);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const { code, message, remedy, exitCode } = error;
        chunked = { failure: { code, message, remedy, exitCode } };
      }
      expect(chunked).toEqual(whole);
    }
  });
});
