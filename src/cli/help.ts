import { COMMANDS } from './commands.js';
import { EXIT_MEANING } from './exit-codes.js';
import { table } from './wording.js';

/** The options that every command takes, with what `--help` says of them. */
export const COMMON_OPTIONS = Object.freeze({
  workspace: {
    alias: 'w',
    type: 'string',
    default: '.',
    describe: 'the folder of the migration',
    requiresArg: true,
  },
  json: {
    type: 'boolean',
    default: false,
    describe: 'print one JSON document on stdout (its schema: schemas/)',
  },
  quiet: { alias: 'q', type: 'boolean', default: false, describe: 'no progress, no remarks' },
} as const);

/**
 * The help of the whole program. It is written here and not by the parser of options, so that asking
 * for help loads neither that nor any command.
 */
export function helpText(): string {
  return [
    'alm-migrate <command> [-w DIR]',
    '',
    'Moves learners and their learning history from PeopleFluent LMS into Adobe Learning Manager,',
    'and proves that nothing was lost.',
    '',
    'Commands, in the order of a migration',
    table(COMMANDS.map(({ name, summary }) => [name, summary])),
    '',
    'Options of every command',
    table([
      ['-w, --workspace DIR', `${COMMON_OPTIONS.workspace.describe}; the current one by default`],
      ['--json', COMMON_OPTIONS.json.describe],
      ['-q, --quiet', COMMON_OPTIONS.quiet.describe],
      ['--help', 'says more of a command: alm-migrate stage --help'],
      ['--version', 'the version of this program'],
    ]),
    '',
    'Examples',
    table([
      ['alm-migrate init acme --time-zone America/Chicago', 'makes the workspace acme'],
      ['alm-migrate stage -w acme exports/*.xml', 'reads the exports'],
      ['alm-migrate snapshot -w acme', 'reads what ALM holds'],
      ['alm-migrate plan -w acme', 'shows what would be sent, and what not, and why'],
      ['alm-migrate apply -w acme', 'sends it; the same command goes on after a break'],
      ['alm-migrate reconcile -w acme', 'compares, and writes the report'],
    ]),
    '',
    'Only apply and bundle run change anything in ALM, and each says first in which account. Credentials',
    'come from the environment or the .env file of the workspace: ALM_CLIENT_ID, ALM_CLIENT_SECRET,',
    'ALM_REFRESH_TOKEN.',
    '',
    'Exit codes',
    table(Object.entries(EXIT_MEANING).map(([code, meaning]) => [code.padStart(3), meaning])),
  ].join('\n');
}
