#!/usr/bin/env node
import { EXIT, type ExitCode } from '../terms/index.js';
import { COMMANDS } from './commands.js';
import { helpText } from './help.js';
import { tell } from './tell.js';
import { VERSION } from './version.js';

/*
 * The only file that ends the process. What needs no command is answered here, with next to nothing
 * loaded; all else goes to `dispatch.ts`, and every error becomes a message with a remedy and an exit code.
 */

/** A reader that goes away early (`| head`) wants no more; that is no error of either side. */
function endQuietlyWithoutReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function main(args: readonly string[]): Promise<ExitCode> {
  const asJson = args.includes('--json');
  if (!args.some((arg) => COMMANDS.some(({ name }) => name === arg))) {
    if (args.some((arg) => arg === '--help' || arg === '-h' || arg === 'help')) {
      process.stdout.write(`${helpText()}\n`);
      return EXIT.clean;
    }
    if (args.includes('--version')) {
      process.stdout.write(`${VERSION}\n`);
      return EXIT.clean;
    }
    if (args.length === 0) {
      process.stderr.write(`${helpText()}\n\nWhich command?\n`);
      return EXIT.usage;
    }
  }
  try {
    const { dispatch } = await import('./dispatch.js');
    return await dispatch(args);
  } catch (error) {
    return tell(error, asJson);
  }
}

process.stdout.on('error', endQuietlyWithoutReader);
process.stderr.on('error', endQuietlyWithoutReader);
process.exitCode = await main(process.argv.slice(2));
