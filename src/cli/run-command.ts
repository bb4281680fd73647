import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { Defect, type Effects, EXIT, type ExitCode, Failure } from '../terms/index.js';
import type { Command, CommandContext } from './command.js';
import { COMMANDS } from './commands.js';
import { readEnvironment } from './environment.js';
import { flagOf, wrongValue } from './option-words.js';
import { createProgress } from './progress.js';
import { createScreen } from './screen.js';

/** The real clock, sleep and randomness: handed in here, and nowhere else. */
const effects: Effects = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
  random: () => Math.random(),
};

const STOPPING =
  '\nStopping: what is in flight is finished first. Ctrl-C again stops at once, also safely.\n';

export interface CommonArguments {
  readonly workspace: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Checks the options of a command, runs it with the signals of the terminal, and prints what it has to say. */
export async function runCommand(
  name: string,
  command: Command,
  argv: CommonArguments,
  args: readonly string[],
): Promise<ExitCode> {
  const given = Object.fromEntries(
    Object.keys(command.options.shape)
      .map((option) => [option, (argv as unknown as Record<string, unknown>)[option]])
      .filter(([, value]) => value !== undefined),
  );
  const options = command.options.safeParse(given);
  if (!options.success) throw wrongOption(name, options.error, given, args);
  if (Array.isArray(argv.workspace)) {
    throw new Failure('CLI-OPTION', '--workspace is given twice', {
      remedy: 'name one workspace; each has its own run of the command',
      exitCode: EXIT.usage,
    });
  }
  const drain = new AbortController();
  const abort = new AbortController();
  // Many requests listen to the same signal; that is no leak.
  setMaxListeners(0, drain.signal, abort.signal);
  const onSignal = (): void => {
    if (drain.signal.aborted) abort.abort(interrupted());
    else {
      process.stderr.write(command.onInterrupt ?? STOPPING);
      drain.abort(interrupted());
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const silent = argv.quiet;
  const isTty = process.stderr.isTTY === true;
  const write = (text: string): void => void (silent || process.stderr.write(text));
  const progress = createProgress({ write, isTty }, effects);
  const screen = createScreen(
    { write: (text) => void (argv.json || write(text)), isTty, rows: () => process.stderr.rows ?? 24 },
    effects,
  );
  const context: CommandContext = {
    workspace: argv.workspace,
    effects,
    environment: readEnvironment(argv.workspace, process.env),
    progress,
    screen,
    emit: (document) => void (argv.json && process.stdout.write(`${JSON.stringify(document)}\n`)),
    asJson: argv.json,
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
    const text = inWorkspace(result.text, argv.workspace);
    process.stdout.write(argv.json ? `${JSON.stringify(result.output)}\n` : withNewline(text));
    return result.exitCode;
  } catch (error) {
    // A stop surfaces as whatever it broke off; what has a message of its own keeps it.
    const hasSaid = error instanceof Failure || error instanceof Defect;
    const told: unknown = drain.signal.aborted && !hasSaid ? drain.signal.reason : error;
    throw told instanceof Failure ? failureInWorkspace(told, argv.workspace) : told;
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

/** Whoever works with `-w` can type a command that is named to them as it stands: it names the workspace, too. */
function inWorkspace(text: string, workspace: string): string {
  if (workspace === '.') return text;
  const folder = /^[\w./@:+,-]+$/.test(workspace) ? workspace : `'${workspace.replaceAll("'", "'\\''")}'`;
  return text.replaceAll(NAMED_COMMAND, (command) => `${command} -w ${folder}`);
}

const WITHOUT_WORKSPACE: ReadonlySet<string> = new Set(['init', 'demo', 'sandbox', 'evidence']);
/** A command that works on a workspace, where it is named without one. */
const NAMED_COMMAND = new RegExp(
  String.raw`\balm-migrate (?:${COMMANDS.map(({ name }) => name)
    .filter((name) => !WITHOUT_WORKSPACE.has(name))
    .join('|')})\b(?! (?:-w|--workspace|--help)\b)`,
  'g',
);

function failureInWorkspace(failure: Failure, workspace: string): Failure {
  const { code, message, place, exitCode, cause } = failure;
  const remedy = inWorkspace(failure.remedy, workspace);
  return new Failure(code, message, { remedy, place, exitCode, cause });
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function wrongOption(
  name: string,
  error: z.ZodError,
  given: Readonly<Record<string, unknown>>,
  args: readonly string[],
): Failure {
  const lines = error.issues.map((issue) => {
    const option = String(issue.path[0]);
    const flag = `--${flagOf(option)}`;
    if (issue.code === 'invalid_type' && Array.isArray(given[option])) return `${flag} is given twice`;
    return `${flag} ${wrongValue(issue)}, and not ${typedValue(flag, args) ?? JSON.stringify(given[option])}`;
  });
  return new Failure('CLI-OPTION', lines.join('\n'), {
    remedy: `alm-migrate ${name} --help`,
    exitCode: EXIT.usage,
  });
}

/** As it was typed: what is no number has become NaN by now. */
function typedValue(flag: string, args: readonly string[]): string | undefined {
  const at = args.findLastIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  const typed = args[at]?.includes('=') ? args[at]?.slice(flag.length + 1) : args[at + 1];
  return at === -1 || typed === undefined ? undefined : JSON.stringify(typed);
}
