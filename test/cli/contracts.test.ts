import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { COMMANDS } from '../../src/cli/commands.js';
import { failureSchema } from '../../src/cli/document.js';
import { EXIT_MEANING } from '../../src/cli/exit-codes.js';
import { COMMON_OPTIONS, helpText } from '../../src/cli/help.js';
import { flagOf, optionWords } from '../../src/cli/option-words.js';
import { EXIT } from '../../src/terms/index.js';
import { asJson, committed, expectGolden } from '../golden.js';
import { run } from './world.js';

const commands = await Promise.all(COMMANDS.map(async (entry) => ({ entry, command: await entry.load() })));

describe('the contracts that scripts build on', () => {
  it.each(commands)('$entry.name --json has a committed JSON Schema', ({ entry, command }) => {
    expectGolden(`schemas/${entry.name}.schema.json`, asJson(z.toJSONSchema(command.output)));
  });

  it('the --json document of a command that fails has one, too', () => {
    expectGolden('schemas/failure.schema.json', asJson(z.toJSONSchema(failureSchema)));
  });

  it('no schema is committed for a command that is not there', () => {
    const expected = [...COMMANDS.map(({ name }) => name), 'failure', 'migration'];
    expect(readdirSync(committed('schemas')).sort()).toEqual(
      expected.map((name) => `${name}.schema.json`).sort(),
    );
  });

  it('each document begins with its own name and version', () => {
    for (const { entry, command } of commands) {
      const schema = z.toJSONSchema(command.output);
      const named = schema.properties?.schema as { properties: { name: unknown; version: unknown } };
      expect(named.properties.name).toEqual({ type: 'string', const: entry.name });
      expect(named.properties.version).toEqual({ type: 'number', const: 1 });
      expect(schema.additionalProperties).toBe(false);
    }
  });

  it('commands, options, types, defaults and descriptions change only where somebody says so', () => {
    const surface = {
      options: COMMON_OPTIONS,
      commands: Object.fromEntries(
        commands.map(({ entry, command }) => [
          entry.name,
          {
            summary: entry.summary,
            positional: command.positional,
            options: Object.fromEntries(
              Object.entries(command.options.shape).map(([name, schema]) => [
                flagOf(name),
                optionWords(schema as z.ZodType),
              ]),
            ),
          },
        ]),
      ),
      exitCodes: EXIT_MEANING,
    };
    expectGolden('test/cli/surface.golden.json', asJson(surface));
  });

  it('every exit code of the program has its meaning', () => {
    expect(Object.keys(EXIT_MEANING).map(Number)).toEqual(Object.values(EXIT).sort((a, b) => a - b));
  });

  it('every option and every command says what it is for, and each command has an example', () => {
    for (const { entry, command } of commands) {
      expect(command.examples.length, entry.name).toBeGreaterThan(0);
      for (const [example, does] of command.examples) {
        expect(example).toMatch(new RegExp(`^(alm-migrate|npm run) ${entry.name}\\b`));
        expect(does.length).toBeGreaterThan(10);
      }
      for (const [name, schema] of Object.entries(command.options.shape))
        expect((schema as z.ZodType).description, `${entry.name} ${name}`).toBeTruthy();
    }
  });
});

describe('help', () => {
  it('tells of all commands, examples and exit codes', async () => {
    const { exitCode, stdout } = await run(['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`${helpText()}\n`);
    for (const { name, summary } of COMMANDS) expect(stdout).toContain(`${name.padEnd(9)}  ${summary}`);
    expectGolden('test/cli/help.golden.txt', stdout);
  });

  it('is printed on stderr, with exit code 2, when no command is named', async () => {
    const { exitCode, stdout, stderr } = await run([]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(helpText());
    expect(stderr).toContain('Which command?');
  });

  it.each(commands)(
    '$entry.name --help names its options and shows its examples',
    async ({ entry, command }) => {
      const { exitCode, stdout } = await run([entry.name, '--help']);
      expect(exitCode).toBe(0);
      const plain = stdout.replaceAll(/\s+/g, ' ');
      for (const option of Object.keys(command.options.shape)) {
        const isPositional = command.positional.includes(option);
        expect(plain).toContain(isPositional ? ` ${option} ` : ` --${flagOf(option)} `);
      }
      // A long example shares its lines with what it does.
      for (const [example] of command.examples)
        for (const word of example.split(' ')) expect(plain).toContain(` ${word} `);
      expect(plain).toContain(entry.summary);
    },
  );

  it('--version prints the version and nothing else', async () => {
    const { exitCode, stdout } = await run(['--version']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
