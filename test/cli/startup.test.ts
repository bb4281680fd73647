import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { committed } from '../golden.js';

const DIST = committed('dist/src');
const IMPORT = /^(?:import|export)\b[^;]*?from ['"]([^'"]+)['"]|^import ['"]([^'"]+)['"]/gm;

/** Whatever is loaded before a command runs: files of ours by folder, and packages by name. */
function loadedBy(file: string): {
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
} {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = [join(DIST, file)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (files.has(next)) continue;
    files.add(next);
    for (const [, from, bare] of readFileSync(next, 'utf8').matchAll(IMPORT)) {
      const name = from ?? bare ?? '';
      if (name.startsWith('.')) open.push(join(dirname(next), name));
      else if (!name.startsWith('node:')) packages.add(name);
    }
  }
  return { files: new Set([...files].map((path) => relative(DIST, path))), packages };
}

/** To load the ALM client, the mapping and the readers takes several times as long as to answer. */
describe('what a command loads before it runs', () => {
  it.each(['status', 'pause', 'resume', 'speed', 'retry', 'why', 'rejects', 'audit'])(
    '%s, which only looks into the store or writes a word into it, loads the store and little else',
    (command) => {
      const { files, packages } = loadedBy(`cli/${command}.js`);
      expect(files.size).toBeGreaterThan(20);
      expect([...packages].sort()).toEqual(['better-sqlite3', 'zod']);
      expect([...files].filter((file) => /^(alm|legacy|bundle|sandbox)\//.test(file))).toEqual([]);
    },
  );

  it('apply loads what it takes to talk to ALM, so the question above is answered by real imports', () => {
    const { files, packages } = loadedBy('cli/apply.js');
    expect([...files]).toContain('alm/undici.js');
    expect([...packages]).toContain('yaml');
  });

  it.each(['apply', 'bundle', 'plan', 'reconcile', 'snapshot'])(
    '%s loads the HTTP client with the first connection only',
    (command) => {
      expect([...loadedBy(`cli/${command}.js`).packages]).not.toContain('undici');
    },
  );
});
