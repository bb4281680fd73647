import type { z } from 'zod';
import { REASONS } from '../terms/index.js';
import type { Command } from './command.js';
import type { CommandEntry } from './commands.js';
import { EXIT_MEANING } from './exit-codes.js';
import { COMMON_OPTIONS } from './help.js';
import { flagOf, optionWords } from './option-words.js';

/** Pages of the reference that are made from the tables of the program, so that they cannot lag behind it. */

/** The families of reason codes, in the order in which a record meets them. */
const FAMILIES: readonly (readonly [prefix: string, title: string, about: string])[] = [
  ['PF-', 'Reading the exports', '`stage` and `rejects` give these: of files, of records, and of fields.'],
  ['DATA-', 'Looking at the data as a whole', '`profile` gives these: no single record shows them.'],
  [
    'MAP-',
    'Mapping',
    '`plan` gives these, and `profile` before it: of people, records, courses, dates and scores.',
  ],
  ['ALM-', 'Talking to ALM, and comparing with it', '`apply`, `bundle` and `reconcile` give these.'],
];

/** docs/reference/reasons.md: each code with what causes it and how to mend it. */
export function reasonsPage(): string {
  const rows = Object.entries(REASONS);
  const parts = [
    '# Reason codes',
    '',
    'Whenever this program does not do as the data asked, or has a doubt about it, it gives a code of this list. Codes are stable: scripts may build on them. This page is made from the catalogue; a test fails when they differ.',
  ];
  for (const [prefix, title, about] of FAMILIES) {
    const family = rows.filter(([code]) => code.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
    parts.push('', `## ${title}`, '', about, '', '| code | cause | what to do |', '| --- | --- | --- |');
    parts.push(
      ...family.map(([code, { cause, mend }]) => `| \`${code}\` | ${cell(cause)} | ${cell(mend)} |`),
    );
  }
  return `${parts.join('\n')}\n`;
}

/** The codes that no family of the page holds: there must be none. */
export function codesWithoutFamily(): readonly string[] {
  return Object.keys(REASONS).filter((code) => !FAMILIES.some(([prefix]) => code.startsWith(prefix)));
}

/** docs/reference/commands.md: each command with its arguments, options and examples. */
export function commandsPage(
  commands: readonly { readonly entry: CommandEntry; readonly command: Command }[],
): string {
  const parts = [
    '# Commands',
    '',
    '`alm-migrate <command> [-w DIR]`. This page is made from the commands themselves; a test fails when they differ. `alm-migrate <command> --help` says the same.',
    '',
    '## Options of every command',
    '',
    '| option | type | default | what it does |',
    '| --- | --- | --- | --- |',
    ...Object.entries(COMMON_OPTIONS).map(
      ([name, option]) =>
        `| ${'alias' in option ? `\`-${option.alias}\`, ` : ''}\`--${name}\` | ${option.type} | ${defaultText(option.default)} | ${cell(option.describe)} |`,
    ),
    '| `--help` | boolean |  | says more of a command |',
    '| `--version` | boolean |  | the version of this program |',
  ];
  for (const { entry, command } of commands) parts.push('', ...commandPart(entry, command));
  parts.push('', '## Exit codes', '', '| code | what it promises |', '| --- | --- |');
  parts.push(...Object.entries(EXIT_MEANING).map(([code, meaning]) => `| ${code} | ${cell(meaning)} |`));
  return `${parts.join('\n')}\n`;
}

function commandPart(entry: CommandEntry, command: Command): readonly string[] {
  const options = Object.entries(command.options.shape).map(([name, schema]) => {
    const words = optionWords(schema as z.ZodType);
    const isPositional = new RegExp(`[<[]${name}(\\.\\.)?[>\\]]`).test(command.positional);
    return { name: isPositional ? name : `--${flagOf(name)}`, words };
  });
  return [
    `## ${entry.name}`,
    '',
    `${entry.summary[0]?.toUpperCase() ?? ''}${entry.summary.slice(1)}.`,
    '',
    `    alm-migrate ${entry.name}${command.positional === '' ? '' : ` ${command.positional}`}`,
    ...(options.length === 0 ? [] : ['', '| argument | type | what it does |', '| --- | --- | --- |']),
    ...options.map(
      ({ name, words }) =>
        `| \`${name}\` | ${words.type}${words.array === true ? ', several' : ''} | ${cell(words.describe)} |`,
    ),
    '',
    ...command.examples.map(([example, does]) => `- \`${example}\`: ${does}`),
    '',
    `Its \`--json\` document: [schemas/${entry.name}.schema.json](../../schemas/${entry.name}.schema.json).`,
  ];
}

function defaultText(value: unknown): string {
  return value === false ? '' : `\`${String(value)}\``;
}

/** A table's cell: what would end it is escaped, and what would be read as markup is shown. */
function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll(/\s*\n\s*/g, ' ');
}
