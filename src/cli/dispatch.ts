import yargs from 'yargs';
import { EXIT, type ExitCode } from '../terms/index.js';
import type { Command } from './command.js';
import { COMMANDS, type CommandEntry } from './commands.js';
import { COMMON_OPTIONS } from './help.js';
import { flagOf, optionWords } from './option-words.js';
import { type CommonArguments, runCommand } from './run-command.js';
import type { Asked } from './usage.js';

/** Finds the command that the arguments name, and runs it. Throws a `Failure` for arguments that are wrong. */
export async function dispatch(args: readonly string[]): Promise<ExitCode> {
  const meant = await meantCommand(args);
  const asked: Asked = {
    command: meant?.entry.name,
    positional: meant?.command.positional ?? '',
    options: Object.keys(meant?.command.options.shape ?? {}),
  };
  let exitCode: ExitCode = EXIT.clean;
  const parser = yargs([...args])
    .scriptName('alm-migrate')
    .usage('alm-migrate <command> [-w DIR]')
    .options(COMMON_OPTIONS)
    .locale('en')
    .strict()
    .demandCommand(1)
    .exitProcess(false)
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .fail((message, error) => {
      throw error === undefined || error.name === 'YError' ? new Misread(message ?? error.message) : error;
    });
  for (const entry of COMMANDS) {
    const command = meant?.entry === entry ? meant.command : undefined;
    parser.command({
      command: `${entry.name} ${command?.positional ?? ''}`.trimEnd(),
      describe: entry.summary,
      builder: (builder) => {
        if (command !== undefined) declare(builder, command);
        return builder;
      },
      handler: async (argv) => {
        if (command !== undefined)
          exitCode = await runCommand(entry.name, command, argv as unknown as CommonArguments, args);
      },
    });
  }
  try {
    await parser.parseAsync();
    return exitCode;
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    const { usageFailure } = await import('./usage.js');
    throw usageFailure(error.message, args, asked);
  }
}

/** What the parser has against the arguments, in its own words. */
class Misread extends Error {}

/** The first argument that names a command; only that one is loaded. */
async function meantCommand(
  args: readonly string[],
): Promise<{ readonly entry: CommandEntry; readonly command: Command } | undefined> {
  const words = args.filter((_, index) => !['-w', '--workspace'].includes(args[index - 1] ?? ''));
  const entry = words
    .map((arg) => COMMANDS.find(({ name }) => name === arg))
    .find((found) => found !== undefined);
  return entry === undefined ? undefined : { entry, command: await entry.load() };
}

function declare(builder: ReturnType<typeof yargs>, command: Command): void {
  for (const [option, schema] of Object.entries(command.options.shape)) {
    const { requiresArg, ...words } = optionWords(schema as Parameters<typeof optionWords>[0]);
    if (new RegExp(`[<[]${option}(\\.\\.)?[>\\]]`).test(command.positional)) {
      builder.positional(option, words);
    } else builder.option(flagOf(option), requiresArg === undefined ? words : { ...words, requiresArg });
  }
  for (const [example, does] of command.examples) builder.example(example, does);
}
