import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { EXIT, Failure } from '../terms/index.js';

/** The variables whose values must stand in nothing that this program writes. */
const SECRETS = ['ALM_CLIENT_SECRET', 'ALM_REFRESH_TOKEN', 'ALM_ACCESS_TOKEN', 'PF_SYSTEM_KEY'] as const;

export function secretsOf(
  environment: Readonly<Record<string, string | undefined>>,
): readonly { readonly name: string; readonly value: string }[] {
  return SECRETS.map((name) => ({ name, value: environment[name] ?? '' }));
}

/**
 * The environment, filled up from the workspace's `.env`; what the environment says comes first, but
 * an empty variable says nothing. Throws a `Failure` for a `.env` that is there and cannot be read:
 * to go on without it would end in "no credentials", which misleads.
 */
export function readEnvironment(
  workspace: string,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const said = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const file = join(workspace, '.env');
  try {
    return { ...parseEnv(readFileSync(file, 'utf8')), ...said };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return environment;
    throw new Failure(
      'ENV-NOT-READABLE',
      `the credentials file cannot be read: ${(error as Error).message}`,
      {
        place: { file },
        remedy: 'make it a file that this user may read, or take it away and set the variables',
        exitCode: EXIT.usage,
        cause: error,
      },
    );
  }
}
