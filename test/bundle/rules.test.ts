import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFolder, type Problem, RULES, type RuleId } from '../../src/bundle/index.js';
import { BROKEN, GOOD } from './examples.js';

/** Writes the files, checks the folder, and takes it away again. */
function problemsOf(files: Readonly<Record<string, string | Buffer>>): readonly Problem[] {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-check-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const problems: Problem[] = [];
    const check = checkFolder(folder, (problem) => problems.push(problem));
    while (check.next().done !== true);
    return problems;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the validator', () => {
  it('lets a folder through that keeps every rule', () => {
    expect(problemsOf(GOOD)).toEqual([]);
  });

  it('has a broken example of every rule', () => {
    expect(Object.keys(BROKEN).sort()).toEqual(Object.keys(RULES).sort());
  });

  for (const [rule, { files, file, line, column }] of Object.entries(BROKEN)) {
    it(`names ${rule}, where it is and nothing else`, () => {
      const problems = problemsOf(files);
      expect(problems.map((one) => `${one.rule} ${one.file}:${one.line} ${one.column}`)).toEqual([
        `${rule} ${file}:${line} ${column}`,
      ]);
      expect(RULES[rule as RuleId].mend).not.toBe('');
    });
  }
});
