import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAP_REASONS } from '../../src/terms/reasons/map.js';

const folder = new URL('../../src/mapping/', import.meta.url);
const source = readdirSync(folder)
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');
const used = new Set(source.match(/\bMAP-[A-Z]+(?:-[A-Z]+)*\b/g));

describe('the catalogue of MAP reasons', () => {
  it('has every code that mapping gives, and none that it never gives', () => {
    expect([...used].sort()).toEqual(Object.keys(MAP_REASONS).sort());
  });

  it('says of each what causes it and how to mend it', () => {
    for (const [code, { cause, mend }] of Object.entries(MAP_REASONS)) {
      expect(cause.length, code).toBeGreaterThan(20);
      expect(mend.length, code).toBeGreaterThan(10);
    }
  });
});
