import {
  type Alm,
  AlmRefusal,
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
  const { baseUrl, usersPageSize, moduleIdForm, gradeInstanceRelationship, visibilitySeconds } = config.alm;
  const alm = openAlm({
    baseUrl,
    credentials: credentialsFromEnvironment(context.environment),
    effects: context.effects,
    share,
    settings: {
      usersPageSize,
      moduleIdForm: moduleIdForm,
      gradeInstanceRelationship,
      visibilityWaitMs: visibilitySeconds * 1000,
    },
  });
  try {
    return await use(alm);
  } catch (error) {
    throw context.drain.aborted ? error : almFailure(error);
  } finally {
    await alm.close();
  }
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
