import type { ExitCode } from '../terms/index.js';

/** What each exit code promises to a script that calls this program. */
export const EXIT_MEANING: Readonly<Record<ExitCode, string>> = Object.freeze({
  0: 'done and clean',
  1: 'it failed',
  2: 'wrong usage or configuration; nothing was sent to ALM',
  3: 'done, but something needs a person: rejects, failed operations, differences',
  4: 'stopped itself by a safety limit',
  5: 'stopped early as asked; run again to go on',
  130: 'stopped by Ctrl-C; the state is safe, run again to go on',
});
