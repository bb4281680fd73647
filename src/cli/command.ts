import type { z } from 'zod';
import type { Effects, ExitCode } from '../terms/index.js';
import type { Progress } from './progress.js';
import type { Screen } from './screen.js';

/** What a command is given beside its own options. */
export interface CommandContext {
  /** The workspace's folder. */
  readonly workspace: string;
  readonly effects: Effects;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
  /** What is drawn over and over, on stderr; shows nothing with `--quiet` and `--json`. */
  readonly screen: Screen;
  /** Prints a document before the last one, a line on stdout; nothing without `--json`. */
  readonly emit: (document: unknown) => void;
  /** The command's `--json` document is the only thing that may go to stdout. */
  readonly asJson: boolean;
  /** A line for the person at the terminal, on stderr; silent with `--quiet`. */
  readonly say: (line: string) => void;
  /** Aborted by the first Ctrl-C (or SIGTERM): finish what is in flight, then stop. */
  readonly drain: AbortSignal;
  /** Aborted by the second Ctrl-C: stop at once. */
  readonly abort: AbortSignal;
}

/** What a command has to say: one JSON document for machines, a text for people, and how it ends. */
export interface CommandResult<Output> {
  readonly exitCode: ExitCode;
  readonly output: Output;
  readonly text: string;
}

/** A command is data and a handler. */
export interface Command<Options extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  /** Positional arguments in yargs' words, as `<files..>`; each is an option of the schema, too. */
  readonly positional: string;
  readonly options: Options;
  /** The `--json` document. Its JSON Schema is committed under `schemas/`. */
  readonly output: Output;
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** What the first Ctrl-C is answered with, where nothing is in flight that has to be finished. */
  readonly onInterrupt?: string;
  readonly run: (
    context: CommandContext,
    options: z.output<Options>,
  ) => Promise<CommandResult<DeepReadonly<z.input<Output>>>>;
}

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** Gives a command its types; the identity otherwise. */
export function defineCommand<Options extends z.ZodObject, Output extends z.ZodType>(
  command: Command<Options, Output>,
): Command<Options, Output> {
  return command;
}
