import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** The environment, filled up from the workspace's `.env`; what the environment says comes first. */
export function readEnvironment(
  workspace: string,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  try {
    return { ...parseEnv(readFileSync(join(workspace, '.env'), 'utf8')), ...environment };
  } catch {
    return environment;
  }
}
