import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CrosswalkRow,
  checkIdentities,
  type MigrationConfig,
  type Problem,
  parseCrosswalk,
  parseIdentities,
  parseMigration,
  type WrittenIdentity,
} from '../mapping/index.js';
import type { MappingTexts } from '../reconcile/index.js';
import { almUserReader, type Store, stagedUserKeys } from '../staging/index.js';
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
  /** Rows of identities.csv; none where there is no such file. */
  readonly identities: readonly WrittenIdentity[];
  readonly texts: MappingTexts;
}

/** Reads and checks migration.yaml, crosswalk.csv and identities.csv. A sheet that cannot be used is refused whole. */
export function readMapping(workspace: string): Mapping {
  const { config, text } = readMigration(workspace);
  const crosswalkText = readSheetText(workspace, FILES.crosswalk);
  const { rows, problems } =
    crosswalkText === ''
      ? { rows: [], problems: [] }
      : parseCrosswalk(crosswalkText, join(workspace, FILES.crosswalk));
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw crosswalkFailure(errors);
  const identities = readIdentities(workspace);
  return {
    config,
    crosswalk: rows,
    identities: identities.rows,
    texts: { migration: text, crosswalk: crosswalkText, identities: identities.text },
  };
}

/** A sheet's text; empty where there is no such file. */
export function readSheetText(workspace: string, name: string): string {
  const file = join(workspace, name);
  return existsSync(file) ? readText(file) : '';
}

/** Reads identities.csv; one that cannot be used is refused whole. */
export function readIdentities(workspace: string): {
  readonly rows: readonly WrittenIdentity[];
  readonly text: string;
} {
  const text = readSheetText(workspace, FILES.identities);
  const { rows, problems } = parseIdentities(text, join(workspace, FILES.identities));
  refuseErrors(problems);
  return { rows, text };
}

/** Checks identities.csv against what was staged and whom ALM has; what it returns are warnings. */
export function checkedIdentities(
  workspace: string,
  store: Store,
  rows: readonly WrittenIdentity[],
): readonly Problem[] {
  if (rows.length === 0) return [];
  const accounts = stagedUserKeys(store);
  const almUser = almUserReader(store);
  const known = {
    hasAccount: (userKey: string) => accounts.has(userKey),
    hasAlmUser: (almUserId: string) => almUser(almUserId) !== undefined,
  };
  const problems = checkIdentities(rows, known, join(workspace, FILES.identities));
  refuseErrors(problems);
  return problems;
}

function refuseErrors(problems: readonly Problem[]): void {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const lines = errors.map((problem) => `${problem.file}:${problem.line}  ${problem.message}`);
  throw new Failure('IDENTITIES-INVALID', `identities.csv cannot be used as it is:\n${lines.join('\n')}`, {
    remedy: 'mend these lines, then run the same command again; nothing was changed',
    exitCode: EXIT.usage,
    place: { file: first.file, line: first.line },
  });
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
