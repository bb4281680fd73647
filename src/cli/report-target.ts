import { join } from 'node:path';
import { z } from 'zod';
import { REPORT_FORMATS, type ReportFormat } from '../reconcile/index.js';
import { EXIT, Failure } from '../terms/index.js';
import type { CommandContext } from './command.js';
import { FILES } from './workspace.js';

/** Where a report goes: files in a folder, or one of its formats to standard output. */
export type ReportTarget =
  | { readonly to: 'folder'; readonly folder: string; readonly formats: readonly ReportFormat[] }
  | { readonly to: 'stdout'; readonly format: ReportFormat };

/** `--format html,csv` and `--format html csv` alike. */
export const formatsOption = z
  .array(z.string())
  .transform((given, context): readonly ReportFormat[] => {
    const words = given.flatMap((text) => text.split(',')).map((word) => word.trim().toLowerCase());
    const known = REPORT_FORMATS.filter((format) => words.includes(format));
    if (words.length === 0 || words.some((word) => !REPORT_FORMATS.some((format) => format === word)))
      context.addIssue({ code: 'custom', message: `must be one or more of ${REPORT_FORMATS.join(',')}` });
    return known;
  })
  .optional();

/** Checks `--format` and `--output` against each other, before anything is read. */
export function reportTarget(
  { workspace, asJson }: Pick<CommandContext, 'workspace' | 'asJson'>,
  formats: readonly ReportFormat[] = REPORT_FORMATS,
  output: string | undefined,
): ReportTarget {
  if (output !== '-') return { to: 'folder', folder: output ?? join(workspace, FILES.reports), formats };
  const [format, ...more] = formats;
  if (format === undefined || more.length > 0) {
    throw wrong('standard output takes one format', 'alm-migrate reconcile --format csv --output -');
  }
  if (asJson) {
    throw wrong(
      '--json and --output - both want standard output',
      'leave --json out: with --format json the report itself is JSON',
    );
  }
  return { to: 'stdout', format };
}

function wrong(message: string, remedy: string): Failure {
  return new Failure('CLI-OPTION', message, { remedy, exitCode: EXIT.usage });
}
