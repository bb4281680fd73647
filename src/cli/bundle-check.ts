import { existsSync, statSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { type CheckSummary, checkFolder, type Problem, RULES } from '../bundle/index.js';
import { EXIT, type ExitCode, Failure } from '../terms/index.js';
import type { BundleCommandOptions } from './bundle.js';
import type { CommandContext } from './command.js';
import { count, integer, table } from './wording.js';

/** More of a rule are counted, and not shown: the first few lead to what is wrong with all of them. */
const MOST_OF_A_RULE = 20;

const problem = z.object({
  severity: z.enum(['error', 'remark']),
  file: z.string(),
  line: z.int(),
  column: z.string().nullable(),
  rule: z.string(),
  message: z.string(),
  mend: z.string(),
});

export const checkSchema = z.object({
  folder: z.string(),
  files: z.array(z.object({ name: z.string(), rows: z.int() })),
  rows: z.int(),
  errors: z.int(),
  remarks: z.int(),
  rules: z.array(z.object({ rule: z.string(), count: z.int(), mend: z.string() })),
  problems: z.array(problem),
});

/** Checks a migration folder, ours or not: no workspace is needed, and ALM is not asked. */
export async function checkBundle(
  context: CommandContext,
  given: BundleCommandOptions,
): Promise<{
  readonly exitCode: ExitCode;
  readonly part: z.input<typeof checkSchema>;
  readonly text: string;
}> {
  const { folder } = given;
  if (folder === undefined || !existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new Failure('BUNDLE-NO-FOLDER', folder === undefined ? 'which folder?' : `${folder} is no folder`, {
      remedy: 'name a folder of migration files: alm-migrate bundle check DIR',
      exitCode: EXIT.usage,
    });
  }
  const counts = new Map<Problem['rule'], number>();
  const shown: Problem[] = [];
  const check = checkFolder(folder, (one) => {
    const seen = (counts.get(one.rule) ?? 0) + 1;
    counts.set(one.rule, seen);
    if (seen <= MOST_OF_A_RULE) shown.push(one);
  });
  const show = context.progress.begin('checking', 'rows', null);
  let step = check.next();
  while (step.done !== true) {
    show(step.value);
    await turn();
    context.drain.throwIfAborted();
    step = check.next();
  }
  const summary = step.value;
  const rules = [...counts].map(([rule, times]) => ({ rule, count: times, mend: RULES[rule].mend }));
  const problems = shown.map((one) => ({
    ...one,
    severity: RULES[one.rule].severity,
    mend: RULES[one.rule].mend,
  }));
  return {
    exitCode: summary.errors > 0 ? EXIT.needsPerson : EXIT.clean,
    part: { folder, ...summary, files: [...summary.files], rules, problems },
    text: checkText(folder, summary, shown, rules),
  };
}

function checkText(
  folder: string,
  summary: CheckSummary,
  shown: readonly Problem[],
  rules: readonly { readonly rule: string; readonly count: number; readonly mend: string }[],
): string {
  const lines = shown.map(({ file, line, column, rule, message }) => {
    const place = line === 0 ? file : `${file}:${line}`;
    return `${place}${column === null ? '' : `  ${column}`}  ${rule}  ${message}`;
  });
  const total = `${count(summary.files.length, 'file')}, ${count(summary.rows, 'row')}: ${count(summary.errors, 'error')}, ${count(summary.remarks, 'remark')}.`;
  if (rules.length === 0) return `${folder} holds what the specification wants.\n${total}`;
  const left = rules.reduce((sum, one) => sum + Math.max(0, one.count - MOST_OF_A_RULE), 0);
  return [
    ...lines,
    ...(left === 0 ? [] : [`… and ${integer(left)} more of the same rules`]),
    '',
    'How to mend them',
    table(rules.map((one) => [one.count, one.rule, one.mend])),
    '',
    total,
  ].join('\n');
}
