import {
  type Alm,
  AlmRefusal,
  type AlmSettings,
  credentialsFromEnvironment,
  decide,
  type Outcome,
  openAlm,
  outcomeOfError,
} from '../alm/index.js';
import type { MigrationConfig } from '../mapping/index.js';
import { Failure, reasonOf } from '../terms/index.js';
import type { CommandContext } from './command.js';

/**
 * Opens the connection to the account that migration.yaml names, for as long as `use` runs. What ALM
 * refuses, or does not answer, for good comes out as a `Failure` with the reason's code and mend.
 */
export async function withAlm<Result>(
  context: CommandContext,
  config: MigrationConfig,
  share: number,
  use: (alm: Alm) => Promise<Result>,
): Promise<Result> {
  const alm = openAlm({
    baseUrl: config.alm.baseUrl,
    credentials: credentialsFromEnvironment(context.environment),
    effects: context.effects,
    share,
    settings: almSettingsOf(config),
  });
  try {
    return await use(alm);
  } catch (error) {
    throw context.drain.aborted ? error : almFailure(error);
  } finally {
    await alm.close();
  }
}

/** What migration.yaml says of ALM, in the client's words. */
export function almSettingsOf({ alm }: MigrationConfig): Partial<AlmSettings> {
  return {
    usersPageSize: alm.usersPageSize,
    moduleIdForm: alm.moduleIdForm,
    gradeInstanceRelationship: alm.gradeInstanceRelationship,
    gradeDurationUnit: alm.gradeDurationUnit,
    visibilityWaitMs: alm.visibilitySeconds * 1000,
    answerTimeoutMs: alm.answerSeconds * 1000,
  };
}

/** An error of the client in the catalogue's words; anything else passes as it is. */
function almFailure(error: unknown): unknown {
  const outcome = error instanceof AlmRefusal ? refused(error) : outcomeOfError(error);
  if (outcome === null || !(error instanceof Error)) return error;
  const code = decide(outcome, true).code;
  if (code === null) return error;
  return new Failure(code, error.message, {
    remedy: `${reasonOf(code).mend}; the same command goes on where it was`,
    cause: error,
  });
}

function refused({ status, title, info }: AlmRefusal): Outcome {
  return { kind: 'answered', status, title, info, retryAfterMs: null };
}
