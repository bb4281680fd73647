import { nearest } from '../mapping/nearest.js';
import { EXIT, Failure } from '../terms/index.js';
import { COMMANDS } from './commands.js';
import { flagOf } from './option-words.js';

/** What is known of the command that was asked for, when the parser finds a mistake. */
export interface Asked {
  /** Undefined when no argument names a command. */
  readonly command: string | undefined;
  readonly positional: string;
  /** Names of all its options, as in the schema. */
  readonly options: readonly string[];
}

const COMMON = ['workspace', 'json', 'quiet', 'help', 'version'];

/**
 * A mistake in the arguments as the parser words it, in ours: what it did not know, what was probably
 * meant, and where to read on. A wording that is not known here passes as it is.
 */
export function usageFailure(message: string, args: readonly string[], asked: Asked): Failure {
  const { command, positional, options } = asked;
  const remedy = command === undefined ? 'alm-migrate --help' : `alm-migrate ${command} --help`;
  const wrong = (text: string, typeNow = remedy): Failure =>
    new Failure('CLI-USAGE', text, { remedy: typeNow, exitCode: EXIT.usage });

  const unknown = /^Unknown (?:argument|command)s?: (.*)$/.exec(message)?.[1]?.split(', ');
  if (unknown !== undefined) {
    const known = [...options.map(flagOf), ...COMMON];
    // Without a command, the words after the first are arguments of whatever was meant.
    const words = command === undefined ? unknown.slice(0, 1) : unknown;
    const lines = words.map((word) => {
      const typed = args.find((arg) => new RegExp(`^--?(no-)?${escaped(word)}(=|$)`).test(arg));
      if (typed !== undefined) {
        const flag = typed.replace(/=.*/, '');
        const meant = nearest(word.replace(/^no-/, ''), known);
        const dashes = flag.startsWith('--no-') ? '--no-' : '--';
        return `there is no option ${flag}${meant === null ? '' : `; did you mean ${dashes}${meant}?`}`;
      }
      if (command !== undefined) return `${command} takes no argument "${word}"`;
      return unknownCommand(word);
    });
    return wrong(lines.join('\n'));
  }
  if (/^Not enough non-option arguments/.test(message)) {
    return command === undefined ? wrong('which command?') : wrong(`${command} needs ${positional}`);
  }
  if (/^Not enough arguments following: /.test(message)) {
    const option = message.replace(/^.*: /, '');
    return wrong(`--${option.length === 1 ? 'workspace' : option} needs a value`);
  }
  return wrong(message);
}

function unknownCommand(word: string): string {
  const meant = nearest(
    word,
    COMMANDS.map(({ name }) => name),
  );
  return `there is no command "${word}"${meant === null ? '' : `; did you mean ${meant}?`}`;
}

function escaped(word: string): string {
  return word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
