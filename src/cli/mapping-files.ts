import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CrosswalkRow, type MigrationConfig, parseCrosswalk, parseMigration } from '../mapping/index.js';
import type { MappingTexts } from '../reconcile/index.js';
import { EXIT, Failure } from '../terms/index.js';
import { FILES, requireWorkspace } from './workspace.js';

/** Reads and checks migration.yaml. */
export function readMigration(workspace: string): {
  readonly config: MigrationConfig;
  readonly text: string;
} {
  requireWorkspace(workspace);
  const file = join(workspace, FILES.migration);
  const text = readText(file);
  return { config: parseMigration(text, file), text };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure('FILE-NOT-READABLE', `${file} cannot be read: ${(error as Error).message}`, {
      place: { file },
      remedy: 'make it a file that this user may read',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

export interface Mapping {
  readonly config: MigrationConfig;
  readonly crosswalk: readonly CrosswalkRow[];
  readonly texts: MappingTexts;
}

/** Reads and checks migration.yaml and crosswalk.csv. A crosswalk that cannot be used is refused whole. */
export function readMapping(workspace: string): Mapping {
  const { config, text } = readMigration(workspace);
  const file = join(workspace, FILES.crosswalk);
  const crosswalkText = existsSync(file) ? readText(file) : '';
  const { rows, problems } =
    crosswalkText === '' ? { rows: [], problems: [] } : parseCrosswalk(crosswalkText, file);
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw crosswalkFailure(errors);
  return { config, crosswalk: rows, texts: { migration: text, crosswalk: crosswalkText } };
}

/** Problems of the crosswalk as one failure that names each by its line. */
export function crosswalkFailure(
  problems: readonly { readonly file: string; readonly line: number; readonly message: string }[],
): Failure {
  const lines = problems.map((problem) => `${problem.file}:${problem.line}  ${problem.message}`);
  const first = problems[0];
  return new Failure('CROSSWALK-INVALID', `crosswalk.csv cannot be used as it is:\n${lines.join('\n')}`, {
    remedy: 'mend these lines, then run the same command again; nothing was changed',
    exitCode: EXIT.usage,
    ...(first === undefined ? {} : { place: { file: first.file, line: first.line } }),
  });
}
