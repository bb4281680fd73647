import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { codesWithoutFamily, commandsPage, reasonsPage } from '../../src/cli/reference-pages.js';
import { REASONS } from '../../src/terms/index.js';
import { expectGolden } from '../golden.js';

const commands = await Promise.all(COMMANDS.map(async (entry) => ({ entry, command: await entry.load() })));

describe('the reference', () => {
  it('has a page of reason codes that is made from the catalogue', () => {
    expectGolden('docs/reference/reasons.md', reasonsPage());
  });

  it('names every code of the catalogue once', () => {
    expect(codesWithoutFamily()).toEqual([]);
    const named = [...reasonsPage().matchAll(/^\| `([A-Z0-9-]+)` \|/gm)].map((match) => match[1]);
    expect(named.toSorted()).toEqual(Object.keys(REASONS).sort());
  });

  it('has a page of commands that is made from the commands', () => {
    expectGolden('docs/reference/commands.md', commandsPage(commands));
  });

  it('keeps every row of its tables whole: as many cells as the head has', () => {
    for (const page of [reasonsPage(), commandsPage(commands)]) {
      const rows = page.split('\n').map((line) => line.replaceAll('\\|', '').split('|').length);
      const lines = page.split('\n');
      for (const [index, line] of lines.entries()) {
        if (!line.startsWith('|') || !lines[index - 1]?.startsWith('|')) continue;
        expect(rows[index], line).toBe(rows[index - 1]);
      }
    }
  });
});
