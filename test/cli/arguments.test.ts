import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { usageFailure } from '../../src/cli/usage.js';
import { expectDocument } from './documents.js';
import { failing } from './failing.js';
import { inFolder, run, runJson, start } from './world.js';

describe('arguments that are wrong', () => {
  it.each([
    {
      args: ['stage', '--fromat', 'x', 'a.csv'],
      message: 'there is no option --fromat; did you mean --format?',
      remedy: 'alm-migrate stage --help',
    },
    {
      args: ['reconcile', '--no-snapshto'],
      message: 'there is no option --no-snapshto; did you mean --no-snapshot?',
      remedy: 'alm-migrate reconcile --help',
    },
    {
      args: ['snapshto', 'x'],
      message: 'there is no command "snapshto"; did you mean snapshot?',
      remedy: 'alm-migrate --help',
    },
    { args: ['frobnicate'], message: 'there is no command "frobnicate"', remedy: 'alm-migrate --help' },
    {
      args: ['status', 'now'],
      message: 'status takes no argument "now"',
      remedy: 'alm-migrate status --help',
    },
    { args: ['stage'], message: 'stage needs <files..>', remedy: 'alm-migrate stage --help' },
  ])('$args: $message', async ({ args, message, remedy }) => {
    const told = await failing(args);
    expect(told).toEqual({
      schema: { name: 'failure', version: 1 },
      code: 'CLI-USAGE',
      message,
      place: {},
      remedy,
      exitCode: 2,
    });
  });

  it('an option whose value is forgotten is not one that was never given', async () => {
    expect(await failing(['apply', '--limit'])).toMatchObject({
      code: 'CLI-USAGE',
      message: '--limit needs a value',
      exitCode: 2,
    });
  });

  it.each([
    { args: ['apply', '--limit', '0'], message: '--limit must be at least 1, and not "0"' },
    { args: ['apply', '--limit', 'ten'], message: '--limit must be a number, and not "ten"' },
    { args: ['apply', '--limit=1.5'], message: '--limit must be a whole number, and not "1.5"' },
    { args: ['apply', '--limit', '1', '--limit', '2'], message: '--limit is given twice' },
    { args: ['status', '-w', 'a', '-w', 'b'], message: '--workspace is given twice' },
    {
      args: ['apply', '--until', 'tomorrow'],
      message: '--until must be a time as in 2026-03-01T06:00 or 2026-03-01T06:00:00Z, and not "tomorrow"',
    },
    {
      args: ['sandbox', '--limits', 'lax'],
      message: '--limits must be one of documented, none, and not "lax"',
    },
  ])('$args: $message', async ({ args, message }) => {
    expect(await failing(args)).toMatchObject({
      code: 'CLI-OPTION',
      message,
      exitCode: 2,
      remedy: expect.stringMatching(new RegExp(`^alm-migrate ${args[0]} --help$|^name one workspace`)),
    });
  });

  it('a wording of the parser that is not known here passes as it is', () => {
    const failure = usageFailure('Something new', ['status'], {
      command: 'status',
      positional: '',
      options: [],
    });
    expect([failure.message, failure.exitCode]).toEqual(['Something new', 2]);
  });
});

describe('init', () => {
  it('makes a workspace, and leaves alone what is there', () =>
    inFolder(async (folder) => {
      const workspace = join(folder, 'acme');
      const first = await runJson(['init', workspace, '--time-zone', 'America/Chicago']);
      expect(first.kept).toEqual([]);
      expect(readFileSync(join(workspace, 'migration.yaml'), 'utf8')).toContain('America/Chicago');
      const second = await runJson(['init', workspace, '--time-zone', 'Europe/Berlin']);
      expect([second.written, second.kept]).toEqual([[], first.written]);
      expect(readFileSync(join(workspace, 'migration.yaml'), 'utf8')).toContain('America/Chicago');
      // The scaffold is a workspace that the next commands take.
      expect((await runJson(['status', '-w', workspace])).files).toBe(0);
    }));
});

describe('sandbox', () => {
  it('serves until Ctrl-C, and ends clean', async () => {
    const running = start(['sandbox', '--json']);
    running.child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Ctrl-C ends it')) running.child.kill('SIGINT');
    });
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(0);
    expectDocument('sandbox', JSON.parse(stdout));
  });
});

describe('a reader that goes away', () => {
  it('ends the program quietly', async () => {
    const running = start(['--help']);
    running.child.stdout?.destroy();
    const { stderr } = await running.ended;
    expect(stderr).toBe('');
  });

  it('gets an empty stdout from a command that fails without --json', async () => {
    const { exitCode, stdout, stderr } = await run(['frobnicate']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('CLI-USAGE  there is no command "frobnicate"\n  do now    alm-migrate --help\n');
  });
});
