#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { z } from 'zod';
import { Defect, type Effects, EXIT, type ExitCode, Failure } from '../terms/index.js';
import type { Command, CommandContext } from './command.js';
import { COMMANDS } from './commands.js';
import { readEnvironment } from './environment.js';
import { createProgress } from './progress.js';

/*
 * The only file that ends the process: it hands the arguments to a command, prints what comes back,
 * and turns every error into a message with a remedy and an exit code.
 */

const effects: Effects = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
  random: () => Math.random(),
};

interface CommonArguments {
  readonly workspace: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

async function main(args: readonly string[]): Promise<void> {
  let exitCode: ExitCode = EXIT.clean;
  const parser = yargs([...args])
    .scriptName('alm-migrate')
    .usage(
      'alm-migrate <command> [-w DIR]\n\nMoves learners and their learning history from PeopleFluent LMS into Adobe Learning Manager.',
    )
    .option('workspace', {
      alias: 'w',
      type: 'string',
      default: '.',
      describe: 'the folder of the migration',
    })
    .option('json', { type: 'boolean', default: false, describe: 'print one JSON document on stdout' })
    .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'no progress, no remarks' })
    .strict()
    .demandCommand(1, 'Which command?')
    .recommendCommands()
    .exitProcess(false)
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .fail((message, error) => {
      throw (
        error ?? new Failure('CLI-USAGE', message, { remedy: 'alm-migrate --help', exitCode: EXIT.usage })
      );
    });
  for (const { name, summary, load } of COMMANDS) {
    parser.command({
      command: await commandLine(name, args, load),
      describe: summary,
      builder: async (builder) => {
        const command = await load();
        for (const [option, schema] of Object.entries(command.options.shape)) {
          const words = optionOf(schema as z.ZodType);
          if (
            command.positional.includes(`${option}..`) ||
            command.positional.includes(`${option}]`) ||
            command.positional.includes(`${option}>`)
          ) {
            builder.positional(option, words);
          } else builder.option(option, words);
        }
        for (const [example, does] of command.examples) builder.example(example, does);
        return builder;
      },
      handler: async (argv) => {
        exitCode = await runCommand(await load(), argv as unknown as CommonArguments);
      },
    });
  }
  try {
    await parser.parseAsync();
  } catch (error) {
    exitCode = tell(error, args.includes('--json'));
  }
  process.exitCode = exitCode;
}

/** Positional arguments belong to the command's name in yargs; only the command that is meant is loaded for them. */
async function commandLine(
  name: string,
  args: readonly string[],
  load: () => Promise<Command>,
): Promise<string> {
  if (!args.includes(name)) return name;
  const { positional } = await load();
  return positional === '' ? name : `${name} ${positional}`;
}

/** A zod schema in yargs' words. */
function optionOf(schema: z.ZodType): {
  type: 'string' | 'number' | 'boolean';
  array?: boolean;
  describe: string;
  choices?: string[];
  demandOption?: boolean;
} {
  const json = z.toJSONSchema(schema, { io: 'input' }) as {
    type?: string;
    items?: { type?: string };
    enum?: string[];
    default?: unknown;
  };
  const array = json.type === 'array';
  const type = (array ? json.items?.type : json.type) ?? 'string';
  const fallback = json.default === undefined ? '' : ` [default: ${String(json.default)}]`;
  return {
    type: type === 'integer' || type === 'number' ? 'number' : type === 'boolean' ? 'boolean' : 'string',
    ...(array ? { array: true } : {}),
    ...(json.enum === undefined ? {} : { choices: json.enum }),
    describe: `${schema.description ?? ''}${fallback}`,
  };
}

async function runCommand(command: Command, argv: CommonArguments): Promise<ExitCode> {
  const given = Object.fromEntries(
    Object.keys(command.options.shape)
      .map((name) => [name, (argv as unknown as Record<string, unknown>)[name]])
      .filter(([, value]) => value !== undefined),
  );
  const options = command.options.safeParse(given);
  if (!options.success) throw wrongOption(options.error, given);
  const drain = new AbortController();
  const abort = new AbortController();
  // Many requests listen to the same signal; that is no leak.
  setMaxListeners(0, drain.signal, abort.signal);
  const onSignal = (): void => {
    if (drain.signal.aborted) abort.abort(interrupted());
    else {
      process.stderr.write(
        '\nStopping: what is in flight is finished first. Ctrl-C again stops at once, also safely.\n',
      );
      drain.abort(interrupted());
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const silent = argv.quiet;
  const progress = createProgress(
    { write: (text) => void (silent || process.stderr.write(text)), isTty: process.stderr.isTTY === true },
    effects,
  );
  const context: CommandContext = {
    workspace: argv.workspace,
    effects,
    environment: readEnvironment(argv.workspace, process.env),
    progress,
    say: (line) => {
      progress.end();
      if (!silent) process.stderr.write(`${line}\n`);
    },
    drain: drain.signal,
    abort: abort.signal,
  };
  try {
    const result = await command.run(context, options.data);
    progress.end();
    process.stdout.write(argv.json ? `${JSON.stringify(result.output)}\n` : withNewline(result.text));
    return result.exitCode;
  } catch (error) {
    throw drain.signal.aborted && !(error instanceof Failure) ? drain.signal.reason : error;
  } finally {
    progress.end();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

function interrupted(): Failure {
  return new Failure('INTERRUPTED', 'stopped; what was done is safe', {
    remedy: 'run the same command again: it goes on where it was',
    exitCode: EXIT.interrupted,
  });
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function wrongOption(error: z.ZodError, given: Readonly<Record<string, unknown>>): Failure {
  const lines = error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `--${name}: ${issue.message} (received ${JSON.stringify(given[String(issue.path[0])])})`;
  });
  return new Failure('CLI-OPTION', lines.join('\n'), {
    remedy: 'alm-migrate <command> --help',
    exitCode: EXIT.usage,
  });
}

/** Prints an error so that the reader knows what, where, and what to type now. */
function tell(error: unknown, asJson: boolean): ExitCode {
  if (error instanceof Failure) {
    const { file, line, column } = error.place;
    const where = [file, line, column].filter((part) => part !== undefined).join(':');
    process.stderr.write(`\n${error.code}  ${error.message}\n`);
    if (where !== '') process.stderr.write(`  where     ${where}\n`);
    process.stderr.write(`  do now    ${error.remedy}\n`);
    if (asJson) {
      const { code, message, remedy, place, exitCode } = error;
      process.stdout.write(
        `${JSON.stringify({ schema: { name: 'failure', version: 1 }, code, message, place, remedy, exitCode })}\n`,
      );
    }
    return error.exitCode;
  }
  const id = error instanceof Defect ? error.id : 'DEFECT-UNEXPECTED';
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`\n${id}  this is a defect of alm-migrate, not of your data\n${said}\n`);
  process.stderr.write(
    '  do now    nothing that was done is lost; run the same command again, and report this text\n',
  );
  return EXIT.failed;
}

await main(hideBin(process.argv));
