import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { POLICY } from '../../src/alm/index.js';
import { policyPage } from '../../src/executor/index.js';
import { REASONS } from '../../src/terms/index.js';

const FILE = fileURLToPath(new URL('../../docs/reference/policy.md', import.meta.url));

describe('the page of the policy', () => {
  it('is the committed one', () => {
    const page = policyPage();
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(dirname(FILE), { recursive: true });
      writeFileSync(FILE, page);
    }
    expect(readFileSync(FILE, 'utf8')).toBe(page);
  });

  it('has a row for each row of the table, and no code that the catalogue lacks', () => {
    const page = policyPage();
    for (const row of POLICY) {
      expect(page).toContain(row.reason.replaceAll('|', '\\|'));
      if (row.code !== null) expect(Object.keys(REASONS)).toContain(row.code);
    }
  });
});
